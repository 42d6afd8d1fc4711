"""Everything that waits for an instant: one table, and the sweeper that delivers what is due.

Who lets something wait writes `schedule(…)` in its own transaction and hands in a handler for its `kind` where all
meets. A timer is delivered at least once, and forgotten after its handler returned; a handler therefore works in a
transaction of its own in which a late or doubled delivery finds nothing left to do (it may `cancel` the timer there).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog

from helpwright.jobs.connection import Pause, passes
from helpwright.jobs.events import append
from helpwright.kernel.clock import Clock, SystemClock
from helpwright.kernel.events import SYSTEM, Event
from helpwright.platform.database import Database, Json, Row, Statement
from helpwright.platform.rows import FEW, insert_few

log = structlog.get_logger(__name__)

TIMER_FAILED: Final = "timer_failed"
RETRY_DELAYS: Final = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
"""How long after each failure in a row it is tried again; after the last one it is given up."""

_BATCH: Final = 100
_LANES: Final = 4
_LONGEST_SLEEP: Final = 1.0
_SHORTEST_SLEEP: Final = 0.01
_LEASE: Final = timedelta(seconds=20)
# Twice as far, because others lease a moment later, by clocks that may differ a little.
_LATEST: Final = 2 * _LEASE
_LONGEST_ERROR: Final = 500
_WALL: Final = SystemClock()


@dataclass(frozen=True, slots=True)
class Timer:
    """What was scheduled. `owner` is the instance, record or run it belongs to; `gen` tells older from newer."""

    kind: str
    owner: UUID
    key: str
    gen: int
    due_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


Handler = Callable[[Timer], Awaitable[None]]
"""Does what is due, in a transaction of its own; must be idempotent."""

Incident = Callable[[Timer, Exception], Awaitable[None]]
"""Tells people that a timer has been given up."""


_ANEW: Final = """
ON CONFLICT (kind, owner, key) DO UPDATE SET gen = excluded.gen, due_at = excluded.due_at,
    next_at = excluded.next_at, data = excluded.data, until = excluded.until,
    leased_until = NULL, attempts = 0, error = NULL"""
_SCHEDULE: Final = (
    """INSERT INTO timers (kind, owner, key, gen, due_at, next_at, data, until)
VALUES (%(kind)s, %(owner)s, %(key)s, %(gen)s, %(due)s, %(due)s, %(data)s, %(until)s)"""
    + _ANEW
)
_SCHEDULE_ALL: Final = (
    """INSERT INTO timers (kind, owner, key, gen, due_at, next_at, data, until)
SELECT kind, owner, key, gen, due_at, due_at, data, until
FROM jsonb_to_recordset(%(rows)s) AS
    (kind text, owner uuid, key text, gen bigint, due_at timestamptz, data jsonb, until text)"""
    + _ANEW
)


def schedule(
    kind: str,
    owner: UUID,
    key: str,
    due_at: datetime,
    data: Mapping[str, Any] | None = None,
    *,
    gen: int = 0,
    until: str | None = None,
) -> Statement:
    """Set a timer, or set it anew. `until` names what ends it early, for its owner's own use."""
    return Statement(
        _SCHEDULE,
        {"kind": kind, "owner": owner, "key": key, "gen": gen, "due": due_at, "data": dict(data or {}), "until": until},
    )


@dataclass(frozen=True, slots=True)
class Due:
    """One of the timers that `schedule_all` sets; the words of `schedule`."""

    key: str
    due_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    gen: int = 0
    until: str | None = None


def schedule_all(kind: str, owner: UUID, due: Sequence[Due]) -> Statement:
    """As `schedule`, for several timers of one owner; each key once."""
    return schedule_for([(kind, owner, due)])


def schedule_for(all_due: Sequence[tuple[str, UUID, Sequence[Due]]]) -> Statement:
    """The same for several owners, each with the kind of its timers; together at least one timer."""
    rows = [
        {
            "kind": kind, "owner": owner, "key": at.key, "gen": at.gen, "due_at": at.due_at, "next_at": at.due_at,
            "data": dict(at.data), "until": at.until,
        }
        for kind, owner, due in all_due
        for at in due
    ]  # fmt: skip
    return insert_few("timers", rows, _ANEW) if len(rows) <= FEW else Statement(_SCHEDULE_ALL, {"rows": Json(rows)})


