"""Which messages open screens may learn of."""

from helpwright.notify.store import of_forms

__all__ = ["of_forms"]
