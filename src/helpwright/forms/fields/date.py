"""Day of the calendar, without a time and without a zone."""

import re
import unicodedata
from datetime import date, datetime, timedelta, tzinfo
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from helpwright.forms.field_type import TIME_OPERATORS, FieldSettings, FieldType, Related, ValueRefused
from helpwright.forms.limits import SHOWN, readable, refuse_crossed
from helpwright.kernel.values import parse_date

TODAY = "today"
_WRITTEN = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_FIRST = date(2026, 1, 1)

Day = Annotated[str, readable(parse_date)]


class DateSettings(FieldSettings):
    """Not before `min` and not after `max`; `default` may be `today`, in the organization's zone."""

    min: Annotated[Day | None, Field(json_schema_extra=SHOWN)] = None
    max: Annotated[Day | None, Field(json_schema_extra=SHOWN)] = None
    default: Literal["today"] | Day | None = None

    @model_validator(mode="after")
    def _rising(self) -> "DateSettings":
        refuse_crossed(self.min, self.max)
        return self


class Date(FieldType):
    """Given as `2026-02-14`; taken also as `2026/2/14` and `2026年2月14日`."""

    key = "date"
    rank = 1
    group = "date"
    settings: ClassVar[type[FieldSettings]] = DateSettings
    column = "date"
    operators = TIME_OPERATORS

    def operand(self, settings: Any, raw: Any) -> date:
        """Any day."""
        del settings
        if not isinstance(raw, str):
            return parse_date(raw)
        found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", raw).strip())
        if found is None:
            raise ValueRefused("date_malformed")
        return parse_date(f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}")

    def parse(self, settings: DateSettings, raw: Any) -> date:
        """A day within the limits."""
        day = self.operand(settings, raw)
        if settings.min is not None and day < date.fromisoformat(settings.min):
            raise ValueRefused("date_too_early", least=settings.min)
        if settings.max is not None and day > date.fromisoformat(settings.max):
            raise ValueRefused("date_too_late", most=settings.max)
        return day

    def default(self, settings: DateSettings, now: datetime | None, zone: tzinfo) -> date | None:
        """The constant day, or today."""
        if settings.default == TODAY:
            return None if now is None else now.astimezone(zone).date()
        return None if settings.default is None else self.parse(settings, settings.default)

    def to_json(self, value: Any) -> Any:
        """ISO 8601."""
        return None if value is None else value.isoformat()

    def from_json(self, value: Any) -> Any:
        """A day."""
        return None if value is None else date.fromisoformat(value)

    def to_text(self, settings: Any, value: Any, locale: str, related: Related) -> str:
        """As in the interface, in every language."""
        del settings, locale, related
        return "" if value is None else str(value)

    def convert(self, settings: Any, old: FieldType, old_settings: Any, value: Any, related: Related) -> date:
        """Of an instant the day in the organization's zone."""
        if isinstance(value, datetime):
            return self.parse(settings, value.astimezone(related.zone).date())
        found: date = super().convert(settings, old, old_settings, value, related)
        return found

    def describe(self, settings: DateSettings, locale: str) -> dict[str, Any]:
        """The limits."""
        del locale
        return {"min": settings.min, "max": settings.max}

    def sample(self, settings: DateSettings, number: int) -> str:
        """Day after day."""
        last = date.fromisoformat(settings.max) if settings.max is not None else None
        first = date.fromisoformat(settings.min) if settings.min is not None else min(_FIRST, last or _FIRST)
        last = last or first + timedelta(days=365)
        return (first + timedelta(days=number % ((last - first).days + 1))).isoformat()


field_type = Date()
