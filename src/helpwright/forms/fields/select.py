"""One of many options, found by typing."""

from helpwright.forms.choice import Choice


class Select(Choice):
    """A list to open and to search."""

    key = "select"
    rank = 2
    takes_over = frozenset({"radio", "priority"})


field_type = Select()
