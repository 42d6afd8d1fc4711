"""Shapes of answers about blueprints, for the interface description."""

from typing import Literal

from pydantic import BaseModel


class ChangeAnswer(BaseModel):
    """One part of the app: what becomes of it, and what of it is kept but does not run yet."""

    part: str
    key: str
    change: Literal["added", "changed", "unchanged"]
    state: Literal["runs", "not_yet_run"]
    detail: list[str]


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
