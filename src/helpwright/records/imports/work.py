"""The work of an import, part by part: each part is one transaction or one record each, so that it can be continued."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import procrastinate
import psycopg
import structlog
from procrastinate import JobContext

from helpwright.access.audit import entry
from helpwright.access.callers import read_callers
from helpwright.access.model import Caller
from helpwright.access.row_scope import EVERYTHING
from helpwright.forms.form import Form
from helpwright.jobs.events import append_all
from helpwright.jobs.queue import Retry, defer, is_last_try
from helpwright.kernel.errors import FieldProblem, Refusal, Unavailable
from helpwright.kernel.events import Actor, Event
from helpwright.kernel.ids import new_id
from helpwright.platform.database import STALE_DEFINITIONS, Database, Row, Statement
from helpwright.platform.problems import outcome_of
from helpwright.records.engine import RecordEngine
from helpwright.records.imports import store
from helpwright.records.imports.desk import TASK, writable_in
from helpwright.records.imports.names import by_name, titled
from helpwright.records.imports.numbers import NUMBER_TAKEN, pass_numbers
from helpwright.records.imports.origin import row_key
from helpwright.records.imports.rows import Around, Names, ReadRow, completed, past_of, read_row
from helpwright.records.links import target_of
from helpwright.records.model import NewRecord
from helpwright.records.operations.change import Change, change
from helpwright.records.operations.create import (
    Once,
    Source,
    checks,
    create,
    create_together,
    link_checks,
)
from helpwright.records.read import View
from helpwright.records.refusals import StaleDefinitionsError, number_taken
from helpwright.records.store import enter, insert

log = structlog.get_logger(__name__)
TOGETHER = 25
"""So many new records go in with one commit: the wait for the disk is shared, and nobody waits long for their locks."""
SOURCE = "import"
_STALE_ATTEMPTS = 5
_AWAY = 503
_STRANDED_AFTER = timedelta(minutes=2)

OpenView = Callable[[Caller, str], Awaitable[View]]


@dataclass(slots=True)
class _Seen:
    """Unique values and numbers that earlier rows of the sheet have, as hashes: 8 bytes a row."""

    values: set[tuple[str, int]]

    def again(self, key: str, value: Any) -> bool:
        mark = (key, hash(value))
        if mark in self.values:
            return True
        self.values.add(mark)
        return False


@dataclass(frozen=True)
class Importing:
    """Does what imports wait for; `view` is what a caller sees of a form."""

    engine: RecordEngine
    view: OpenView

    def blueprint(self) -> procrastinate.Blueprint:
        """The task `work`, to be bound under the name `imports`."""
        blueprint = procrastinate.Blueprint()

        @blueprint.task(name="work", retry=Retry(), pass_context=True)
        async def work(context: JobContext, import_id: str) -> None:
            try:
                await self.work(UUID(import_id))
            except Exception:
                if is_last_try(context.job):
                    await self._give_up(UUID(import_id))
                raise

        return blueprint

    async def _give_up(self, import_id: UUID) -> None:
        """Nobody tries again by themselves: whoever began it may."""
        await self.engine.database.write([store.give_up(import_id, "import_broke_off", self.engine.clock.now())])

    async def work(self, import_id: UUID) -> None:
        """Look at, or bring in, what is left of an import. May be run again after a crash.

        Beside itself, too: who comes last goes on, the other stops after the rows at hand. Raises what makes all of
        it impossible at present; then it is to be run again.
        """
        worker = uuid4()
        row = await self.engine.database.one(store.claim(import_id, worker))
        if row is None:
            return
        try:
            ended = await self._work(row, worker)
        except Refusal as refusal:
            if refusal.status == _AWAY:
                raise
            log.info("import_failed", code=refusal.code)
            ended = await self._end(row, worker, "failed", refusal.code)
        if not ended and row["state"] == "running":
            await self._tell_cancelled(row)

    async def _work(self, row: Row, worker: UUID) -> bool:
        """False when it was taken out of the worker's hands."""
        import_id, looking = row["id"], row["state"] == "checking"
        states = store.WAITING[row["state"]]
        seen, after = _Seen(set()), 0
        if row["history"] and not looking:
            await pass_numbers(self.engine, await self._open(row), row)
        while part := await self.engine.database.all(store.rows_in(import_id, states, after, store.AT_ONCE)):
            after = part[-1]["row"]
            view = await self._open(row)
            made = await self._made(view.form, row, [each["row"] for each in part])
            rows = store.readable([each for each in part if each["row"] not in made], self.engine.vault)
            found = await self._read(view, row, rows, seen if looking else _Seen(set()))
            noted = [_noted(each, "made", made=made[each]) for each in sorted(made)]
            if looking:
                noted += [_looked(each, known, view.form if row["history"] else None) for each, known in found]
            else:
                noted += await self._known_by_id(view.form, row, await self._bring(view, row, found))
            # The import first, its rows afterwards, as whoever begins something with it does.
            further = store.advance(import_id, worker, len(part), self.engine.clock.now())
            note = store.note_looks(import_id, worker, noted) if looking else store.note_rows(import_id, noted)
            still, _ = await self.engine.database.write([further, note])
            if not still:
                return False
        return await self._end(row, worker, "checked" if looking else "done")

    async def _made(self, form: Form, row: Row, rows: Sequence[int]) -> dict[int, UUID]:
        """The records of those rows that are in, also where nobody came to note it."""
        keys = {row_key(row["id"], each): each for each in rows}
        found = await self.engine.database.all(store.made(form, list(keys)))
        return {keys[each["submission_key"]]: each["id"] for each in found}

    async def _known_by_id(self, form: Form, row: Row, noted: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """With the records that were made of these rows."""
        made = await self._made(form, row, [each["row"] for each in noted if each["state"] == "made"])
        return [{**each, "record_id": made.get(each["row"], each["record_id"])} for each in noted]

    async def _end(self, row: Row, worker: UUID, state: str, error: str | None = None) -> bool:
        """Whether it was this worker's to end. What came in is told with it."""
        now = self.engine.clock.now()
        told = [] if row["state"] == "checking" else [await self._told(row, now)]
        async with self.engine.database.transaction() as session:
            if await session.one(store.end(row["id"], worker, state, now, error)) is None:
                return False
            await session.pipeline(told)
        return True

    async def _tell_cancelled(self, row: Row) -> None:
        """What came in before its person stopped it is told, too."""
        present = await self.engine.database.one(store.get_import(row["id"]))
        if present is None or present["state"] != "running":
            await self.engine.database.write([await self._told(row, self.engine.clock.now())])

    async def _told(self, row: Row, now: datetime) -> Statement:
        counted = {each["state"]: each["n"] for each in await self.engine.database.all(store.counts(row["id"]))}
        told = {"made": counted.get("made", 0), "changed": counted.get("changed", 0), "history": row["history"]}
        return entry(now, "imported", row["person_id"], f"form:{row['form']}", told)

    async def _open(self, row: Row) -> View:
        """What the importer may do now: rights may have changed since they began."""
        if not (callers := await read_callers(self.engine.database, [row["person_id"]])):
            raise Refusal("import_person_gone")
        await self.engine.definitions.refresh()
        view = await self.view(callers[0], row["form"])
        view.rights.require("create", view.form.name)
        return view

    async def _read(self, view: View, row: Row, part: Sequence[Row], seen: _Seen) -> list[tuple[ReadRow, UUID | None]]:
        """The rows, each with the record that it changes."""
        writable = view.creatable() if row["history"] else writable_in(view)
        around = Around(
            view.form, row["mapping"], writable, self.engine.clock.now(), view.definitions.zone, row["history"]
        )
        around = replace(around, names=await self._names(view, around, part))
        found = [read_row(around, each["row"], each["cells"]) for each in part]
        known = await self._known(view, row["match"], found)
        for each in found:
            if known.get(each.row) is None:
                completed(around, each)
        await self._clashes(view, row["match"], found, known, seen)
        return [(each, known.get(each.row)) for each in found]

    async def _names(self, view: View, around: Around, part: Sequence[Row]) -> Mapping[str, Names]:
        """Whom and what the texts of this part mean, for each column that refers to something."""
        found: dict[str, Names] = {}
        for place, key in enumerate(around.mapping):
            target = view.form.fields.get(key or "")
            if target is None or target.type.refers not in {"person", "record"}:
                continue
            texts = sorted({each["cells"][place].strip() for each in part if place < len(each["cells"])} - {""})
            if target.type.refers == "person":
                people = await self.engine.database.all(store.people_called(texts))
                found[target.key] = by_name(people, ("name", "email", "phone", "staff_number"))
            else:
                name = target_of(view.form, target)
                form = self.engine.forms(view.definitions).find(name)
                called = store.records_called(form, texts, view.linkable(name), titled=titled(view, form))
                records = await self.engine.database.all(called)
                found[target.key] = by_name(records, ("number", "title"))
        return found

    async def _known(self, view: View, match: str | None, found: Sequence[ReadRow]) -> dict[int, UUID]:
        """The records that rows change: found by the value of one field, and changeable for the importer."""
        if match is None:
            return {}
        values = [each.values.get(match) for each in found if each.values.get(match) is not None]
        field = view.form.fields[match]
        rows = await self.engine.database.all(store.taken(view.form, field, values, view.acting("update")))
        known = {each["value"]: each["id"] for each in rows if each["mine"]}
        return {each.row: known[value] for each in found if (value := each.values.get(match)) in known}

    async def _clashes(
        self, view: View, match: str | None, found: Sequence[ReadRow], known: Mapping[int, UUID], seen: _Seen
    ) -> None:
        """Values and numbers that must be different and are not."""
        for key, field in view.form.fields.items():
            if not field.settings.unique or not field.stored:
                continue
            values = [each.values[key] for each in found if each.values.get(key) is not None]
            taken = await self.engine.database.all(store.taken(view.form, field, values, EVERYTHING))
            owner = {each["value"]: each["id"] for each in taken}
            for each in found:
                value = each.values.get(key)
                if value is None:
                    continue
                of_other = value in owner and owner[value] != known.get(each.row)
                if of_other or (seen.again(key, value) and key != match):
                    each.problems.append(FieldProblem(key, "not_unique"))
        numbers = [each.number for each in found if each.number is not None]
        if numbers:
            rows = await self.engine.database.all(store.numbers_taken(view.form, numbers))
            used = {each["number"] for each in rows}
            for each in found:
                if each.number is not None and (each.number in used or seen.again("", each.number)):
                    each.problems.append(NUMBER_TAKEN)

    async def _bring(self, view: View, row: Row, found: Sequence[tuple[ReadRow, UUID | None]]) -> list[dict[str, Any]]:
        good = [(each, known) for each, known in found if not each.problems]
        noted = [_looked(each, known) for each, known in found if each.problems]
        if row["history"]:
            return [*noted, *await self._history(view, row, [each for each, _ in good])]
        new = [each for each, known in good if known is None]
        for first in range(0, len(new), TOGETHER):
            noted += await self._together(view, row, new[first : first + TOGETHER])
        return [*noted, *[await self._one(view, row, each, known) for each, known in good if known is not None]]

    async def _together(self, view: View, row: Row, new: Sequence[ReadRow]) -> list[dict[str, Any]]:
        """Some new records in one commit; one by one where that is not possible, which tells why."""
        actor, source = Actor("person", row["person_id"]), Source(SOURCE, row["name"], row["locale"])
        wanted = [(row_key(row["id"], each.row), each.values) for each in new]
        try:
            await create_together(
                self.engine, view.definitions, view.form, wanted, actor, source, linkable=view.linkable
            )
        except (Refusal, psycopg.Error):
            return [await self._one(view, row, each, None) for each in new]
        return [_noted(each.row, "made") for each in new]

    async def _one(self, view: View, row: Row, found: ReadRow, known: UUID | None) -> dict[str, Any]:
        """One record under all its checks; the same row again is the same record."""
        actor = Actor("person", row["person_id"])
        key = row_key(row["id"], found.row)
        source = Source(SOURCE, row["name"], row["locale"])
        for _ in range(_STALE_ATTEMPTS):
            try:
                if known is not None:
                    given = {name: value for name, value in found.values.items() if value is not None}
                    plain = {name: view.form.fields[name].type.raw(value) for name, value in given.items()}
                    await change(self.engine, view, Change(known, plain), view.acting("update"), actor)
                    return _noted(found.row, "changed", made=known)
                await create(
                    self.engine,
                    view.definitions,
                    view.form,
                    found.values,
                    actor,
                    source,
                    Once(key),
                    linkable=view.linkable,
                )
            except StaleDefinitionsError:
                view = await self._open(row)
                continue
            except (Refusal, psycopg.Error) as error:
                outcome = outcome_of(error)
                if outcome.status == _AWAY:
                    raise
                problems = outcome.errors or [FieldProblem("", outcome.code, dict(outcome.data))]
                return _noted(found.row, "wrong", problems)
            return _noted(found.row, "made")
        raise Unavailable("definitions_changed")

    async def _history(self, view: View, row: Row, found: Sequence[ReadRow]) -> list[dict[str, Any]]:
        """All of them in one transaction that starts nothing else; one by one where one of them is refused."""
        if not found:
            return []
        error = await self._past(view, row, found)
        if error is None:
            return [_noted(each.row, "made") for each in found]
        outcome = outcome_of(error)
        if outcome.status == _AWAY:
            raise error
        made = await self._made(view.form, row, [each.row for each in found])
        left = [each for each in found if each.row not in made]
        if len(found) == 1 and left:
            taken = number_taken(view.form, error) and left[0].number is not None
            problem = NUMBER_TAKEN if taken else FieldProblem("", outcome.code, dict(outcome.data))
            return [_noted(left[0].row, "wrong", [problem])]
        middle = len(left) if made else len(left) // 2
        return [
            *[_noted(each, "made") for each in sorted(made)],
            *await self._history(view, row, left[:middle]),
            *await self._history(view, row, left[middle:]),
        ]

    async def _past(self, view: View, row: Row, found: Sequence[ReadRow]) -> psycopg.Error | None:
        """Write them; what the database has against it."""
        stale: psycopg.Error | None = None
        for _ in range(_STALE_ATTEMPTS):
            try:
                await self.engine.database.write(await self._statements(view, row, found))
            except psycopg.Error as error:
                if error.sqlstate != STALE_DEFINITIONS:
                    return error
                stale, view = error, await self._open(row)
            else:
                return None
        return stale

    async def _statements(self, view: View, row: Row, found: Sequence[ReadRow]) -> list[Statement]:
        form, now = view.form, self.engine.clock.now()
        actor = Actor("person", row["person_id"])
        times = [each.created_at or now for each in found]
        unnumbered = [at for each, at in zip(found, times, strict=True) if each.number is None]
        numbers = iter(await self.engine.numbers.take_many(form, unnumbered, view.definitions.zone))
        statements = [enter(form, view.definitions.epoch)]
        events: list[Event] = []
        ids = [new_id() for _ in found]
        for each, at, record_id in zip(found, times, ids, strict=True):
            number = each.number or next(numbers)
            once = row_key(row["id"], each.row)
            record = NewRecord(record_id, number, each.values, actor, at, SOURCE, row["name"], row["locale"], once)
            statements += link_checks(form, each.values, view.linkable)
            statements.append(insert(form, record, each.values, {}))
            statements += checks(form, record.id, _referring(view, each.values), actor)
            past = past_of(form, each)
            if past is not None:
                statements += [more for reader in self.engine.past_readers for more in reader(form, record, past, now)]
            told = {"number": number, "version": 1, "source": SOURCE}
            events.append(Event("record_imported", form.name, record.id, actor, now, told))
        made = [_noted(each.row, "made", made=record_id) for each, record_id in zip(found, ids, strict=True)]
        noted = store.note_rows(row["id"], made)
        return [*statements, append_all(events), noted]


async def tidy_imports(database: Database, now: datetime) -> None:
    """Take up again what has lost its job, and delete sheets that nobody has touched for a month."""
    rows = await database.all(store.stranded(TASK, now - _STRANDED_AFTER))
    again = [defer(TASK, [{"import_id": str(row["id"])} for row in rows])] if rows else []
    await database.write([*again, store.forget_old(now - timedelta(days=store.KEPT_DAYS))])


def _referring(view: View, values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value and view.form.fields[key].type.refers is not None}


def _looked(found: ReadRow, known: UUID | None, past_in: Form | None = None) -> dict[str, Any]:
    """With a form of tickets whose past is brought in, also whether enough of the row is known to count it."""
    if found.problems:
        return _noted(found.row, "wrong", found.problems)
    if past_in is not None and past_in.status is not None and past_of(past_in, found) is None:
        return _noted(found.row, "new", [FieldProblem("", "import_not_counted")])
    return _noted(found.row, "new" if known is None else "known")


def _noted(row: int, state: str, problems: Sequence[FieldProblem] = (), made: UUID | None = None) -> dict[str, Any]:
    told = [{"field": each.field, "code": each.code, "data": each.data} for each in problems]
    return {"row": row, "state": state, "problems": told or None, "record_id": made}
