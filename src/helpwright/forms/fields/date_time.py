"""Point in time: stored in UTC, given with a zone, read in the zone of whoever looks."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from helpwright.forms.field_type import HOME_ZONE, TIME_OPERATORS, FieldSettings, FieldType, Related, ValueRefused
from helpwright.forms.limits import SHOWN, readable, refuse_crossed
from helpwright.kernel.clock import iso
from helpwright.kernel.text import DEFAULT_LOCALE
from helpwright.kernel.values import parse_instant

NOW = "now"
_LOCAL = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]?(?:(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_FIRST_YEAR, _LAST_YEAR = 1, 9999
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)

At = Annotated[str, readable(parse_instant)]


class DateTimeSettings(FieldSettings):
    """Not before `min` and not after `max` (with zone); `default` may be `now`."""

    min: Annotated[At | None, Field(json_schema_extra=SHOWN)] = None
    max: Annotated[At | None, Field(json_schema_extra=SHOWN)] = None
    default: Literal["now"] | At | None = None

    @model_validator(mode="after")
    def _rising(self) -> "DateTimeSettings":
        refuse_crossed(*(None if each is None else parse_instant(each) for each in (self.min, self.max)))
        return self


class DateTime(FieldType):
    """To the second."""

    key = "date_time"
    rank = 2
    group = "date"
    settings: ClassVar[type[FieldSettings]] = DateTimeSettings
    column = "timestamptz"
    operators = TIME_OPERATORS
    shown_as = "instant"

    def operand(self, settings: Any, raw: Any) -> datetime:
        """Any instant, to the second."""
        del settings
        try:
            instant = parse_instant(raw).astimezone(UTC).replace(microsecond=0)
        except OverflowError as error:
            raise ValueRefused("instant_out_of_range") from error
        if not _FIRST_YEAR < instant.year < _LAST_YEAR:
            raise ValueRefused("instant_out_of_range")
        return instant

    def parse(self, settings: DateTimeSettings, raw: Any) -> datetime:
        """An instant within the limits."""
        instant = self.operand(settings, raw)
        if settings.min is not None and instant < parse_instant(settings.min):
            raise ValueRefused("date_too_early", least=_shown(parse_instant(settings.min), HOME_ZONE))
        if settings.max is not None and instant > parse_instant(settings.max):
            raise ValueRefused("date_too_late", most=_shown(parse_instant(settings.max), HOME_ZONE))
        return instant

    def default(self, settings: DateTimeSettings, now: datetime | None, zone: tzinfo) -> datetime | None:
        """The constant instant, or now."""
        del zone
        if settings.default == NOW:
            return None if now is None else self.operand(settings, now)
        return None if settings.default is None else self.parse(settings, settings.default)

    def to_json(self, value: Any) -> Any:
        """ISO 8601 in UTC."""
        return None if value is None else iso(value)

    def from_json(self, value: Any) -> Any:
        """An instant."""
        return None if value is None else datetime.fromisoformat(value)

    def to_text(self, settings: Any, value: Any, locale: str, related: Related) -> str:
        """`2026-11-22 14:30`, in the organization's zone."""
        del settings, locale
        return "" if value is None else _shown(value, related.zone)

    def convert(self, settings: Any, old: FieldType, old_settings: Any, value: Any, related: Related) -> datetime:
        """Of a day its midnight, of a text what it says, both in the organization's zone."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return self.parse(settings, datetime.combine(value, time(), related.zone))
        text = unicodedata.normalize("NFKC", old.to_text(old_settings, value, DEFAULT_LOCALE, related)).strip()
        found = _LOCAL.fullmatch(text)
        if found is None:
            return self.parse(settings, text)
        parts = [int(each or 0) for each in found.groups()]
        try:
            local = datetime(*parts, tzinfo=related.zone)  # type: ignore[arg-type, misc]  # six numbers of the pattern
        except ValueError as error:
            raise ValueRefused("instant_expected") from error
        return self.parse(settings, local)

    def describe(self, settings: DateTimeSettings, locale: str) -> dict[str, Any]:
        """The limits."""
        del locale
        return {"min": settings.min, "max": settings.max}

    def sample(self, settings: DateTimeSettings, number: int) -> str:
        """Minute after minute."""
        last = parse_instant(settings.max) if settings.max is not None else None
        first = parse_instant(settings.min) if settings.min is not None else min(_FIRST, last or _FIRST)
        last = last or first + timedelta(days=364)
        minutes = int((last - first).total_seconds()) // 60
        return iso(datetime.fromtimestamp(first.timestamp() + 60 * (number % (minutes + 1)), UTC))


def _shown(instant: datetime, zone: tzinfo) -> str:
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")


field_type = DateTime()