def put_aside(kind: str, owner: UUID, key: str, name: str, at: datetime) -> Statement:
    """Give a timer that was due by then another key, so that it is still delivered when this one is set anew."""
    return Statement(
        """UPDATE timers SET key = %(name)s
        WHERE kind = %(kind)s AND owner = %(owner)s AND key = %(key)s AND due_at <= %(at)s""",
        {"kind": kind, "owner": owner, "key": key, "name": name, "at": at},
    )


def cancel_all(kind: str, owner: UUID, keys: Sequence[str]) -> Statement:
    """Forget these timers of an owner, of which there are a few."""
    # Of a list as one parameter PostgreSQL does not know the length, and would plan anew each time.
    named = {f"key_{number}": key for number, key in enumerate(keys)}
    places = ", ".join(f"%({name})s" for name in named)
    return Statement(
        f"""DELETE FROM timers
        WHERE kind = %(kind)s AND owner = %(owner)s AND key = ANY(ARRAY[{places}]::text[])""",  # noqa: S608 -- names of ours
        {"kind": kind, "owner": owner, **named},
    )


def cancel(kind: str, owner: UUID, key: str | None = None) -> Statement:
    """Forget a timer, or with None for `key` all timers of this kind and owner."""
    only = "" if key is None else " AND key = %(key)s"
    return Statement(
        f"DELETE FROM timers WHERE kind = %(kind)s AND owner = %(owner)s{only}",  # noqa: S608 -- text of this module
        {"kind": kind, "owner": owner, "key": key},
    )


def forget(timer: Timer) -> Statement:
    """Take this very timer away, unless it was set anew meanwhile; touches one row when it was there."""
    return Statement(_FORGET, _name(timer))


def in_delivery(now: datetime) -> Statement:
    """One row when some worker is delivering what was due by then."""
    return Statement(
        "SELECT 1 AS yes FROM timers WHERE next_at <= %(now)s AND NOT held AND leased_until >= %(wall)s LIMIT 1",
        {"now": now, "wall": _WALL.now()},
    )


# A lease that ends later than any can was taken before the machine's clock was set back, and counts no more.
# The sub-select takes its rows in due order; SKIP LOCKED lets several workers lease side by side.
_LEASE_DUE = """WITH due AS (
    SELECT kind, owner, key FROM timers
    WHERE next_at <= %(now)s AND NOT held AND kind = ANY(%(kinds)s)
        AND (leased_until IS NULL OR leased_until NOT BETWEEN %(wall)s AND %(latest)s)
    ORDER BY next_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE timers t SET leased_until = %(until)s FROM due
WHERE t.kind = due.kind AND t.owner = due.owner AND t.key = due.key
RETURNING t.kind, t.owner, t.key, t.gen, t.due_at, t.next_at, t.data, t.attempts"""

_NEXT = """SELECT min(next_at) AS next_at FROM timers
WHERE NOT held AND next_at <> 'infinity' AND kind = ANY(%(kinds)s)
    AND (leased_until IS NULL OR leased_until NOT BETWEEN %(wall)s AND %(latest)s)"""

_SAME = "kind = %(kind)s AND owner = %(owner)s AND key = %(key)s AND gen = %(gen)s AND due_at = %(due)s"
_FORGET = f"DELETE FROM timers WHERE {_SAME}"  # noqa: S608 -- text of this module
_POSTPONE = f"""UPDATE timers SET next_at = %(next)s, leased_until = NULL, attempts = attempts + 1, error = %(error)s
WHERE {_SAME}"""  # noqa: S608 -- text of this module
# What somebody is changing at this moment is left to its lease: whoever ends several timers at once may hold another of
# them, and each would wait for the other.
_RELEASE = """WITH mine AS (
    SELECT kind, owner, key FROM timers WHERE leased_until = %(stamp)s FOR UPDATE SKIP LOCKED)
UPDATE timers t SET leased_until = NULL FROM mine
WHERE t.kind = mine.kind AND t.owner = mine.owner AND t.key = mine.key"""


