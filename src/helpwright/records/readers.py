"""Who may see one record: those who can be named on it, and who may know that somebody looks at it."""

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

from helpwright.access.callers import read_callers
from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.records.engine import RecordEngine
from helpwright.records.read import View
from helpwright.records.store import visible

RightsOf = Callable[[Caller, DefinitionSet], Rights]


async def readers_of(
    engine: RecordEngine, rights_of: RightsOf, view: View, record_id: UUID, people: Collection[UUID] | None = None
) -> Sequence[Caller]:
    """Of everybody, or of these people, those in whose scope the record lies.

    One round trip for all of them, and one statement for all whose scope is the same.
    """
    callers = await read_callers(engine.database, people)
    views = [View(each, view.definitions, view.form, rights_of(each, view.definitions)) for each in callers]
    scopes = [each.scope("read") for each in views]
    asked = [(scope.sql, repr(sorted(scope.params.items()))) for scope in scopes]
    checks = {
        key: visible(view.form, [record_id], scope.sql, scope.params)
        for key, scope in zip(asked, scopes, strict=True)
    }  # fmt: skip
    rows = await engine.database.read(list(checks.values())) if checks else []
    seen = {key for key, found in zip(checks, rows, strict=True) if found}
    return [caller for caller, key in zip(callers, asked, strict=True) if key in seen]


async def require_readers(
    engine: RecordEngine, rights_of: RightsOf, view: View, record_id: UUID, people: Collection[UUID]
) -> Sequence[Caller]:
    """These people, all of whom may see the record. Raises Invalid, which does not say why one may not."""
    found = await readers_of(engine, rights_of, view, record_id, people)
    if set(people) - {caller.person_id for caller in found}:
        raise Invalid([FieldProblem("mentions", "mention_unseen")])
    return found
