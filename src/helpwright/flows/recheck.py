"""The daily look: a sample of journals is played again, and what comes out is held against what was stored."""

from collections.abc import Sequence
from typing import Any

import structlog

from helpwright.definitions.model import DefinitionSet
from helpwright.flows import store
from helpwright.flows.definition import Definition
from helpwright.flows.engine import FlowEngine
from helpwright.flows.model import Event as FlowEvent
from helpwright.flows.model import State, state_hash
from helpwright.flows.step import step
from helpwright.jobs.events import append
from helpwright.kernel.errors import Missing, Refusal
from helpwright.kernel.events import SYSTEM, Event
from helpwright.platform.database import Row, Statement

log = structlog.get_logger(__name__)

SAMPLE = 500
CODE = "journal_differs"
_CLAIM = """INSERT INTO settings (name, value) VALUES ('journals_checked', %(value)s)
ON CONFLICT (name) DO UPDATE SET value = excluded.value
    WHERE settings.value->'day' <> excluded.value->'day' RETURNING name"""


async def recheck_daily(engine: FlowEngine) -> int | None:
    """Look once on each day of the organization's clock, whichever process begins and however often they start.

    How many differ; None when that day was begun already.
    """
    definitions = await engine.records.definitions.current()
    day = engine.records.clock.now().astimezone(definitions.zone).date()
    claim = Statement(_CLAIM, {"value": {"day": day.isoformat()}})
    return await recheck_journals(engine) if (await engine.records.database.write([claim]))[0] else None


async def recheck_journals(engine: FlowEngine, sample: int = SAMPLE) -> int:
    """Replay that many instances, chosen at random; how many differ.

    Each difference is logged, and told once as an incident of its record.
    """
    definitions = await engine.records.definitions.current()
    differing = 0
    for row in await engine.records.database.all(store.sample_of_instances(sample)):
        seq = await _first_difference(engine, definitions, row)
        if seq is not None:
            differing += 1
            await _tell(engine, row, seq)
    return differing


async def replay_journals(engine: FlowEngine, sample: int = SAMPLE) -> tuple[int, int]:
    """Replay that many instances, chosen at random; how many were looked at, and how many differ. Tells nobody."""
    definitions = await engine.records.definitions.current()
    rows = await engine.records.database.all(store.sample_of_instances(sample))
    found = [await _first_difference(engine, definitions, row) for row in rows]
    return len(rows), sum(seq is not None for seq in found)


async def _first_difference(engine: FlowEngine, definitions: DefinitionSet, row: Row) -> int | None:
    stored = await engine.records.database.one(store.instance_with_journal(row["id"]))
    if stored is None:
        return None
    journal = stored["journal"] or []
    try:
        numbers = versions_of(journal, stored["version"])
        flows = {each: await engine.versions.get(definitions, row["flow"], each) for each in numbers}
    except Missing:
        return None
    return difference([flows[each].definition for each in numbers], journal, stored["state"])


def versions_of(journal: Sequence[Any], now: int) -> list[int]:
    """The version of the flow under which each entry happened; a migration happens under the one it leads to."""
    found: list[int] = []
    for entry in reversed(journal):
        found.append(now)
        if entry["event"]["kind"] == "migrate":
            now = int(entry["event"]["data"]["from"])
    return found[::-1]


def difference(definitions: Sequence[Definition], journal: Sequence[Any], state: Any) -> int | None:
    """The number of the first event that leads elsewhere than it did; None when all is as it was stored."""
    here = State()
    for definition, entry in zip(definitions, journal, strict=True):
        try:
            here = step(definition, here, FlowEvent.from_json(entry["event"])).state
        except (Refusal, LookupError, ValueError):
            return int(entry["seq"])
        if state_hash(here) != entry["hash"]:
            return int(entry["seq"])
    return None if here.to_json() == state else here.seq


async def _tell(engine: FlowEngine, row: Row, seq: int) -> None:
    log.error(CODE, instance=str(row["id"]), flow=row["flow"], version=row["version"], seq=seq)
    about = {"flow": row["flow"], "instance": str(row["id"]), "code": CODE, "seq": seq}
    event = Event("flow_incident", row["form"], row["record_id"], SYSTEM, engine.records.clock.now(), about)
    async with engine.records.database.transaction() as session:
        if await session.one(store.incident_told(row["record_id"], str(row["id"]), CODE)) is None:
            await session.execute(append(event))
