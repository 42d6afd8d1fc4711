"""Several of a few options, all visible."""

from helpwright.forms.choice import Choices


class Checkboxes(Choices):
    """Boxes to tick."""

    key = "checkboxes"
    takes_over = frozenset({"multi_select"})


field_type = Checkboxes()
