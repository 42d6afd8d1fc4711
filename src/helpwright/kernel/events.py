"""Domain events: what happened to a record, written in the transaction that did it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a person, the customer behind a link, or the system (`id`: the run of a rule on whose behalf)."""

    kind: str
    id: UUID | None = None

    @property
    def person_id(self) -> UUID | None:
        """The person's id; None for all others."""
        return self.id if self.kind == "person" else None

    def to_json(self) -> dict[str, Any]:
        """JSON form."""
        return {"kind": self.kind, "id": None if self.id is None else str(self.id)}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Actor":
        """The actor of `to_json`."""
        return cls(kept["kind"], None if kept.get("id") is None else UUID(kept["id"]))


SYSTEM = Actor("system")
CUSTOMER = Actor("customer")


@dataclass(frozen=True, slots=True)
class Event:
    """One change. `dataset` is the form (`app.key`) the record belongs to; `cause` is the chain of event ids."""

    type: str
    dataset: str
    record_id: UUID | None
    actor: Actor
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    cause: tuple[int, ...] = ()
