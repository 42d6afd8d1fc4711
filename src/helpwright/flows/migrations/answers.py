"""Shapes of answers about migrations, for the interface description."""

from typing import Literal

from pydantic import BaseModel


class MigrationNode(BaseModel):
    """A node at which instances stand: where they would go on. `gone`: the new version has it no more."""

    key: str
    name: str
    type: str
    open: int
    to: str | None
    gone: bool


class MigrationTarget(BaseModel):
    """A node of the new version at which work can go on."""

    key: str
    name: str
    type: str


class MigrationReason(BaseModel):
    """Why some cannot, and how many."""

    code: str
    node: str | None
    count: int
    message: str


class MigrationRefusal(BaseModel):
    """One that stays on its version, and why."""

    record: str
    form: str
    number: str
    node: str | None
    code: str
    message: str


class OpenVersion(BaseModel):
    """How many are under way on a version."""

    version: int
    open: int


class MigrationTrialAnswer(BaseModel):
    """What a migration would do. `to` is the version that is live, or the one that the draft becomes (`draft`)."""

    to: int
    draft: bool
    total: int
    ready: int
    versions: list[OpenVersion]
    nodes: list[MigrationNode]
    targets: list[MigrationTarget]
    reasons: list[MigrationReason]
    refused: list[MigrationRefusal]


class MigrationAnswer(BaseModel):
    """How far a migration is, and how it ended; of those that stay some are named."""

    id: str
    flow: str
    to: int
    state: Literal["running", "done", "cancelled"]
    total: int
    moved: int
    refused: int
    refusals: list[MigrationRefusal]
    started_at: str
    started_by: str | None
    finished_at: str | None


class MigrationsAnswer(BaseModel):
    """The newest first."""

    items: list[MigrationAnswer]
