"""People whom parts of apps name: what no longer reaches anybody once they have left, said to whoever builds or leaves.

A document names a person by id anywhere in it, and where it says `person` by mail address or staff number as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpwright.definitions.kind import AppDraft, DefinitionKind, DocumentProblem
from helpwright.definitions.notices import NoticeCheck
from helpwright.platform.database import Row, Session, Statement, to_json

PERSON = "person"
_ID_LENGTH = 36
_ASKS = frozenset({"when", "if", "if_still", "filter", "filters"})
"""What compares with a person expects nothing of them: whoever has left still stands in records."""
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """One place. `text` is an id, or a mail address or staff number in small letters."""

    path: Path
    text: str
    asks: bool = False


def named_in(document: Any, path: Path = (), *, asks: bool = False) -> Iterator[Named]:
    """Every place of a document as JSON that may name a person; `asks` where it is only compared with them."""
    if isinstance(document, Mapping):
        for key, value in document.items():
            below = (*path, key)
            if key == PERSON and isinstance(value, str):
                yield Named(below, value.strip().lower(), asks)
            else:
                yield from named_in(value, below, asks=asks or key in _ASKS)
    elif isinstance(document, list | tuple):
        for place, value in enumerate(document):
            yield from named_in(value, (*path, place), asks=asks)
    elif isinstance(document, UUID):
        yield Named(path, str(document), asks)
    elif isinstance(document, str) and _is_id(document):
        yield Named(path, document.lower(), asks)


def _is_id(text: str) -> bool:
    try:
        return len(text) == _ID_LENGTH and str(UUID(text)) == text.lower()
    except ValueError:
        return False


def called(row: Row) -> frozenset[str]:
    """By what a document may name the person of a row `{id, email, staff_number}`."""
    return frozenset(str(row[key]).lower() for key in ("id", "email", "staff_number") if row[key])


def names(document: Any, texts: frozenset[str]) -> bool:
    """Whether a document as JSON names somebody who is called so, be it only to compare."""
    # Most name nobody, and to find that out in its bytes is much cheaper.
    written = to_json(document).decode().lower()
    return any(text in written for text in texts) and any(each.text in texts for each in named_in(document))


def people_notices(kinds: Sequence[DefinitionKind]) -> NoticeCheck:
    """A check that warns of every place of an app which gives something to somebody who has no access any more."""

    async def check(session: Session, draft: AppDraft) -> Sequence[DocumentProblem]:
        found = [
            each
            for kind in kinds
            for key, document in draft.of(kind.name).items()
            for each in named_in(document.model_dump(mode="json", by_alias=True), (kind.section, key))
            if not each.asks
        ]
        if not found:
            return ()
        gone = gone_of(await session.all(_known({each.text for each in found})))
        return [
            DocumentProblem(each.path, "named_person_left", {"name": gone[each.text]}, severity="warning")
            for each in found
            if each.text in gone
        ]

    return check


def gone_of(rows: Sequence[Row]) -> Mapping[str, str]:
    """Names of those without access by what they may be called; whom somebody with access shares that with is left out.

    Pure; rows `{id, email, staff_number, name, active}`.
    """
    there = {text for row in rows if row["active"] for text in called(row)}
    return {text: str(row["name"]) for row in rows if not row["active"] for text in called(row) - there}


def _known(texts: set[str]) -> Statement:
    return Statement(
        """SELECT id, email, staff_number, name, active FROM people
        WHERE id::text = ANY(%(texts)s) OR lower(email) = ANY(%(texts)s) OR lower(staff_number) = ANY(%(texts)s)""",
        {"texts": sorted(texts)},
    )
