"""What a step asks for, in the order in which it is to be applied; the shell does it.

All have a JSON form: `effect_to_json(effect)`, `effect_from_json(data)`.

Announce codes: `urged` {activity, node, count}, `urged_repeatedly` (third time, beside `urged`), `rejected_repeatedly`
{node, count} (third time), `reminder` {activity, node, number}, `warned` and `late` {activity, node}, `task_returned`
{activity, node, target, mode, comment}, `task_withdrawn` {activity, node, target}, `flow_withdrawn` {}, `wait_ended`
{activity, node, by}, `incident_decided` {activity, node, decision, comment}, `suspended`, `resumed`,
`task_skipped` {activity, node} (nobody could take it), `cancelled` {reason},
`flow_migrated` {from_version, to_version}.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal

from helpwright.flows.model import Assign, Json, State, TimerSpec, Why


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Work begins at a node; `claimed_by` is set when it goes straight to one person."""

    name: ClassVar[str] = "open_task"
    activity: str
    node: str
    kind: str
    assign: Assign | None
    claimed_by: str | None
    why: Why


@dataclass(frozen=True, slots=True)
class CloseTask:
    """Work ends. `by_staff`: a person answered in place of the customer. Done without an outcome: it was returned."""

    name: ClassVar[str] = "close_task"
    activity: str
    state: Literal["done", "cancelled"]
    outcome: str | None = None
    by_staff: bool = False


@dataclass(frozen=True, slots=True)
class ClaimTask:
    """A person took offered work."""

    name: ClassVar[str] = "claim_task"
    activity: str
    person: str


@dataclass(frozen=True, slots=True)
class ReleaseTask:
    """Claimed work is offered again to those it was assigned to."""

    name: ClassVar[str] = "release_task"
    activity: str


@dataclass(frozen=True, slots=True)
class AssignTask:
    """Work was handed to `person`, who has it claimed from now on."""

    name: ClassVar[str] = "assign_task"
    activity: str
    person: str
    why: Why


@dataclass(frozen=True, slots=True)
class OfferTask:
    """Open work is offered to others than before."""

    name: ClassVar[str] = "offer_task"
    activity: str
    assign: Assign
    why: Why


@dataclass(frozen=True, slots=True)
class MoveTask:
    """Open work goes on at this node of another version of the flow; its timers of the `dropped` levels are gone."""

    name: ClassVar[str] = "move_task"
    activity: str
    node: str
    dropped: Sequence[str]


@dataclass(frozen=True, slots=True)
class SetRecord:
    """Write these values (JSON) into the record."""

    name: ClassVar[str] = "set_record"
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ScheduleTimer:
    """Deliver a timer event with this level and gen when `spec` has passed.

    Levels: due, warn, auto, wait, field, vacant, remind_1, remind_2 ….
    """

    name: ClassVar[str] = "schedule_timer"
    activity: str
    level: str
    gen: int
    spec: TimerSpec


@dataclass(frozen=True, slots=True)
class CancelTimers:
    """Forget every timer of the activity."""

    name: ClassVar[str] = "cancel_timers"
    activity: str


@dataclass(frozen=True, slots=True)
class RunActions:
    """Run the actions that the node names for this reason. `answer`: the activity waits for how they ended."""

    name: ClassVar[str] = "run_actions"
    activity: str
    node: str
    reason: Literal["node", "warn", "late"]
    answer: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """Let these people (each `{team}`, `{role}` or `{person}`) see the record, who have nothing to do about it."""

    name: ClassVar[str] = "copy"
    node: str
    to: Sequence[Assign]


@dataclass(frozen=True, slots=True)
class Announce:
    """Something others may want to hear; codes in the docstring of this module."""

    name: ClassVar[str] = "announce"
    code: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Incident:
    """Something could not go on by itself and waits for a person.

    `loop_limit` {node, moves}: the whole instance, which is suspended. `actions_failed` {activity, node}: the activity.
    `nobody_can_take` {activity, node}: likewise.
    """

    name: ClassVar[str] = "incident"
    code: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Completed:
    """The last token is gone."""

    name: ClassVar[str] = "completed"


Effect = (
    OpenTask
    | CloseTask
    | ClaimTask
    | ReleaseTask
    | AssignTask
    | OfferTask
    | MoveTask
    | SetRecord
    | ScheduleTimer
    | CancelTimers
    | RunActions
    | Copy
    | Announce
    | Incident
    | Completed
)
EFFECTS: tuple[type[Effect], ...] = (
    OpenTask,
    CloseTask,
    ClaimTask,
    ReleaseTask,
    AssignTask,
    OfferTask,
    MoveTask,
    SetRecord,
    ScheduleTimer,
    CancelTimers,
    RunActions,
    Copy,
    Announce,
    Incident,
    Completed,
)


def _targets(data: Sequence[Mapping[str, Any]]) -> tuple[Assign, ...]:
    return tuple(map(Assign.from_json, data))


_PARTS: Mapping[str, Callable[[Any], Any]] = {
    "to": _targets,
    "assign": Assign.from_json,
    "why": Why.from_json,
    "spec": TimerSpec.from_json,
    "dropped": tuple,
}
_BY_NAME = {each.name: (each, tuple(part.name for part in fields(each))) for each in EFFECTS}


def effect_to_json(effect: Effect) -> Json:
    """`{"effect": name, …its fields}`."""
    data: Json = {"effect": effect.name}
    for part in _BY_NAME[effect.name][1]:
        value = getattr(effect, part)
        data[part] = _json(value) if part in _PARTS and value is not None else value
    return data


def _json(part: Any) -> Any:
    return (
        [each if isinstance(each, str) else each.to_json() for each in part]
        if isinstance(part, tuple)
        else part.to_json()
    )


def effect_from_json(data: Mapping[str, Any]) -> Effect:
    """Reverse of effect_to_json."""
    kind, parts = _BY_NAME[data["effect"]]
    values = {
        part: _PARTS[part](data[part]) if part in _PARTS and data[part] is not None else data[part] for part in parts
    }
    return kind(**values)


@dataclass(frozen=True, slots=True)
class Transition:
    """The answer to one event."""

    state: State
    effects: tuple[Effect, ...]
