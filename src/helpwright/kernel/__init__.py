"""Kernel: the words all concepts share; pure, no input or output.

Ids, time, errors, localized texts, the filter tree, text templates and the registry of kinds.
"""
