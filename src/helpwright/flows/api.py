"""HTTP of flows and tasks: in and out, no decisions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel, Field

from helpwright.access.gate import SignedIn, require_key
from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet
from helpwright.flows import store
from helpwright.flows.answers import FlowAnswer, TaskAnswer, TaskPage
from helpwright.flows.describe import describe
from helpwright.flows.engine import FlowEngine
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.model import EventKind, State
from helpwright.flows.perform import Command, perform, task_row
from helpwright.flows.task_store import Scope, TaskRequest, count_tasks, may_claim, next_cursor, select_tasks
from helpwright.flows.task_view import Reader, records_open_to, task_views
from helpwright.flows.wording import node_name
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Conflict, FieldProblem, Forbidden, Invalid, Missing
from helpwright.kernel.events import Actor
from helpwright.kernel.text import localize
from helpwright.platform.database import Row, Statement, to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.sentences import Sentences
from helpwright.records.api import RecordDesk
from helpwright.records.read import View, read_one, read_related

Locale = Annotated[str, Depends(read_locale)]
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


class CompleteBody(BaseModel):
    """One outcome, values of the node's fields, and an opinion."""

    outcome: str
    values: dict[str, Any] = Field(default_factory=dict)
    comment: Annotated[str | None, Field(max_length=5_000)] = None


class TransferBody(BaseModel):
    """To whom, and why."""

    to: UUID
    reason: Annotated[str, Field(min_length=1, max_length=5_000)]


@dataclass(frozen=True)
class FlowDesk:
    """What the routes need, handed in where all concepts meet."""

    engine: FlowEngine
    records: RecordDesk
    sentences: Sentences
    rights_of: Callable[[Caller, DefinitionSet], Rights]

    async def reader(self, caller: Caller, locale: str) -> Reader:
        """The caller under the definitions of the request."""
        definitions = await self.engine.records.definitions.current(caller.epoch)
        return Reader(caller, definitions, self.rights_of(caller, definitions), locale)

    async def one(self, reader: Reader, task_id: UUID) -> dict[str, Any]:
        """The view of one task."""
        row = await task_row(self.engine, task_id)
        views = await task_views(self.engine, self.sentences, reader, [row])
        if not views:
            raise Missing("task_missing")
        return views[0]

    async def may(self, reader: Reader, action: str, row: Row) -> bool:
        """Whether the reader's roles allow the action on the record of the task."""
        return row["record_id"] in await records_open_to(self.engine, reader, action, [row])


def _body(value: Any) -> Response:
    return Response(to_json(value), media_type="application/json")


def _reached(engine: FlowEngine, reader: Reader) -> list[str] | None:
    """The forms that the caller's key reaches; None without a key, which is all."""
    if reader.caller.key is None:
        return None
    forms = engine.records.forms(reader.definitions)
    return [form.name for form in forms if reader.caller.key_allows("read", form.name)]


async def _seen(desk: FlowDesk, reader: Reader, rows: list[Row]) -> list[Row]:
    """Without the tasks of records outside the reader's scope, such as what they started and may not read."""
    seen = await records_open_to(desk.engine, reader, "read", rows)
    return [row for row in rows if row["record_id"] in seen]


async def _require_visible(desk: FlowDesk, reader: Reader, row: Row, *, acting: bool = False) -> None:
    """Raises Missing when the caller does not see the record of the task.

    Whoever acts on what was offered to them and a colleague took meanwhile is told so, though they see it no more.
    """
    caller = reader.caller
    if acting and row["state"] == "claimed" and may_claim(caller, row) and caller.key_allows("read", row["form"]):
        return
    view = await desk.records.view(caller, row["form"])
    try:
        await read_one(desk.engine.records, view, row["record_id"])
    except Missing as error:
        raise Missing("task_missing") from error


