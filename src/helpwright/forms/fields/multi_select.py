"""Several of many options, found by typing."""

from helpwright.forms.choice import Choices


class MultiSelect(Choices):
    """A list to open and to search; what is chosen stands as words beside each other."""

    key = "multi_select"
    rank = 4
    takes_over = frozenset({"checkboxes"})


field_type = MultiSelect()
