"""HTTP of flows and tasks: in and out, no decisions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import BaseModel, Field

from helpwright.access.gate import SignedIn, open_session, open_session_beside, require_key
from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet
from helpwright.flows import store
from helpwright.flows.answers import TaskAnswer, TaskPage
from helpwright.flows.copy_store import copy_by_id, mark_read
from helpwright.flows.engine import FlowEngine
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.model import EventKind
from helpwright.flows.perform import Command, perform, task_row
from helpwright.flows.task_store import Scope, TaskRequest, count_tasks, may_claim, next_cursor, select_tasks
from helpwright.flows.task_view import Reader, TaskAgain, records_open_to, task_views
from helpwright.flows.ways_back import WaysBack
from helpwright.kernel.errors import Conflict, FieldProblem, Forbidden, Invalid, Missing
from helpwright.kernel.events import Actor
from helpwright.platform.database import Row, Statement, to_json
from helpwright.platform.direct_route import add_direct
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences
from helpwright.records.api import RecordDesk
from helpwright.records.model import json_values
from helpwright.records.read import View, look, read_one, read_related, record_in

Locale = Annotated[str, Depends(read_locale)]
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


class CompleteBody(BaseModel):
    """One outcome, values of the node's fields, and an opinion.

    `version` is that of the record with which the values were begun: fields that others changed since are not
    overwritten.
    """

    outcome: str
    values: dict[str, Any] = Field(default_factory=dict)
    comment: Annotated[str | None, Field(max_length=5_000)] = None
    version: Annotated[int, Field(ge=1)] | None = None


class ReturnBody(BaseModel):
    """To which earlier node, how it comes back, and why."""

    to: Annotated[str, Field(max_length=40)]
    mode: Literal["forward", "back"] = "forward"
    comment: Annotated[str, Field(max_length=5_000)] = ""


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


def body(value: Any) -> Response:
    """JSON bytes without a detour over models."""
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

    An open task shows its record to those to whom it is offered, and to who has claimed it. Whoever acts on what was
    offered to them and a colleague took meanwhile is told so, though they see it no more.
    """
    caller = reader.caller
    theirs = row["state"] in {"offered", "claimed"} and (
        row["claimed_by"] == caller.person_id or may_claim(caller, row)
    )
    if acting and theirs and caller.key_allows("read", row["form"]):
        return
    view = await desk.records.view(caller, row["form"])
    try:
        await read_one(desk.engine.records, view, row["record_id"])
    except Missing as error:
        raise Missing("task_missing") from error


async def carry_out(
    desk: FlowDesk,
    reader: Reader,
    task_id: UUID,
    kind: EventKind,
    key: str | None,
    row: Row | None = None,
    **more: Any,
) -> Response:
    """Do it as the reader, under every check that a single call makes; the task as they see it afterwards.

    `row` is that of the task where it was read already.
    """
    row = row or await task_row(desk.engine, task_id)
    await _require_visible(desk, reader, row, acting=True)
    require_key(reader.caller, "write", row["form"])
    view = await desk.records.view(reader.caller, row["form"])
    _require_fields(view, more.get("values") or {})
    leads = kind in {"release", "transfer"} and await desk.may(reader, "assign", row)
    await _require_right(desk, reader, row, kind, leads=leads)
    command = Command(
        kind,
        Actor("person", reader.caller.person_id),
        override=leads,
        key=f"{reader.caller.person_id}:{task_id}:{kind}:{key}" if key else None,
        linkable=view.linkable,
        **more,
    )
    again = TaskAgain(desk.engine, desk.sentences, reader, row, kind)
    try:
        target = await _opened_by(desk, row) if kind == "withdraw" else row
        written = await perform(desk.engine, target, command, again.looks, shown=again.told)
    except FlowRefusal as refusal:
        if refusal.code == "already_claimed":
            raise await _claimed_by(desk, refusal) from refusal
        if refusal.code == "not_open" and kind == "withdraw":
            raise FlowRefusal("already_begun") from refusal
        raise
    except Conflict as refusal:
        if refusal.code == "stale":
            refusal.data["current"] = await _current(desk, view, row["record_id"])
        raise
    shown = await again.view(written)
    if shown is None:
        raise Missing("task_missing")
    return body(shown)


async def require_receiver(desk: FlowDesk, person: UUID) -> None:
    """Raise Invalid when nobody active has this id."""
    known = Statement("SELECT 1 FROM people WHERE id = %(id)s AND active", {"id": person})
    if await desk.engine.records.database.one(known) is None:
        raise Invalid([FieldProblem("to", "member_unknown")])


async def _opened_by(desk: FlowDesk, row: Row) -> Row:
    """The open work that is taken back with a task that is done; the task itself where nothing is to be taken back.

    So the same command under the same key finds what it did.
    """
    if row["state"] != "done":
        return row
    opened = await desk.engine.records.database.all(store.openings([row["instance_id"]]))
    after = WaysBack((), opened).opened_after(row)
    return row if after is None else {**row, "activity": after["activity"], "node": None}


async def _claimed_by(desk: FlowDesk, refusal: FlowRefusal) -> Conflict:
    """Name who was faster."""
    person = UUID(str(refusal.data["by"]))
    names = (await read_related(desk.engine.records.database, (person,), ())).people
    return Conflict("task_claimed", by=str(person), name=names.get(person, ""))


