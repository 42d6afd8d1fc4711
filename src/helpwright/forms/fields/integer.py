"""Whole number."""

from decimal import Decimal
from typing import Any, ClassVar

from helpwright.forms.field_type import FieldSettings
from helpwright.forms.number import Number, NumberSettings
from helpwright.kernel.text import LocalText


class IntegerSettings(NumberSettings):
    """With a unit that is shown behind the number."""

    unit: LocalText | None = None


class Integer(Number):
    """Up to 15 digits."""

    key = "integer"
    rank = 1
    settings: ClassVar[type[FieldSettings]] = IntegerSettings
    column = "bigint"
    shown_as = "number"

    def places(self, settings: Any) -> int:
        """None."""
        del settings
        return 0

    def operand(self, settings: Any, raw: Any) -> Any:
        """Any number, as a decimal."""
        return Decimal(super().operand(settings, raw))

    def parse(self, settings: Any, raw: Any) -> int:
        """A whole number within the limits."""
        return int(super().parse(settings, raw))

    def from_json(self, value: Any) -> Any:
        """Whole."""
        return value


field_type = Integer()
