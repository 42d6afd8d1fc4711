"""A draft as a value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.definitions.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Draft:
    """What shall become of one artefact. `document` None: it shall be removed.

    `base` is the live version it started from (0: a new artefact), `version` grows with each save, over all drafts.
    """

    app: str
    kind: str
    key: str
    document: Mapping[str, Any] | None
    base: int
    version: int
    changed_at: datetime
    changed_by: UUID | None

    @property
    def name(self) -> str:
        """Identity: `app.key`."""
        return f"{self.app}.{self.key}"


def wanted_of(app: str, drafts: Iterable[Draft]) -> Wanted:
    """What an app becomes when these drafts are published."""
    documents: dict[str, dict[str, Any]] = {}
    removed = set()
    for draft in drafts:
        if draft.document is None:
            removed.add((draft.kind, draft.key))
        else:
            documents.setdefault(draft.kind, {})[draft.key] = draft.document
    return Wanted(app, documents, frozenset(removed))
