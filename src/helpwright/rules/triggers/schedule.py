"""定时: again and again at a time of the organisation's clock, for every record that the condition selects."""

import calendar as gregorian
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.calendar import parse_days
from helpwright.rules.events import SCHEDULE_DUE
from helpwright.rules.kind import Around, Key, Surroundings, Trigger, When

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_DAYS_AHEAD = 800
_MONDAY = 0


def _is_time(text: str) -> str:
    if _TIME.fullmatch(text) is None:
        raise PydanticCustomError("time_malformed", "a time of day is written like 09:00")
    return text


def _is_days(key: str) -> str:
    parse_days(key)
    return key


class Schedule(When):
    """`{event: schedule, form: ticket, every: day, at: "09:00", days: [mon-fri], calendar: office}`.

    `at` is the time of day, of which `every: hour` takes the minutes. `days` (`on` is read too) names weekdays, `day`
    the day of `every: month` (the last one where there is none). With `calendar` only its working days count, and with
    `every: hour` its hours.
    """

    every: Literal["hour", "day", "week", "month"]
    at: Annotated[str, AfterValidator(_is_time)] = "00:00"
    days: Annotated[list[Annotated[str, AfterValidator(_is_days)]], Field(min_length=1)] | None = None
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    calendar: Key | None = None

    @model_validator(mode="before")
    @classmethod
    def _other_name(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and "on" in raw and "days" not in raw:
            return {"days" if key == "on" else key: value for key, value in raw.items()}
        return raw

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.day is not None and self.every != "month":
            raise PydanticCustomError("day_without_month", "`day` belongs to `every: month`")
        return self


def _check(when: Schedule, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    if when.calendar is not None and surroundings.calendars is not None and when.calendar not in surroundings.calendars:
        yield DocumentProblem(("calendar",), "calendar_unknown", {"calendar": when.calendar})


def next_at(when: Schedule, after: datetime, around: Around) -> datetime | None:
    """The first instant (UTC) after the aware `after`; None when there is none within two years."""
    calendar = around.calendars.get(when.calendar) if when.calendar is not None else None
    for day in _days(when, after.astimezone(around.zone).date()):
        if calendar is not None and not calendar.hours_on(day):
            continue
        for wall in _times(when):
            instant = datetime.combine(day, wall, around.zone).astimezone(UTC)
            if instant <= after:
                continue
            if calendar is None or when.every != "hour" or calendar.is_open(instant):
                return instant
    return None


def _days(when: Schedule, first: date) -> Iterator[date]:
    """Days that count, from the one before `first`: a clock that is set back may bring a time of it again."""
    named = None if when.days is None else {day for key in when.days for day in parse_days(key)}
    if named is None and when.every == "week":
        named = {_MONDAY}
    for ahead in range(-1, _DAYS_AHEAD):
        day = first + timedelta(days=ahead)
        if when.every == "month" and day.day != min(when.day or 1, gregorian.monthrange(day.year, day.month)[1]):
            continue
        if named is None or day.weekday() in named:
            yield day


def _times(when: Schedule) -> Iterator[time]:
    at = time.fromisoformat(when.at.zfill(5))
    if when.every != "hour":
        yield at
        return
    for hour in range(24):
        yield at.replace(hour=hour)


trigger = Trigger(
    settings=Schedule, matches=lambda _when, event: event.type == SCHEDULE_DUE, check=_check, next_at=next_at,
)  # fmt: skip
