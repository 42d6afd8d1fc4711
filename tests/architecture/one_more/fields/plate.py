"""License plate of a car."""

import re
from typing import Any

from helpwright.forms.field_type import TEXT_OPERATORS, FieldSettings, FieldType, Masked, ValueRefused

_PLATE = re.compile(r"[\u4e00-\u9fa5][A-Z][A-Z0-9]{5,6}")


class Plate(FieldType):
    """Stored without gaps, in capitals: `粤B12345`."""

    key = "plate"
    rank = 9
    group = "text"
    drawn_as = "text"
    settings = FieldSettings
    column = "text"
    operators = TEXT_OPERATORS
    unique_allowed = True
    searched = True

    def parse(self, settings: FieldSettings, raw: Any) -> str:
        """A province, a letter, five or six more."""
        del settings
        text = re.sub(r"[\s·.-]", "", raw).upper() if isinstance(raw, str) else ""
        if not _PLATE.fullmatch(text):
            raise ValueRefused("plate_malformed")
        return text

    def mask(self, value: str) -> Masked:
        """The last two."""
        return Masked(f"****{value[-2:]}")

    def sample(self, settings: FieldSettings, number: int) -> str:
        """A plate of Shenzhen."""
        del settings
        return f"粤B{number % 100_000:05d}"


field_type = Plate()
