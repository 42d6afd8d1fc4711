"""One transition of a stored instance: what the kernel is told, and what has to be written. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from helpwright.cases.clocks import Carried, Standing, carry, may_change_promise
from helpwright.cases.model import Case
from helpwright.cases.promise import promised_until
from helpwright.cases.targets import Calendars
from helpwright.flows import store
from helpwright.flows.apply import Applied, Place, apply_effects
from helpwright.flows.due import NEVER, due_at, promised_at
from helpwright.flows.engine import record_values
from helpwright.flows.errors import FlowRefusal, Incomplete
from helpwright.flows.live import LiveFlow
from helpwright.flows.migrate import plan
from helpwright.flows.model import Event as FlowEvent
from helpwright.flows.model import EventKind, State
from helpwright.flows.nobody import VACANT
from helpwright.flows.step import step
from helpwright.flows.tell import Words
from helpwright.flows.wake import moved_moments
from helpwright.forms.form import Form
from helpwright.forms.validate import changed_values
from helpwright.jobs.events import append_all
from helpwright.kernel.errors import Conflict, Invalid
from helpwright.kernel.events import Actor, Event
from helpwright.platform.database import Row, Statement, to_json
from helpwright.platform.rows import together
from helpwright.records.model import Record, changes_of, json_values, shown_json
from helpwright.records.operations.create import Linkable, checks, everything_there, link_checks
from helpwright.records.rows import update
from helpwright.records.since import overtaken


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants done with a task. `values` are raw inputs of the node's fields; `key` repeats safely.

    `version` is that of the record they looked at; None for whichever it is now. `began` is that with which they began
    the values: fields that were changed since are not overwritten, None asks for no such care. `cause` is the chain of
    events that led here, where no person did. `linkable` are the records to which the actor may link by their inputs.
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
    began: int | None = None
    cause: tuple[int, ...] = ()
    linkable: Linkable = everything_there


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything one transition looks at, locked. `known` are the rows that answer what the kernel cannot know.

    `ledger` are those of the case, where what it is promised may change.

    `before` is the version that a migration leaves. `promised`: steps of its flows may be due when the case is.
    """

    flow: LiveFlow
    form: Form
    record: Record
    instance: Row
    target: Row
    calendars: Calendars
    zone: ZoneInfo
    words: Words
    at: datetime
    key: str
    case: Case | None
    known: Sequence[Row]
    ledger: Sequence[Row] = ()
    before: LiveFlow | None = None
    shown: bool = False
    promised: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What to write; nothing when the event came too late to matter.

    `ended` of the first statements change work that was open before, the one of `activity` among them, and give its
    task back. `record` is the record where nothing of it is written, else where the statement is that gives it back
    (of a `shown` scene). `opened` are rows as `store.openings` gives them: what the event has opened.
    `written` are the keys of the record's fields that get other values.
    """

    statements: Sequence[Statement] = ()
    ended: int = 0
    activity: str | None = None
    record: Record | int | None = None
    opened: Sequence[Row] = ()
    written: Collection[str] = ()


def decide(scene: Scene, command: Command) -> Decided:
    """What to write. Raises the kernel's refusals and Invalid."""
    flow, form, record = scene.flow, scene.form, scene.record
    if command.version not in {None, record.version}:
        raise FlowRefusal("not_possible_now")
    written = _node_values(flow, form, scene.target["node"], command)
    _require_newest(scene, command, written)
    state = State.from_json(scene.instance["state"])
    seen = record_values(flow, form, record.values)
    data = _event_data(form, written, command)
    if scene.before is not None and scene.instance["version"] != command.data["from"]:
        return Decided()
    resolved = _with_the_gone(scene, command, _resolved(scene, command, seen, state))
    event = FlowEvent(
        kind=command.kind,
        key=scene.key,
        actor=command.actor,
        at=scene.at,
        activity=scene.target["activity"],
        outcome=command.outcome,
        data=data if resolved is None else data | {"resolved": resolved},
        record=seen,
        override=command.override,
    )
    try:
        answer = step(flow.definition, state, event)
    except Incomplete as refusal:
        refusal.call({key: each.settings.label for key, each in form.fields.items()})
        raise
    if answer.state is state:
        return Decided()
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
        seq=answer.state.seq,
        cause=command.cause,
        zone=scene.zone,
        words=scene.words,
        responded=scene.case is not None and scene.case.first_responded_at is not None,
        times={row["activity"]: row for row in scene.known} if scene.before is not None else {},
        promised=promised_until(scene.case),
    )
    applied = apply_effects(place, answer.effects)
    differing = _differing(record, written, applied)
    carried = _carried(place, scene, differing.all, applied)
    woken: list[Statement] = []
    if scene.promised and promised_until(carried.case) != place.promised:
        # What begins with this write is due as the case is promised after it; what was open looks again.
        applied = apply_effects(replace(place, promised=promised_until(carried.case)), answer.effects)
        woken.append(store.wake_promised(record.id, scene.at))
    ended, others, alone = applied.apart(place.activities)
    of_record, stored = _record_statements(place, scene, command.linkable, differing, applied)
    # The case, the lines of its clocks and their timers; of a new promise the case is written twice.
    moves = carried.statements if carried.events else together(carried.statements)
    statements = [
        *ended,
        *of_record,
        *moves,
        *woken,
        *others,
        *moved_moments(form, record.id, {**written, **applied.values}, scene.at),
        *together(
            [
                append_all(
                    [
                        *_change_events(place, record, written, applied),
                        *(replace(each, cause=place.cause) for each in carried.events),
                        *applied.events,
                    ]
                ),
                store.journal(place.instance_id, event, answer.effects, answer.state),
                store.update_instance(
                    place.instance_id,
                    scene.instance["status"],
                    answer.state,
                    scene.at,
                    None if scene.before is None else flow.version,
                ),
                *alone,
            ]
        ),
    ]
    at = record if stored is None else len(ended) + stored
    return Decided(statements, len(ended), event.activity, at, _opened(scene, event, answer.state), differing.all)


