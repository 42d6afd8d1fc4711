"""What a rule would have done, from what happened to records: when it would have started, and how often. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from helpwright.kernel.calendar import CalendarRefusal, WorkingCalendar, deadline
from helpwright.kernel.clock import iso
from helpwright.kernel.events import Event
from helpwright.rules.kind import Around
from helpwright.rules.match import Rule

_NIGHT_BEGINS: Final = 22
_NIGHT_ENDS: Final = 8
_MOST_TIMES: Final = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """Whether the rule's trigger was met, and since when; `code` makes the sentence."""

    state: Literal["met", "not_met"]
    code: str
    at: datetime | None = None

    @property
    def holds(self) -> bool:
        """Whether it was."""
        return self.state == "met"


@dataclass(frozen=True, slots=True)
class Start:
    """The rule would have started on a record."""

    record_id: UUID
    at: datetime


def starts(
    rule: Rule, events: Sequence[Event], now: datetime, calendars: Mapping[str, WorkingCalendar]
) -> Iterator[datetime]:
    """When the rule would have been started by the events of one record, which are in their order."""
    if rule.trigger.stay is None:
        yield from (event.at for event in events if rule.trigger.matches(rule.when, event))
        return
    began: datetime | None = None
    for event in events:
        change = rule.trigger.stay(rule.when, event)
        if change is None:
            continue
        if began is not None:
            yield from _lasted(rule, began, event.at, calendars)
        began = event.at if change == "begins" else None
    if began is not None:
        yield from _lasted(rule, began, now, calendars)


def _lasted(
    rule: Rule, began: datetime, until: datetime, calendars: Mapping[str, WorkingCalendar]
) -> Iterator[datetime]:
    due = stay_over(rule, began, calendars)
    if due is not None and due <= until:
        yield due


def stay_over(rule: Rule, began: datetime, calendars: Mapping[str, WorkingCalendar]) -> datetime | None:
    """When a stay has lasted as long as the rule wants; None when its calendar never gets there."""
    if rule.trigger.length is None:
        return None
    try:
        return deadline(began, rule.trigger.length(rule.when), calendars)
    except CalendarRefusal:
        return None


def met(rule: Rule, events: Sequence[Event], values: Mapping[str, Any], now: datetime, around: Around) -> Found:
    """Whether the trigger was met on a record with these events (in their order) and values."""
    if rule.trigger.next_at is not None:
        return Found("met", "trial_schedule", rule.trigger.next_at(rule.when, now, around))
    found = list(starts(rule, events, now, around.calendars))
    when: Any = rule.when
    if rule.trigger.stay is not None:
        if found:
            return Found("met", "trial_stayed", found[-1])
        if values.get(when.field) != when.value:
            return Found("not_met", "run_value_is_another")
        return Found("not_met", "run_not_long_enough", _due(rule, events, around))
    if rule.when.event == "button":
        return Found("met", "trial_button")
    if found:
        return Found("met", f"trial_{rule.when.event}", found[-1])
    return Found("not_met", "run_nothing_happened")


def _due(rule: Rule, events: Sequence[Event], around: Around) -> datetime | None:
    stay = rule.trigger.stay
    began = [event.at for event in events if stay is not None and stay(rule.when, event) == "begins"]
    return stay_over(rule, began[-1], around.calendars) if began else None


def scheduled(rule: Rule, since: datetime, now: datetime, around: Around) -> list[datetime]:
    """When a scheduled rule would have been due."""
    found: list[datetime] = []
    after = since
    while rule.trigger.next_at is not None and len(found) < _MOST_TIMES:
        following = rule.trigger.next_at(rule.when, after, around)
        if following is None or following > now:
            break
        found.append(following)
        after = following
    return found


@dataclass(frozen=True, slots=True)
class Past:
    """What would have happened in some days: `starts` on `records` records, `at_night` of them, and day by day."""

    days: int
    records: int
    starts: int
    at_night: int
    per_day: Sequence[tuple[str, int, int]]
    """Day, how many, how many of them at night."""

    def to_json(self) -> dict[str, Any]:
        """As the interface sends it."""
        per_day = [{"day": day, "n": n, "night": night} for day, n, night in self.per_day]
        return {
            "days": self.days,
            "records": self.records,
            "starts": self.starts,
            "at_night": self.at_night,
            "per_day": per_day,
        }


def past(found: Sequence[Start], now: datetime, days: int, zone: ZoneInfo) -> Past:
    """Starts counted by the days of the organization's zone, the present one last."""
    local = [each.at.astimezone(zone) for each in found]
    night = [each for each in local if each.hour >= _NIGHT_BEGINS or each.hour < _NIGHT_ENDS]
    counted, by_night = (Counter(each.date() for each in some) for some in (local, night))
    today = now.astimezone(zone).date()
    calendar = [today - timedelta(days=ago) for ago in range(days - 1, -1, -1)]
    return Past(
        days,
        len({each.record_id for each in found}),
        len(found),
        len(night),
        [(day.isoformat(), counted[day], by_night[day]) for day in calendar],
    )


def found_json(found: Found, text: str) -> dict[str, Any]:
    """As the interface sends it."""
    return {
        "holds": found.holds,
        "code": found.code,
        "text": text,
        "at": None if found.at is None else iso(found.at),
    }
