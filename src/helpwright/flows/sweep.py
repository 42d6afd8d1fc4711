"""Timers of instances: each that is due is an event of its instance, in a transaction of its own."""

from collections.abc import Mapping
from typing import Any

import structlog

from helpwright.flows import store
from helpwright.flows.engine import FlowEngine
from helpwright.flows.perform import Command, perform
from helpwright.jobs.events import append
from helpwright.jobs.timers import Handler, Incident, Timer, cancel
from helpwright.kernel.errors import Missing, Refusal, Unavailable
from helpwright.kernel.events import SYSTEM, Event
from helpwright.platform.database import Row

log = structlog.get_logger(__name__)

TIMER = store.TIMER
TIMER_FAILED = "timer_failed"


def deliver_timers(engine: FlowEngine) -> Handler:
    """The handler of kind `flow`: owner is the instance, data `{activity, level}`. A late one is a no-op."""

    async def deliver(timer: Timer) -> None:
        task = await _task(engine, timer)
        if task is None:
            return
        activity, level = timer.data["activity"], timer.data["level"]
        data: dict[str, Any] = {"level": level, "gen": timer.gen}
        key = f"timer:{activity}:{level}:{timer.gen}"
        try:
            await perform(engine, task, Command("timer", SYSTEM, data=data, key=key))
        except Missing:
            pass
        except Refusal as refusal:
            if isinstance(refusal, Unavailable):
                raise
            log.warning("timer_refused", code=refusal.code, activity=activity, level=level)
            await _tell(engine, timer, task, {"code": refusal.code, "key": refusal.data.get("key")})

    return deliver


def tell_given_up(engine: FlowEngine) -> Incident:
    """What stands in the activity when a timer of an instance failed until it was given up."""

    async def tell(timer: Timer, _error: Exception) -> None:
        task = await _task(engine, timer)
        if task is not None:
            await _tell(engine, timer, task, {"code": TIMER_FAILED, "key": None})

    return tell


async def _task(engine: FlowEngine, timer: Timer) -> Row | None:
    return await engine.records.database.one(store.task_of_activity(timer.owner, timer.data["activity"]))


async def _tell(engine: FlowEngine, timer: Timer, task: Row, about: Mapping[str, Any]) -> None:
    """Forget the timer and say so in the activity, once however many workers try."""
    records = engine.records
    told = {"flow": task["flow"], "instance": str(timer.owner), "node": task["node"], "level": timer.data["level"]}
    event = Event("flow_incident", task["form"], task["record_id"], SYSTEM, records.clock.now(), {**told, **about})
    async with records.database.transaction() as session:
        if await session.execute(cancel(timer.kind, timer.owner, timer.key)):
            await session.execute(append(event))
