"""What is wanted of running instances, and how far it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

MigrationState = Literal["running", "done", "cancelled"]


@dataclass(frozen=True, slots=True)
class Migration:
    """One row. `nodes` has the node chosen for each that is gone; `refusals` are some of those that stay."""

    id: UUID
    flow: str
    to: int
    nodes: Mapping[str, str]
    state: MigrationState
    after: UUID | None
    total: int
    moved: int
    refused: int
    refusals: Sequence[Mapping[str, Any]]
    started_by: UUID | None
    started_at: datetime
    finished_at: datetime | None
