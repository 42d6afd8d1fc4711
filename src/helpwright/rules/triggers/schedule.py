"""定时: again and again at a time of the organization's clock, for every record that the condition selects."""

import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.calendar import parse_days
from helpwright.kernel.recurrence import Recurrence, next_time
from helpwright.rules.events import SCHEDULE_DUE
from helpwright.rules.kind import Around, Key, Surroundings, Trigger, When

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


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
    named = None if when.days is None else {day for key in when.days for day in parse_days(key)}
    wanted = Recurrence(when.every, time.fromisoformat(when.at.zfill(5)), named, when.day)
    calendar = around.calendars.get(when.calendar) if when.calendar is not None else None
    return next_time(wanted, after, around.zone, calendar)


trigger = Trigger(
    settings=Schedule, matches=lambda _when, event: event.type == SCHEDULE_DUE, check=_check, next_at=next_at,
)  # fmt: skip
