"""What shall become of an app: the value that drafts, blueprints and rollbacks have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Documents = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall become of an app: documents as written, by kind and key, and what shall be gone.

    What is named nowhere stays. `name` None leaves the app's name.
    """

    app: str
    documents: Documents
    removed: frozenset[tuple[str, str]] = frozenset()
    name: Any = None

    def to_json(self) -> dict[str, Any]:
        """As the journal keeps it."""
        return {
            "app": self.app,
            "name": self.name,
            "documents": self.documents,
            "removed": sorted(list(each) for each in self.removed),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Wanted":
        """From the journal."""
        removed = frozenset((kind, key) for kind, key in raw["removed"])
        return cls(raw["app"], raw["documents"], removed, raw["name"])
