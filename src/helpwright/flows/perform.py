"""Carry out one event on a running instance: lock, step, write, in one transaction.

Locks are taken in the order record, instance; tasks and timers follow from the instance. Decisions are the kernel's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from psycopg.errors import DatabaseError

from helpwright.cases.clocks import carry, case_in, lock_case
from helpwright.cases.model import Case
from helpwright.cases.targets import Calendars
from helpwright.definitions.model import DefinitionSet
from helpwright.flows import store
from helpwright.flows.apply import Applied, Place, apply_effects
from helpwright.flows.engine import FlowEngine, record_values
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.live import LiveFlow
from helpwright.flows.model import Event as FlowEvent
from helpwright.flows.model import EventKind, State
from helpwright.flows.step import step
from helpwright.forms.form import Form
from helpwright.forms.validate import changed_values
from helpwright.jobs.events import append_all
from helpwright.kernel.errors import Conflict, Invalid, Missing, Unavailable
from helpwright.kernel.events import Actor, Event
from helpwright.platform.database import STALE_DEFINITIONS, Row, Session, Statement, to_json
from helpwright.records.model import Record, changes_of, json_values
from helpwright.records.operations.change import translated
from helpwright.records.operations.create import checks
from helpwright.records.rows import enter, get, to_record, update

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants done with a task. `values` are raw inputs of the node's fields; `key` repeats safely.

    `version` is that of the record they looked at; None for whichever it is now. `cause` goes into every event.
    """

    kind: EventKind
    actor: Actor
    outcome: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    comment: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    override: bool = False
    key: str | None = None
    version: int | None = None
    cause: tuple[int, ...] = ()


async def perform(engine: FlowEngine, task: Row, command: Command) -> None:
    """Do it, or repeat nothing when the same key was carried out before.

    `task` is a row of the tasks table. Raises FlowRefusal, Invalid (values), Missing (record deleted), Unavailable,
    Conflict `key_reused` when what was carried out under the key was something else.
    """
    definitions = await engine.records.definitions.likely()
    for attempt in range(_ATTEMPTS):
        try:
            await _once(engine, definitions, task, command)
        except DatabaseError as error:
            if error.sqlstate != STALE_DEFINITIONS:
                form = engine.records.forms(definitions).find(task["form"])
                raise translated(form, error) from error
            if attempt + 1 == _ATTEMPTS:
                raise Unavailable("definitions_changed") from error
            definitions = await engine.records.definitions.refresh()
        else:
            return


@dataclass(frozen=True, slots=True)
class _Scene:
    """Everything one transition looks at, locked."""

    flow: LiveFlow
    form: Form
    record: Record
    instance: Row
    case: Case | None
    task: Row
    calendars: Calendars
    at: datetime
    key: str


async def perform_within(
    session: Session,
    engine: FlowEngine,
    definitions: DefinitionSet,
    task: Row,
    command: Command,
) -> None:
    """Do it in a transaction that is open already. Raises as `perform` does, and what the database says as it is."""
    moment = await _moment(engine, definitions, task, command)
    statements = _answer(moment, await session.pipeline(moment.looks))
    if statements:
        await session.pipeline(statements)


@dataclass(frozen=True, slots=True)
class _Moment:
    """What is wanted of whom, before anything is looked at."""

    flow: LiveFlow
    form: Form
    task: Row
    command: Command
    calendars: Calendars
    now: Callable[[], datetime]
    key: str
    looks: Sequence[Statement]


async def _moment(engine: FlowEngine, definitions: DefinitionSet, task: Row, command: Command) -> _Moment:
    form = engine.records.forms(definitions).find(task["form"])
    flow = await engine.versions.get(definitions, task["flow"], task["flow_version"])
    key = command.key or f"once:{uuid4()}"
    looks = (
        enter(form, definitions.epoch),
        get(form, task["record_id"], "TRUE", {}, lock=True),
        store.lock_instance(task["instance_id"]),
        store.journal_has(task["instance_id"], key),
        lock_case(task["record_id"]),
    )
    return _Moment(
        flow, form, task, command, engine.calendars(definitions), engine.records.clock.now, key, looks,
    )  # fmt: skip


def _answer(moment: _Moment, rows: Sequence[list[Row]]) -> list[Statement]:
    """What to write after having looked; nothing when the same key was carried out before."""
    _, records, instances, done, cases = rows
    if not records or not instances:
        raise Missing("record_missing")
    if done:
        _require_same(done[0]["event"], moment.flow, moment.form, moment.task["node"], moment.command)
        return []
    record = to_record(moment.form, records[0])
    scene = _Scene(
        moment.flow, moment.form, record, instances[0], case_in(cases), moment.task, moment.calendars, moment.now(),
        moment.key,
    )  # fmt: skip
    return _decide(scene, moment.command)


