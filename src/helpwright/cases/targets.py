"""Targets of a case, and the time in which they are counted. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpwright.cases.model import ClockKey
from helpwright.definitions.model import DefinitionSet
from helpwright.forms.promises import ServiceLevel, ServicePolicy, ServiceTargets
from helpwright.kernel.calendar import (
    CalendarDocument,
    CalendarRefusal,
    Duration,
    WorkingCalendar,
    compile_calendar,
)

Calendars = Mapping[str, Mapping[str, WorkingCalendar]]
_WALL_DAY = 86_400.0
WARN_PERCENT = 80


@dataclass(frozen=True, slots=True)
class Level:
    """A level of one clock, with the key by which rules name it."""

    key: str
    settings: ServiceLevel

    def after(self, length: "Span") -> float | None:
        """Seconds of the target's time after which it is reached; None where a day of its calendar has no length."""
        at = self.settings
        if at.percent is not None:
            return length.total * at.percent / 100
        if at.days is not None and length.day_seconds is None:
            return None
        return (at.days or 0) * (length.day_seconds or 0) + (at.hours or 0) * 3600 + (at.minutes or 0) * 60


@dataclass(frozen=True, slots=True)
class Targets:
    """What is promised; None where nothing is. `warn` is in percent of a target.

    `policy` is the key of the policy that promises it, None for what is promised where no policy fits.
    """

    first_response: Duration | None = None
    resolution: Duration | None = None
    warn: int = WARN_PERCENT
    policy: str | None = None
    next_response: Duration | None = None
    levels: tuple[Level, ...] = ()

    def of(self, key: ClockKey) -> Duration | None:
        """One of them."""
        if key == "next_response":
            return self.next_response
        return self.first_response if key == "first_response" else self.resolution


def targets_of(promised: ServicePolicy | ServiceTargets, warn: int, policy: str | None) -> Targets:
    """What a policy promises, or the targets beside the policies (`policy` is None)."""
    levels = tuple(Level(key, each) for key, each in promised.levels.items())
    return Targets(promised.first_response, promised.resolution, warn, policy, promised.next_response, levels)


def compile_calendars(definitions: DefinitionSet) -> Calendars:
    """Working calendars by app and key."""
    found: dict[str, dict[str, WorkingCalendar]] = {}
    for part in definitions.of_kind("calendar"):
        calendar = compile_calendar(CalendarDocument.model_validate(part.document))
        found.setdefault(part.app, {})[part.key] = calendar
    return found


@dataclass(frozen=True, slots=True)
class Span:
    """A target on its time: `total` seconds of working time on a calendar, or of wall time without one."""

    total: float
    calendar: WorkingCalendar | None = None

    @property
    def day_seconds(self) -> float | None:
        """How long a day is; None where its calendar does not say."""
        if self.calendar is None:
            return _WALL_DAY
        return None if self.calendar.hours_per_day is None else self.calendar.hours_per_day * 3600

    def end(self, start: datetime, seconds: float) -> datetime | None:
        """When so many seconds have passed since `start`; before it when they are negative."""
        try:
            if self.calendar is not None:
                return self.calendar.add(start, seconds)
            return start + timedelta(seconds=seconds)
        except (CalendarRefusal, OverflowError):
            return None

    def between(self, start: datetime, end: datetime) -> float | None:
        """How many seconds pass from one to the other; negative when `end` is the earlier."""
        try:
            return (end - start).total_seconds() if self.calendar is None else self.calendar.between(start, end)
        except CalendarRefusal:
            return None


def span(target: Duration | None, calendars: Mapping[str, WorkingCalendar]) -> Span | None:
    """None without a target, and where its calendar is gone or does not say how long a day is."""
    if target is None:
        return None
    if target.time == "wall" or target.calendar is None:
        return Span(target.seconds(_WALL_DAY))
    calendar = calendars.get(target.calendar)
    if calendar is None or (target.days is not None and calendar.hours_per_day is None):
        return None
    return Span(target.seconds((calendar.hours_per_day or 0) * 3600), calendar)
