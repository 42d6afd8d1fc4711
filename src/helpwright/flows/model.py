"""What the flow kernel works on: the state of an instance, the events that reach it, the effects it asks for.

All are frozen (a state is never changed, `step` answers a new one) and have a JSON form: `state.to_json()`,
`State.from_json(data)`, the same for Event and Activity; effects have theirs in `effects`.
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
          looked at (required fields, conditions), the kernel does not write them. Here, with timers and incidents
          `resolved?: {gone: [person id]}` are people whom the state remembers and who have left
transfer  `activity`, data `{to: person id, reason: str}`, `override` as above
urge      `activity`; by a person or the customer
return    `activity`, data `{to: node, mode: forward|back, comment: str, resolved?: {person: id or None}}`: whom the
          target had last; whether the instance has been there is for the caller to know
withdraw  `activity` (open, begun by nobody), data `{resolved: {by: person id, node: key or None}}`: who did what opened
          it, at which node; no node is the start
timer     `activity`, data `{level: str, gen: int, resolved?: {due: instant or None}}` as scheduled (level `vacant`:
          resolved `{people, fallback, administrator}`, see `nobody`); too late is no
          refusal: the same state comes back
signal    no activity, data `{name: str}`; the same state when nothing waits for it
answer    `activity`, data `{ok: bool}`: how the actions of an action node ended
incident  `activity`, data `{decision: retry|skip|cancel, comment?: str}`, by a person who may
migrate   no activity, data `{from, to: version, nodes: {old: new}, resolved: plan}` of `migrate`; `step` is given the
          definition of `to`
suspend   no activity · resume, cancel likewise, data `{reason?: str}`
========= ============================================================================================

Why codes: `assigned_by_rule` {line, field, op, value, team|role|person} (a compound condition has `when` in place of
field, op, value) · `assigned_by_field` {line, field, person if it names one} · `otherwise` {line, team|role|person} ·
`previous_handler` {person, node, outcome} · `transferred` {by, reason} · `handed_over` {reason} ·
`returned` {by, reason, node} · `came_back` {node} · `withdrawn` {by, node} · `nobody_else` {team|role|person} ·
`waits_for_customer`, `waits`, `runs_actions` {}.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Literal, Self
from uuid import UUID

import orjson

from helpwright.cases.model import StepClock
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
    "return",
    "withdraw",
    "timer",
    "signal",
    "answer",
    "incident",
    "suspend",
    "resume",
    "cancel",
    "migrate",
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


FIRST_RESPONSE: Final = "first_response"
"""A person answered the customer: the first public comment, or the first outcome of a task."""


@dataclass(frozen=True, slots=True)
class TimerSpec:
    """How long from now: `amount` of `unit` in wall time or in the working time of `calendar`.

    `until` names what ends the timer beside the closing of its activity (FIRST_RESPONSE), else None. With `of` it
    counts from the instant or date in that field of the record, which is `start` (None: it is empty, the time never
    comes). With `promise` it ends when that clock of the ticket's case is due, as often as that changes; the shell
    knows when. `back` is taken off the end.
    """

    amount: float
    unit: Literal["minutes", "hours", "days"]
    time: Literal["wall", "working"] = "wall"
    calendar: str | None = None
    until: str | None = None
    of: str | None = None
    start: str | None = None
    back: "TimerSpec | None" = None
    promise: StepClock | None = None

    @property
    def moves(self) -> bool:
        """Whether it has to be looked at again when it comes: what it counts from may be another by then."""
        return self.of is not None or self.promise is not None

    def to_json(self) -> Json:
        """The first five keys, and the others where they say something."""
        data: Json = {
            "amount": self.amount,
            "unit": self.unit,
            "time": self.time,
            "calendar": self.calendar,
            "until": self.until,
        }
        if self.of is not None:
            data |= {"of": self.of, "start": self.start}
        if self.back is not None:
            data["back"] = self.back.to_json()
        if self.promise is not None:
            data["promise"] = self.promise
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Reverse of to_json."""
        back = data.get("back")
        return cls(
            data["amount"],
            data["unit"],
            data["time"],
            data["calendar"],
            data["until"],
            of=data.get("of"),
            start=data.get("start"),
            back=None if back is None else cls.from_json(back),
            promise=data.get("promise"),
        )


@dataclass(frozen=True, slots=True)
class Back:
    """Where returned work goes when it is done, past everything between: to `person`, by the edge they had it from."""

    edge: str
    person: str


@dataclass(frozen=True, slots=True)
class Activity:
    """Open work at a node. `held` are the edges whose tokens it keeps; `kind` is the node type.

    `failed`: its actions could not be done, and it waits for a person to decide.
    """

    node: str
    kind: str
    held: tuple[str, ...]
    opened_seq: int
    state: ActivityState = "offered"
    assign: Assign | None = None
    claimed_by: str | None = None
    urges: int = 0
    urged_at: datetime | None = None
    back: Back | None = None
    failed: bool = False

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
        if self.back is not None:
            data["back"] = {"edge": self.back.edge, "person": self.back.person}
        if self.failed:
            data["failed"] = True
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Reverse of to_json."""
        assign, back = data.get("assign"), data.get("back")
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
            back=None if back is None else Back(back["edge"], back["person"]),
            failed=data.get("failed", False),
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
