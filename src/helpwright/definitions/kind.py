"""What a kind of definition is: its section in a blueprint, its document model, its checks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from helpwright.definitions.model import Part
from helpwright.platform.statement import Statement


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """Something wrong inside a document; `path` from the document's root."""

    path: tuple[str | int, ...]
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AppDraft:
    """An app as it would be after an import: typed documents by kind and key. `elsewhere` is live in other apps."""

    key: str
    documents: Mapping[str, Mapping[str, Any]]
    elsewhere: Sequence[Part] = ()

    def of(self, kind: str) -> Mapping[str, Any]:
        """Documents of one kind by key."""
        return self.documents.get(kind, {})


@dataclass(frozen=True, slots=True)
class Materialized:
    """What publishing a part does to the database, and what it must remember.

    `clashes` says what it means when stored values violate a constraint of that name.
    """

    statements: Sequence[Statement] = ()
    physical: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[DocumentProblem] = ()
    clashes: Mapping[str, DocumentProblem] = field(default_factory=dict)


def _no_check(_draft: AppDraft, _key: str, _document: Any) -> Iterable[DocumentProblem]:
    return ()


def _all_runs(_document: Any) -> Sequence[str]:
    return ()


def _nothing(_part: Part | None, _app: str, _key: str, _part_id: int, _document: Any) -> Materialized:
    return Materialized()


@dataclass(frozen=True, slots=True)
class DefinitionKind:
    """One kind of artefact. `materialize(live part or None, app, key, part id, new document)` plans its DDL."""

    name: str
    section: str
    model: type[BaseModel]
    check: Callable[[AppDraft, str, Any], Iterable[DocumentProblem]] = _no_check
    not_yet_run: Callable[[Any], Sequence[str]] = _all_runs
    materialize: Callable[[Part | None, str, str, int, Any], Materialized] = _nothing
    key_bytes: int = 40
