"""What an administrator writes: a calendar, and a duration on it. Values only."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from helpwright.kernel.calendar.holidays import UnknownRegionError, load_holidays
from helpwright.kernel.calendar.notation import DAYS, parse_day, parse_days, parse_hours, parse_week
from helpwright.kernel.text import LocalText

CLOSED: Final = "closed"
_MOST: Final = 1_000_000
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split()) - {"Factory"}


def _zone(name: str) -> str:
    # The list leaves out what a machine may have besides: `localtime`, and `right/…` with leap seconds.
    if name not in _zone_names():
        raise PydanticCustomError("zone_unknown", "{zone} is not an IANA time zone", {"zone": name})
    ZoneInfo(name)
    return name


def _region(code: str) -> str:
    try:
        load_holidays(code)
    except UnknownRegionError:
        raise PydanticCustomError(
            "country_unknown", "no holidays are known for {country}; write CN, or DE-BY for a part", {"country": code}
        ) from None
    return code


def _hours(text: str) -> str:
    parse_hours(text)
    return text


def _days(key: str) -> str:
    parse_days(key)
    return key


def _week(week: dict[str, list[str]]) -> dict[str, list[str]]:
    parse_week(week)
    return week


def _override_date(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value  # YAML readers may have made a date of it
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("date_malformed", "a date is written 2026-02-14, not {date}", {"date": str(value)})


def _override(value: object) -> object:
    """Checks the whole value, so that one mistake gives one error although the type is a union."""
    if isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(text, str) for text in value):
        parse_day(value)
        return list(value)
    if value == CLOSED or value in DAYS:
        return value
    raise PydanticCustomError("override_malformed", "write closed, a weekday such as mon, or a list of hours")


def _amount(value: object) -> object:
    """Checks before the union decides, so that 8 stays 8 on export and one mistake gives one error."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _MOST:
        return value
    raise PydanticCustomError(
        "amount_malformed", "a number from 0 to {most} is needed, not {value}", {"most": _MOST, "value": str(value)}
    )


def _day_length(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 24:  # noqa: PLR2004 -- hours
        return value
    raise PydanticCustomError(
        "hours_per_day_malformed",
        "a number of hours above 0 and up to 24 is needed, not {value}",
        {"value": str(value)},
    )


Zone = Annotated[str, AfterValidator(_zone)]
Region = Annotated[str, AfterValidator(_region)]
HoursText = Annotated[str, AfterValidator(_hours)]
DaysKey = Annotated[str, AfterValidator(_days)]
Override = Annotated[str | list[str], BeforeValidator(_override)]
OverrideDate = Annotated[date, BeforeValidator(_override_date)]
Amount = Annotated[int | float, BeforeValidator(_amount)]
DayLength = Annotated[int | float, BeforeValidator(_day_length)]


class CalendarDocument(BaseModel):
    """Opening hours of a place: ``{zone: Asia/Shanghai, holidays: CN, week: {mon-fri: ["09:00-18:00"]}}``.

    Codes of validation errors: `zone_unknown`, `country_unknown`, `days_malformed`, `day_twice`, `hours_malformed`,
    `hours_empty`, `hours_overlap`, `date_malformed`, `override_malformed`, `hours_per_day_malformed`,
    `no_working_time`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: LocalText | None = None
    """What people call it; without one, its key."""
    zone: Zone
    """IANA name; all hours and dates below are read on the wall clock of this zone."""
    holidays: Region | None = None
    """Country whose holidays close and whose adjusted working days 调休 open; none: the week decides alone."""
    week: Annotated[dict[DaysKey, list[HoursText]], AfterValidator(_week)]
    """Hours by day key; days not named are closed. Hours across midnight belong to the day they start on."""
    overrides: dict[OverrideDate, Override] = Field(default_factory=dict)
    """Dates that differ, before holidays and week: `closed`, a weekday to work like, or a list of hours."""
    hours_per_day: DayLength | None = None
    """Working hours that a duration of one working day means here."""

    @model_validator(mode="after")
    def _opens_at_all(self) -> Self:
        if not any(self.week.values()) and not any(
            isinstance(value, list) and value for value in self.overrides.values()
        ):
            raise PydanticCustomError("no_working_time", "the calendar has no working time")
        return self


class Duration(BaseModel):
    """A span of wall or working time: ``{hours: 2, time: working, calendar: office}``, ``{days: 7}``.

    The parts given add up. A day of wall time is 24 hours whatever the clocks do; a day of working time is the
    calendar's `hours_per_day`. Codes of validation errors: `amount_malformed`, `duration_empty`, `calendar_missing`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: Amount | None = None
    hours: Amount | None = None
    minutes: Amount | None = None
    time: Literal["working", "wall"] = "wall"
    calendar: str | None = None
    """Key of a calendar of the same app; needed for working time, without meaning for wall time."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.days is None and self.hours is None and self.minutes is None:
            raise PydanticCustomError("duration_empty", "a duration needs days, hours or minutes")
        if self.time == "working" and self.calendar is None:
            raise PydanticCustomError("calendar_missing", "working time needs a calendar")
        return self

    def seconds(self, day_seconds: float) -> float:
        """Length in seconds, when a day has `day_seconds`."""
        return (self.days or 0) * day_seconds + (self.hours or 0) * 3600.0 + (self.minutes or 0) * 60.0
