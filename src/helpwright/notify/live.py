"""Which messages and notifications open screens may learn of."""

from helpwright.notify.notification_store import of_person
from helpwright.notify.store import of_forms

__all__ = ["of_forms", "of_person"]
