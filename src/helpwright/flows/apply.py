"""Effects of a transition as statements, record values and events of one write. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.cases.clocks import responded
from helpwright.cases.targets import Calendars
from helpwright.flows import store
from helpwright.flows.live import LiveFlow
from helpwright.flows.model import (
    Announce,
    AssignTask,
    CancelTimers,
    ClaimTask,
    CloseTask,
    Completed,
    Effect,
    Incident,
    OpenTask,
    ReleaseTask,
    ScheduleTimer,
    SetRecord,
    TimerSpec,
)
from helpwright.forms.form import Form
from helpwright.kernel.calendar import CalendarRefusal, Duration, deadline
from helpwright.kernel.events import Actor, Event
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Statement


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


@dataclass(slots=True)
class Applied:
    """What one write has to carry. `values` are stored values; `system` are system columns of the record."""

    values: dict[str, Any] = field(default_factory=dict)
    system: dict[str, Any] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def apply_effects(place: Place, effects: tuple[Effect, ...]) -> Applied:
    """Everything the effects ask for, in their order."""
    applied = Applied()
    timers = [each for each in effects if isinstance(each, ScheduleTimer)]
    for effect in effects:
        match effect:
            case OpenTask():
                _open(place, effect, timers, applied)
            case CloseTask():
                _close(place, effect, applied)
            case ClaimTask(activity, person):
                _claim(place, activity, UUID(person), applied)
            case ReleaseTask(activity):
                _change(place, applied, activity, {"state": "offered", "claimed_by": None, "claimed_at": None})
                applied.system["owner_id"] = None
                _tell(place, applied, "task_released", {"activity": activity, **_node(place, activity)})
            case AssignTask(activity, person, why):
                change = {"state": "claimed", "claimed_by": UUID(person), "claimed_at": place.at, "why": why.to_json()}
                _change(place, applied, activity, change)
                applied.system["owner_id"] = UUID(person)
                data = {"activity": activity, "to": person, "reason": why.data.get("reason"), **_node(place, activity)}
                _tell(place, applied, "task_transferred", data)
            case SetRecord(values):
                applied.values.update(_stored(place.form, values))
            case ScheduleTimer(activity, level, gen, spec):
                due = _due(place, spec)
                if due is not None:
                    applied.statements.append(store.schedule(place.instance_id, activity, level, gen, due))
            case CancelTimers(activity):
                applied.statements.append(store.cancel_timers(place.instance_id, activity))
            case Announce(code, data):
                _tell(place, applied, code, dict(data))
            case Incident(code, data):
                _tell(place, applied, "flow_incident", {"code": code, **data})
            case Completed():
                _tell(place, applied, "flow_ended", {})
    return applied


def _open(place: Place, effect: OpenTask, timers: list[ScheduleTimer], applied: Applied) -> None:
    assign = effect.assign
    team = assign.team if assign is not None else None
    claimed_by = UUID(effect.claimed_by) if effect.claimed_by else None
    mine = [each for each in timers if each.activity == effect.activity and each.level in {"due", "auto"}]
    due = _due(place, mine[0].spec) if mine else None
    task_id = new_id()
    applied.statements.append(
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
                "team_id": place.flow.teams.get(team) if team else None,
                "role": f"{place.flow.app}.{assign.role}" if assign is not None and assign.role else None,
                "person_id": UUID(assign.person) if assign is not None and assign.person else None,
                "claimed_by": claimed_by,
                "why": effect.why.to_json(),
                "created_at": place.at,
                "claimed_at": place.at if claimed_by else None,
                "due_at": due,
            },
        ),
    )
    if assign is not None:
        applied.system["team_id"] = place.flow.teams.get(team) if team else None
        applied.system["owner_id"] = claimed_by
    data: dict[str, Any] = {"task": str(task_id), "node": effect.node, "due_at": due, "why": effect.why.to_json()}
    if effect.kind == "confirm":
        _tell(place, applied, "confirm_waiting", data | {"until": due})
    else:
        _tell(place, applied, "task_offered", data | {"team": team, "claimed_by": effect.claimed_by})


def _close(place: Place, effect: CloseTask, applied: Applied) -> None:
    node, kind = place.activities.get(effect.activity, ("", ""))
    change = {"state": effect.state, "outcome": effect.outcome, "done_at": place.at if effect.state == "done" else None}
    _change(place, applied, effect.activity, change)
    if effect.state != "done":
        return
    data = {"node": node, "outcome": effect.outcome, "comment": place.comment}
    if kind != "confirm":
        if place.actor.kind == "person":
            applied.statements.append(responded(place.record_id, place.at))
        _tell(place, applied, "task_completed", data)
        return
    _tell(place, applied, "confirm_answered", data | {"by_staff": effect.by_staff})


def _claim(place: Place, activity: str, person: UUID, applied: Applied) -> None:
    _change(place, applied, activity, {"state": "claimed", "claimed_by": person, "claimed_at": place.at})
    applied.system["owner_id"] = person
    _tell(place, applied, "task_claimed", {"activity": activity, **_node(place, activity)})


def _node(place: Place, activity: str) -> dict[str, Any]:
    return {"node": place.activities.get(activity, ("", ""))[0]}


def _change(place: Place, applied: Applied, activity: str, values: dict[str, Any]) -> None:
    applied.statements.append(store.change_task(place.instance_id, activity, values))


def _tell(place: Place, applied: Applied, kind: str, data: dict[str, Any]) -> None:
    data = {"flow": place.flow.name, "instance": str(place.instance_id), **data}
    applied.events.append(Event(kind, place.form.name, place.record_id, place.actor, place.at, data))


def _stored(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values of the kernel as stored values; fields that the form no longer has are left out."""
    stored: dict[str, Any] = {}
    for key, value in values.items():
        field_ = form.fields.get(key)
        if field_ is not None:
            stored[key] = None if value is None else field_.type.parse(field_.settings, value)
    return stored


def _due(place: Place, spec: TimerSpec) -> datetime | None:
    length = {spec.unit: spec.amount, "time": spec.time, "calendar": spec.calendar}
    try:
        return deadline(place.at, Duration.model_validate(length), place.calendars.get(place.flow.app, {}))
    except CalendarRefusal:
        return None
