"""See a sensitive value: by who may read the field, for a reason, with an entry in the audit for every look."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from helpwright.access.audit import entry
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.values import ValueRefused
from helpwright.records.engine import RecordEngine
from helpwright.records.read import View, read_one

SHORTEST_REASON = 2
_READS = frozenset({"read", "write"})


@dataclass(frozen=True, slots=True)
class Look:
    """Whose values somebody wants to see, and why."""

    record_id: UUID
    fields: Sequence[str]
    reason: str


async def reveal(engine: RecordEngine, view: View, look: Look) -> dict[str, str | None]:
    """The values, None where there is none. They are told only once the audit knows of it.

    Raises Missing, Invalid for a field that is not sensitive or that the caller does not read whole on this record,
    or whose key is gone.
    """
    if len(look.reason.strip()) < SHORTEST_REASON:
        raise Invalid([FieldProblem("reason", "sensitive_reason")])
    record = await read_one(engine, view, look.record_id)
    rights, sealed = view.rights_on(record), {each.key: each for each in view.form.sealed}
    wanted = list(dict.fromkeys(look.fields))
    problems = [
        FieldProblem("fields", "sensitive_none", {"field": key[:80]})
        for key in wanted
        if key not in sealed or rights.get(key) not in _READS
    ]
    what = f"{view.form.name}:{record.id}"
    if problems:
        refused = {"fields": [key[:80] for key in wanted], "number": record.number}
        now = engine.clock.now()
        await engine.database.write([entry(now, "sensitive_read", view.caller, what, refused, result="sensitive_none")])
    if problems or not wanted:
        raise Invalid(problems or [FieldProblem("fields", "required")])
    found: dict[str, str | None] = {}
    for key in wanted:
        value = record.values.get(key)
        try:
            found[key] = None if not value else str(sealed[key].type.opened(value)[1])
        except ValueRefused as error:
            raise Invalid([FieldProblem(key, error.code, error.data)]) from error
    told = {"fields": wanted, "reason": look.reason.strip(), "number": record.number}
    await engine.database.write([entry(engine.clock.now(), "sensitive_read", view.caller, what, told)])
    return found