class Sweeper:
    """Delivers due timers of the kinds that have a handler. Several, in several processes, do no harm.

    Timers are begun in the order in which they are due, those of one owner one after the other. When a handler raises,
    the timer is tried again after `RETRY_DELAYS` and then given up: `incidents` of its kind tells people, else a
    `timer_failed` event does. Others are not kept waiting. A lost database is no failure of the timer. `before` is
    awaited before each look.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        handlers: Mapping[str, Handler],
        incidents: Mapping[str, Incident] | None = None,
        before: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._handlers = dict(handlers)
        self._incidents = dict(incidents or {})
        self._before = before
        self._leased: datetime | None = None

    async def run(self) -> None:
        """Until cancelled: sleep until the next timer, at most a second, then deliver what is due."""
        pause = Pause()
        while True:
            try:
                await self.sweep()
                patience = await self._patience()
                pause.reset()
            except Exception as error:
                if not passes(error):
                    raise
                log.warning("timers_wait_for_database", error=str(error))
                await pause.wait()
                continue
            await asyncio.sleep(patience)

    async def sweep(self) -> int:
        """Deliver everything that is due now; how many were delivered. Raises the database's errors."""
        if self._leased is not None:
            await self._database.all(Statement(_RELEASE, {"stamp": self._leased}))
            self._leased = None
        if self._before is not None:
            await self._before()
        delivered = 0
        while True:
            due = await self._lease()
            if not due:
                return delivered
            delivered += await self._deliver_all(due)
            self._leased = None

    async def next_at(self) -> datetime | None:
        """When the next timer is to be tried; None when nothing waits."""
        wall = _WALL.now()
        wanted = {"kinds": list(self._handlers), "wall": wall, "latest": wall + _LATEST}
        row = await self._database.one(Statement(_NEXT, wanted))
        found: datetime | None = row["next_at"] if row else None
        return found

    async def _lease(self) -> list[Row]:
        wall = _WALL.now()
        self._leased = wall + _LEASE
        rows = await self._database.all(
            Statement(
                _LEASE_DUE,
                {
                    "now": self._clock.now(),
                    "wall": wall,
                    "until": self._leased,
                    "latest": wall + _LATEST,
                    "limit": _BATCH,
                    "kinds": list(self._handlers),
                },
            ),
        )
        return sorted(rows, key=lambda row: row["next_at"])

    async def _deliver_all(self, due: Sequence[Row]) -> int:
        """A few owners at a time; how many were delivered. Raises the first error of the database."""
        by_owner: dict[UUID, list[Row]] = {}
        for row in due:
            by_owner.setdefault(row["owner"], []).append(row)
        lanes = asyncio.Semaphore(_LANES)

        async def deliver(rows: Sequence[Row]) -> int:
            async with lanes:
                return sum([await self._deliver(row) for row in rows])

        found = await asyncio.gather(*(deliver(rows) for rows in by_owner.values()), return_exceptions=True)
        for each in found:
            if isinstance(each, BaseException):
                raise each
        return sum(each for each in found if isinstance(each, int))

    async def _deliver(self, row: Row) -> bool:
        timer = Timer(row["kind"], row["owner"], row["key"], row["gen"], row["due_at"], row["data"])
        try:
            await self._handlers[timer.kind](timer)
        except Exception as error:
            if passes(error):
                raise
            log.warning(
                "timer_failed",
                kind=timer.kind,
                owner=str(timer.owner),
                key=timer.key,
                attempt=row["attempts"] + 1,
                exc_info=error,
            )
            await self._after_failure(timer, row["attempts"], error)
            return False
        await self._database.all(forget(timer))
        return True

    async def _after_failure(self, timer: Timer, attempts: int, error: Exception) -> None:
        told = f"{type(error).__name__}: {error}"[:_LONGEST_ERROR]
        given_up = attempts >= len(RETRY_DELAYS)
        later: datetime | str = "infinity" if given_up else self._clock.now() + RETRY_DELAYS[attempts]
        await self._database.all(Statement(_POSTPONE, {**_name(timer), "next": later, "error": told}))
        if not given_up:
            return
        tell = self._incidents.get(timer.kind)
        if tell is not None:
            await tell(timer, error)
            return
        data = {"kind": timer.kind, "owner": str(timer.owner), "key": timer.key, "error": told}
        event = Event(TIMER_FAILED, "timers", None, SYSTEM, self._clock.now(), data)
        await self._database.write([append(event)])

    async def _patience(self) -> float:
        due = await self.next_at()
        if due is None:
            return _LONGEST_SLEEP
        return max(_SHORTEST_SLEEP, min(_LONGEST_SLEEP, (due - self._clock.now()).total_seconds()))


def _name(timer: Timer) -> dict[str, Any]:
    return {"kind": timer.kind, "owner": timer.owner, "key": timer.key, "gen": timer.gen, "due": timer.due_at}