async def _current(desk: FlowDesk, view: View, record_id: UUID) -> dict[str, Any]:
    """The record as the caller sees it, beside what they wanted to write."""
    rows = await desk.engine.records.database.all(look(view, record_id, written=True))
    record = record_in(view, rows)
    return {"version": record.version, "values": json_values(view.form, view.visible_values(record))}


def _require_fields(view: View, values: Mapping[str, Any]) -> None:
    """What the node lets people write and their roles do not is not written. Raises Invalid."""
    wrong = [key for key in values if not view.writable_by_task(key)]
    if wrong:
        raise Invalid([FieldProblem(key[:80], "field_not_accepted") for key in wrong])


async def _require_right(desk: FlowDesk, reader: Reader, row: Row, kind: str, *, leads: bool) -> None:
    """Who may touch the task at all; that it is not somebody else's now is the kernel's to say."""
    caller = reader.caller
    mine = row["claimed_by"] == caller.person_id
    if row["kind"] == "confirm" and kind != "withdraw":
        allowed = await desk.may(reader, "update", row)
    elif kind == "transfer":
        allowed = mine or leads or (may_claim(caller, row) and row["state"] == "claimed")
    elif kind == "release":
        allowed = mine or leads or may_claim(caller, row)
    elif kind in {"urge", "withdraw"}:
        allowed = True
    else:
        allowed = mine or may_claim(caller, row)
    if not allowed:
        raise Forbidden("task_not_offered")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and the stored task that the path names; None where there is none."""

    caller: Caller
    row: Row | None


async def _asked(request: Request) -> Asked:
    """Both read in one round trip. A path that names no task at all is told so by the route."""
    try:
        task_id = UUID(request.path_params["task_id"])
    except ValueError:
        return Asked((await open_session(request)).caller, None)
    session, (rows,) = await open_session_beside(request, [store.task_by_id(task_id)])
    return Asked(session.caller, rows[0] if rows else None)


AskedOfTask = Annotated[Asked, Depends(_asked)]


def routes(desk: FlowDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["tasks"])
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
        counts, rows = await database.read((count_tasks(caller, among), page))
        more = len(rows) > limit
        rows = rows[:limit]
        return body(
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
        return body(await desk.one(reader, task_id))

    async def claim(task_id: UUID, asked: AskedOfTask, locale: Locale, key: Key = None) -> Response:
        return await carry_out(desk, await desk.reader(asked.caller, locale), task_id, "claim", key, asked.row)

    add_direct(router, "POST", "/tasks/{task_id}/claim", claim, TaskAnswer)

    @router.post("/tasks/{task_id}/release", response_model=TaskAnswer)
    async def release(task_id: UUID, caller: SignedIn, locale: Locale, key: Key = None) -> Response:
        return await carry_out(desk, await desk.reader(caller, locale), task_id, "release", key)

    @router.post("/tasks/{task_id}/urge", response_model=TaskAnswer)
    async def urge(task_id: UUID, caller: SignedIn, locale: Locale, key: Key = None) -> Response:
        return await carry_out(desk, await desk.reader(caller, locale), task_id, "urge", key)

    @router.post("/tasks/{task_id}/transfer", response_model=TaskAnswer)
    async def transfer(
        task_id: UUID, wanted: TransferBody, caller: SignedIn, locale: Locale, key: Key = None
    ) -> Response:
        reader = await desk.reader(caller, locale)
        await require_receiver(desk, wanted.to)
        data = {"to": str(wanted.to), "reason": wanted.reason}
        return await carry_out(desk, reader, task_id, "transfer", key, data=data)

    @router.post("/tasks/{task_id}/return", response_model=TaskAnswer)
    async def send_back(
        task_id: UUID, wanted: ReturnBody, caller: SignedIn, locale: Locale, key: Key = None
    ) -> Response:
        reader = await desk.reader(caller, locale)
        data = {"to": wanted.to, "mode": wanted.mode}
        return await carry_out(desk, reader, task_id, "return", key, data=data, comment=wanted.comment)

    @router.post("/tasks/{task_id}/withdraw", response_model=TaskAnswer)
    async def withdraw(task_id: UUID, caller: SignedIn, locale: Locale, key: Key = None) -> Response:
        return await carry_out(desk, await desk.reader(caller, locale), task_id, "withdraw", key)

    @router.post("/tasks/{task_id}/read", response_model=TaskAnswer)
    async def mark_as_read(task_id: UUID, caller: SignedIn, locale: Locale) -> Response:
        now = engine.records.clock.now()
        rows = (
            await database.write([mark_read(task_id, caller.person_id, now), copy_by_id(task_id, caller.person_id)])
        )[1]
        views = await task_views(engine, desk.sentences, await desk.reader(caller, locale), rows)
        if not views:
            raise Missing("task_missing")
        return body(views[0])

    async def complete(
        task_id: UUID, wanted: CompleteBody, asked: AskedOfTask, locale: Locale, key: Key = None
    ) -> Response:
        reader = await desk.reader(asked.caller, locale)
        return await carry_out(
            desk, reader, task_id, "complete", key, asked.row,
            outcome=wanted.outcome, values=wanted.values, comment=wanted.comment, began=wanted.version,
        )  # fmt: skip

    add_direct(router, "POST", "/tasks/{task_id}/complete", complete, TaskAnswer)

    return router
