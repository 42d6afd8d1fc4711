"""Warning, breach and levels of the targets of a case: timers set with each start of a clock, told when they come."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from helpwright.cases import store
from helpwright.cases.model import CLOCKS, Case, Clock, ClockKey
from helpwright.cases.moves import AppCalendars, Moved, in_time
from helpwright.cases.targets import Level, Targets, span
from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Form
from helpwright.jobs.events import append
from helpwright.jobs.timers import Due, Timer, cancel, cancel_all, forget, put_aside, schedule_all
from helpwright.kernel.clock import Clock as Now
from helpwright.kernel.clock import iso
from helpwright.kernel.events import SYSTEM, Actor, Event
from helpwright.platform.database import Database, Session, Statement
from helpwright.records.model import Record
from helpwright.records.reaction import Reaction

TIMER: Final = "case"
LEVEL: Final = "level"
LATE: Final = "late:"
WARNED, BREACHED, REACHED = "sla_warned", "sla_breached", "sla_level"


def timers(moved: Moved, promised: Targets, calendars: AppCalendars) -> list[Statement]:
    """Set the timers of clocks that were started, forget those of clocks that halted.

    A timer whose instant has come stays when its clock halts: it still has to be told, unless it is that of a level.
    `promised` is by which policy the case is, as it stands today.
    """
    owner = moved.case.record_id
    due, gone = _levels(moved, promised, calendars)
    set_anew = [*_overtaken(moved), *([schedule_all(TIMER, owner, due)] if due else ())]
    return [*set_anew, cancel_all(TIMER, owner, gone)] if gone else set_anew


def _overtaken(moved: Moved) -> list[Statement]:
    """The next response was late, and the customer writes again before that was told: it still has to be."""
    before, case = moved.before, moved.case
    if before is None or before.miss_told or case.asked_at is None or before.asked_at in {None, case.asked_at}:
        return []
    late = before.next_response.due
    if late is None or in_time(before.next_response) is not False:
        return []
    return [put_aside(TIMER, case.record_id, "next_response:due", f"next_response:{LATE}{iso(late)}", case.asked_at)]


def first_timers(begun: Moved, promised: Targets, calendars: AppCalendars) -> list[Due]:
    """The timers of a case that begins."""
    return _levels(begun, promised, calendars)[0]


def _levels(moved: Moved, promised: Targets, calendars: AppCalendars) -> tuple[list[Due], list[str]]:
    """Timers to set, and keys of those to forget."""
    due: list[Due] = []
    gone: list[str] = []
    for key, entry in {each.clock: each for each in moved.entries}.items():
        clock = moved.case.clock(key)
        runs = clock.halted_at is None
        anew = runs and entry.kind == "change" and clock.due is not None and clock.due > entry.at
        ends = {"warn": warning(clock, entry.at, promised.warn, calendars) if runs else None}
        if anew and ends["warn"] is None:
            # of a new promise that is nearly over already, people are told at once
            ends["warn"] = entry.at
        if runs or clock.due is None or clock.due > entry.at:
            ends["due"] = clock.due if runs else None
        found = [Due(f"{key}:{end}", at) for end, at in ends.items() if at is not None]
        found += reached(clock, key, entry.at, promised, calendars, anew=entry.kind == "change") if runs else []
        due += found
        if moved.before is not None:
            known = (*(f"{key}:{end}" for end in ends), *(_key(each) for each in promised.levels if _of(each, key)))
            gone += [name for name in known if all(name != each.key for each in found)]
    return due, gone


def reached(
    clock: Clock, key: ClockKey, since: datetime, promised: Targets, calendars: AppCalendars, *, anew: bool = False
) -> list[Due]:
    """The timers of the levels that a running clock will reach from `since` on.

    Of those behind it the last is due at once where the promise was made `anew`.
    """
    length = span(clock.target, calendars) if promised.levels else None
    left = None if length is None or clock.due is None else length.between(since, clock.due)
    if length is None or left is None or clock.due is None:
        return []
    used = length.total - left
    behind: tuple[float, Level] | None = None
    found: list[Due] = []
    for level in promised.levels:
        after = level.after(length) if _of(level, key) else None
        if after is None:
            continue
        if after > used:
            at = length.end(since, after - used)
            found += [] if at is None else [_due(level, at, after / length.total, clock.due)]
        elif behind is None or after >= behind[0]:
            behind = (after, level)
    if anew and behind is not None:
        found.append(_due(behind[1], since, behind[0] / length.total, clock.due))
    return found


def _of(level: Level, key: ClockKey) -> bool:
    return level.settings.clock == key


def _key(level: Level) -> str:
    return f"{level.settings.clock}:{LEVEL}:{level.key}"


def _due(level: Level, at: datetime, share: float, due: datetime) -> Due:
    """What the level says travels with its timer, and the promise for which it is."""
    says = {"key": level.key, "name": level.settings.name, "color": level.settings.color, "share": share}
    return Due(_key(level), at, {"level": says, "due": due.isoformat()})


def warning(clock: Clock, since: datetime, warn: int, calendars: AppCalendars) -> datetime | None:
    """When so many percent of the target have passed; None when they have already, or there is no target."""
    length = span(clock.target, calendars)
    left = None if length is None or clock.due is None else length.between(since, clock.due)
    if length is None or left is None:
        return None
    spare = length.total * (100 - warn) / 100
    return length.end(since, left - spare) if left > spare else None


def tell_levels(database: Database, clock: Now) -> Callable[[Timer], Awaitable[None]]:
    """The handler of the timers: each level of a clock is told once, and not when the clock stands or has moved on."""

    async def tell(timer: Timer) -> None:
        key, _, level = timer.key.partition(":")
        which = next(each for each in CLOCKS if each == key)
        now = clock.now()
        says: dict[str, Any] | None = timer.data.get("level")
        if says is not None:
            reach, kind = store.reach(timer.owner, which, says, datetime.fromisoformat(timer.data["due"]), now), REACHED
        elif level == "due":
            reach, kind = store.breach(timer.owner, which, now), BREACHED
        elif level.startswith(LATE):
            reach, kind = store.named(timer.owner, timer.due_at), BREACHED
        else:
            reach, kind = store.warn(timer.owner, which, now), WARNED
        async with database.transaction() as session:
            row = await session.one(reach)
            # What was put aside is noted nowhere else than by its timer.
            if row is not None and (not level.startswith(LATE) or await session.execute(forget(timer))):
                data = {"clock": which, "due_at": iso(row["due_at"]), "policy": row["policy"]}
                if says is not None:
                    data |= {"level": says["key"], "name": says["name"], "color": says["color"]}
                await session.execute(append(Event(kind, row["form"], timer.owner, SYSTEM, now, data)))

    return tell


def rearm(case: Case, at: datetime, promised: Targets, calendars: AppCalendars) -> list[Statement]:
    """Set the timers of the running clocks again, as they were before they were forgotten."""
    due: list[Due] = []
    for key in CLOCKS:
        clock = case.clock(key)
        if clock.halted_at is None and clock.due is not None:
            warn_at = warning(clock, at, promised.warn, calendars)
            due += [Due(f"{key}:{end}", then) for end, then in (("warn", warn_at), ("due", clock.due)) if then]
            due += reached(clock, key, at, promised, calendars)
    return [schedule_all(TIMER, case.record_id, due)] if due else []


async def forget_timers(
    _session: Session, _definitions: DefinitionSet, _form: Form, record: Record, _actor: Actor, _at: datetime
) -> Reaction:
    """A reader of deletions: nobody is told about a ticket that is gone."""
    return Reaction(statements=(cancel(TIMER, record.id),))
