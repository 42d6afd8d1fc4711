"""A line between fields."""

from helpwright.forms.layout import LayoutType


class Divider(LayoutType):
    """With its name in it, if wanted."""

    key = "divider"
    rank = 2


field_type = Divider()