def _opened(scene: Scene, event: FlowEvent, state: State) -> Sequence[Row]:
    """The open activities that the event has opened in a running instance."""
    if state.status != "running":
        return ()
    return [
        {
            "instance_id": scene.instance["id"],
            "activity": key,
            "state": each.state,
            "kind": each.kind,
            "by_kind": event.kind,
            "by_activity": event.activity,
            "actor_kind": event.actor.kind,
            "actor_id": None if event.actor.id is None else str(event.actor.id),
            "node": scene.target["node"],
            "node_kind": scene.target["kind"],
        }
        for key, each in state.activities.items()
        if each.opened_seq == state.seq
    ]


def _resolved(scene: Scene, command: Command, seen: Mapping[str, Any], state: State) -> dict[str, Any] | None:
    """What the kernel must be told beside the command: it travels in the event, so that a replay finds it there."""
    match command.kind:
        case "return":
            wanted = command.data.get("to")
            person = next((row["person"] for row in scene.known if row["node"] == wanted), None)
            if not any(row["node"] == wanted for row in scene.known):
                raise FlowRefusal("return_target_unknown", target=wanted, known=[row["node"] for row in scene.known])
            return {"person": None if person is None else str(person)}
        case "withdraw":
            opened = next((row for row in scene.known if row["activity"] == scene.target["activity"]), None)
            return {"by": None, "node": None} if opened is None else opened_by(opened)
        case "timer" if command.data.get("level") == VACANT:
            return _takers(scene.known)
        case "timer":
            return _moment_of_timer(scene, command, seen)
        case "migrate" if scene.before is not None:
            return plan(scene.before.definition, scene.flow.definition, state, command.data["nodes"]).to_json()
        case _:
            return None


_GIVES_BACK = frozenset({"complete", "timer", "incident"})
"""Events after which work may go to who had it before."""


def _with_the_gone(scene: Scene, command: Command, resolved: dict[str, Any] | None) -> dict[str, Any] | None:
    """Beside it, of the people whom the instance remembers, those who have left; nothing where all are there."""
    gone = scene.instance["gone"]
    return {**(resolved or {}), "gone": gone} if gone and command.kind in _GIVES_BACK else resolved


def _takers(known: Sequence[Row]) -> dict[str, Any]:
    found: Mapping[str, Any] = known[0] if known else {}
    administrator = found.get("administrator")
    return {
        "people": found.get("people", 0),
        "fallback": found.get("fallback", 0),
        "administrator": None if administrator is None else str(administrator),
    }


def opened_by(row: Row) -> dict[str, Any]:
    """The person whose act opened an activity, and the task node at which they acted; nobody who may withdraw it: None.

    `row` is one of `store.openings`.
    """
    nobody = {"by": None, "node": None}
    if row["actor_kind"] != "person":
        return nobody
    if row["by_kind"] == "start":
        return {"by": row["actor_id"], "node": None}
    if row["by_kind"] == "complete" and row["node_kind"] == "task":
        return {"by": row["actor_id"], "node": row["node"]}
    return nobody


def _moment_of_timer(scene: Scene, command: Command, seen: Mapping[str, Any]) -> dict[str, Any] | None:
    """Of a timer that counts from a field: when it is due as the record stands now."""
    node = scene.flow.definition.nodes.get(scene.target["node"])
    level = command.data.get("level")
    spec = next((each for name, each in node.timers if name == level), None) if node is not None else None
    if spec is None or not spec.moves:
        return None
    calendars = scene.calendars.get(scene.flow.app, {})
    if spec.promise is not None:
        due = promised_at(promised_until(scene.case).get(spec.promise), spec, calendars)
        return {"due": None if due is None or due >= NEVER else due.isoformat()}
    found = seen.get(spec.of or "")
    spec = replace(spec, start=found if isinstance(found, str) and found else None)
    due = due_at(scene.at, spec, calendars, scene.zone)
    return {"due": None if due is None or due >= NEVER else due.isoformat()}


