"""The work of a batch: row after row under its person's present rights, so that it can be continued by anybody."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import procrastinate
import structlog
from procrastinate import JobContext

from helpwright.access.callers import read_callers
from helpwright.access.model import Caller
from helpwright.jobs.queue import Retry, defer, is_last_try
from helpwright.platform.database import Database, Row
from helpwright.platform.problems import Outcome, outcome_of
from helpwright.platform.sentences import Sentences
from helpwright.records.api import RecordDesk
from helpwright.records.batches import store
from helpwright.records.batches.desk import TASK
from helpwright.records.bulk import BulkWish, act_on_one, told
from helpwright.records.read import View

log = structlog.get_logger(__name__)
AT_ONCE = 25
_AWAY = 503
_STRANDED_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class TaskWork:
    """What to do with the present task of a record; the same `key` again is the same deed."""

    form: str
    record_id: UUID
    verb: str
    to: UUID | None
    reason: str
    key: str


WorkOnTask = Callable[[Caller, str, TaskWork], Awaitable[None]]


@dataclass(frozen=True)
class Batching:
    """Does what batches want; `on_task` is what flows do with tasks."""

    desk: RecordDesk
    sentences: Sentences
    on_task: WorkOnTask

    def blueprint(self) -> procrastinate.Blueprint:
        """The task `work`, to be bound under the name `batches`."""
        blueprint = procrastinate.Blueprint()

        @blueprint.task(name="work", retry=Retry(), pass_context=True)
        async def work(context: JobContext, batch_id: str) -> None:
            await self.try_work(UUID(batch_id), last=is_last_try(context.job))

        return blueprint

    async def try_work(self, batch_id: UUID, *, last: bool) -> None:
        """As `work`; where it gets no row further on the last try, it is over, which its person is told."""
        database = self.desk.engine.database
        before = await database.one(store.get_batch(batch_id))
        try:
            await self.work(batch_id)
        except Exception:
            after = await database.one(store.get_batch(batch_id)) if last else None
            if before is not None and after is not None and _come_to(before) == _come_to(after):
                log.warning("batch_failed", code="batch_gave_up")
                await database.write([store.end(batch_id, "failed", self.desk.engine.clock.now(), "batch_gave_up")])
            raise

    async def work(self, batch_id: UUID) -> None:
        """All that is left of a batch, until it is stopped. May be run again after a crash."""
        database, clock = self.desk.engine.database, self.desk.engine.clock
        while (batch := await database.one(store.get_batch(batch_id))) is not None and batch["state"] == "running":
            part = await database.all(store.waiting(batch_id, AT_ONCE))
            if not part:
                await database.write([store.end(batch_id, "done", clock.now())])
                return
            callers = await read_callers(database, [batch["person_id"]])
            if not callers:
                log.info("batch_failed", code="batch_person_gone")
                await database.write([store.end(batch_id, "failed", clock.now(), "batch_person_gone")])
                return
            await self._portion(batch, callers[0], part)

    async def _portion(self, batch: Row, caller: Caller, part: Sequence[Row]) -> None:
        """Rows one after the other; what was come to is noted also where the work breaks off."""
        wish = store.wish_of(batch, self.desk.engine.vault)
        noted: list[Mapping[str, Any]] = []
        try:
            for row in part:
                outcome = await self._one(batch, caller, wish, row)
                noted.append(self._noted(batch["locale"], row["row"], outcome))
        finally:
            await self._note(batch["id"], noted)

    async def _note(self, batch_id: UUID, noted: Sequence[Mapping[str, Any]]) -> None:
        if noted:
            await self.desk.engine.database.write([store.note_rows(batch_id, noted, self.desk.engine.clock.now())])

    async def _one(self, batch: Row, caller: Caller, wish: Mapping[str, Any], row: Row) -> Outcome | None:
        """What was in the way of one row, if anything was. Raises when nothing can be done at all at present."""
        try:
            if batch["act"] in {"set", "delete"}:
                await self._on_record(batch, caller, wish, row)
            else:
                to = UUID(wish["to"]) if wish.get("to") else None
                key = f"batch:{batch['id']}"
                work = TaskWork(batch["form"], row["record_id"], batch["act"], to, wish.get("reason") or "", key)
                await self.on_task(caller, batch["locale"], work)
        except Exception as error:  # one row that fails unforeseen is told as an incident, the others go on
            outcome = outcome_of(error)
            if outcome.status == _AWAY:
                raise
            return outcome
        return None

    async def _on_record(self, batch: Row, caller: Caller, wish: Mapping[str, Any], row: Row) -> None:
        record_id = row["record_id"]
        began = {} if row["version"] is None else {record_id: row["version"]}
        one = BulkWish((record_id,), batch["act"], wish.get("values") or {}, began=began)
        done = store.note_done(batch["id"], row["row"])

        async def write(view: View) -> None:
            await act_on_one(self.desk.engine, view, one, record_id, self.desk.instead, (done,))

        await self.desk.current(caller, batch["form"], write)

    def _noted(self, locale: str, row: int, outcome: Outcome | None) -> Mapping[str, Any]:
        if outcome is None:
            return {"row": row, "state": "done", "code": None, "message": None}
        code, message = told(outcome, locale, self.sentences)
        return {"row": row, "state": "refused", "code": code, "message": message}


def _come_to(batch: Row) -> int:
    """How many of its rows are over."""
    return int(batch["done"]) + int(batch["refused"])


async def tidy_batches(database: Database, now: datetime) -> None:
    """Take up again what has lost its job, and delete what ended a month ago."""
    rows = await database.all(store.stranded(TASK, now - _STRANDED_AFTER))
    again = [defer(TASK, [{"batch_id": str(row["id"])} for row in rows])] if rows else []
    await database.write([*again, store.forget_old(now - timedelta(days=store.KEPT_DAYS))])
