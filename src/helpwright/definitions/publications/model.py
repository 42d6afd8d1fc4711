"""A publication as a value: what is wanted, how far it got, how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from helpwright.definitions.wanted import Wanted

Step = Literal["check", "expand", "backfill", "index", "switch", "contract"]
State = Literal["waiting", "running", "done", "failed"]
Reason = Literal["changes", "blueprint", "rollback"]

TAKES_BACK = "takes_back"
"""In `Wish.sequel`: the publication whose changes are undone by this one."""
STEPS: tuple[Step, ...] = ("check", "expand", "backfill", "index", "switch", "contract")


@dataclass(frozen=True, slots=True)
class Consumed:
    """A draft that becomes live with the publication, as it was when that began."""

    kind: str
    key: str
    version: int
    base: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What goes with a publication: words about it, when it shall begin (None: at once), and its sequel.

    The sequel is what others shall do in the same commit, by their names; see `publications.sequel`.
    """

    note: str | None = None
    due_at: datetime | None = None
    sequel: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Live:
    """What stands of an app: how often it went live, when it last did, and whose doing that was."""

    version: int
    at: datetime | None
    by: UUID | None


@dataclass(frozen=True, slots=True)
class Publication:
    """One row of the journal. `progress` counts rows by part: `{"form.ticket": {after, done, total}}`.

    `contract` is what is to be tidied up: before the switch to take everything back, after it what is no longer needed.
    """

    id: UUID
    app: str
    reason: Reason
    state: State
    step: Step
    wanted: Wanted
    drafts: Sequence[Consumed]
    accepted: frozenset[str]
    started_by: UUID | None
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None
    progress: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    contract: Sequence[str] = ()
    error: Mapping[str, Any] | None = None
    version: int | None = None
    """The how-many-th publication of its app that went live; None while it has not."""
    wish: Wish = field(default_factory=Wish)

    @property
    def over(self) -> bool:
        """Whether it has ended, well or not."""
        return self.state in {"done", "failed"}
