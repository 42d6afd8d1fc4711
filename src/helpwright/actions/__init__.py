"""Actions: what the system can do by itself, one file each defining `action`; the same list for all who act."""
