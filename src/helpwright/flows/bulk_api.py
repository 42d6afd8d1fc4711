"""HTTP of the same verb on many tasks: each under its own checks, with a result of its own."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpwright.access.gate import SignedIn
from helpwright.access.model import Caller
from helpwright.flows import store
from helpwright.flows.api import FlowDesk, Key, Locale, body, carry_out, require_receiver
from helpwright.flows.task_store import may_claim
from helpwright.flows.task_view import Reader
from helpwright.kernel.errors import Missing
from helpwright.platform.database import Row
from helpwright.platform.routes import Router
from helpwright.records.batches.work import TaskWork, WorkOnTask
from helpwright.records.bulk import MOST_ROWS, result_of
from helpwright.records.bulk_api import BulkAnswer
from helpwright.records.read import read_one

Verb = Literal["claim", "release", "complete", "transfer", "urge", "return"]


class BulkTasks(BaseModel):
    """One verb on up to 500 tasks, or on the present tasks of records of a form.

    `complete` wants an `outcome` that every task has; `transfer` wants `to` and `reason`; `return` wants `node`.
    `versions` by the id of the request are those of the records with which the `values` were begun, where a row in
    which others changed these fields meanwhile shall be left alone.
    """

    model_config = ConfigDict(extra="forbid")
    ids: Annotated[list[UUID], Field(max_length=MOST_ROWS)] = []
    form: str | None = None
    records: Annotated[list[UUID], Field(max_length=MOST_ROWS)] = []
    verb: Verb
    outcome: str | None = None
    values: dict[str, Any] = {}
    comment: Annotated[str | None, Field(max_length=5_000)] = None
    to: UUID | None = None
    node: Annotated[str | None, Field(max_length=40)] = None
    reason: Annotated[str, Field(max_length=5_000)] = ""
    versions: dict[UUID, Annotated[int, Field(ge=1)]] = {}

    @model_validator(mode="after")
    def _whole(self) -> "BulkTasks":
        if bool(self.ids) == bool(self.records) or bool(self.records) != (self.form is not None):
            raise ValueError("bulk_tasks_or_records")
        wanted = {"complete": self.outcome, "transfer": self.to, "return": self.node}
        if self.verb in wanted and wanted[self.verb] is None:
            raise ValueError("bulk_incomplete")
        return self

    def command(self, target: UUID) -> dict[str, Any]:
        """What the command of the task that `target` names carries."""
        match self.verb:
            case "complete":
                began = self.versions.get(target)
                return {"outcome": self.outcome, "values": self.values, "comment": self.comment, "began": began}
            case "transfer":
                return {"data": {"to": str(self.to), "reason": self.reason}}
            case "return":
                return {"data": {"to": self.node, "mode": "forward"}, "comment": self.comment or ""}
            case _:
                return {}


def bulk_task_routes(desk: FlowDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["tasks"])

    @router.post("/tasks/bulk", response_model=BulkAnswer)
    async def work_on_many(wanted: BulkTasks, caller: SignedIn, locale: Locale, key: Key = None) -> Response:
        reader = await desk.reader(caller, locale)
        if wanted.to is not None:
            await require_receiver(desk, wanted.to)

        async def one(target: UUID) -> None:
            task_id = target if wanted.ids else await _present(desk, reader, wanted.form or "", target, wanted.verb)
            await carry_out(desk, reader, task_id, wanted.verb, key, **wanted.command(target))

        targets = dict.fromkeys(wanted.ids or wanted.records)
        results = [await result_of(each, partial(one, each), locale, desk.sentences) for each in targets]
        return body({"results": results})

    return router


def work_of_batches(desk: FlowDesk) -> WorkOnTask:
    """What batches do with the present tasks of records."""

    async def on_task(caller: Caller, locale: str, work: TaskWork) -> None:
        reader = await desk.reader(caller, locale)
        wanted = BulkTasks.model_validate(
            {"form": work.form, "records": [work.record_id], "verb": work.verb, "to": work.to, "reason": work.reason}
        )
        task_id = await _present(desk, reader, work.form, work.record_id, wanted.verb)
        await carry_out(desk, reader, task_id, wanted.verb, work.key, **wanted.command(work.record_id))

    return on_task


async def _present(desk: FlowDesk, reader: Reader, form: str, record_id: UUID, verb: Verb) -> UUID:
    """The open task of the record that the verb is meant for. Raises Missing, also outside the reader's scope."""
    view = await desk.records.view(reader.caller, form)
    await read_one(desk.engine.records, view, record_id)
    rows = await desk.engine.records.database.all(store.tasks_of_record(record_id))
    open_rows = [row for row in rows if row["state"] in {"offered", "claimed"} and row["kind"] == "task"]
    found = _meant(reader.caller, open_rows, verb)
    if found is None:
        raise Missing("no_task_for_this")
    task_id: UUID = found["id"]
    return task_id


def _meant(caller: Caller, rows: Sequence[Row], verb: Verb) -> Row | None:
    offered = [row for row in rows if row["state"] == "offered" and may_claim(caller, row)]
    mine = [row for row in rows if row["state"] == "claimed" and row["claimed_by"] == caller.person_id]
    wanted = {"claim": offered or rows, "transfer": mine or rows, "urge": rows}.get(verb, mine)
    return wanted[0] if wanted else None
