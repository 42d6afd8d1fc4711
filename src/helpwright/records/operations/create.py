"""Create a record: one round trip for number-free work, everything in one commit."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from uuid import UUID

from psycopg.errors import UniqueViolation

from helpwright.access.row_scope import EVERYTHING, Branch
from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Form
from helpwright.jobs.events import append_all
from helpwright.kernel.errors import Conflict, Unavailable
from helpwright.kernel.events import Actor, Event
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Row, Statement
from helpwright.platform.rows import by_rank
from helpwright.platform.shared_commit import Write
from helpwright.records.engine import RecordEngine
from helpwright.records.file_store import link_files
from helpwright.records.links import table_of, target_of
from helpwright.records.model import NewRecord, Record, given_hash, json_values, values_hash
from helpwright.records.refusals import in_our_words, number_taken
from helpwright.records.store import by_submission, enter, insert, link_exists, members_exist, to_record

_ATTEMPTS = 8
"""Where the connection is lost, or the number is one that a record has."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record comes from: link, qr, staff, mail, import, api and so on."""

    kind: str
    detail: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Once:
    """The key of a submission, and which of its values were filled in (None: all) and must be equal in a repetition.

    Defaults are not among those: the time of sending, for one, is another by then.
    """

    key: UUID
    given: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Created:
    """The stored record; `repeated` when the same submission had made it before."""

    id: UUID
    number: str
    repeated: bool = False


Linkable: TypeAlias = Callable[[str], Branch]
"""The rows of a form, by its name, to which somebody may link."""


def everything_there(_form: str) -> Branch:
    """No limits: for the engine itself."""
    return EVERYTHING


async def create(
    engine: RecordEngine,
    definitions: DefinitionSet,
    form: Form,
    values: Mapping[str, Any],
    actor: Actor,
    source: Source,
    once: Once | None = None,
    *,
    linkable: Linkable = everything_there,
) -> Created:
    """Store a new record with everything it brings about. `values` are stored values of checked input.

    Repeating a submission key with equal values answers the first record; other values raise Conflict
    `submission_differs`. Raises StaleDefinitionsError, Invalid, Conflict `not_unique`, Unavailable.
    """
    submission_key = None if once is None else once.key
    digest = None if once is None else given_hash(form, values, once.given)
    for attempt in range(_ATTEMPTS):
        at = engine.clock.now()
        number = await engine.numbers.take(form, at, definitions.zone)
        record = NewRecord(
            new_id(), number, values, actor, at, engine.source or source.kind, source.detail, source.language,
            submission_key, digest,
        )  # fmt: skip
        try:
            with in_our_words(form):
                await _write(engine, form, record, _statements(engine, definitions, form, [record], linkable))
        except Unavailable:
            # The outcome is unknown; only a keyed submission may be sent again without doubling.
            if submission_key is None or attempt + 1 == _ATTEMPTS:
                raise
            await asyncio.sleep(0.05 * 2**attempt)
        except UniqueViolation as error:
            taken = number_taken(form, error)
            if not taken or attempt + 1 == _ATTEMPTS:
                return await _clash(engine, form, record, error)
            engine.numbers.let_go(form, number)
        else:
            return Created(record.id, number)
    raise Unavailable("database_unavailable")


async def create_together(
    engine: RecordEngine,
    definitions: DefinitionSet,
    form: Form,
    wanted: Sequence[tuple[UUID, Mapping[str, Any]]],
    actor: Actor,
    source: Source,
    *,
    linkable: Linkable = everything_there,
) -> None:
    """As `create` for several, each under its submission key, in one commit.

    Raises refusals and the database's own errors: one of them is refused or was there before, or the definitions are
    others by now. None is stored then (after Unavailable that is unknown); one by one it shows what is in the way.
    """
    at = engine.clock.now()
    numbers = await engine.numbers.take_many(form, [at] * len(wanted), definitions.zone)
    records = [
        NewRecord(
            new_id(), number, values, actor, at, engine.source or source.kind, source.detail, source.language,
            key, values_hash(form, values),
        )
        for (key, values), number in zip(wanted, numbers, strict=True)
    ]  # fmt: skip
    await engine.database.write(_statements(engine, definitions, form, records, linkable))