async def _once(engine: FlowEngine, definitions: DefinitionSet, task: Row, command: Command) -> None:
    moment = await _moment(engine, definitions, task, command)
    async with engine.records.database.deciding(moment.looks) as decision:
        statements = _answer(moment, decision.rows)
        if statements:
            await decision.finish(statements)


def _decide(scene: _Scene, command: Command) -> list[Statement]:
    """What to write; nothing when the event came too late to matter. Raises the kernel's refusals and Invalid."""
    flow, form, record = scene.flow, scene.form, scene.record
    if command.version not in {None, record.version}:
        raise FlowRefusal("not_possible_now")
    written = _node_values(flow, form, scene.task["node"], command)
    state = State.from_json(scene.instance["state"])
    event = FlowEvent(
        kind=command.kind,
        key=scene.key,
        actor=command.actor,
        at=scene.at,
        activity=scene.task["activity"],
        outcome=command.outcome,
        data=_event_data(form, written, command),
        record=record_values(flow, form, record.values),
        override=command.override,
    )
    answer = step(flow.definition, state, event)
    if answer.state is state:
        return []
    place = Place(
        flow=flow,
        form=form,
        record_id=record.id,
        instance_id=scene.instance["id"],
        actor=command.actor,
        at=scene.at,
        calendars=scene.calendars,
        activities={name: (each.node, each.kind) for name, each in state.activities.items()},
        comment=command.comment,
    )
    applied = apply_effects(place, answer.effects)
    return [
        *_record_statements(place, record, scene.case, written, applied),
        store.update_instance(place.instance_id, answer.state, scene.at),
        store.journal(place.instance_id, event, answer.effects, answer.state),
        *applied.statements,
        append_all(_caused([*_change_events(place, record, written, applied), *applied.events], command.cause)),
    ]


def _require_same(journaled: Mapping[str, Any], flow: LiveFlow, form: Form, node: str, command: Command) -> None:
    """Raise Conflict unless the event of the journal says what the command says."""
    try:
        data = _event_data(form, _node_values(flow, form, node, command), command)
    except Invalid:
        data = None
    told = None if data is None else orjson.loads(to_json(data))
    if (journaled.get("outcome"), journaled.get("data") or {}) != (command.outcome, told):
        raise Conflict("key_reused")


def _event_data(form: Form, written: Mapping[str, Any], command: Command) -> dict[str, Any]:
    """What the journal keeps of the command, beside its outcome."""
    data = dict(command.data)
    if written:
        data["values"] = json_values(form, written)
    if command.comment:
        data["comment"] = command.comment
    return data


def _node_values(flow: LiveFlow, form: Form, node: str, command: Command) -> dict[str, Any]:
    """Checked inputs of the fields that the node lets people write. Raises Invalid."""
    if not command.values:
        return {}
    settings = flow.document.nodes[node]
    rights = getattr(settings, "fields", None)
    writable = frozenset(rights.write) if rights is not None else frozenset()
    return changed_values(form, command.values, writable)


def _record_statements(
    place: Place, record: Record, case: Case | None, written: dict[str, Any], applied: Applied
) -> list[Statement]:
    """People's inputs raise the record's version; what the flow sets by itself does not. The case moves with them."""
    by_people = {key: value for key, value in written.items() if record.values.get(key) != value}
    by_flow = {key: value for key, value in applied.values.items() if record.values.get(key) != value}
    values = {**by_people, **by_flow}
    _, moves = carry(place.form, case, applied.case, values, place.at, place.actor, place.calendars)
    if not values and not applied.system:
        return moves
    system = {**applied.system, "updated_at": place.at, "updated_by": place.actor.person_id}
    return [
        update(place.form, record.id, values, system, bump=bool(by_people)),
        *checks(place.form, record.id, by_people),
        *moves,
    ]


def _change_events(place: Place, record: Record, written: dict[str, Any], applied: Applied) -> list[Event]:
    values = {**written, **applied.values}
    changes = changes_of(place.form, record.values, values)
    if not changes:
        return []
    by_people = any(record.values.get(key) != value for key, value in written.items())
    data = {"changes": changes, "version": record.version + int(by_people), "by_flow": not by_people}
    return [Event("record_updated", place.form.name, record.id, place.actor, place.at, data)]


def _caused(events: Sequence[Event], cause: tuple[int, ...]) -> list[Event]:
    return [replace(each, cause=cause) for each in events] if cause else list(events)


async def task_row(engine: FlowEngine, task_id: UUID) -> Row:
    """The stored task. Raises Missing."""
    row = await engine.records.database.one(store.task_by_id(task_id))
    if row is None:
        raise Missing("task_missing")
    return row
