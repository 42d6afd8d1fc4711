"""A promise made anew, because the ticket came under another policy. Pure.

It begins where the first one began, and pauses stay pauses: the ticket is promised what it would have been promised
under this policy from the beginning. What was answered, solved or missed before stays as the ledger says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from helpwright.cases.model import (
    ASKED,
    CHANGED,
    CLOCKS,
    DONE,
    IMPORTED,
    OUTGROWN,
    STEP_CLOCKS,
    Case,
    ClockKey,
    Entry,
    StepClock,
    follow,
)
from helpwright.cases.moves import AppCalendars, Moved, with_clock
from helpwright.cases.targets import Span, Targets, span

Promised = Mapping[StepClock, datetime | None]


def promised_until(case: Case | None) -> Promised:
    """When the running clocks with which steps may go are due, by what is promised now.

    None for one that stands, is over or free.
    """
    if case is None:
        return {}
    answered = case.first_responded_at is not None
    clocks = {key: case.clock(key) for key in STEP_CLOCKS if key != "first_response" or not answered}
    return {key: each.due for key, each in clocks.items() if each.halted_at is None}


def promise_anew(
    case: Case, ledger: Sequence[Entry], promised: Targets, at: datetime, calendars: AppCalendars
) -> Moved:
    """The case under the policy of `promised`, and a line of the ledger for each clock that is promised anew.

    Nothing happens to a ticket that is solved, and to one of the past, which nobody was promised anything about.
    """
    if case.category in DONE or any(each.reason == IMPORTED for each in ledger):
        return Moved(case)
    moved, entries = case, []
    for key in CLOCKS:
        lines = [each for each in ledger if each.clock == key]
        entry = _changed(case, key, lines, promised, at, calendars)
        if entry is None:
            continue
        moved = with_clock(moved, key, follow(case.clock(key), entry))
        entries.append(entry)
    return Moved(replace(moved, policy=promised.policy) if entries else case, tuple(entries), before=case)


def _changed(
    case: Case, key: ClockKey, lines: Sequence[Entry], promised: Targets, at: datetime, calendars: AppCalendars
) -> Entry | None:
    """The line of one clock; None where nothing of it is promised anew.

    Of the next response the target always is: where no customer waits, or it is missed, it counts from their next
    message on.
    """
    if key != "next_response":
        return None if _over(case, key, at) else _line(case, key, lines, promised, at, calendars)
    target, clock = promised.next_response, case.next_response
    if target is None and clock.target is None:
        return None
    if not case.awaits or _over(case, key, at):
        return Entry(key, "change", at, CHANGED, clock.due, clock.left, target, promised.policy)
    asked = max(place for place, line in enumerate(lines) if line.reason == ASKED)
    return _line(case, key, lines[asked:], promised, at, calendars)


def outgrow(case: Case, promised: Targets, at: datetime) -> Moved:
    """A solved case came under another policy: its ledger says so, for when it is reopened; its promise stays."""
    clock = case.resolution
    line = Entry("resolution", "stop", at, OUTGROWN, clock.due, clock.left, None, promised.policy)
    return Moved(case, (line,), before=case)


def outgrown(ledger: Sequence[Entry]) -> bool:
    """Whether the case came under another policy since it was solved last, before it was reopened."""
    for line in reversed([each for each in ledger if each.clock == "resolution"]):
        if line.kind == "start":
            return False
        if line.reason == OUTGROWN:
            return True
    return False


def _over(case: Case, key: ClockKey, at: datetime) -> bool:
    """Whether its target was met or missed."""
    if key == "first_response" and case.first_responded_at is not None:
        return True
    clock = case.clock(key)
    if clock.halted_at is not None:
        return clock.left is not None and clock.left < 0
    return clock.due is not None and clock.due <= at


def _line(
    case: Case, key: ClockKey, lines: Sequence[Entry], promised: Targets, at: datetime, calendars: AppCalendars
) -> Entry:
    target = promised.of(key)
    length = span(target, calendars)
    stretch = None if length is None else _last_stretch(lines, length)
    if length is None or stretch is None:
        return Entry(key, "change", at, CHANGED, None, None, target, promised.policy)
    due = length.end(stretch.start, stretch.left)
    left = None
    halted = case.clock(key).halted_at
    if halted is not None:
        used = length.between(stretch.start, halted)
        left = None if used is None else stretch.left - used
    return Entry(key, "change", at, CHANGED, due, left, target, promised.policy)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The last time in which the clock ran or still runs, and what was left of the target when it began."""

    start: datetime
    left: float


def _last_stretch(lines: Sequence[Entry], length: Span) -> _Stretch | None:
    """None where a calendar does not reach that far."""
    last: _Stretch | None = None
    halted: datetime | None = None
    for line in lines:
        if line.kind in {"pause", "stop"}:
            halted = halted or line.at
        elif line.kind == "start":
            left = length.total
            if last is not None and halted is not None:
                used = length.between(last.start, halted)
                if used is None:
                    return None
                left = last.left - used
            last, halted = _Stretch(line.at, left), None
    return last
