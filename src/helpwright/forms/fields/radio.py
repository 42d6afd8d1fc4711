"""One of a few options, all visible."""

from helpwright.forms.choice import Choice


class Radio(Choice):
    """Radio buttons."""

    key = "radio"
    rank = 1
    takes_over = frozenset({"priority", "select"})


field_type = Radio()
