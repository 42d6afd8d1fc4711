"""The record's own number where the builder wants to see it; the form's `number` says how numbers are made."""

from typing import Any, ClassVar

from helpwright.forms.field_type import TEXT_OPERATORS, FieldSettings, FieldType, Kept, ValueRefused
from helpwright.kernel.values import parse_text


class AutoNumberSettings(FieldSettings):
    """No column of its own: it reads the record's number."""

    kept: ClassVar[Kept] = "number"


class AutoNumber(FieldType):
    """Given by the server, changed by nobody."""

    key = "auto_number"
    rank = 5
    group = "number"
    settings: ClassVar[type[FieldSettings]] = AutoNumberSettings
    column = None
    operators = TEXT_OPERATORS
    for_customers = "hidden"

    def operand(self, settings: Any, raw: Any) -> str:
        """Any text."""
        del settings
        return parse_text(raw)

    def parse(self, settings: Any, raw: Any) -> Any:
        """Takes nothing."""
        del settings, raw
        raise ValueRefused("number_by_itself")

    def sample(self, settings: Any, number: int) -> Any:
        """Nothing: it comes by itself."""
        del settings, number


field_type = AutoNumber()
