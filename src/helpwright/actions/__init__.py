"""Actions: what the system can do by itself, one file each defining `action`; the same list for all who act.

The files named in `BESIDE` are no actions but what actions share.
"""

BESIDE = ("handover", "people", "ports", "tray", "write")
