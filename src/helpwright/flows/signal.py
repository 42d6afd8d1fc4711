"""Signals: something outside the flow has happened that a wait waits for."""

from uuid import UUID

from helpwright.flows import store
from helpwright.flows.engine import FlowEngine
from helpwright.flows.perform import Command, instance_row, perform
from helpwright.kernel.errors import Missing
from helpwright.kernel.events import Actor


async def signal_record(
    engine: FlowEngine, record_id: UUID, name: str, actor: Actor, *, key: str, cause: tuple[int, ...] = ()
) -> int:
    """Tell every running flow of the record; the number of flows told. What does not wait for it takes no notice."""
    told = 0
    for row in await engine.records.database.all(store.instances_of_record(record_id)):
        if row["status"] != "running":
            continue
        try:
            target = await instance_row(engine, row["id"])
            await perform(
                engine, target, Command("signal", actor, data={"name": name}, key=f"signal:{key}", cause=cause)
            )
        except Missing:
            continue
        told += 1
    return told
