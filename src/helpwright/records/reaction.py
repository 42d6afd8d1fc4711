"""What other concepts add to the writing of a record, in the same commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Form
from helpwright.kernel.events import Actor, Event
from helpwright.platform.database import Session
from helpwright.platform.statement import Statement
from helpwright.records.model import NewRecord, Record


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a synchronous reader adds to a write: values and system columns, statements, events."""

    values: Mapping[str, Any] = field(default_factory=dict)
    system: Mapping[str, Any] = field(default_factory=dict)
    statements: Sequence[Statement] = ()
    events: Sequence[Event] = ()


class CreatedReader(Protocol):
    """Decides, without reading anything, what else a new record brings about."""

    def __call__(self, definitions: DefinitionSet, form: Form, record: NewRecord, /) -> Reaction:
        """Called in the order of wiring, before the record is stored."""
        ...


@dataclass(frozen=True, slots=True)
class Past:
    """When the first answer to a ticket of the past was given, when it was solved and closed; None where it was not."""

    first_responded_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None


class PastReader(Protocol):
    """Writes down, beside a record that is brought in as history, what became of it. Starts nothing."""

    def __call__(self, form: Form, record: NewRecord, past: Past, now: datetime, /) -> Sequence[Statement]:
        """Called for each record of whose past enough is known; the statements follow that of the record."""
        ...


class ChangedReader(Protocol):
    """Decides what else a change of these values brings about; values and system columns cannot be added."""

    async def __call__(
        self,
        session: Session,
        definitions: DefinitionSet,
        form: Form,
        record: Record,
        changes: Mapping[str, Any],
        actor: Actor,
        at: datetime,
        /,
    ) -> Reaction:
        """Called before the change is written; may read and lock, after the record is locked."""
        ...


class RemovedReader(Protocol):
    """Ends what goes on with a record that somebody deletes."""

    async def __call__(
        self,
        session: Session,
        definitions: DefinitionSet,
        form: Form,
        record: Record,
        actor: Actor,
        at: datetime,
        /,
    ) -> Reaction:
        """May read and lock in the session's transaction, in which the record is locked."""
        ...


class RestoredReader(Protocol):
    """Begins again what goes on with a record that comes back from the recycle bin."""

    async def __call__(
        self,
        session: Session,
        definitions: DefinitionSet,
        form: Form,
        record: Record,
        actor: Actor,
        at: datetime,
        /,
    ) -> None:
        """Writes in the session's transaction, in which the record is locked and no longer deleted."""
        ...


class ChangeGuard(Protocol):
    """May refuse a change of fields that belong to somebody else, such as a status that a flow owns."""

    async def __call__(
        self,
        session: Session,
        definitions: DefinitionSet,
        form: Form,
        record: Record,
        changes: Mapping[str, Any],
    ) -> None:
        """Raises a Refusal."""
        ...
