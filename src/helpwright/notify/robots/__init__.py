"""Kinds of group robots, one file each defining `robot`."""
