"""The parts that a publication changes, each with what that does to the database. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from helpwright.definitions.canonical import canonical_text
from helpwright.definitions.check import Examined, live_document
from helpwright.definitions.kind import DefinitionKind, DocumentProblem, Materialized
from helpwright.definitions.model import DefinitionSet, Part, same_document
from helpwright.kernel.errors import FieldProblem


@dataclass(frozen=True, slots=True)
class Piece:
    """One part as it shall be; `part` is what it replaces, live or removed before. New ones have no work yet."""

    kind: DefinitionKind
    key: str
    document: Any
    typed: Any
    position: int
    part: Part | None
    work: Materialized

    @property
    def name(self) -> str:
        """How the journal names it."""
        return f"{self.kind.name}.{self.key}"

    def field(self, path: Sequence[str | int]) -> str:
        """A path inside the document, dotted, from the root of the blueprint."""
        return ".".join(map(str, (self.kind.section, self.key, *path)))

    def problem(self, found: DocumentProblem) -> FieldProblem:
        """A problem inside the document as an answer names it."""
        return FieldProblem(self.field(found.path), found.code, {**found.data})


def pieces_of(examined: Examined, kinds: Sequence[DefinitionKind], live: DefinitionSet) -> list[Piece]:
    """Everything that is new or changed."""
    return list(_pieces(examined, kinds, live))


def _pieces(examined: Examined, kinds: Sequence[DefinitionKind], live: DefinitionSet) -> Iterable[Piece]:
    app = examined.wanted.app
    for kind in kinds:
        known = {part.key: part for part in live.of_kind(kind.name, app)}
        retired = {part.key: part for part in live.retired_of(kind.name, app)}
        order = order_of(examined, kind, live)
        for key, document in examined.documents.get(kind.name, {}).items():
            part = known.get(key)
            if part is not None and same_document(live_document(kind, part), document):
                continue
            before, typed = part or retired.get(key), examined.typed[kind.name][key]
            work = kind.materialize(before, app, key, before.id, typed) if before is not None else Materialized()
            yield Piece(kind, key, document, typed, order.index(key), before, work)


def removed_parts(examined: Examined, live: DefinitionSet) -> list[Part]:
    """Live parts that shall be gone."""
    wanted = examined.wanted
    return [part for part in live.parts if part.app == wanted.app and (part.kind, part.key) in wanted.removed]


def order_of(examined: Examined, kind: DefinitionKind, live: DefinitionSet) -> list[str]:
    """Keys as they shall stand: as written when that names all of them, else new ones behind those that are live."""
    wanted = list(examined.documents.get(kind.name, {}))
    known = [
        part.key
        for part in live.of_kind(kind.name, examined.wanted.app)
        if (kind.name, part.key) not in examined.wanted.removed
    ]
    return wanted if set(known) <= set(wanted) else [*known, *(key for key in wanted if key not in known)]


def moved(examined: Examined, kinds: Sequence[DefinitionKind], live: DefinitionSet) -> Iterable[tuple[Part, int]]:
    """Live parts that come to stand at another place among those of their kind."""
    for kind in kinds:
        order = order_of(examined, kind, live)
        parts = [part for part in live.of_kind(kind.name, examined.wanted.app) if part.key in order]
        if [part.key for part in parts] != [key for key in order if any(part.key == key for part in parts)]:
            yield from ((part, order.index(part.key)) for part in parts)


def renames_app(examined: Examined, live: DefinitionSet) -> bool:
    """Whether the app is new or gets another name."""
    wanted = examined.wanted
    known = live.apps.get(wanted.app)
    if known is None:
        return True
    return wanted.name is not None and not same_document(canonical_text(known.name), canonical_text(wanted.name))


def changes_nothing(examined: Examined, kinds: Sequence[DefinitionKind], live: DefinitionSet) -> bool:
    """Whether publishing it would leave everything as it is."""
    return not (
        pieces_of(examined, kinds, live)
        or removed_parts(examined, live)
        or list(moved(examined, kinds, live))
        or renames_app(examined, live)
    )
