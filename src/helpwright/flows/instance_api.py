"""HTTP of whole flows: where a record stands, and what may be done with an instance."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from helpwright.access.gate import SignedIn
from helpwright.flows import store
from helpwright.flows.answers import FlowAnswer, InstanceAnswer
from helpwright.flows.api import FlowDesk, Key, Locale, body
from helpwright.flows.describe import describe
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.history import been_at
from helpwright.flows.live import LiveFlow
from helpwright.flows.model import EventKind, State
from helpwright.flows.perform import Command, instance_row, perform
from helpwright.flows.task_view import Reader, task_views
from helpwright.flows.wording import node_name
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Forbidden, Missing
from helpwright.kernel.events import Actor
from helpwright.kernel.text import localize
from helpwright.platform.database import Row
from helpwright.platform.routes import Router
from helpwright.records.read import View, read_one

_SHOWN = frozenset({"task", "confirm"})


class ReasonBody(BaseModel):
    """Why, for the activity of the record."""

    reason: Annotated[str | None, Field(max_length=5_000)] = None


class IncidentBody(BaseModel):
    """What is to happen with the step that could not go on; `activity` where several cannot."""

    decision: Literal["retry", "skip", "cancel"]
    comment: Annotated[str | None, Field(max_length=5_000)] = None
    activity: Annotated[str | None, Field(max_length=20)] = None


class SignalBody(BaseModel):
    """The name that a wait of the flow waits for."""

    name: Annotated[str, Field(min_length=1, max_length=40)]


def instance_routes(desk: FlowDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["flows"])

    @router.get("/forms/{form}/records/{record_id}/flow", response_model=FlowAnswer)
    async def read_flow(form: str, record_id: UUID, caller: SignedIn, locale: Locale) -> Response:
        reader = await desk.reader(caller, locale)
        view = await desk.records.view(caller, form)
        await read_one(desk.engine.records, view, record_id)
        answer = await flow_answer(desk, reader, view, record_id)
        return Response(status_code=204) if answer is None else body(answer)

    def offer(kind: Literal["suspend", "resume", "cancel"]) -> None:
        """An event of the whole instance, with a reason."""

        async def act(
            instance_id: UUID, wanted: ReasonBody, caller: SignedIn, locale: Locale, key: Key = None
        ) -> Response:
            reader = await desk.reader(caller, locale)
            return await _whole(desk, reader, instance_id, kind, key, {"reason": wanted.reason})

        router.post(f"/instances/{{instance_id}}/{kind}", response_model=InstanceAnswer, name=kind)(act)

    offer("suspend")
    offer("resume")
    offer("cancel")

    @router.post("/instances/{instance_id}/signal", response_model=InstanceAnswer)
    async def signal(
        instance_id: UUID, wanted: SignalBody, caller: SignedIn, locale: Locale, key: Key = None
    ) -> Response:
        reader = await desk.reader(caller, locale)
        return await _whole(desk, reader, instance_id, "signal", key, {"name": wanted.name})

    @router.post("/instances/{instance_id}/incident", response_model=InstanceAnswer)
    async def incident(
        instance_id: UUID, wanted: IncidentBody, caller: SignedIn, locale: Locale, key: Key = None
    ) -> Response:
        reader = await desk.reader(caller, locale)
        row = await _seen(desk, reader, instance_id)
        await _require_lead(desk, reader, row)
        command, activity = _decided(State.from_json(row["state"]), wanted)
        target = row if activity is None else await _task(desk, instance_id, activity)
        await _perform(desk, reader, instance_id, target, command, key, wanted.comment)
        return body(_answer(await instance_row(desk.engine, instance_id)))

    return router


def _decided(state: State, wanted: IncidentBody) -> tuple[tuple[EventKind, dict[str, Any]], str | None]:
    """The event of a decision and the activity it is for; a suspended instance goes on or ends as a whole."""
    failed = [key for key, each in state.activities.items() if each.failed]
    if not failed and wanted.activity is None and state.status == "suspended" and wanted.decision != "skip":
        kind: EventKind = "resume" if wanted.decision == "retry" else "cancel"
        return (kind, {"reason": wanted.comment}), None
    activity = wanted.activity or (failed[0] if failed else None)
    if activity is None or activity not in state.activities:
        raise FlowRefusal("no_incident")
    return ("incident", {"decision": wanted.decision}), activity


async def _task(desk: FlowDesk, instance_id: UUID, activity: str) -> Row:
    row = await desk.engine.records.database.one(store.task_of_activity(instance_id, activity))
    if row is None:
        raise Missing("instance_missing")
    return row


async def _seen(desk: FlowDesk, reader: Reader, instance_id: UUID) -> Row:
    """The instance for those who see its record, and administrators. Raises Missing."""
    row = await instance_row(desk.engine, instance_id)
    if reader.caller.may("settings"):
        return row
    view = await desk.records.view(reader.caller, row["form"])
    try:
        await read_one(desk.engine.records, view, row["record_id"])
    except Missing as error:
        raise Missing("instance_missing") from error
    return row


async def _require_lead(desk: FlowDesk, reader: Reader, row: Row) -> None:
    if not reader.caller.may("settings") and not await desk.may(reader, "assign", row):
        raise Forbidden


async def _whole(
    desk: FlowDesk, reader: Reader, instance_id: UUID, kind: EventKind, key: str | None, data: dict[str, Any]
) -> Response:
    """An event of the whole instance: signals by those who lead, all else by administrators."""
    row = await _seen(desk, reader, instance_id)
    if kind == "signal":
        await _require_lead(desk, reader, row)
    elif not reader.caller.may("settings"):
        raise Forbidden
    await _perform(desk, reader, instance_id, row, (kind, data), key, None)
    return body(_answer(await instance_row(desk.engine, instance_id)))


async def _perform(
    desk: FlowDesk,
    reader: Reader,
    instance_id: UUID,
    target: Row,
    event: tuple[EventKind, dict[str, Any]],
    key: str | None,
    comment: str | None,
) -> None:
    kind, data = event
    actor = Actor("person", reader.caller.person_id)
    named = f"{reader.caller.person_id}:{instance_id}:{kind}:{key}" if key else None
    await perform(desk.engine, target, Command(kind, actor, data=data, comment=comment, key=named))


def _answer(row: Row) -> dict[str, Any]:
    return {
        "id": row["instance_id"],
        "flow": row["flow"],
        "form": row["form"],
        "record_id": row["record_id"],
        "state": row["status"],
    }


async def flow_answer(desk: FlowDesk, reader: Reader, view: View, record_id: UUID) -> dict[str, Any] | None:
    """The newest instance of the record as steps and tasks; None without an instance."""
    record = {"form": view.form.name, "record_id": record_id}
    instances, tasks = await desk.engine.records.database.read(
        (store.instances_of_record(record_id), store.tasks_of_record(record_id)),
    )
    if not instances:
        return None
    instance = instances[0]
    flow = await desk.engine.versions.get(reader.definitions, instance["flow"], instance["version"])
    mine = [row for row in tasks if row["instance_id"] == instance["id"]]
    steps = []
    state = State.from_json(instance["state"])
    for each in describe(flow.definition, state, been_at(mine)):
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
        "instance": instance["id"],
        "flow": instance["flow"],
        "name": localize(flow.document.name, reader.locale),
        "version": instance["version"],
        "state": instance["status"],
        "steps": steps,
        "incidents": await _incidents(desk, reader, flow, state, record),
        "can": _may_do(reader, state),
        "tasks": await task_views(desk.engine, desk.sentences, reader, [row for row in mine if row["kind"] in _SHOWN]),
    }


def _may_do(reader: Reader, state: State) -> list[str]:
    if not reader.caller.may("settings") or state.status not in {"running", "suspended"}:
        return []
    return ["suspend", "cancel"] if state.status == "running" else ["resume", "cancel"]


async def _incidents(desk: FlowDesk, reader: Reader, flow: LiveFlow, state: State, record: Row) -> list[dict[str, Any]]:
    """What waits for a decision; the decisions are offered to those who may take them."""
    failed = [
        (key, each.node, "nobody_can_take" if each.kind == "task" else "actions_failed")
        for key, each in state.activities.items()
        if each.failed
    ]
    waiting = [edge for edge in state.marking if not any(edge in each.held for each in state.activities.values())]
    if not failed and state.status == "suspended" and waiting:
        failed = [("", flow.definition.edges[waiting[0]].target, "loop_limit")]
    if not failed:
        return []
    leads = reader.caller.may("settings") or await desk.may(reader, "assign", record)
    return [
        {
            "node": node,
            "name": node_name(desk.sentences, flow, node, reader.locale),
            "activity": key or None,
            "code": code,
            "can": (["retry", "skip", "cancel"] if key else ["retry", "cancel"]) if leads else [],
        }
        for key, node, code in failed
    ]


def _times(kind: str, state: str, instance: Row, tasks: list[Row]) -> dict[str, Any]:
    """When, by whom and until when, from the tasks of a node."""
    at = by = due = warn = None
    if kind == "start":
        at = instance["created_at"]
    elif kind == "end" and state == "done":
        at = instance["updated_at"]
    elif state == "done":
        done = [row for row in tasks if row["state"] == "done"]
        if done:
            at, by = done[-1]["done_at"], done[-1]["claimed_by_name"]
    elif state == "current" and tasks:
        now = tasks[-1]
        at, by, due, warn = now["created_at"], now["claimed_by_name"], now["due_at"], now["warn_at"]
    times = {"at": at, "due_at": due, "warn_at": warn}
    return {"by": by, **{key: None if value is None else iso(value) for key, value in times.items()}}
