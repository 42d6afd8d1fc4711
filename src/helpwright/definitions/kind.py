"""What a kind of definition is: its section in a blueprint, its document model, its checks."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from pydantic import BaseModel

from helpwright.definitions.element import Element
from helpwright.definitions.model import Part
from helpwright.kernel.errors import FieldProblem
from helpwright.platform.statement import Runner, Statement


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """Something wrong inside a document; `path` from the document's root. Warnings do not keep it from going live."""

    path: tuple[str | int, ...]
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "error"


def field_problem(problem: DocumentProblem) -> FieldProblem:
    """The problem as an answer names it, its path dotted."""
    return FieldProblem(".".join(map(str, problem.path)), problem.code, {**problem.data})


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
class Effect:
    """What publishing does to what is stored or under way. `path` from the document's root.

    `accept` names what the publisher must accept first (dotted, from the root of the blueprint); `sample` shows some
    of the records concerned.
    """

    path: tuple[str | int, ...]
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)
    sample: Sequence[Mapping[str, Any]] = ()
    accept: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """An index that is made while people write. `sql` is CREATE … CONCURRENTLY, `name` is quoted with its schema.

    `clash` says what it means when stored values forbid it.
    """

    name: str
    sql: str
    clash: DocumentProblem | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """How far a backfill got: the last record it looked at (None: it is through), and how many rows that were."""

    last: UUID | None
    rows: int


class Backfill(Protocol):
    """Carries stored values into new columns while people go on writing."""

    async def total(self, session: Runner) -> int:
        """About how many rows there are."""
        ...

    async def batch(self, session: Runner, publication: UUID, after: UUID | None) -> Batch:
        """Convert the rows that follow `after`, in the open transaction."""
        ...

    async def catch_up(self, session: Runner, publication: UUID, *, wait: bool) -> int:
        """Convert rows that were written meanwhile, in the open transaction; how many there were. 0: none is left.

        With `wait` it waits for locked rows instead of leaving them for later.
        """
        ...

    async def refusals(self, session: Runner, publication: UUID) -> Sequence[tuple[tuple[str | int, ...], int]]:
        """Paths of fields with values that the new type did not take, with their number."""
        ...


@dataclass(frozen=True, slots=True)
class Materialized:
    """What publishing a part does to the database, and what it must remember.

    `expand` may run twice, is undone by `undo`, and disturbs nobody; then comes the `backfill`, then `indexes`;
    `statements` run in the transaction of the switch, `contract` after it (each may run twice). `clashes` says what it
    means when stored values violate a constraint of that name.
    """

    statements: Sequence[Statement] = ()
    physical: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[DocumentProblem] = ()
    clashes: Mapping[str, DocumentProblem] = field(default_factory=dict)
    expand: Sequence[Statement] = ()
    undo: Sequence[Statement] = ()
    backfill: Backfill | None = None
    indexes: Sequence[Index] = ()
    contract: Sequence[Statement] = ()


def _no_check(_draft: AppDraft, _key: str, _document: Any) -> Iterable[DocumentProblem]:
    return ()


def _all_runs(_document: Any) -> Sequence[str]:
    return ()


def _nothing(_part: Part | None, _app: str, _key: str, _part_id: int, _document: Any) -> Materialized:
    return Materialized()


EffectsOf = Callable[[Runner, Part, Any], Awaitable[Sequence[Effect]]]
"""Looks at what is stored: the effects of publishing a typed document (None: of removing it) over a live part."""


async def _no_effects(_session: Runner, _part: Part, _document: Any) -> Sequence[Effect]:
    return ()


Facts = Mapping[str, Mapping[str, float]]
"""Numbers about live parts, by key: `{"ticket": {"records": 1248}}`."""

FactsOf = Callable[[Runner, Sequence[Part], datetime], Awaitable[Facts]]
"""Counts what is true about the live parts of one app at an instant, in as many statements for many as for one."""


async def _no_facts(_session: Runner, _parts: Sequence[Part], _now: datetime) -> Facts:
    return {}


@dataclass(frozen=True, slots=True)
class DefinitionKind:
    """One kind of artefact. `materialize(live part or None, app, key, part id, new document)` plans its DDL.

    `elements` are what the typed operations on its drafts know.
    """

    name: str
    section: str
    model: type[BaseModel]
    check: Callable[[AppDraft, str, Any], Iterable[DocumentProblem]] = _no_check
    not_yet_run: Callable[[Any], Sequence[str]] = _all_runs
    materialize: Callable[[Part | None, str, str, int, Any], Materialized] = _nothing
    key_bytes: int = 40
    elements: Sequence[Element] = ()
    effects: EffectsOf = _no_effects
    facts: FactsOf = _no_facts
