"""How the actions that a flow has asked for ended, told by whoever ran them."""

from uuid import UUID

import structlog

from helpwright.flows import store
from helpwright.flows.engine import FlowEngine
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.perform import Command, perform
from helpwright.kernel.errors import Missing
from helpwright.kernel.events import SYSTEM

log = structlog.get_logger(__name__)


async def actions_done(engine: FlowEngine, instance_id: UUID, activity: str, ok: bool, key: str) -> None:  # noqa: FBT001 -- the runner's word
    """The actions of an action node are over. Told twice under the same key it counts once; told too late, not at all.

    Raises Unavailable: then tell it again.
    """
    task = await engine.records.database.one(store.task_of_activity(instance_id, activity))
    if task is None:
        return
    try:
        await perform(engine, task, Command("answer", SYSTEM, data={"ok": ok}, key=f"answer:{key}"))
    except (FlowRefusal, Missing) as refusal:
        log.info("answer_too_late", instance=str(instance_id), activity=activity, code=refusal.code)
