"""Publications: how drafts and blueprints become live – expand, backfill, index, switch, contract – each journaled.

One at a time in the whole installation; a crash in the middle is resumed by whoever looks next.
"""
