"""Change or delete a record: look under a lock, decide, write; two round trips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpwright.access.audit import entry
from helpwright.access.row_scope import Branch
from helpwright.forms.form import Form
from helpwright.forms.validate import changed_values
from helpwright.jobs.events import append
from helpwright.kernel.errors import Conflict, Missing
from helpwright.kernel.events import Actor, Event
from helpwright.platform.database import Row, Statement
from helpwright.records.engine import RecordEngine
from helpwright.records.model import Record, changes_of, json_values, shown_json
from helpwright.records.operations.create import checks, link_checks
from helpwright.records.read import View
from helpwright.records.refusals import in_our_words
from helpwright.records.since import changes_since, overtaken
from helpwright.records.store import delete, enter, get, to_record, update


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants changed: raw inputs, and the version they looked at (None: whichever it is now).

    `began` asks for less than `version`: only a field that others changed since then is not overwritten.
    """

    record_id: UUID
    values: Any
    version: int | None = None
    began: int | None = None


async def change(
    engine: RecordEngine,
    view: View,
    wish: Change,
    scope: Branch,
    actor: Actor,
    beside: Sequence[Statement] = (),
) -> list[list[Row]] | None:
    """Write the inputs into fields that the view may write on this row.

    The rows of `beside`, read after the write in its round trip; None when nothing differed and nothing was written.
    Raises Missing (not there or outside the scope), Conflict `stale` with both versions, `not_unique`,
    Invalid, StaleDefinitionsError.
    """
    form, now = view.form, engine.clock.now()
    looks = [enter(form, view.definitions.epoch), _locked(view, wish.record_id, scope)]
    if wish.began is not None:
        looks.append(changes_since(wish.record_id, wish.began))
    with in_our_words(form):
        async with engine.database.deciding(looks) as decision:
            record = _found(form, decision.rows[1])
            values = changed_values(form, wish.values, view.writable_of(record))
            _check_version(view, record, wish.version, values)
            changed = {key: value for key, value in values.items() if record.values.get(key) != value}
            if not changed:
                return None
            if wish.began is not None and overtaken(form, record, wish.began, decision.rows[2], changed):
                raise _stale(view, record, wish.began, values)
            for guard in engine.change_guards:
                await guard(decision.session, view.definitions, form, record, changed)
            reactions = [
                await read(decision.session, view.definitions, form, record, changed, actor, now)
                for read in engine.changed_readers
            ]
            data = {"changes": changes_of(form, record.values, changed), "version": record.version + 1}
            updated = Event("record_updated", form.name, record.id, actor, now, data)
            system = {"updated_at": now, "updated_by": actor.id}
            rows = await decision.finish(
                [
                    *link_checks(form, changed, view.linkable),
                    update(form, record.id, changed, system),
                    *checks(form, record.id, changed, actor),
                    *(statement for reaction in reactions for statement in reaction.statements),
                    append(updated, *(each for reaction in reactions for each in reaction.events)),
                    *beside,
                ],
            )
            return rows[len(rows) - len(beside) :]


async def remove(
    engine: RecordEngine, view: View, wish: Change, scope: Branch, actor: Actor, beside: Sequence[Statement] = ()
) -> None:
    """Put the record into the recycle bin, and write `beside` with it.

    Raises Missing, Conflict `stale`, StaleDefinitionsError.
    """
    record_id = wish.record_id
    form, now = view.form, engine.clock.now()
    looks = (enter(form, view.definitions.epoch), _locked(view, record_id, scope))
    with in_our_words(form):
        async with engine.database.deciding(looks) as decision:
            record = _found(form, decision.rows[1])
            _check_version(view, record, wish.version, {})
            data = {"number": record.number, "version": record.version + 1}
            event = Event("record_deleted", form.name, record_id, actor, now, data)
            reactions = [
                await read(decision.session, view.definitions, form, record, actor, now)
                for read in engine.removed_readers
            ]
            await decision.finish(
                [
                    delete(form, record_id, actor.id, now),
                    entry(now, "record_deleted", view.caller, f"{form.name}:{record_id}", {"number": record.number}),
                    *(statement for reaction in reactions for statement in reaction.statements),
                    append(event, *(each for reaction in reactions for each in reaction.events)),
                    *beside,
                ],
            )


def _locked(view: View, record_id: UUID, scope: Branch) -> Statement:
    return get(view.form, record_id, scope.sql, scope.params, lock=True, marks=view.marks)


def _found(form: Form, rows: list[dict[str, Any]]) -> Record:
    if not rows:
        raise Missing("record_missing")
    return to_record(form, rows[0])


def _check_version(view: View, record: Record, version: int | None, values: Mapping[str, Any]) -> None:
    if version is not None and version != record.version:
        raise _stale(view, record, version, values)


def _stale(view: View, record: Record, version: int, values: Mapping[str, Any]) -> Conflict:
    return Conflict(
        "stale",
        current={"version": record.version, "values": json_values(view.form, view.visible_values(record))},
        yours={"version": version, "values": shown_json(view.form, values)},
    )
