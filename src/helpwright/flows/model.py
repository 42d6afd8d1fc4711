"""What the flow kernel works on: the state of an instance, the events that reach it, the effects it asks for.

All are frozen (a state is never changed, `step` answers a new one) and have a JSON form: `state.to_json()`,
`State.from_json(data)`, the same for Event and Activity, `effect_to_json(effect)`, `effect_from_json(data)`.
`state_hash(state)` is equal for equal states on every machine. Person ids are texts (a uuid as text) in states,
effects and values; `Event.actor` is the Actor of `kernel.events`. Instants are aware, UTC.

**State.** A token lies on the edge by which it came to a node and stays there while the node works (`Activity.held`),
so `marking` alone says where an instance stands. Counters and open activities only, never history. `handlers` has the
last person of those nodes to which some outcome returns with `assign: previous`.

**Event** kinds and what they carry:

========= ============================================================================================
start     the first event of an instance
claim     `activity`; actor is a person. Whether a person is a candidate is for the caller to decide
release   `activity`; `override` where the caller found a right to act on the work of others
complete  `activity`, `outcome`, data `{values?: {field: value}, comment?: str}`; values written by the caller are only
          looked at (required fields, conditions), the kernel does not write them
transfer  `activity`, data `{to: person id, reason: str}`, `override` as above
urge      `activity`; by a person or the customer
timer     `activity`, data `{level: str, gen: int}` as scheduled; too late is no refusal: the same state comes back
suspend   no activity · resume, cancel likewise, data `{reason?: str}`
========= ============================================================================================

**Effects** come in the order in which they are to be applied.

Announce codes: `urged` {activity, node, count}, `urged_repeatedly` (third time, beside `urged`), `rejected_repeatedly`
{node, count} (third time), `reminder` {activity, node, number}, `late` {activity, node}, `suspended`, `resumed`,
`cancelled` {reason}.

Why codes: `assigned_by_rule` {line, field, op, value, team|role|person} (a compound condition has `when` in place of
field, op, value) · `otherwise` {line, team|role|person} · `previous_handler` {person, node, outcome} ·
`transferred` {by, reason} · `waits_for_customer` {}.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar, Literal, Self
from uuid import UUID

import orjson

from helpwright.kernel.events import Actor

Status = Literal["running", "completed", "cancelled", "suspended"]
ActivityState = Literal["offered", "claimed"]
EventKind = Literal[
    "start",
    "claim",
    "release",
    "complete",
    "transfer",
    "urge",
    "timer",
    "suspend",
    "resume",
    "cancel",
]
Json = dict[str, Any]


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Assign:
    """Whom work is offered to; exactly one of the three is set."""

    team: str | None = None
    role: str | None = None
    person: str | None = None

    def to_json(self) -> Json:
        """`{"team": key}`, `{"role": key}` or `{"person": id}`."""
        if self.team is not None:
            return {"team": self.team}
        return {"role": self.role} if self.role is not None else {"person": self.person}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Reverse of to_json."""
        return cls(data.get("team"), data.get("role"), data.get("person"))


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of an assignment for machines; the shell makes the sentence."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> Json:
        """`{"code": …, "data": {…}}`."""
        return {"code": self.code, "data": dict(self.data)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Reverse of to_json."""
        return cls(data["code"], data["data"])


FIRST_RESPONSE = "first_response"
"""A person answered the customer: the first public comment, or the first outcome of a task."""


@dataclass(frozen=True, slots=True)
class TimerSpec:
    """How long from now: `amount` of `unit` in wall time or in the working time of `calendar`.

    `until` names what ends the timer beside the closing of its activity (FIRST_RESPONSE), else None.
    """

    amount: float
    unit: Literal["minutes", "hours", "days"]
    time: Literal["wall", "working"] = "wall"
    calendar: str | None = None
    until: str | None = None

    def to_json(self) -> Json:
        """All five keys."""
        return {
            "amount": self.amount,
            "unit": self.unit,
            "time": self.time,
            "calendar": self.calendar,
            "until": self.until,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Reverse of to_json."""
        return cls(data["amount"], data["unit"], data["time"], data["calendar"], data["until"])


@dataclass(frozen=True, slots=True)
class Activity:
    """Open work at a node. `held` are the edges whose tokens it keeps; `kind` is the node type."""

    node: str
    kind: str
    held: tuple[str, ...]
    opened_seq: int
    state: ActivityState = "offered"
    assign: Assign | None = None
    claimed_by: str | None = None
    urges: int = 0
    urged_at: datetime | None = None

    def to_json(self) -> Json:
        """JSON form without what is absent."""
        data: Json = {
            "node": self.node,
            "kind": self.kind,
            "held": list(self.held),
            "opened_seq": self.opened_seq,
            "state": self.state,
        }
        if self.assign is not None:
            data["assign"] = self.assign.to_json()
        if self.claimed_by is not None:
            data["claimed_by"] = self.claimed_by
        if self.urged_at is not None:
            data["urges"] = self.urges
            data["urged_at"] = self.urged_at.isoformat()
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Reverse of to_json."""
        assign = data.get("assign")
        return cls(
            node=data["node"],
            kind=data["kind"],
            held=tuple(data["held"]),
            opened_seq=data["opened_seq"],
            state=data["state"],
            assign=None if assign is None else Assign.from_json(assign),
            claimed_by=data.get("claimed_by"),
            urges=data.get("urges", 0),
            urged_at=_instant(data.get("urged_at")),
        )


@dataclass(frozen=True, slots=True)
class State:
    """Where one instance stands. `State()` is the state before the start event; seq counts accepted events."""

    status: Status = "running"
    seq: int = 0
    ids: int = 0
    marking: Mapping[str, int] = field(default_factory=dict)
    activities: Mapping[str, Activity] = field(default_factory=dict)
    handlers: Mapping[str, str] = field(default_factory=dict)
    vars: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> Json:
        """JSON form, every mapping sorted by key."""
        return {
            "activities": {key: each.to_json() for key, each in sorted(self.activities.items())},
            "handlers": dict(sorted(self.handlers.items())),
            "ids": self.ids,
            "marking": dict(sorted(self.marking.items())),
            "seq": self.seq,
            "status": self.status,
            "vars": dict(sorted(self.vars.items())),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Reverse of to_json; the parts of `data` become parts of the state, so do not change them afterwards."""
        return cls(
            status=data["status"],
            seq=data["seq"],
            ids=data["ids"],
            marking=data["marking"],
            activities={key: Activity.from_json(each) for key, each in data["activities"].items()},
            handlers=data["handlers"],
            vars=data["vars"],
        )


def state_hash(state: State) -> str:
    """SHA-256 of the sorted JSON form, hexadecimal."""
    return sha256(orjson.dumps(state.to_json(), option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to the instance.

    `key` is unique within the instance (the shell answers repetitions from its journal). `record` holds, as JSON
    values, at least the fields in `definition.reads` as they are before this event.
    """

    kind: EventKind
    key: str
    actor: Actor
    at: datetime
    activity: str | None = None
    outcome: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    record: Mapping[str, Any] = field(default_factory=dict)
    override: bool = False

    def to_json(self) -> Json:
        """JSON form without what is absent."""
        data: Json = {"kind": self.kind, "key": self.key, "actor": self.actor.to_json(), "at": self.at.isoformat()}
        if self.activity is not None:
            data["activity"] = self.activity
        if self.outcome is not None:
            data["outcome"] = self.outcome
        if self.data:
            data["data"] = dict(self.data)
        if self.record:
            data["record"] = dict(self.record)
        if self.override:
            data["override"] = True
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Reverse of to_json."""
        actor = data["actor"]
        return cls(
            kind=data["kind"],
            key=data["key"],
            actor=Actor(actor["kind"], None if actor["id"] is None else UUID(actor["id"])),
            at=datetime.fromisoformat(data["at"]),
            activity=data.get("activity"),
            outcome=data.get("outcome"),
            data=data.get("data") or {},
            record=data.get("record") or {},
            override=data.get("override", False),
        )


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
    """Work ends. `by_staff`: a person answered in place of the customer."""

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
class SetRecord:
    """Write these values (JSON) into the record."""

    name: ClassVar[str] = "set_record"
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ScheduleTimer:
    """Deliver a timer event with this level and gen when `spec` has passed. Levels: due, auto, remind_1, remind_2 …."""

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
class Announce:
    """Something others may want to hear; codes in the docstring of this module."""

    name: ClassVar[str] = "announce"
    code: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Incident:
    """The instance could not go on by itself and is suspended: `loop_limit` {node, moves}."""

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
    | SetRecord
    | ScheduleTimer
    | CancelTimers
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
    SetRecord,
    ScheduleTimer,
    CancelTimers,
    Announce,
    Incident,
    Completed,
)

_PARTS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "assign": Assign.from_json,
    "why": Why.from_json,
    "spec": TimerSpec.from_json,
}
_BY_NAME = {each.name: (each, tuple(part.name for part in fields(each))) for each in EFFECTS}


def effect_to_json(effect: Effect) -> Json:
    """`{"effect": name, …its fields}`."""
    data: Json = {"effect": effect.name}
    for part in _BY_NAME[effect.name][1]:
        value = getattr(effect, part)
        data[part] = value.to_json() if part in _PARTS and value is not None else value
    return data


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