async def _write(engine: RecordEngine, form: Form, record: NewRecord, statements: Sequence[Statement]) -> None:
    if record.submission_key is not None and _only_adds(form, record.values):
        await engine.database.write_among(Write(form.id, statements[0], statements[1:], record.submission_key.bytes))
    else:
        await engine.database.write(statements)


def _only_adds(form: Form, values: Mapping[str, Any]) -> bool:
    """Whether a new record with these values changes nothing that is there and can wait for nobody.

    Files are told whose they are; a unique value waits for who is writing the same; a record or person that is linked
    may be held by who changes it.
    """
    fields = [form.fields[key] for key, value in values.items() if value is not None]
    return not any(field.settings.unique or field.type.refers for field in fields)


def _statements(
    engine: RecordEngine,
    definitions: DefinitionSet,
    form: Form,
    records: Sequence[NewRecord],
    linkable: Linkable,
) -> list[Statement]:
    parts = [_parts(engine, definitions, form, record, linkable) for record in records]
    events = [event for _, told in parts for event in told]
    return [enter(form, definitions.epoch), *by_rank([statements for statements, _ in parts]), append_all(events)]


def _parts(
    engine: RecordEngine,
    definitions: DefinitionSet,
    form: Form,
    record: NewRecord,
    linkable: Linkable,
) -> tuple[list[Statement], list[Event]]:
    """What is written of one record, and what is told of it."""
    system: dict[str, Any] = {}
    after: list[Statement] = []
    events: list[Event] = []
    current = record
    for reader in engine.created_readers:
        reaction = reader(definitions, form, current)
        current = replace(current, values={**current.values, **reaction.values})
        system.update(reaction.system)
        after.extend(reaction.statements)
        events.extend(reaction.events)
    created = Event(
        "record_created",
        form.name,
        record.id,
        record.actor,
        record.at,
        {
            "number": record.number,
            "version": 1,
            "source": record.source,
            "language": record.language,
            "values": json_values(form, {key: value for key, value in current.values.items() if value is not None}),
        },
    )
    statements = [
        *link_checks(form, current.values, linkable),
        insert(form, current, current.values, system),
        *checks(form, record.id, {key: value for key, value in current.values.items() if value}, record.actor),
        *after,
    ]
    return statements, [created, *events]


def link_checks(form: Form, values: Mapping[str, Any], linkable: Linkable = everything_there) -> list[Statement]:
    """Statements that require, before the write, that linked records are there and in the scope of `linkable`."""
    return [
        link_exists(key, table_of(form, field), value, linkable(target_of(form, field)))
        for key, value in values.items()
        if (field := form.fields[key]).type.refers == "record" and value
    ]


def checks(form: Form, record_id: UUID, values: Mapping[str, Any], actor: Actor | None = None) -> list[Statement]:
    """Statements that link the actor's uploads (anybody's without one) to the record, and that people must exist."""
    found: list[Statement] = []
    for key, value in values.items():
        field = form.fields[key]
        match field.type.refers:
            case "file":
                found.append(link_files(form.name, key, record_id, value or [], actor))
            case "person" if value:
                found.append(members_exist(key, [value]))
    return found


async def _clash(engine: RecordEngine, form: Form, record: NewRecord, error: UniqueViolation) -> Created:
    if record.submission_key is None:
        raise error
    row: Row | None = await engine.database.one(by_submission(form, record.submission_key))
    if row is None:
        raise error
    stored: Record = to_record(form, row)
    # What a release before took in was compared with its defaults.
    if stored.submission_hash not in {record.submission_hash, values_hash(form, record.values)}:
        raise Conflict("submission_differs", number=stored.number) from error
    return Created(stored.id, stored.number, repeated=True)
