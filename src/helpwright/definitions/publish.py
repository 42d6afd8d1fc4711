"""Carry out a blueprint plan: DDL, new versions and the new epoch, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import LockNotAvailable, UniqueViolation

from helpwright.definitions.blueprint import Plan, Problem, from_document
from helpwright.definitions.kind import DefinitionKind, DocumentProblem
from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet, Part, same_document
from helpwright.definitions.pins import PinCheck, nothing_pinned
from helpwright.definitions.store import (
    APPS,
    EPOCH,
    PARTS,
    SETTINGS,
    lock_form,
    lock_publishing,
    place_part,
    publish_part,
    raise_epoch,
    reserve_part,
    save_app,
    to_set,
)
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid
from helpwright.platform.database import Database, Session, Statement

_ATTEMPTS = 10


async def publish(
    plan: Plan,
    kinds: Sequence[DefinitionKind],
    database: Database,
    definitions: Definitions,
    clock: Clock,
    by: UUID | None,
    pinned: PinCheck = nothing_pinned,
    *also: Statement,
) -> None:
    """Make the plan live; nothing happens when everything is unchanged, or when `pinned` finds problems.

    `also` belongs into the same transaction, such as an entry of the audit.

    Raises Invalid when the plan has problems (or a change cannot be made to the tables), Conflict when
    writers keep a form busy for too long. No reader or writer waits more than the lock timeout of 2 s.
    """
    if plan.problems:
        raise invalid(plan.problems)
    for attempt in range(_ATTEMPTS):
        try:
            async with database.transaction() as session:
                await session.execute(Statement("SET LOCAL lock_timeout = '2s'"))
                await session.execute(lock_publishing())
                await _apply(plan, kinds, session, clock.now(), by, pinned)
                for statement in also:
                    await session.execute(statement)
            break
        except LockNotAvailable as error:
            if attempt + 1 == _ATTEMPTS:
                raise Conflict("publish_busy") from error
    await definitions.refresh()


@dataclass(frozen=True, slots=True)
class _New:
    """One part as it shall be; `live` is what it replaces."""

    kind: DefinitionKind
    key: str
    document: Any
    typed: Any
    position: int
    live: Part | None

    def problem(self, found: DocumentProblem) -> FieldProblem:
        """A problem inside the document, named from the root of the blueprint."""
        return FieldProblem(".".join(map(str, (self.kind.section, self.key, *found.path))), found.code, {**found.data})


async def pinned_problems(
    plan: Plan,
    kinds: Sequence[DefinitionKind],
    live: DefinitionSet,
    session: Session,
    pinned: PinCheck,
) -> Sequence[Problem]:
    """What stands in the way of the plan because something under way needs it, with its place in the text."""
    before, after = plan.drafts(kinds, live)
    return [from_document(each, (), plan.text) for each in await pinned(session, before, after)]


async def _apply(
    plan: Plan,
    kinds: Sequence[DefinitionKind],
    session: Session,
    at: datetime,
    by: UUID | None,
    pinned: PinCheck,
) -> None:
    live = to_set(*await session.pipeline((EPOCH, SETTINGS, APPS, PARTS)))
    await session.execute(save_app(plan.app, plan.name, at))
    new = list(_new_parts(plan, kinds, live))
    for each in new:
        await _publish_part(session, plan.app, each, at, by)
    if new:
        problems = await pinned_problems(plan, kinds, live, session, pinned)
        if problems:
            raise invalid(problems)
    moved = list(_moved(plan, kinds, live))
    for part, position in moved:
        await session.execute(place_part(part.id, position))
    if new or moved or plan.app not in live.apps or live.apps[plan.app].name != plan.name:
        await session.execute(raise_epoch())


def _new_parts(plan: Plan, kinds: Sequence[DefinitionKind], live: DefinitionSet) -> Iterable[_New]:
    for kind in kinds:
        known = {part.key: part for part in live.of_kind(kind.name, plan.app)}
        order = _order(plan, kind, live)
        for key, document in plan.documents.get(kind.name, {}).items():
            part = known.get(key)
            if part is None or not same_document(part.document, document):
                yield _New(kind, key, document, plan.typed[kind.name][key], order.index(key), part)


def _order(plan: Plan, kind: DefinitionKind, live: DefinitionSet) -> list[str]:
    """Keys as they shall stand: as in the text when it names all of them, else new ones behind those that are live."""
    known, wanted = [part.key for part in live.of_kind(kind.name, plan.app)], list(plan.documents.get(kind.name, {}))
    return wanted if set(known) <= set(wanted) else [*known, *(key for key in wanted if key not in known)]


def _moved(plan: Plan, kinds: Sequence[DefinitionKind], live: DefinitionSet) -> Iterable[tuple[Part, int]]:
    """Live parts that come to stand at another place among those of their kind."""
    for kind in kinds:
        parts, order = live.of_kind(kind.name, plan.app), _order(plan, kind, live)
        if [part.key for part in parts] != [key for key in order if any(part.key == key for part in parts)]:
            yield from ((part, order.index(part.key)) for part in parts)


async def _publish_part(session: Session, app: str, new: _New, at: datetime, by: UUID | None) -> None:
    row = await session.one(reserve_part(app, new.kind.name, new.key, new.position))
    part_id: int = row["id"] if row else 0
    result = new.kind.materialize(new.live, app, new.key, part_id, new.typed)
    if result.problems:
        raise Invalid([new.problem(each) for each in result.problems], "blueprint_invalid")
    if new.live is not None:
        # Also without DDL: whoever writes under the old version is done before it is looked at what needs it.
        await session.execute(lock_form(part_id))
    try:
        for statement in result.statements:
            await session.execute(statement)
    except UniqueViolation as error:
        clash = result.clashes.get(error.diag.constraint_name or "")
        if clash is None:
            raise
        raise Invalid([new.problem(clash)], "blueprint_invalid") from error
    for statement in publish_part(part_id, new.document, result.physical, at, by):
        await session.execute(statement)


def invalid(problems: Sequence[Problem]) -> Invalid:
    """The problems of a plan as an answer to its sender."""
    return Invalid([FieldProblem(each.path, each.code, _data(each)) for each in problems], "blueprint_invalid")


def _data(problem: Problem) -> dict[str, Any]:
    data: Mapping[str, Any] = problem.data
    return {**data, "line": problem.line, "column": problem.column}
