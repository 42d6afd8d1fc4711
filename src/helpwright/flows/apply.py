"""Effects of a transition as statements, record values and events of one write. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Any
from uuid import UUID

from helpwright.cases.moves import Change
from helpwright.cases.promise import Promised
from helpwright.cases.targets import Calendars
from helpwright.flows import copy_store, store
from helpwright.flows.due import NEVER, due_at, promised_at
from helpwright.flows.effects import (
    Announce,
    AssignTask,
    CancelTimers,
    ClaimTask,
    CloseTask,
    Completed,
    Copy,
    Effect,
    Incident,
    MoveTask,
    OfferTask,
    OpenTask,
    ReleaseTask,
    RunActions,
    ScheduleTimer,
    SetRecord,
)
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.live import LiveFlow, offered_to, person_id
from helpwright.flows.model import FIRST_RESPONSE, TimerSpec
from helpwright.flows.tell import Words, in_words, own_actions
from helpwright.forms.field_type import ValueRefused
from helpwright.forms.form import Field, Form
from helpwright.jobs.timers import Due
from helpwright.kernel.events import Actor, Event
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Row, Statement


@dataclass(frozen=True, slots=True)
class Place:
    """Where the effects happen."""

    flow: LiveFlow
    form: Form
    record_id: UUID
    instance_id: UUID
    actor: Actor
    at: datetime
    calendars: Calendars
    activities: Mapping[str, tuple[str, str]]
    """Node and kind of activities that were open before, by activity."""
    comment: str | None = None
    seq: int = 0
    cause: tuple[int, ...] = ()
    zone: tzinfo = UTC
    words: Words | None = None
    responded: bool = False
    """Whether a person has answered the customer before: what ends with that does not begin again."""
    promised: Promised = field(default_factory=dict)
    """Until when the ticket's clocks are to be kept; None or nothing: not as things are."""
    times: Mapping[str, Row] = field(default_factory=dict)
    """Of open work that goes on under another version: when it began (`created_at`), `due_at`, `warn_at`."""


