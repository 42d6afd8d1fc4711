"""Kernel: the words all concepts share; pure, no input or output.

Ids, time and calendars, errors, events, localized texts, values and filters, text templates, the registry of kinds.
"""
