"""Shapes of answers about blueprints, for the interface description."""

from typing import Literal

from pydantic import BaseModel


class SampleAnswer(BaseModel):
    """A record that an effect concerns: its number, the value as people read it, why it will not convert."""

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


class ChangeAnswer(BaseModel):
    """One part of the app: what becomes of it, in words, and what of it is kept but does not run yet (`detail`)."""

    part: str
    kind: str
    key: str
    change: Literal["added", "changed", "removed", "unchanged"]
    state: Literal["runs", "not_yet_run"]
    detail: list[str]
    diff: list[str]
    effects: list[EffectAnswer]


class PlanProblem(BaseModel):
    """What is wrong where in the document; line and column count from 1."""

    path: str
    code: str
    line: int
    column: int
    message: str


class PlanAnswer(BaseModel):
    """What a blueprint changes, or changed."""

    app: str
    changes: list[ChangeAnswer]
    problems: list[PlanProblem]