@dataclass(slots=True)
class Applied:
    """What one write has to carry. `values` are stored values; `system` are system columns of the record."""

    timers: tuple[ScheduleTimer, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    system: dict[str, Any] = field(default_factory=dict)
    parts: list["Statement | _Alone | _Changed"] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    case: Change = field(default_factory=Change)
    due: list[Due] = field(default_factory=list)
    """Timers to set, beside the statements."""

    @property
    def statements(self) -> list[Statement]:
        """In the order in which to send them."""
        return _sent(self.parts)

    def apart(self, open_before: Collection[str]) -> tuple[list[Statement], list[Statement], list[Statement]]:
        """What changes work that was open before, and the rest; of this first what must be sent in its order.

        Sent before its case is changed, a task that ends is written once: the case has no open one left to tell.
        The last can be sent in one statement: it writes rows of its own, begins new work with its timers, and ends the
        timers of what was open before.
        """
        first = [each for each in self.parts if isinstance(each, _Changed) and each.activity in open_before]
        rest = [each for each in self.parts if not isinstance(each, _Changed) or each.activity not in open_before]
        alone = [each for each in rest if isinstance(each, _Alone)]
        known = any(due.data["activity"] in open_before for due in self.due)
        if known or len(alone) != len(rest) or sum(each.sent.sql.startswith("WITH ") for each in alone) > 1:
            return _sent(first), _sent(rest), []
        return _sent(first), [], _sent(alone)


def _sent(parts: "Sequence[Statement | _Alone | _Changed]") -> list[Statement]:
    return [each if isinstance(each, Statement) else each.statement() for each in parts]


@dataclass(frozen=True, slots=True)
class _Alone:
    """A statement that neither needs nor touches what others of the same write do."""

    sent: Statement

    def statement(self) -> Statement:
        return self.sent


@dataclass(frozen=True, slots=True)
class _Changed:
    """What one write changes in the task of an activity: one statement, however many effects change it."""

    instance_id: UUID
    activity: str
    values: dict[str, Any]

    def statement(self) -> Statement:
        return store.change_task(self.instance_id, self.activity, self.values)


def apply_effects(place: Place, effects: tuple[Effect, ...], *, schedule: bool = True) -> Applied:
    """Everything the effects ask for, in their order; without `schedule` setting the timers is left to the caller."""
    applied = Applied(timers=tuple(each for each in effects if isinstance(each, ScheduleTimer)))
    for effect in effects:
        _APPLY[type(effect)](place, effect, applied)
    if applied.due and schedule:
        applied.parts.append(_Alone(store.schedule(place.instance_id, applied.due)))
    return applied


def _release(place: Place, effect: ReleaseTask, applied: Applied) -> None:
    _change(place, applied, effect.activity, {"state": "offered", "claimed_by": None, "claimed_at": None})
    applied.system["owner_id"] = None
    _tell(place, applied, "task_released", {"activity": effect.activity, **_node(place, effect.activity)})


def _assign(place: Place, effect: AssignTask, applied: Applied) -> None:
    person = UUID(effect.person)
    change = {"state": "claimed", "claimed_by": person, "claimed_at": place.at, "why": effect.why.to_json()}
    _change(place, applied, effect.activity, change)
    applied.system["owner_id"] = person
    applied.case = replace(applied.case, given_to=person)
    told = {"activity": effect.activity, "to": effect.person, "reason": effect.why.data.get("reason")}
    _tell(place, applied, "task_transferred", {**told, **_node(place, effect.activity)})


def _set_record(place: Place, effect: SetRecord, applied: Applied) -> None:
    applied.values.update(_stored(place.form, effect.values))


def _schedule(place: Place, effect: ScheduleTimer, applied: Applied) -> None:
    due = _when(place, effect, applied)
    if due is not None:
        timer = store.due(effect.activity, effect.level, effect.gen, due, effect.spec)
        applied.due = [each for each in applied.due if each.key != timer.key] + [timer]
    if effect.spec.moves and effect.activity in place.activities and effect.activity not in place.times:
        # It was open before: what stands in lists moves along.
        column = "warn_at" if effect.level == "warn" else "due_at"
        _change(place, applied, effect.activity, {column: None if due is None or due >= NEVER else due})


def _when(place: Place, timer: ScheduleTimer, applied: Applied) -> datetime | None:
    """When a timer is due. One that a migration sets counts from now, unless it hangs on a due time that goes on."""
    kept = place.times.get(timer.activity)
    anew = any(each.activity == timer.activity and each.level == "due" for each in applied.timers)
    if kept is None or timer.spec.back is None or anew:
        return _due(place, timer.spec)
    if kept["due_at"] is None or kept["due_at"] <= place.at:
        return None
    return _due(replace(place, at=kept["created_at"]), timer.spec)


def _offer(place: Place, effect: OfferTask, applied: Applied) -> None:
    offered = offered_to(place.flow, effect.assign)
    why = effect.why.to_json()
    _change(place, applied, effect.activity, {**offered, "state": "offered", "claimed_by": None, "why": why})
    applied.system["team_id"], applied.system["owner_id"] = offered["team_id"], None
    applied.case = replace(applied.case, team_id=offered["team_id"] or applied.case.team_id)
    about = {"team": effect.assign.team, "claimed_by": None, "why": why}
    _tell(place, applied, "task_offered", {**_node(place, effect.activity), "due_at": None, **about})


def _move(place: Place, effect: MoveTask, applied: Applied) -> None:
    """The task goes on at its node of the new version; times that are gone there end, those it has go on."""
    kept = place.times.get(effect.activity)
    change: dict[str, Any] = {"node": effect.node, "flow_version": place.flow.version}
    for column, levels in (("due_at", _ENDS), ("warn_at", frozenset({"warn"}))):
        had = None if kept is None or levels & set(effect.dropped) else kept[column]
        change[column] = min((each for each in (had, _first(place, effect, applied, levels)) if each), default=None)
    _change(place, applied, effect.activity, change)
    if effect.dropped:
        applied.parts.append(store.cancel_levels(place.instance_id, effect.activity, effect.dropped))


def _cancel_timers(place: Place, effect: CancelTimers, applied: Applied) -> None:
    applied.due = [each for each in applied.due if each.data["activity"] != effect.activity]
    applied.parts.append(_Alone(store.cancel_timers(place.instance_id, effect.activity)))


def _announce(place: Place, effect: Announce, applied: Applied) -> None:
    _tell(place, applied, effect.code, dict(effect.data))
    if place.words is not None:
        actions = own_actions(place.flow, place.form, place.words, effect.code)
        if actions:
            node, activity = effect.data.get("node", ""), effect.data.get("activity")
            _hand_out(place, applied, RunActions(activity or "", node, "late"), effect.code, actions)


def _run(place: Place, effect: RunActions, applied: Applied) -> None:
    settings: Any = place.flow.document.nodes[effect.node]
    due: Any = getattr(settings, "due", None)
    lines = settings.actions if effect.reason == "node" else due.late if effect.reason == "late" else due.warn.actions
    actions: Sequence[Mapping[str, Any]] = [each.model_dump(mode="json") for each in lines]
    if place.words is not None and effect.reason != "node":
        actions = in_words(actions, place.words, effect.reason)
    _hand_out(place, applied, effect, effect.reason, actions)


def _hand_out(
    place: Place, applied: Applied, effect: RunActions, why: str, actions: Sequence[Mapping[str, Any]]
) -> None:
    """Whoever runs actions reads this event."""
    about = {"node": effect.node, "activity": effect.activity, "seq": place.seq, "why": why, "answer": effect.answer}
    _tell(place, applied, "actions_due", {"actions": list(actions), **about})


def _copy(place: Place, effect: Copy, applied: Applied) -> None:
    teams = [place.flow.teams.get(each.team) for each in effect.to if each.team is not None]
    applied.parts.append(
        copy_store.insert_copies(
            {
                "instance": place.instance_id,
                "flow": place.flow.name,
                "version": place.flow.version,
                "node": effect.node,
                "form": place.form.name,
                "record": place.record_id,
                "at": place.at,
                "app": place.flow.app,
                "teams": [each for each in teams if each is not None],
                "roles": [each.role for each in effect.to if each.role is not None],
                "people": [found for each in effect.to if (found := person_id(each.person)) is not None],
            },
        ),
    )
    _tell(place, applied, "copied", {"node": effect.node, "readers": [each.to_json() for each in effect.to]})


def _incident(place: Place, effect: Incident, applied: Applied) -> None:
    _tell(place, applied, "flow_incident", {"code": effect.code, **effect.data})


def _completed(place: Place, _effect: Completed, applied: Applied) -> None:
    _tell(place, applied, "flow_ended", {})


def _open(place: Place, effect: OpenTask, applied: Applied) -> None:
    assign = effect.assign
    team = assign.team if assign is not None else None
    claimed_by = UUID(effect.claimed_by) if effect.claimed_by else None
    due, warn = _first(place, effect, applied, _ENDS), _first(place, effect, applied, frozenset({"warn"}))
    task_id = new_id()
    applied.parts.append(
        _Alone(
            store.insert_task(
                {
                    "id": task_id,
                    "instance_id": place.instance_id,
                    "activity": effect.activity,
                    "flow": place.flow.name,
                    "flow_version": place.flow.version,
                    "node": effect.node,
                    "kind": effect.kind,
                    "form": place.form.name,
                    "record_id": place.record_id,
                    "state": "claimed" if claimed_by else "offered",
                    **offered_to(place.flow, assign),
                    "claimed_by": claimed_by,
                    "why": effect.why.to_json(),
                    "created_at": place.at,
                    "claimed_at": place.at if claimed_by else None,
                    "due_at": due,
                    "warn_at": warn,
                },
            )
        ),
    )
    if assign is not None:
        applied.system["team_id"] = place.flow.teams.get(team) if team else None
        applied.system["owner_id"] = claimed_by
        team_id = applied.system["team_id"] or applied.case.team_id
        applied.case = replace(applied.case, team_id=team_id, taken_by=claimed_by or applied.case.taken_by)
    data: dict[str, Any] = {"task": str(task_id), "node": effect.node, "due_at": due, "why": effect.why.to_json()}
    if effect.kind == "confirm":
        _tell(place, applied, "confirm_waiting", data | {"until": due})
    elif effect.kind == "wait":
        _tell(place, applied, "wait_started", {"node": effect.node, "until": due})
    elif effect.kind != "action":
        _tell(place, applied, "task_offered", data | {"team": team, "claimed_by": effect.claimed_by})


_ENDS = frozenset({"due", "auto", "wait", "field"})


def _first(place: Place, effect: OpenTask | MoveTask, applied: Applied, levels: Collection[str]) -> datetime | None:
    """The earliest of these times of an activity, if it ever comes."""
    mine = [each for each in applied.timers if each.activity == effect.activity and each.level in levels]
    found = [due for each in mine if (due := _when(place, each, applied)) is not None and due < NEVER]
    return min(found, default=None)


def _close(place: Place, effect: CloseTask, applied: Applied) -> None:
    node, kind = place.activities.get(effect.activity, ("", ""))
    change = {"state": effect.state, "outcome": effect.outcome, "done_at": place.at if effect.state == "done" else None}
    _change(place, applied, effect.activity, change)
    if effect.state != "done" or effect.outcome is None or kind in {"wait", "action"}:
        return
    data = {"node": node, "outcome": effect.outcome, "comment": place.comment}
    if kind != "confirm":
        if place.actor.kind == "person":
            applied.case = replace(applied.case, answered_by=place.actor.id)
            applied.parts.append(_Alone(store.end_due_times(place.record_id, FIRST_RESPONSE)))
        _tell(place, applied, "task_completed", data)
        return
    if _names(place, data).get("rejects"):
        applied.case = replace(applied.case, rejected=True)
    _tell(place, applied, "confirm_answered", data | {"by_staff": effect.by_staff})


def _claim(place: Place, effect: ClaimTask, applied: Applied) -> None:
    activity, person = effect.activity, UUID(effect.person)
    _change(place, applied, activity, {"state": "claimed", "claimed_by": person, "claimed_at": place.at})
    applied.system["owner_id"] = person
    applied.case = replace(applied.case, taken_by=person)
    _tell(place, applied, "task_claimed", {"activity": activity, **_node(place, activity)})


def _node(place: Place, activity: str) -> dict[str, Any]:
    return {"node": place.activities.get(activity, ("", ""))[0]}


def _change(place: Place, applied: Applied, activity: str, values: dict[str, Any]) -> None:
    for part in applied.parts:
        if isinstance(part, _Changed) and part.activity == activity:
            part.values.update(values)
            return
    applied.parts.append(_Changed(place.instance_id, activity, values))


def _tell(place: Place, applied: Applied, kind: str, data: dict[str, Any]) -> None:
    data = {"flow": place.flow.name, "instance": str(place.instance_id), **_names(place, data), **data}
    applied.events.append(Event(kind, place.form.name, place.record_id, place.actor, place.at, data, place.cause))


def _names(place: Place, data: Mapping[str, Any]) -> dict[str, Any]:
    """What node and outcome are called now, so that history reads the same under later versions of the flow."""
    settings = place.flow.document.nodes.get(str(data.get("node")))
    names: dict[str, Any] = {}
    if settings is not None and settings.name is not None:
        names["node_name"] = settings.name
    outcome = (getattr(settings, "outcomes", None) or {}).get(data.get("outcome"))
    if outcome is not None:
        names |= {"outcome_name": outcome.name, "rejects": outcome.reason == "required"}
    return names


def _stored(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values of the kernel as stored values; fields the form no longer has are left out. Raises FlowRefusal."""
    stored: dict[str, Any] = {}
    for key, value in values.items():
        field_ = form.fields.get(key)
        if field_ is not None:
            stored[key] = None if value is None else _accepted(field_, value)
    return stored


def _accepted(field_: Field, value: Any) -> Any:
    """The flow is pinned, the form is not: it may have changed so that it refuses what the flow writes."""
    try:
        return field_.type.parse(field_.settings, value)
    except ValueRefused as refused:
        raise FlowRefusal("flow_value_refused", field=field_.settings.label, key=field_.key) from refused


def _due(place: Place, spec: TimerSpec) -> datetime | None:
    if spec.until == FIRST_RESPONSE and place.responded:
        return None
    if spec.promise is not None:
        return promised_at(place.promised.get(spec.promise), spec, place.calendars.get(place.flow.app, {}))
    return due_at(place.at, spec, place.calendars.get(place.flow.app, {}), place.zone)


_APPLY: Mapping[type, Callable[[Place, Any, Applied], None]] = {
    OpenTask: _open,
    CloseTask: _close,
    ClaimTask: _claim,
    ReleaseTask: _release,
    AssignTask: _assign,
    OfferTask: _offer,
    MoveTask: _move,
    SetRecord: _set_record,
    ScheduleTimer: _schedule,
    CancelTimers: _cancel_timers,
    RunActions: _run,
    Copy: _copy,
    Announce: _announce,
    Incident: _incident,
    Completed: _completed,
}