async def _command(
    desk: FlowDesk,
    reader: Reader,
    task_id: UUID,
    kind: EventKind,
    key: str | None,
    **more: Any,
) -> Response:
    row = await task_row(desk.engine, task_id)
    await _require_visible(desk, reader, row, acting=True)
    require_key(reader.caller, "write", row["form"])
    await _require_fields(desk, reader, row, more.get("values") or {})
    leads = kind in {"release", "transfer"} and await desk.may(reader, "assign", row)
    await _require_right(desk, reader, row, kind, leads=leads)
    command = Command(
        kind,
        Actor("person", reader.caller.person_id),
        override=leads,
        key=f"{reader.caller.person_id}:{task_id}:{kind}:{key}" if key else None,
        **more,
    )
    try:
        await perform(desk.engine, row, command)
    except FlowRefusal as refusal:
        if refusal.code == "already_claimed":
            raise await _claimed_by(desk, refusal) from refusal
        raise
    return _body(await desk.one(reader, task_id))


async def _claimed_by(desk: FlowDesk, refusal: FlowRefusal) -> Conflict:
    """Name who was faster."""
    person = UUID(str(refusal.data["by"]))
    names = (await read_related(desk.engine.records.database, (person,), ())).people
    return Conflict("task_claimed", by=str(person), name=names.get(person, ""))


async def _require_fields(desk: FlowDesk, reader: Reader, row: Row, values: Mapping[str, Any]) -> None:
    """What the node lets people write and their roles do not is not written. Raises Invalid."""
    view = await desk.records.view(reader.caller, row["form"])
    wrong = [key for key in values if not view.writable_by_task(key)]
    if wrong:
        raise Invalid([FieldProblem(key[:80], "field_not_accepted") for key in wrong])


async def _require_right(desk: FlowDesk, reader: Reader, row: Row, kind: str, *, leads: bool) -> None:
    """Who may touch the task at all; that it is not somebody else's now is the kernel's to say."""
    caller = reader.caller
    mine = row["claimed_by"] == caller.person_id
    if row["kind"] == "confirm":
        allowed = await desk.may(reader, "update", row)
    elif kind in {"release", "transfer"}:
        allowed = mine or may_claim(caller, row) or leads
    elif kind == "urge":
        allowed = True
    else:
        allowed = mine or may_claim(caller, row)
    if not allowed:
        raise Forbidden("task_not_offered")


