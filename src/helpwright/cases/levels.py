"""Warning and breach of the targets of a case: timers set with each start of a clock, told as events when they come."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

from helpwright.cases import store
from helpwright.cases.model import CLOCKS, Case, Clock, ClockKey
from helpwright.cases.moves import AppCalendars, Moved
from helpwright.cases.targets import span
from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Form
from helpwright.jobs.events import append
from helpwright.jobs.timers import Due, Timer, cancel, cancel_all, schedule_all
from helpwright.kernel.clock import Clock as Now
from helpwright.kernel.clock import iso
from helpwright.kernel.events import SYSTEM, Actor, Event
from helpwright.platform.database import Database, Session, Statement
from helpwright.records.model import Record
from helpwright.records.reaction import Reaction

TIMER: Final = "case"
WARNED, BREACHED = "sla_warned", "sla_breached"


def timers(moved: Moved, warn: int, calendars: AppCalendars) -> list[Statement]:
    """Set the timers of clocks that were started, forget those of clocks that halted.

    A timer whose instant has come stays when its clock halts: it still has to be told. `warn` is in percent.
    """
    owner = moved.case.record_id
    due, gone = _levels(moved, warn, calendars)
    set_anew = [schedule_all(TIMER, owner, due)] if due else []
    return [*set_anew, cancel_all(TIMER, owner, gone)] if gone else set_anew


def first_timers(begun: Moved, warn: int, calendars: AppCalendars) -> list[Due]:
    """The timers of a case that begins."""
    return _levels(begun, warn, calendars)[0]


def _levels(moved: Moved, warn: int, calendars: AppCalendars) -> tuple[list[Due], list[str]]:
    """Timers to set, and keys of those to forget."""
    due: list[Due] = []
    gone: list[str] = []
    for key, entry in {each.clock: each for each in moved.entries}.items():
        clock = moved.case.clock(key)
        runs = clock.halted_at is None
        levels = {"warn": warning(clock, entry.at, warn, calendars) if runs else None}
        if (
            runs
            and entry.kind == "change"
            and levels["warn"] is None
            and clock.due is not None
            and clock.due > entry.at
        ):
            # of a new promise that is nearly over already, people are told at once
            levels["warn"] = entry.at
        if runs or clock.due is None or clock.due > entry.at:
            levels["due"] = clock.due if runs else None
        for level, at in levels.items():
            if at is not None:
                due.append(Due(f"{key}:{level}", at))
            elif moved.before is not None:
                gone.append(f"{key}:{level}")
    return due, gone


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
        reach = store.breach(timer.owner, which, now) if level == "due" else store.warn(timer.owner, which, now)
        async with database.transaction() as session:
            row = await session.one(reach)
            if row is not None:
                data = {"clock": which, "due_at": iso(row["due_at"]), "policy": row["policy"]}
                kind = BREACHED if level == "due" else WARNED
                await session.execute(append(Event(kind, row["form"], timer.owner, SYSTEM, now, data)))

    return tell


def rearm(warn_at: Mapping[ClockKey, datetime | None], case: Case) -> list[Statement]:
    """Set the timers of the running clocks again, as they were before they were forgotten."""
    due: list[Due] = []
    for key in CLOCKS:
        clock = case.clock(key)
        if clock.halted_at is None and clock.due is not None:
            levels = {"warn": warn_at.get(key), "due": clock.due}
            due += [Due(f"{key}:{level}", at) for level, at in levels.items() if at is not None]
    return [schedule_all(TIMER, case.record_id, due)] if due else []


async def forget_timers(
    _session: Session, _definitions: DefinitionSet, _form: Form, record: Record, _actor: Actor, _at: datetime
) -> Reaction:
    """A reader of deletions: nobody is told about a ticket that is gone."""
    return Reaction(statements=(cancel(TIMER, record.id),))
