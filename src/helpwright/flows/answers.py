"""Shapes of answers about flows and tasks, for the interface description."""

from typing import Literal, TypeAlias

from pydantic import BaseModel

from helpwright.flows.model import Status
from helpwright.records.answers import DueAnswer

Verb: TypeAlias = Literal["claim", "release", "complete", "transfer", "urge", "return", "withdraw", "read"]


class RecordOfTask(BaseModel):
    """The record a task is about."""

    id: str
    number: str
    title: str
    version: int
    customer: str | None
    urgency: str | None
    status: str | None


class OutcomeButton(BaseModel):
    """One way to complete a task, and whether it wants a reason."""

    key: str
    name: str
    reason: Literal["required", "optional", "none"]


class NodeFields(BaseModel):
    """Fields of the record at this node."""

    write: list[str]
    required: list[str]


class ReturnTarget(BaseModel):
    """An earlier node to which the work can be given back, and who had it there."""

    node: str
    name: str
    person: str | None


class TaskAnswer(BaseModel):
    """One task; while it is open, `case_due` is the nearest limit of its ticket that is still to be kept."""

    id: str
    form: str
    flow: str
    node: str
    name: str
    type: str
    state: Literal["offered", "claimed", "done", "cancelled", "unread", "read"]
    record: RecordOfTask
    team: str | None
    team_name: str | None
    claimed_by: str | None
    claimed_by_name: str | None
    created_at: str
    claimed_at: str | None
    done_at: str | None
    due_at: str | None
    warn_at: str | None
    case_due: DueAnswer | None
    outcome: str | None
    outcomes: list[OutcomeButton]
    why: str
    fields: NodeFields
    allow: list[str]
    can: list[Verb]
    returns: list[ReturnTarget]


class TaskCounts(BaseModel):
    """Claimed by me, offered to me, copies I have not read; counted up to 1,000."""

    mine: int
    pool: int
    cc: int


class TaskPage(BaseModel):
    """Tasks; what is due first comes first."""

    items: list[TaskAnswer]
    next: str | None
    counts: TaskCounts


class StepAnswer(BaseModel):
    """One step of a stepper."""

    node: str
    name: str
    type: str
    state: Literal["done", "current", "next"]
    at: str | None
    by: str | None
    due_at: str | None
    warn_at: str | None


class IncidentAnswer(BaseModel):
    """A step that could not go on by itself and waits for a person."""

    node: str
    name: str
    activity: str | None
    code: str
    can: list[Literal["retry", "skip", "cancel"]]


class InstanceAnswer(BaseModel):
    """One run of a flow."""

    id: str
    flow: str
    form: str
    record_id: str
    state: Status


class FlowAnswer(BaseModel):
    """Where a record stands in its flow. `can` is what the reader may do with the whole of it."""

    instance: str
    flow: str
    name: str
    version: int
    state: Status
    steps: list[StepAnswer]
    incidents: list[IncidentAnswer]
    can: list[Literal["suspend", "resume", "cancel"]]
    tasks: list[TaskAnswer]
