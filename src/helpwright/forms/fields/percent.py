"""Percentage: 12.5 stands for 12.5 %, in the table, in filters and in the interface."""

from collections.abc import Collection
from typing import Any, ClassVar

from helpwright.forms.field_type import FieldSettings, Related
from helpwright.forms.number import Number, NumberSettings, Places

SIGN = "%"


class PercentSettings(NumberSettings):
    """With at most `places` digits behind the point."""

    places: Places = 2


class Percent(Number):
    """Written with or without the sign."""

    key = "percent"
    rank = 4
    settings: ClassVar[type[FieldSettings]] = PercentSettings
    shown_as = "number"

    def signs(self, settings: Any) -> Collection[str]:
        """The percent sign."""
        del settings
        return (SIGN,)

    def to_text(self, settings: Any, value: Any, locale: str, related: Related) -> str:
        """With the sign."""
        text = super().to_text(settings, value, locale, related)
        return f"{text}{SIGN}" if text else ""

    def look(self, settings: Any, locale: str) -> dict[str, Any]:
        """With the sign."""
        return {**super().look(settings, locale), "unit": SIGN}


field_type = Percent()
