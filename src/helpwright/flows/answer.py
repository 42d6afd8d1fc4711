"""How the actions that a flow has asked for ended, told by whoever ran them."""

from dataclasses import replace
from uuid import UUID

import structlog

from helpwright.flows import store
from helpwright.flows.engine import FlowEngine
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.perform import Command, perform
from helpwright.kernel.errors import Missing, Refusal, Unavailable
from helpwright.kernel.events import SYSTEM, Actor

log = structlog.get_logger(__name__)


_TOO_LATE = frozenset({"not_open", "not_possible_now"})


async def actions_done(engine: FlowEngine, instance_id: UUID, activity: str, ok: bool, key: str) -> None:  # noqa: FBT001 -- the runner's word
    """The actions of an action node are over. Told twice under the same key it counts once; told too late, not at all.

    Where the way on is refused – the form does not take what the next step writes – it waits for a person's decision,
    as if they had failed. Raises Unavailable: then tell it again.
    """
    task = await engine.records.database.one(store.task_of_activity(instance_id, activity))
    if task is None:
        return
    told = Command("answer", SYSTEM, data={"ok": ok}, key=f"answer:{key}")
    try:
        await perform(engine, task, told)
    except Refusal as refusal:
        if isinstance(refusal, Unavailable):
            raise
        if not ok or isinstance(refusal, Missing) or refusal.code in _TOO_LATE:
            log.info("answer_too_late", instance=str(instance_id), activity=activity, code=refusal.code)
            return
        log.warning("way_on_refused", instance=str(instance_id), activity=activity, code=refusal.code)
        await perform(engine, task, replace(told, data={"ok": False}))


async def ask_again(engine: FlowEngine, instance_id: UUID, activity: str, by: Actor) -> None:
    """A person wants the actions that failed tried again. Raises FlowRefusal where nothing waits for that."""
    task = await engine.records.database.one(store.task_of_activity(instance_id, activity))
    if task is None:
        raise FlowRefusal("not_open", activity=activity)
    await perform(engine, task, Command("incident", by, data={"decision": "retry"}))
