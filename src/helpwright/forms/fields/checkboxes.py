"""Several of a few options, all visible."""

from helpwright.forms.choice import Choices


class Checkboxes(Choices):
    """Boxes to tick."""

    key = "checkboxes"
    rank = 3
    takes_over = frozenset({"multi_select"})


field_type = Checkboxes()
