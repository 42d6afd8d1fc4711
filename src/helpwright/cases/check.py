"""The nightly check: cases are computed again, and what differs is told to the log and in the ticket's activity.

A night looks at all of them, or at as many as its time allows; the next one goes on behind the last.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import structlog

from helpwright.cases import store
from helpwright.cases.clocks import in_charge
from helpwright.cases.model import case_of, entry_of
from helpwright.cases.recount import TYPES, differences
from helpwright.jobs.events import append
from helpwright.kernel.errors import Missing
from helpwright.kernel.events import SYSTEM, Event
from helpwright.platform.database import Row, Session, Statement
from helpwright.records.engine import RecordEngine

log = structlog.get_logger(__name__)

NIGHT = range(2, 6)
"""Hours in which it may begin, on the organization's clock."""
SECONDS = 1200.0
"""How long one night takes at the most: some millions of cases."""
_BATCH = 500
_NOTED_EVERY = 20
"""Batches between two notes of how far it came; a process that ends in between looks at these again."""
_FIRST = UUID(int=0)
_ONE_VIEW = Statement("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
_CLAIM = """INSERT INTO settings (name, value) VALUES ('cases_checked', %(value)s)
ON CONFLICT (name) DO UPDATE SET value = settings.value || excluded.value
    WHERE settings.value->>'day' <> excluded.value->>'day' RETURNING value->>'after' AS after"""
_NOTE = "UPDATE settings SET value = value || %(value)s WHERE name = 'cases_checked'"


async def check_nightly(engine: RecordEngine, seconds: float = SECONDS) -> int | None:
    """Check once a night, whichever of several processes begins; how many cases differ, None when it is not time."""
    definitions = await engine.definitions.current()
    local = engine.clock.now().astimezone(definitions.zone)
    if local.hour not in NIGHT:
        return None
    claim = Statement(_CLAIM, {"value": {"day": local.date().isoformat()}})
    claimed = (await engine.database.write([claim]))[0]
    if not claimed:
        return None
    clock = asyncio.get_running_loop()
    end = clock.time() + seconds
    return await check_cases(engine, UUID(claimed[0]["after"] or _FIRST.hex), lambda: clock.time() >= end)


async def check_cases(engine: RecordEngine, after: UUID = _FIRST, enough: Callable[[], bool] = lambda: False) -> int:
    """Check all cases once, some at a time, each batch as of one instant; how many differ.

    It begins behind `after`, goes on from the front, and stops when `enough` says so; how far it came is noted.
    """
    last, found, batches, from_front = after, 0, 0, after == _FIRST
    while not (from_front and last >= after > _FIRST):
        async with engine.database.transaction() as session:
            await session.execute(_ONE_VIEW)
            cases = await session.all(store.batch(last, _BATCH))
            found += await _check(session, engine, cases) if cases else 0
        if not cases and from_front:
            break
        from_front = from_front or not cases
        last, batches = cases[-1]["record_id"] if cases else _FIRST, batches + 1
        if enough():
            await _note(engine, last)
            return found
        if batches % _NOTED_EVERY == 0:
            await _note(engine, last)
    await _note(engine, _FIRST)
    return found


async def _note(engine: RecordEngine, last: UUID) -> None:
    await engine.database.write([Statement(_NOTE, {"value": {"after": str(last)}})])


async def _check(session: Session, engine: RecordEngine, cases: Sequence[Row]) -> int:
    ids = [row["record_id"] for row in cases]
    ledger, events, told = await session.pipeline((store.ledger(ids), store.events(ids, TYPES), store.told(ids)))
    lines, happened = _by_record(ledger), _by_record(events)
    before = {row["record_id"]: row["parts"] for row in told}
    members = await _members(engine, {row["form"] for row in cases})
    found = 0
    for row in cases:
        record_id = row["record_id"]
        entries = [entry_of(each) for each in lines.get(record_id, ())]
        parts = differences(case_of(row), entries, happened.get(record_id, ()), members.get(row["form"]))
        found += bool(parts)
        if parts and before.get(record_id) != parts:
            log.warning("case_differs", record=str(record_id), form=row["form"], parts=parts)
            event = Event("case_differs", row["form"], record_id, SYSTEM, engine.clock.now(), {"parts": parts})
            await session.execute(append(event))
    return found


async def _members(engine: RecordEngine, forms: set[str]) -> Mapping[str, str | None]:
    """The field of the person in charge, by form; forms that are gone are absent."""
    known = engine.forms(await engine.definitions.current())
    found: dict[str, str | None] = {}
    for name in forms:
        try:
            found[name] = in_charge(known.find(name))
        except Missing:
            continue
    return found


def _by_record(rows: Sequence[Row]) -> Mapping[UUID, Sequence[Row]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row["record_id"], []).append(row)
    return found
