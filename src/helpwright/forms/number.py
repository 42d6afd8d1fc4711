"""Numbers: how they are read, limited and written. Exact: 15 digits are what browsers and spreadsheets keep, too."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field, FiniteFloat, model_validator

from helpwright.forms.field_type import NUMBER_OPERATORS, FieldSettings, FieldType, Related, ValueRefused
from helpwright.forms.limits import refuse_crossed
from helpwright.kernel.text import LocalText, all_forms, localize
from helpwright.kernel.values import parse_number

MOST_DIGITS = 15
Places = Annotated[int, Field(ge=0, le=6)]
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?")
_LONGEST = 60
_CHECK: Any = {"section": "check"}


class NumberSettings(FieldSettings):
    """Between `min` and `max`, both possible; `thousands` groups the digits for the eye."""

    min: Annotated[FiniteFloat | None, Field(json_schema_extra=_CHECK)] = None
    max: Annotated[FiniteFloat | None, Field(json_schema_extra=_CHECK)] = None
    thousands: bool = False

    @model_validator(mode="after")
    def _rising(self) -> "NumberSettings":
        refuse_crossed(self.min, self.max)
        return self


class UnitSettings(NumberSettings):
    """With at most `places` digits behind the point, and a unit that is shown behind the number."""

    places: Places = 2
    unit: LocalText | None = None


class Number(FieldType):
    """Stored as an exact decimal; given and taken as a JSON number, taken as a text as people write it, too."""

    group = "number"
    column: ClassVar[str | None] = "numeric"
    operators = NUMBER_OPERATORS
    unique_allowed = True

    def places(self, settings: Any) -> int:
        """The most digits behind the point."""
        found: int = settings.places
        return found

    def signs(self, settings: Any) -> Collection[str]:
        """What people write before or behind the digits."""
        return all_forms(getattr(settings, "unit", None))

    def operand(self, settings: Any, raw: Any) -> Any:
        """Any number."""
        if not isinstance(raw, str):
            return parse_number(raw)
        if len(raw) > _LONGEST:
            raise ValueRefused("decimal_expected")
        text = unicodedata.normalize("NFKC", raw).strip().replace("\u2212", "-")
        # The signs as the text was made, the longest first: `℃` reads as `°C`, and `km` ends with `m`.
        signs = {unicodedata.normalize("NFKC", sign) for sign in self.signs(settings)}
        for sign in sorted(signs, key=len, reverse=True):
            text = text.removesuffix(sign).removeprefix(sign).strip()
            text = f"-{text[1:].removeprefix(sign)}" if text.startswith("-") else text
        text = text.replace(" ", "").removeprefix("+")
        return parse_number(text.replace(",", "") if _GROUPED.fullmatch(text) else text)

    def parse(self, settings: Any, raw: Any) -> Any:
        """A number within the limits."""
        number: Decimal = self.operand(settings, raw)
        if number.is_zero():
            number = Decimal(0)
        places = self.places(settings)
        if abs(number) >= 10 ** (MOST_DIGITS - places):
            raise ValueRefused("number_digits", most=MOST_DIGITS - places)
        if number != round(number, places):
            raise ValueRefused("number_places" if places else "number_whole", most=places)
        if settings.min is not None and number < Decimal(str(settings.min)):
            raise ValueRefused("number_too_small", least=self.digits(settings, settings.min))
        if settings.max is not None and number > Decimal(str(settings.max)):
            raise ValueRefused("number_too_large", most=self.digits(settings, settings.max))
        return number

    def to_json(self, value: Any) -> Any:
        """A JSON number: whole where it is."""
        if value is None:
            return None
        return int(value) if value == int(value) else float(value)

    def from_json(self, value: Any) -> Any:
        """Exact again: the shortest notation of a float is what it was made of."""
        return None if value is None else Decimal(str(value))

    def digits(self, settings: Any, value: Any) -> str:
        """The digits as a person reads them."""
        number = Decimal(str(value))
        text = f"{number:,f}" if settings.thousands else f"{number:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def to_text(self, settings: Any, value: Any, locale: str, related: Related) -> str:
        """The digits, and the unit."""
        del related
        if value is None:
            return ""
        unit = localize(getattr(settings, "unit", None), locale)
        return f"{self.digits(settings, value)} {unit}".strip()

    def look(self, settings: Any, locale: str) -> Mapping[str, Any]:
        """How numbers made of its values are written: unit, digits behind the point, grouping."""
        unit = localize(getattr(settings, "unit", None), locale)
        shown = {"places": self.places(settings), "thousands": settings.thousands}
        return {**shown, "unit": unit} if unit else shown

    def describe(self, settings: Any, locale: str) -> dict[str, Any]:
        """The limits and the look."""
        return {**self.look(settings, locale), "min": settings.min, "max": settings.max}

    def convert(self, settings: Any, old: FieldType, old_settings: Any, value: Any, related: Related) -> Any:
        """A number stays the number, whatever stood around it."""
        if isinstance(old, Number):
            return self.parse(settings, value)
        return super().convert(settings, old, old_settings, value, related)

    def sample(self, settings: Any, number: int) -> Any:
        """Within the limits, different as far as they let."""
        low = Decimal(str(settings.min)) if settings.min is not None else Decimal(0)
        high = Decimal(str(settings.max)) if settings.max is not None else low + 10_000
        low = low if settings.min is not None else min(low, high)
        step = Decimal(10) ** -self.places(settings)
        found = low + (number * 7 * step) % (high - low + step)
        return self.to_json(round(min(found, high), self.places(settings)))
