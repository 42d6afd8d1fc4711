"""Shapes of answers about flows and tasks, for the interface description."""

from typing import Literal, TypeAlias

from pydantic import BaseModel

from helpwright.flows.model import Status

Verb: TypeAlias = Literal["claim", "release", "complete", "transfer", "urge"]


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


class TaskAnswer(BaseModel):
    """One task."""

    id: str
    form: str
    flow: str
    node: str
    name: str
    type: str
    state: Literal["offered", "claimed", "done", "cancelled"]
    record: RecordOfTask
    team: str | None
    team_name: str | None
    claimed_by: str | None
    claimed_by_name: str | None
    created_at: str
    claimed_at: str | None
    done_at: str | None
    due_at: str | None
    outcome: str | None
    outcomes: list[OutcomeButton]
    why: str
    fields: NodeFields
    allow: list[str]
    can: list[Verb]


class TaskCounts(BaseModel):
    """Claimed by me, and offered to me; counted up to 1,000."""

    mine: int
    pool: int


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


class FlowAnswer(BaseModel):
    """Where a record stands in its flow."""

    flow: str
    name: str
    version: int
    state: Status
    steps: list[StepAnswer]
    tasks: list[TaskAnswer]
