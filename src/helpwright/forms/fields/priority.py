"""Urgency: options in rising order."""

from helpwright.forms.choice import Choice


class Priority(Choice):
    """The first option is the lowest level."""

    key = "priority"
    takes_over = frozenset({"radio", "select"})


field_type = Priority()
