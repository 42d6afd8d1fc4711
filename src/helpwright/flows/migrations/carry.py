"""Carry a migration out: a few instances at a time, each in a transaction of its own.

A crash leaves the timer, which continues behind the last piece; what was moved before is not met again, since it is on
the new version by then.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.access.audit import entry
from helpwright.definitions.model import DefinitionSet
from helpwright.flows.engine import FlowEngine
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.migrations import store
from helpwright.flows.migrations.model import Migration
from helpwright.flows.perform import Command, perform
from helpwright.jobs.timers import Handler, Timer
from helpwright.kernel.errors import Missing, Refusal, Unavailable
from helpwright.kernel.events import SYSTEM, Actor
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Row, Session
from helpwright.records.rows import get_many, to_record

TIMER = store.TIMER
PIECE = 50
MOST_REFUSALS = 50


async def begin_in(
    session: Session,
    flow: str,
    to: int,
    nodes: Mapping[str, str],
    by: UUID | None,
    at: datetime,
    publication: UUID | None = None,
) -> UUID:
    """Write a migration down in the open transaction; a worker carries it out."""
    wanted = Migration(new_id(), flow, to, nodes, "running", None, 0, 0, 0, (), by, at, None)
    await session.pipeline(store.begin(wanted, publication))
    data = {"version": to, "migration": str(wanted.id)}
    await session.execute(entry(at, "flow_migrated", by, f"flow:{flow}", data))
    return wanted.id


def carry_on(engine: FlowEngine, piece: int = PIECE) -> Handler:
    """The handler of kind `flow_migration`: the owner is the migration. Carries out a piece and asks for the next."""

    async def deliver(timer: Timer) -> None:
        async with engine.records.database.transaction() as session:
            await session.all(store.alone(timer.owner))
            row = await session.one(store.running(timer.owner))
            if row is None:
                return
            migration = store.to_migration(row)
            targets = await session.all(store.next_piece(migration, piece))
            for target in targets:
                await _one(engine, migration, target)
            at = engine.records.clock.now()
            through = len(targets) < piece
            next_step = (
                store.finish(migration.id, at) if through else store.continue_at(migration.id, at, timer.gen + 1)
            )
            await session.all(next_step)

    return deliver


async def _one(engine: FlowEngine, migration: Migration, target: Row) -> None:
    """Move one instance and count it, in one commit; one that cannot is named."""
    actor = SYSTEM if migration.started_by is None else Actor("person", migration.started_by)
    data = {"from": target["flow_version"], "to": migration.to, "nodes": dict(migration.nodes)}
    command = Command("migrate", actor, data=data, key=f"migrate:{migration.id}")
    instance, at = target["instance_id"], engine.records.clock.now()
    try:
        await perform(engine, target, command, (store.moved(migration.id, instance, at),))
    except (Missing, Unavailable) as error:
        if isinstance(error, Unavailable):
            raise
    except Refusal as refusal:
        told = [refusal_json(instance, target, refusal)]
        await name_records(engine, await engine.records.definitions.current(), told)
        await engine.records.database.write([store.refused(migration.id, instance, told[0], MOST_REFUSALS, at)])


def refusal_json(instance: UUID, row: Row, refusal: Refusal) -> dict[str, Any]:
    """One that stays, and why."""
    node = refusal.data.get("node") if isinstance(refusal, FlowRefusal) else None
    about = {"record": str(row["record_id"]), "form": row["form"], "number": ""}
    return {"instance": str(instance), **about, "node": node, "code": refusal.code}


async def name_records(engine: FlowEngine, definitions: DefinitionSet, refused: list[dict[str, Any]]) -> None:
    """Their numbers, by which people know them; nothing else of the records."""
    forms = engine.records.forms(definitions)
    for name in {each["form"] for each in refused}:
        try:
            form = forms.find(name)
        except Missing:
            continue
        ids = [UUID(each["record"]) for each in refused if each["form"] == name]
        rows = await engine.records.database.all(get_many(form, ids))
        numbers = {str(row["id"]): to_record(form, row).number for row in rows}
        for each in refused:
            each["number"] = numbers.get(each["record"], each["number"])