def require_same(journaled: Mapping[str, Any], flow: LiveFlow, form: Form, node: str | None, command: Command) -> None:
    """Raise Conflict unless the event of the journal says what the command says; a timer says nothing else."""
    if command.kind == "timer":
        return
    try:
        data = _event_data(form, _node_values(flow, form, node, command), command)
    except Invalid:
        data = None
    told = None if data is None else orjson.loads(to_json(data))
    kept = {key: value for key, value in (journaled.get("data") or {}).items() if key != "resolved"}
    if (journaled.get("outcome"), _comparable(form, kept)) != (command.outcome, _comparable(form, told)):
        raise Conflict("key_reused")


def _comparable(form: Form, data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The same for the same inputs: sensitive values are sealed anew each time."""
    if not data or not form.sealed or not isinstance(data.get("values"), Mapping):
        return data
    sealed = {each.key: each.type for each in form.sealed}
    values = {key: sealed[key].fingerprint(value) if key in sealed else value for key, value in data["values"].items()}
    return {**data, "values": values}


def _event_data(form: Form, written: Mapping[str, Any], command: Command) -> dict[str, Any]:
    """What the journal keeps of the command, beside its outcome."""
    data = dict(command.data)
    if written:
        data["values"] = json_values(form, written)
    if command.comment:
        data["comment"] = command.comment
    return data


def _node_values(flow: LiveFlow, form: Form, node: str | None, command: Command) -> dict[str, Any]:
    """Checked inputs of the fields that the node lets people write. Raises Invalid."""
    if not command.values or node is None:
        return {}
    settings = flow.document.nodes[node]
    rights = getattr(settings, "fields", None)
    writable = frozenset(rights.write) if rights is not None else frozenset()
    return changed_values(form, command.values, writable)


def _require_newest(scene: Scene, command: Command, written: Mapping[str, Any]) -> None:
    """Raise Conflict `stale` where the inputs would overwrite what others changed since they were begun."""
    if command.began is None or not written:
        return
    found = overtaken(scene.form, scene.record, command.began, scene.known, written)
    if found:
        yours = {"version": command.began, "values": shown_json(scene.form, written)}
        raise Conflict("stale", yours=yours, fields=list(found))


@dataclass(frozen=True, slots=True)
class _Differing:
    """Values that are other ones than before: what people put in, and what the flow set by itself."""

    by_people: dict[str, Any]
    by_flow: dict[str, Any]

    @property
    def all(self) -> dict[str, Any]:
        """Both."""
        return {**self.by_people, **self.by_flow}


def _differing(record: Record, written: Mapping[str, Any], applied: Applied) -> _Differing:
    by_people = {key: value for key, value in written.items() if record.values.get(key) != value}
    by_flow = {key: value for key, value in applied.values.items() if record.values.get(key) != value}
    return _Differing(by_people, by_flow)


def _carried(place: Place, scene: Scene, values: Mapping[str, Any], applied: Applied) -> Carried:
    """The case moves with what was set."""
    standing = Standing(scene.record, scene.ledger, place.zone) if may_change_promise(place.form) else None
    return carry(place.form, scene.case, applied.case, values, place.at, place.actor, place.calendars, standing)


def _record_statements(
    place: Place, scene: Scene, linkable: Linkable, found: _Differing, applied: Applied
) -> tuple[list[Statement], int | None]:
    """People's inputs raise the record's version; what the flow sets by itself does not.

    With the place of the statement that writes the record, if any does.
    """
    record, values = scene.record, found.all
    if not values and not applied.system:
        return [], None
    system = {**applied.system, "updated_at": place.at, "updated_by": place.actor.person_id}
    links = [*link_checks(place.form, found.by_people, linkable), *link_checks(place.form, found.by_flow)]
    return [
        *links,
        update(place.form, record.id, values, system, bump=bool(found.by_people), shown=scene.shown),
        *checks(place.form, record.id, found.by_people, place.actor),
    ], len(links)


def _change_events(place: Place, record: Record, written: dict[str, Any], applied: Applied) -> list[Event]:
    values = {**written, **applied.values}
    changes = changes_of(place.form, record.values, values)
    if not changes:
        return []
    by_people = any(record.values.get(key) != value for key, value in written.items())
    data = {"changes": changes, "version": record.version + int(by_people), "by_flow": not by_people}
    return [Event("record_updated", place.form.name, record.id, place.actor, place.at, data, place.cause)]
