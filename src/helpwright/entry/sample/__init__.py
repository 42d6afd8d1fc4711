"""Sample data: a world of its own for each app, a database beside the real one, in which nothing is real.

Its records are made by the real engine on a virtual clock. Only sessions that try out being somebody (体验身份) are led
there; nothing ever leaves it, and it is removed by dropping its database.
"""
