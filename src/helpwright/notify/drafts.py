"""What a stored message keeps beside its columns: a document that becomes a draft again."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.kernel.clock import iso
from helpwright.notify.model import Draft
from helpwright.notify.robot_kind import Mention

_KEPT = ("filled", "name", "field", "secret_link", "locale", "app", "path")
_LEFT = frozenset({"fallback", "letter"})


def extra_of(draft: Draft) -> dict[str, Any]:
    """The column `extra`."""
    kept = {key: value for key in _KEPT if (value := getattr(draft, key)) is not None}
    if draft.mentions:
        kept["mentions"] = [asdict(each) for each in draft.mentions]
    if draft.fallback is not None:
        kept["fallback"] = to_document(draft.fallback)
    if draft.letter is not None:
        kept["letter"] = True
    return kept


def to_document(draft: Draft) -> dict[str, Any]:
    """A draft as JSON; a fallback of a fallback is none, nor is its letter kept."""
    document = {key: value for key, value in asdict(draft).items() if value is not None and key not in _LEFT}
    for key in ("record_id", "person_id"):
        if key in document:
            document[key] = str(document[key])
    if draft.due_at is not None:
        document["due_at"] = iso(draft.due_at)
    return document


def from_document(document: Mapping[str, Any]) -> Draft:
    """The draft of `to_document`."""
    read = dict(document)
    for key in ("record_id", "person_id"):
        if read.get(key) is not None:
            read[key] = UUID(read[key])
    if read.get("due_at") is not None:
        read["due_at"] = datetime.fromisoformat(read["due_at"])
    read["cause"] = tuple(read.get("cause", ()))
    read["mentions"] = mentions_in(read)
    return Draft(**read)


def mentions_in(document: Mapping[str, Any]) -> tuple[Mention, ...]:
    """Whom a stored message calls."""
    return tuple(Mention(**each) for each in document.get("mentions", ()))
