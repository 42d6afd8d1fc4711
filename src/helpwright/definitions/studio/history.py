"""What changed from one version to another, of one artefact or with one publication."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from helpwright.definitions.diff import differences, worth_telling
from helpwright.definitions.drafts.operations import Artefact
from helpwright.definitions.element import label_of
from helpwright.definitions.kind import DefinitionKind
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.names import names_within
from helpwright.definitions.preview import detail_json, documents_of_app, vocabulary_of
from helpwright.definitions.store import published_with, versions_of
from helpwright.definitions.studio.desk import StudioDesk
from helpwright.definitions.wording import words
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Missing
from helpwright.platform.database import Row

DRAFT = 0
"""Stands for the draft where versions are compared."""
_MOST_VERSIONS = 50


class Tale:
    """Tells differences between documents of one app in a reader's words."""

    def __init__(self, desk: StudioDesk, live: DefinitionSet, app: str, locale: str) -> None:
        self._documents = documents_of_app(live, app)
        self._vocabulary = vocabulary_of(desk.sentences, locale, self._documents)
        self._locale = locale

    def details(self, kind: DefinitionKind, before: Any, after: Any) -> list[dict[str, Any]]:
        """Each difference in its parts."""
        known = self._within(before, after)
        return [detail_json(known, each) for each in worth_telling(differences(kind.elements, before, after))]

    def sentences(self, kind: DefinitionKind, before: Any, after: Any) -> list[str]:
        """Each difference as a sentence."""
        known = self._within(before, after)
        found = worth_telling(differences(kind.elements, before, after))
        return [words(known, each) for each in found]

    def _within(self, *documents: Any) -> Any:
        """What is in any of them, called as in the last that has it."""
        names: dict[tuple[str, str], str] = {}
        for each in documents:
            names |= names_within(each, self._documents, self._locale)
        return self._vocabulary.named(names)


async def versions_json(desk: StudioDesk, artefact: Artefact, locale: str) -> list[dict[str, Any]]:
    """The newest versions with what each changed, in words."""
    part = artefact.live or artefact.retired
    if part is None:
        return []
    rows = await desk.database.all(versions_of(part.id, _MOST_VERSIONS + 1))
    live = artefact.live.version if artefact.live is not None else 0
    tale = Tale(desk, await desk.definitions.current(), artefact.app, locale)
    return [
        _version_json(tale, artefact.kind, row, rows[place + 1 : place + 2], live)
        for place, row in enumerate(rows[:_MOST_VERSIONS])
    ]


def _version_json(tale: Tale, kind: DefinitionKind, row: Row, before: Sequence[Row], live: int) -> dict[str, Any]:
    return {
        "version": row["version"],
        "live": row["version"] == live,
        "published_at": iso(row["published_at"]),
        "note": row["note"],
        "published_by": {"id": row["published_by"], "name": row["published_by_name"]},
        "diff": tale.sentences(kind, before[0]["document"], row["document"]) if before else [],
    }


async def compare_json(
    desk: StudioDesk, artefact: Artefact, before: int, after: int, locale: str
) -> list[dict[str, Any]]:
    """What lies between two versions; 0 means the draft. Raises Missing."""
    live = await desk.definitions.current()
    one, other = await _document(desk, artefact, before), await _document(desk, artefact, after)
    return Tale(desk, live, artefact.app, locale).details(artefact.kind, one, other)


async def _document(desk: StudioDesk, artefact: Artefact, version: int) -> Mapping[str, Any]:
    if version != DRAFT:
        return await desk.version(artefact, version)
    if artefact.draft is None or artefact.draft.document is None:
        raise Missing("draft_missing")
    return artefact.draft.document


async def publication_parts_json(desk: StudioDesk, publication: UUID, locale: str) -> list[dict[str, Any]]:
    """The parts that a publication made live or changed, each with its differences. Raises Missing."""
    found = await desk.publisher.read(publication)
    if found is None:
        raise Missing("publication_missing")
    kinds = {kind.name: kind for kind in desk.kinds}
    tale = Tale(desk, await desk.definitions.current(), found.app, locale)
    rows = await desk.database.all(published_with(publication))
    order = {kind.name: place for place, kind in enumerate(desk.kinds)}
    parts = [_part_json(tale, kinds[row["kind"]], row, locale) for row in rows if row["kind"] in kinds]
    gone = [{"kind": kind, "key": key} for kind, key in sorted(found.wanted.removed)]
    removed: list[dict[str, Any]] = [
        {**each, "label": each["key"], "version": None, "change": "removed", "details": []} for each in gone
    ]
    return [*sorted(parts, key=lambda each: order[each["kind"]]), *removed]


def _part_json(tale: Tale, kind: DefinitionKind, row: Row, locale: str) -> dict[str, Any]:
    before = row["before"]
    return {
        "kind": row["kind"],
        "key": row["key"],
        "label": label_of(row["document"], row["key"], locale),
        "version": row["version"],
        "change": "added" if before is None else "changed",
        "details": tale.details(kind, before, row["document"]) if before is not None else [],
    }
