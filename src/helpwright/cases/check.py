"""The nightly check: every case is computed again, and what differs is told to the log and in the ticket's activity."""

from collections.abc import Mapping, Sequence
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
_BATCH = 500
_FIRST = UUID(int=0)
_ONE_VIEW = Statement("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
_CLAIM = """INSERT INTO settings (name, value) VALUES ('cases_checked', %(day)s)
ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE settings.value <> excluded.value RETURNING name"""


async def check_nightly(engine: RecordEngine) -> int | None:
    """Check once a night, whichever of several processes begins; how many cases differ, None when it is not time."""
    definitions = await engine.definitions.current()
    local = engine.clock.now().astimezone(definitions.zone)
    if local.hour not in NIGHT:
        return None
    claimed = await engine.database.write([Statement(_CLAIM, {"day": {"day": local.date().isoformat()}})])
    return await check_cases(engine) if claimed[0] else None


async def check_cases(engine: RecordEngine) -> int:
    """Check all cases, some at a time, each batch as of one instant; how many differ."""
    last, found = _FIRST, 0
    while True:
        async with engine.database.transaction() as session:
            await session.execute(_ONE_VIEW)
            cases = await session.all(store.batch(last, _BATCH))
            if not cases:
                return found
            found += await _check(session, engine, cases)
        last = cases[-1]["record_id"]


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
