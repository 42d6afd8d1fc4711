"""Times that come back – every hour, day, week or month at a time of the wall clock of a zone. Pure.

A time that the wall clock skips comes an hour later, one that it shows twice comes once; a month without the wanted
day takes its last one.
"""

import calendar as gregorian
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from helpwright.kernel.calendar import WorkingCalendar

Every = Literal["hour", "day", "week", "month"]
_DAYS_AHEAD = 800
_MONDAY = 0


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`at` is the time of day, of which `hour` takes the minutes. `weekdays` (0 is Monday) are those that count.

    `day` is that of `month`. A week without weekdays means its Monday.
    """

    every: Every
    at: time = time(0)
    weekdays: Collection[int] | None = None
    day: int | None = None


def next_time(
    wanted: Recurrence, after: datetime, zone: ZoneInfo, calendar: WorkingCalendar | None = None
) -> datetime | None:
    """The first instant (UTC) after the aware `after`; None when there is none within two years.

    With a calendar only its working days count, and with `hour` its hours.
    """
    for day in _days(wanted, after.astimezone(zone).date()):
        if calendar is not None and not calendar.hours_on(day):
            continue
        for wall in _times(wanted):
            instant = datetime.combine(day, wall, zone).astimezone(UTC)
            if instant <= after:
                continue
            if calendar is None or wanted.every != "hour" or calendar.is_open(instant):
                return instant
    return None


def _days(wanted: Recurrence, first: date) -> Iterator[date]:
    """Days that count, from the one before `first`: a clock that is set back may bring a time of it again."""
    weekdays = wanted.weekdays
    if weekdays is None and wanted.every == "week":
        weekdays = {_MONDAY}
    for ahead in range(-1, _DAYS_AHEAD):
        day = first + timedelta(days=ahead)
        if wanted.every == "month" and day.day != min(wanted.day or 1, gregorian.monthrange(day.year, day.month)[1]):
            continue
        if weekdays is None or day.weekday() in weekdays:
            yield day


def _times(wanted: Recurrence) -> Iterator[time]:
    if wanted.every != "hour":
        yield wanted.at
        return
    for hour in range(24):
        yield wanted.at.replace(hour=hour)
