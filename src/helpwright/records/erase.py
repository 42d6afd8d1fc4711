"""Erase 抹除 what a record knows of a person: its values, their keys, and what history, files and texts say of them.

What is left is the record itself, with its number, dates and course, and an entry that says what was erased and why.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from helpwright.access.audit import entry
from helpwright.forms.form import Field, Form
from helpwright.forms.history import empty_history
from helpwright.forms.publish import Table
from helpwright.jobs.events import append
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.events import Actor, Event
from helpwright.platform.database import Row, Session, Statement
from helpwright.records.engine import RecordEngine
from helpwright.records.erase_store import (
    empty_columns,
    empty_comments,
    keep,
    orphan_files,
    texts_about,
)
from helpwright.records.file_store import COMMENTS
from helpwright.records.imports.origin import unnoted_origin
from helpwright.records.imports.store import empty_rows
from helpwright.records.key_store import destroy
from helpwright.records.read import View, record_in, require_action
from helpwright.records.refusals import in_our_words
from helpwright.records.reveal import SHORTEST_REASON
from helpwright.records.store import enter, get, update

Texts = Literal["comments", "messages"]
Beside = Callable[[UUID, Texts], Sequence[Statement]]
"""Statements that empty what other concepts keep of such texts about a record."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is to go beside the sensitive values: `fields` that are not sensitive, and `also` texts about the record."""

    record_id: UUID
    reason: str
    fields: Collection[str] = ()
    also: Collection[Texts] = ()


@dataclass(frozen=True, slots=True)
class Erased:
    """What went: fields by key, how many data keys, files and texts."""

    fields: Sequence[str]
    keys: int
    files: int
    texts: int


def erasable(form: Form) -> Sequence[Field]:
    """Fields that may tell of a person: texts, numbers to call, addresses, files. What reports count by stays."""
    return [
        each for each in form.fields.values() if each.stored and (each.type.sealable or each.sealed or _files(each))
    ]


async def erase(engine: RecordEngine, view: View, wanted: Erasure, beside: Beside) -> Erased:
    """Destroy for good, in one transaction. For who may delete the record.

    Raises Missing, Forbidden, Invalid for a missing reason or a field that cannot be erased, StaleDefinitionsError.
    """
    form, now = view.form, engine.clock.now()
    if len(wanted.reason.strip()) < SHORTEST_REASON:
        raise Invalid([FieldProblem("reason", "sensitive_reason")])
    await require_action(engine, view, wanted.record_id, "delete")
    fields = _fields(view, wanted)
    origin = await unnoted_origin(engine.database, form, wanted.record_id)
    scope = view.acting("delete")
    looks = (
        enter(form, view.definitions.epoch),
        get(form, wanted.record_id, scope.sql, scope.params, lock=True, marks=view.marks),
    )
    with in_our_words(form):
        async with engine.database.deciding(looks) as decision:
            record = record_in(view, decision.rows[1])
            keys = await decision.session.all(destroy(form.name, record.id))
            files, texts = await _empty(decision.session, view, wanted, fields, beside)
            actor = Actor("person", view.caller.person_id)
            told = {"fields": [*fields], "also": sorted(wanted.also), "reason": wanted.reason.strip()}
            system: dict[str, Any] = {"updated_at": now, "updated_by": view.caller.person_id, "submission_hash": None}
            what = f"{form.name}:{record.id}"
            await decision.finish(
                [
                    update(form, record.id, dict.fromkeys(fields), system),
                    *empty_rows(form.name, record.id, origin),
                    keep(form.name, record.id, now, view.caller.person_id, told),
                    append(
                        Event(
                            "record_erased", form.name, record.id, actor, now, {**told, "version": record.version + 1}
                        )
                    ),
                    entry(now, "sensitive_erased", view.caller, what, {**told, "number": record.number}),
                ]
            )
            return Erased([*fields], len(keys), files, texts)


def _fields(view: View, wanted: Erasure) -> Mapping[str, Field]:
    possible = {each.key: each for each in erasable(view.form)}
    problems = [
        FieldProblem("fields", "erase_not_possible", {"field": key[:80]})
        for key in wanted.fields
        if key not in possible or view.right(key) == "hidden"
    ]
    if problems:
        raise Invalid(problems)
    return {key: each for key, each in possible.items() if each.sealed or key in wanted.fields}


async def _empty(
    session: Session, view: View, wanted: Erasure, fields: Mapping[str, Field], beside: Beside
) -> tuple[int, int]:
    form, record_id = view.form, wanted.record_id
    files = [key for key, each in fields.items() if _files(each)]
    if "comments" in wanted.also:
        files.append(COMMENTS)
    await empty_history(session, fields, record_id)
    statements = [orphan_files(form.name, record_id, files)]
    left = _left_columns(view, fields)
    if left:
        statements.append(empty_columns(form.table, record_id, left))
    if "comments" in wanted.also:
        statements.append(empty_comments(record_id))
    statements += [each for kind in sorted(wanted.also) for each in beside(record_id, kind)]
    gone, *rest = await session.pipeline(statements)
    return len(gone), sum(len(rows) for rows in rest)


def _left_columns(view: View, fields: Collection[str]) -> list[str]:
    """Columns that the fields left when their type changed: they are kept for a while, to return to."""
    part = next(each for each in view.definitions.parts if each.id == view.form.id and each.kind == "form")
    return [each["column"] for each in Table.of(part).former if each["field"] in fields]


def _files(field: Field) -> bool:
    return field.type.refers == "file"


async def texts_of(engine: RecordEngine, view: View, record_id: UUID) -> Row:
    """How many comments and messages there are about a record: `{comments, messages}`. Raises Missing, Forbidden."""
    await require_action(engine, view, record_id, "delete")
    row = await engine.database.one(texts_about(record_id))
    return row or {"comments": 0, "messages": 0}
