"""Shapes of answers about blueprints, for the interface description."""

from typing import Literal

from pydantic import BaseModel


class SampleAnswer(BaseModel):
    """A record that an effect concerns: its id and number, the value as people read it, why it will not convert."""

    record: str
    number: str
    value: str
    why: str | None


class EffectAnswer(BaseModel):
    """What publishing does to what is stored or under way; with `accept` only when the publisher accepts it."""

    path: str
    code: str
    message: str
    accept: str | None
    sample: list[SampleAnswer]


class DetailAnswer(BaseModel):
    """A difference in its parts: what it is about, what was and will be there; null: nothing that fits a line.

    `at` are the keys and places of the elements on the way to it.
    """

    how: Literal["added", "removed", "changed", "order"]
    what: str
    before: str | None
    after: str | None
    at: list[str | int]


class ChangeAnswer(BaseModel):
    """One part of the app: what becomes of it, in words, and what of it is kept but does not run yet (`detail`).

    `diff` and `details` tell the same, as sentences and in their parts.
    """

    part: str
    kind: str
    key: str
    label: str
    change: Literal["added", "changed", "removed", "unchanged"]
    state: Literal["runs", "not_yet_run"]
    detail: list[str]
    diff: list[str]
    details: list[DetailAnswer]
    effects: list[EffectAnswer]


class PlanProblem(BaseModel):
    """What is wrong where in the document; line and column count from 1."""

    path: str
    code: str
    line: int
    column: int
    message: str


class PlanNotice(BaseModel):
    """What is to be done beside: nothing of it keeps the app from being brought in."""

    path: str
    code: str
    message: str


class PlanAnswer(BaseModel):
    """What a blueprint changes, or changed. `new`: there was no such app."""

    app: str
    label: str
    new: bool
    changes: list[ChangeAnswer]
    problems: list[PlanProblem]
    notices: list[PlanNotice]
