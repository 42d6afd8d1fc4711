"""Shapes of answers about rules, for the interface description."""

from typing import Any, Literal

from pydantic import BaseModel

RunState = Literal["ready", "waiting", "retrying", "answering", "done", "skipped", "stopped", "failed"]


class RunEvent(BaseModel):
    """What started the run."""

    id: int
    type: str
    at: str
    actor: dict[str, Any]


class RunRecord(BaseModel):
    """On which record; `number` where the reader may read it."""

    id: str
    number: str | None


class RunStep(BaseModel):
    """One attempt at one step; what the action says it did is in `data`, with secrets hidden."""

    step: int
    attempt: int
    action: str
    state: Literal["done", "skipped", "refused", "failed", "waiting"]
    code: str | None
    text: str | None
    data: dict[str, Any]
    at: str
    milliseconds: float


class RunAnswer(BaseModel):
    """One run of a rule. `reason` is a code, `reason_text` its sentence."""

    id: str
    rule: str
    name: str
    version: int
    state: RunState
    reason: str | None
    reason_text: str | None
    form: str
    record: RunRecord
    event: RunEvent
    cause: list[int]
    chain: list[str]
    step: int
    attempts: int
    inputs: dict[str, Any]
    steps: list[RunStep]
    created_at: str
    started_at: str | None
    ended_at: str | None
    milliseconds: float


class RunPage(BaseModel):
    """Newest first."""

    items: list[RunAnswer]
    next: str | None


class Reason(BaseModel):
    """One thing that made the rule run or not."""

    code: str
    text: str
    at: str | None = None


class ConditionPart(BaseModel):
    """One comparison of the rule's condition, and whether it is true of the record now."""

    field: str
    label: str
    op: str
    value: Any = None
    found: Any = None
    holds: bool


class ConditionAnswer(BaseModel):
    """The rule's condition on the record as it is now."""

    holds: bool
    parts: list[ConditionPart]


class ExplainAnswer(BaseModel):
    """Why a rule did or did not run on a record."""

    rule: str
    name: str
    version: int
    trigger: str
    record: RunRecord
    reasons: list[Reason]
    condition: ConditionAnswer
    runs: list[RunAnswer]


class ButtonAnswer(BaseModel):
    """A button that the caller has on the record."""

    rule: str
    label: str


class Pressed(BaseModel):
    """The event of the press; the rule runs right after."""

    event: int
