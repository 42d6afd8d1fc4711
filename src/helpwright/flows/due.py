"""When the timers of a flow are due. Pure: calendars and zone are handed in."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from helpwright.flows.model import TimerSpec
from helpwright.kernel.calendar import CalendarRefusal, Duration, WorkingCalendar, deadline

NEVER: Final = datetime(9998, 12, 31, tzinfo=UTC)
"""A timer that counts from a field which is empty: kept, so that it can be set when somebody fills the field in."""

_DAY_TEXT = 10


def due_at(begin: datetime, spec: TimerSpec, calendars: Mapping[str, WorkingCalendar], zone: tzinfo) -> datetime | None:
    """The UTC instant of the timer begun at `begin`; None when a calendar it needs is gone."""
    start: datetime | None = begin
    if spec.of is not None:
        start = moment(spec.start, zone)
    if start is None:
        return NEVER
    try:
        end = deadline(start, _duration(spec), calendars) if spec.amount else start.astimezone(UTC)
        return end if spec.back is None else _before(end, spec.back, calendars)
    except CalendarRefusal:
        return None


def promised_at(due: datetime | None, spec: TimerSpec, calendars: Mapping[str, WorkingCalendar]) -> datetime | None:
    """Of a timer that ends with a promise of the ticket; `due` is when that is to be kept, None: not as things are."""
    if due is None:
        return NEVER
    try:
        return due if spec.back is None else _before(due, spec.back, calendars)
    except CalendarRefusal:
        return None


def moment(text: str | None, zone: tzinfo) -> datetime | None:
    """An instant with its zone, or a date, which begins at midnight in `zone`; None for anything else."""
    if text is None:
        return None
    try:
        if len(text) == _DAY_TEXT:
            return datetime.combine(date.fromisoformat(text), time(), zone)
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _duration(spec: TimerSpec) -> Duration:
    return _read_duration(spec.unit, spec.amount, spec.time, spec.calendar)


@lru_cache(maxsize=1024)
def _read_duration(unit: str, amount: float, time: str, calendar: str | None) -> Duration:
    return Duration.model_validate({unit: amount, "time": time, "calendar": calendar})


def _before(end: datetime, spec: TimerSpec, calendars: Mapping[str, WorkingCalendar]) -> datetime:
    """So much wall or working time before `end`."""
    calendar = calendars.get(spec.calendar or "")
    if spec.time == "wall" or calendar is None:
        return end - timedelta(seconds=_duration(spec).seconds(86_400))
    return calendar.add(end, -_duration(spec).seconds((calendar.hours_per_day or 24) * 3600))
