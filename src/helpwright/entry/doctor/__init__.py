"""What an administrator must know: checks that look at one thing each and say, in words, what is wrong and what to do.

`helpwright doctor` prints them, the health page shows them. One more check is one more file in `checks`, and its
sentences in `texts`.
"""
