"""Deliver timers that are due: leased one by one, each as an event of its instance in a transaction of its own."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import psycopg
import structlog

from helpwright.flows import store
from helpwright.flows.engine import FlowEngine
from helpwright.flows.perform import Command, perform
from helpwright.jobs.events import append
from helpwright.kernel.errors import Missing, Refusal, Unavailable
from helpwright.kernel.events import SYSTEM, Event
from helpwright.platform.database import Row

log = structlog.get_logger(__name__)

_BATCH = 100
_LONGEST_SLEEP = 1.0
_AFTER_FAILURE = 2.0
_TRY_AGAIN = timedelta(minutes=5)


class Sweeper:
    """Runs beside the consumers of one worker; several workers do no harm, because a late timer is a no-op."""

    def __init__(self, engine: FlowEngine) -> None:
        self._engine = engine

    async def run(self) -> None:
        """Until cancelled: sleep until the next timer, at most a second, then deliver what is due."""
        while True:
            try:
                await self.sweep()
                await asyncio.sleep(await self._patience())
            except (Unavailable, psycopg.Error) as error:
                log.warning("timers_wait_for_database", error=str(error))
                await asyncio.sleep(_AFTER_FAILURE)

    async def sweep(self) -> int:
        """Deliver everything that is due now, earliest first; how many were delivered."""
        database = self._engine.records.database
        delivered = 0
        while True:
            due = await database.all(store.due_timers(self._engine.records.clock.now(), _BATCH))
            for timer in due:
                await self._deliver(timer)
            delivered += len(due)
            if len(due) < _BATCH:
                return delivered

    async def _deliver(self, timer: Row) -> None:
        database = self._engine.records.database
        name = (timer["instance_id"], timer["activity"], timer["level"], timer["gen"])
        task: Row | None = await database.one(store.task_of_activity(timer["instance_id"], timer["activity"]))
        if task is not None:
            data: dict[str, Any] = {"level": timer["level"], "gen": timer["gen"]}
            key = f"timer:{timer['activity']}:{timer['level']}:{timer['gen']}"
            try:
                await perform(self._engine, task, Command("timer", SYSTEM, data=data, key=key))
            except Missing:
                pass
            except Refusal as refusal:
                if isinstance(refusal, Unavailable):
                    raise
                log.warning("timer_refused", code=refusal.code, activity=timer["activity"], level=timer["level"])
                await self._give_up(timer, task, refusal)
                return
            except Exception:
                # One timer that cannot be delivered must not keep all others waiting.
                log.exception("timer_failed", instance=str(timer["instance_id"]), level=timer["level"])
                later = self._engine.records.clock.now() + _TRY_AGAIN
                await database.write([store.postpone_timer(*name, later)])
                return
        await database.write([store.forget_timer(*name)])

    async def _give_up(self, timer: Row, task: Row, refusal: Refusal) -> None:
        """Forget a timer that the flow refuses and say so in the activity, once however many workers try."""
        records = self._engine.records
        about: dict[str, Any] = {
            "flow": task["flow"],
            "instance": str(timer["instance_id"]),
            "node": task["node"],
            "level": timer["level"],
            "code": refusal.code,
            "key": refusal.data.get("key"),
        }
        event = Event("flow_incident", timer["form"], timer["record_id"], SYSTEM, records.clock.now(), about)
        name = (timer["instance_id"], timer["activity"], timer["level"], timer["gen"])
        async with records.database.transaction() as session:
            if await session.execute(store.forget_timer(*name)):
                await session.execute(append(event))

    async def _patience(self) -> float:
        row = await self._engine.records.database.one(store.NEXT_TIMER)
        due: datetime | None = row["due_at"] if row else None
        if due is None:
            return _LONGEST_SLEEP
        left = (due - self._engine.records.clock.now()).total_seconds()
        return max(0.01, min(_LONGEST_SLEEP, left))
