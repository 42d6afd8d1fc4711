"""The switch: new versions, positions, drafts and the epoch in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.errors import UniqueViolation

from helpwright.access.audit import entry
from helpwright.definitions.canonical import canonical_text
from helpwright.definitions.check import Examined
from helpwright.definitions.drafts import store as draft_store
from helpwright.definitions.kind import DefinitionKind, Materialized, field_problem
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.pins import PinCheck
from helpwright.definitions.publications import store
from helpwright.definitions.publications.model import TAKES_BACK, Publication
from helpwright.definitions.publications.patience import LOCK_SECONDS
from helpwright.definitions.publications.pieces import Piece, moved, removed_parts, renames_app
from helpwright.definitions.store import (
    lock_form,
    lock_publishing,
    place_part,
    publish_part,
    raise_epoch,
    reserve_part,
    retire_part,
    save_app,
)
from helpwright.jobs.events import append
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.events import SYSTEM, Actor, Event
from helpwright.platform.database import Session

DATASET = "definitions"


@dataclass(frozen=True)
class Work:
    """A publication with everything that was found out about it."""

    publication: Publication
    kinds: Sequence[DefinitionKind]
    live: DefinitionSet
    examined: Examined
    pieces: Sequence[Piece]


async def switch(session: Session, work: Work, pinned: PinCheck, at: datetime) -> None:
    """In the session's open transaction. Raises Invalid; LockNotAvailable when writers keep a form busy."""
    publication, examined = work.publication, work.examined
    await session.execute(store.lock_timeout(LOCK_SECONDS, local=True))
    await session.execute(lock_publishing())
    gone = removed_parts(examined, work.live)
    if renames_app(examined, work.live):
        name = canonical_text(examined.wanted.name or examined.wanted.app)
        await session.execute(save_app(examined.wanted.app, name, at))
    # Whoever writes under the old version is done before it is looked at what needs it.
    for part_id in sorted({piece.part.id for piece in work.pieces if piece.part} | {part.id for part in gone}):
        await session.execute(lock_form(part_id))
    for piece in work.pieces:
        await _last_rows(session, piece, publication)
    published = [await _publish(session, work, piece, at) for piece in work.pieces]
    for part in gone:
        await session.execute(retire_part(part.id, part.physical))
    before, after = examined.drafts(work.kinds, work.live)
    problems = await pinned(session, before, after)
    if problems:
        raise Invalid([field_problem(each) for each in problems], "publish_refused")
    for part, position in moved(examined, work.kinds, work.live):
        await session.execute(place_part(part.id, position))
    for draft in publication.drafts:
        await session.execute(draft_store.discard(publication.app, draft.kind, draft.key, draft.version))
        await session.execute(draft_store.rebase(publication.app, draft.kind, draft.key))
    epoch = (await session.all(raise_epoch()))[0]["value"]
    await session.execute(append(_announced(work, epoch, at)))
    await session.execute(entry(at, "published", publication.started_by, f"app:{publication.app}", _told(publication)))
    contract = [each.sql for done in published for each in done.contract]
    await session.execute(store.switched(publication.id, contract, at))


def _told(publication: Publication) -> dict[str, Any]:
    """For the audit: which publication it is, why, and which one it takes back."""
    back = publication.wish.sequel.get(TAKES_BACK)
    told = {"publication": str(publication.id), "reason": publication.reason}
    return {**told, TAKES_BACK: back} if back else told


async def _last_rows(session: Session, piece: Piece, publication: Publication) -> None:
    backfill = piece.work.backfill
    if backfill is None:
        return
    try:
        while await backfill.catch_up(session, publication.id, wait=True):
            pass
    except UniqueViolation as error:
        raise clashing(piece, error) from error
    await require_accepted(session, piece, publication)


async def require_accepted(session: Session, piece: Piece, publication: Publication) -> None:
    """Raise Invalid when values do not convert and the publisher did not accept that."""
    backfill = piece.work.backfill
    if backfill is None:
        return
    problems = [
        FieldProblem(piece.field(path), "values_do_not_convert", {"count": count})
        for path, count in await backfill.refusals(session, publication.id)
        if piece.field(path) not in publication.accepted
    ]
    if problems:
        raise Invalid(problems, "publish_refused")


def clashing(piece: Piece, error: UniqueViolation) -> Exception:
    """What a violated constraint means; the error itself when nobody knows."""
    name = error.diag.constraint_name or ""
    known = {**{each.name.rpartition(".")[2].strip('"'): each.clash for each in piece.work.indexes}}
    clash = piece.work.clashes.get(name) or known.get(name)
    return error if clash is None else Invalid([piece.problem(clash)], "publish_refused")


async def _publish(session: Session, work: Work, piece: Piece, at: datetime) -> Materialized:
    app, publication = work.publication.app, work.publication
    part_id, result = (piece.part.id if piece.part else 0), piece.work
    row = await session.one(reserve_part(app, piece.kind.name, piece.key, piece.position))
    if piece.part is None:
        part_id = row["id"] if row else 0
        result = piece.kind.materialize(None, app, piece.key, part_id, piece.typed)
    if result.problems:
        raise Invalid([piece.problem(each) for each in result.problems], "publish_refused")
    try:
        for statement in result.statements:
            await session.execute(statement)
    except UniqueViolation as error:
        raise clashing(piece, error) from error
    by = publication.started_by
    for statement in publish_part(part_id, piece.document, result.physical, at, by, publication.id):
        await session.execute(statement)
    return result


def _announced(work: Work, epoch: int, at: datetime) -> Event:
    publication = work.publication
    actor = SYSTEM if publication.started_by is None else Actor("person", publication.started_by)
    parts = [piece.name for piece in work.pieces]
    parts += [f"{part.kind}.{part.key}" for part in removed_parts(work.examined, work.live)]
    data = {"app": publication.app, "parts": parts, "version": epoch, "reason": publication.reason}
    return Event("definition_published", DATASET, publication.id, actor, at, data)
