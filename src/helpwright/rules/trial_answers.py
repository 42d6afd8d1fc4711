"""Shapes of answers about a rule that is tried out."""

from typing import Any, Literal

from pydantic import BaseModel

from helpwright.rules.answers import ConditionAnswer


class TriedRecord(BaseModel):
    """A record; `title` where the reader may read it."""

    id: str
    number: str
    title: str


class TriedWhen(BaseModel):
    """Whether the trigger was met on the record, in words, and when."""

    holds: bool
    code: str
    text: str
    at: str | None


class TriedEffect(BaseModel):
    """One thing that would happen; `kind` says what `data` holds, `text` is a sentence where nothing would."""

    kind: Literal["message", "change", "handover", "comment", "flow", "survey", "nothing"]
    text: str | None
    data: dict[str, Any]


class TriedStep(BaseModel):
    """What one step would do. `waits`: not before `at`; `unfinished`: it cannot be read yet."""

    action: str
    state: Literal["does", "waits", "refused", "unfinished"]
    text: str | None
    at: str | None
    still: bool | None
    effects: list[TriedEffect]


class TriedOther(BaseModel):
    """A recent record on which the rule would do nothing, and why: `parts` are what of the condition is not true."""

    record: TriedRecord
    text: str | None
    parts: list[dict[str, Any]]


class TriedDay(BaseModel):
    """A day of the organization's calendar; `night` of the `n` are between 22:00 and 8:00."""

    day: str
    n: int
    night: int


class TriedPast(BaseModel):
    """What the rule would have done. `cut`: only the records changed last were looked at."""

    days: int
    records: int
    starts: int
    at_night: int
    per_day: list[TriedDay]
    cut: bool
    sample: list[TriedRecord]


class RuleTrialAnswer(BaseModel):
    """A rule tried on a real record; nothing was sent or changed. `reason` says why it could not be tried."""

    reason: Literal["form_not_live", "records_unreadable", "fields_unreadable", "unfinished", "no_records"] | None
    text: str | None
    record: TriedRecord | None
    values: dict[str, Any]
    when: TriedWhen | None
    condition: ConditionAnswer | None
    steps: list[TriedStep]
    others: list[TriedOther]
    past: TriedPast | None


class RuleActivity(BaseModel):
    """How often a rule ran."""

    rule: str
    runs: int
    failed: int


class ActivityAnswer(BaseModel):
    """Of the rules of one app that ran at all."""

    days: int
    items: list[RuleActivity]
