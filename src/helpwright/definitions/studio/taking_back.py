"""Takes a publication back as a whole: every part that it changed is again as it was before, in one new publication.

What has been published since stays, and stands in the way where it has changed the same parts or needs what would go:
the problems say so. Tickets under way keep their versions, as with every publication.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from helpwright.definitions.check import examine
from helpwright.definitions.kind import DocumentProblem
from helpwright.definitions.model import DefinitionSet, same_document
from helpwright.definitions.preview import compare, with_effects
from helpwright.definitions.publications.expected import EXPECTS, GONE
from helpwright.definitions.publications.model import TAKES_BACK, Publication, Wish
from helpwright.definitions.store import before_publication
from helpwright.definitions.studio.desk import ChangeSet, StudioDesk
from helpwright.definitions.wanted import Wanted
from helpwright.kernel.errors import Conflict, Missing
from helpwright.platform.database import Row


async def way_back(desk: StudioDesk, publication: UUID) -> tuple[Publication, ChangeSet]:
    """What taking it back would change, and what stands in the way.

    Raises Missing, Conflict `take_back_not_live` for one that never went live, `take_back_first` for the first of its
    app, `take_back_nothing` for one that changed nothing, `take_back_done` when all is as it was before.
    """
    found = await desk.publisher.read(publication)
    if found is None:
        raise Missing("publication_missing")
    if found.version is None:
        raise Conflict("take_back_not_live")
    if found.version == 1:
        raise Conflict("take_back_first")
    live = await desk.require_app(found.app)
    rows = await desk.database.all(before_publication(publication))
    if not rows:
        raise Conflict("take_back_nothing")
    known = {kind.name: kind for kind in desk.kinds}
    rows = [row for row in rows if row["kind"] in known]
    if all(_same(_live(live, row), row["before"]) for row in rows):
        raise Conflict("take_back_done")
    wanted = _wanted(found.app, rows)
    examined = examine(wanted, desk.kinds, live)
    problems = [*_changed_since(desk, rows, live), *examined.problems]
    previews = compare(examined, desk.kinds, live)
    if not problems:
        async with desk.database.session() as session:
            problems += await desk.pinned(session, *examined.drafts(desk.kinds, live))
            previews = await with_effects(session, examined, previews, desk.kinds, live)
    return found, ChangeSet((), live, examined, problems, previews)


async def take_back(
    desk: StudioDesk, publication: UUID, accepted: frozenset[str], by: UUID | None, wish: Wish
) -> Publication:
    """Do it. Raises as `way_back`, and Invalid, Conflict `publish_running`."""
    _, changes = await way_back(desk, publication)
    wanted = changes.examined.wanted
    names = {(kind, key) for kind, each in wanted.documents.items() for key in each} | wanted.removed
    live = {(part.kind, part.key): part.version for part in changes.live.parts if part.app == wanted.app}
    expected = {f"{kind}.{key}": live.get((kind, key), GONE) for kind, key in sorted(names)}
    sequel = {**wish.sequel, TAKES_BACK: str(publication), EXPECTS: expected}
    return await desk.go_back(changes, accepted, by, Wish(wish.note, wish.due_at, sequel))


def _wanted(app: str, rows: Sequence[Row]) -> Wanted:
    """The documents before, and what was not there before."""
    documents: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["before"] is not None:
            documents.setdefault(row["kind"], {})[row["key"]] = row["before"]
    removed = frozenset((row["kind"], row["key"]) for row in rows if row["before"] is None)
    return Wanted(app, documents, removed)


def _same(one: Any, other: Any) -> bool:
    """What was changed later and taken back again is as it was, though its version is another one."""
    return one is other if one is None or other is None else same_document(one, other)


def _live(live: DefinitionSet, row: Row) -> Any:
    """The document of a part that is live, or None."""
    return next((part.document for part in live.of_kind(row["kind"], row["app"]) if part.key == row["key"]), None)


def _changed_since(desk: StudioDesk, rows: Sequence[Row], live: DefinitionSet) -> list[DocumentProblem]:
    """Parts that a later publication has changed, removed or brought back, each a problem that says which one."""
    sections = {kind.name: kind.section for kind in desk.kinds}
    found = []
    for row in rows:
        if not _same(_live(live, row), row["document"]):
            document = row["document"] or row["before"] or {}
            told = {"part": document.get("name") or row["key"], "since": row["since"] or 0}
            code = "take_back_changed_since" if row["since"] else "take_back_removed_since"
            found.append(DocumentProblem((sections[row["kind"]], row["key"]), code, told))
    return found