def routes(desk: FlowDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = APIRouter(tags=["tasks"])
    engine = desk.engine
    database = engine.records.database

    @router.get("/tasks", response_model=TaskPage)
    async def list_tasks(
        caller: SignedIn,
        locale: Locale,
        scope: Scope = "mine",
        form: str | None = None,
        cursor: Annotated[str | None, Query(max_length=1_000)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        reader = await desk.reader(caller, locale)
        name = engine.records.forms(reader.definitions).find(form).name if form else None
        among = _reached(engine, reader)
        page = select_tasks(caller, TaskRequest(scope, name, cursor, limit, among))
        statements: list[Statement] = [count_tasks(caller, among), *([page] if page is not None else [])]
        counts, *rest = await database.read(statements)
        rows = rest[0] if rest else []
        more = len(rows) > limit
        rows = rows[:limit]
        return _body(
            {
                "items": await task_views(engine, desk.sentences, reader, await _seen(desk, reader, rows)),
                "next": next_cursor(rows[-1]) if more else None,
                "counts": counts[0],
            },
        )

    @router.get("/tasks/{task_id}", response_model=TaskAnswer)
    async def read_task(task_id: UUID, caller: SignedIn, locale: Locale) -> Response:
        reader = await desk.reader(caller, locale)
        await _require_visible(desk, reader, await task_row(engine, task_id))
        return _body(await desk.one(reader, task_id))

    @router.post("/tasks/{task_id}/claim", response_model=TaskAnswer)
    async def claim(task_id: UUID, caller: SignedIn, locale: Locale, key: Key = None) -> Response:
        return await _command(desk, await desk.reader(caller, locale), task_id, "claim", key)

    @router.post("/tasks/{task_id}/release", response_model=TaskAnswer)
    async def release(task_id: UUID, caller: SignedIn, locale: Locale, key: Key = None) -> Response:
        return await _command(desk, await desk.reader(caller, locale), task_id, "release", key)

    @router.post("/tasks/{task_id}/urge", response_model=TaskAnswer)
    async def urge(task_id: UUID, caller: SignedIn, locale: Locale, key: Key = None) -> Response:
        return await _command(desk, await desk.reader(caller, locale), task_id, "urge", key)

    @router.post("/tasks/{task_id}/transfer", response_model=TaskAnswer)
    async def transfer(
        task_id: UUID, wanted: TransferBody, caller: SignedIn, locale: Locale, key: Key = None
    ) -> Response:
        reader = await desk.reader(caller, locale)
        found = await database.one(Statement("SELECT 1 FROM people WHERE id = %(id)s AND active", {"id": wanted.to}))
        if found is None:
            raise Invalid([FieldProblem("to", "member_unknown")])
        data = {"to": str(wanted.to), "reason": wanted.reason}
        return await _command(desk, reader, task_id, "transfer", key, data=data)

    @router.post("/tasks/{task_id}/complete", response_model=TaskAnswer)
    async def complete(
        task_id: UUID, wanted: CompleteBody, caller: SignedIn, locale: Locale, key: Key = None
    ) -> Response:
        reader = await desk.reader(caller, locale)
        return await _command(
            desk, reader, task_id, "complete", key,
            outcome=wanted.outcome, values=wanted.values, comment=wanted.comment,
        )  # fmt: skip

    @router.get("/forms/{form}/records/{record_id}/flow", response_model=FlowAnswer)
    async def read_flow(form: str, record_id: UUID, caller: SignedIn, locale: Locale) -> Response:
        reader = await desk.reader(caller, locale)
        view = await desk.records.view(caller, form)
        await read_one(engine.records, view, record_id)
        answer = await flow_answer(desk, reader, view, record_id)
        return Response(status_code=204) if answer is None else _body(answer)

    return router


async def flow_answer(desk: FlowDesk, reader: Reader, view: View, record_id: UUID) -> dict[str, Any] | None:
    """The newest instance of the record as steps and tasks; None without an instance."""
    del view
    instances, tasks = await desk.engine.records.database.read(
        (store.instances_of_record(record_id), store.tasks_of_record(record_id)),
    )
    if not instances:
        return None
    instance = instances[0]
    flow = await desk.engine.versions.get(reader.definitions, instance["flow"], instance["version"])
    mine = [row for row in tasks if row["instance_id"] == instance["id"]]
    steps = []
    for each in describe(flow.definition, State.from_json(instance["state"])):
        here = [row for row in mine if row["node"] == each.node]
        steps.append(
            {
                "node": each.node,
                "name": node_name(desk.sentences, flow, each.node, reader.locale),
                "type": each.type,
                "state": each.state,
                **_times(each.type, each.state, instance, here),
            },
        )
    return {
        "flow": instance["flow"],
        "name": localize(flow.document.name, reader.locale),
        "version": instance["version"],
        "state": instance["status"],
        "steps": steps,
        "tasks": await task_views(desk.engine, desk.sentences, reader, mine),
    }


def _times(kind: str, state: str, instance: Row, tasks: list[Row]) -> dict[str, Any]:
    """When, by whom and until when, from the tasks of a node."""
    at = by = due = None
    if kind == "start":
        at = instance["created_at"]
    elif kind == "end" and state == "done":
        at = instance["updated_at"]
    elif state == "done":
        done = [row for row in tasks if row["state"] == "done"]
        if done:
            at, by = done[-1]["done_at"], done[-1]["claimed_by_name"]
    elif state == "current" and tasks:
        at, by, due = tasks[-1]["created_at"], tasks[-1]["claimed_by_name"], tasks[-1]["due_at"]
    return {"at": None if at is None else iso(at), "by": by, "due_at": None if due is None else iso(due)}
