"""Read records under a caller's rights: one, a page, the names of what they point to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.access.row_scope import EVERYTHING, Belonging, Branch, any_of, branches, reaches
from helpwright.definitions.model import DefinitionSet
from helpwright.forms.field_type import Masked, Related
from helpwright.forms.form import Form
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Forbidden, Missing
from helpwright.platform.database import Database, Row, Session, Statement
from helpwright.records.engine import RecordEngine
from helpwright.records.links import Ids, LinkedRecord, LinkQuery, by_target, only_title
from helpwright.records.model import Record, json_values, shown_value, title_of
from helpwright.records.store import anything, get, get_many, names, to_record, within

MOST_ROWS = 200
_HIDES = "hides:"


@dataclass(frozen=True)
class View:
    """What one caller sees of one form. Rights on fields differ from row to row: `…_of(record)` answers for one row."""

    caller: Caller
    definitions: DefinitionSet
    form: Form
    rights: Rights

    def scopes(self, action: str) -> tuple[Branch, ...]:
        """The rows on which the caller may do `action`, as branches of a union; none: no row."""
        return branches(self.caller, self.rights, action, self.form.name)

    def scope(self, action: str) -> Branch:
        """The same as one condition, for a look at single rows."""
        return any_of(self.scopes(action))

    def acting(self, action: str) -> Branch:
        """The rows on which the caller does `action`: nobody acts on what they may not see."""
        seen, allowed = self.scope("read"), self.scope(action)
        if seen.sql == allowed.sql:
            return allowed
        return Branch(f"({seen.sql} AND {allowed.sql})", {**seen.params, **allowed.params})

    @cached_property
    def marks(self) -> Mapping[str, Branch]:
        """What must be tried on a row, beside its system columns, to know the rights on its fields.

        Filters of grants, and whether a task of the caller hides a field there.

        Whoever asks for rights on a record has read it with these.
        """
        hides = {f"{_HIDES}{key}": rows for key, rows in self.rights.hides(self.form.name).items()}
        return hides | {grant.id: self.rights.condition(grant) for grant in self.rights.filters(self.form.name)}

    def readable(self) -> list[str]:
        """Keys of the fields that are not hidden on some row."""
        return [key for key in self.form.fields if self.right(key) != "hidden"]

    def right(self, field_key: str) -> str:
        """hidden, masked, read or write: the widest right on any row; a row seen through a task alone is read."""
        right = self.rights.field_right(self.form.name, field_key)
        if right == "hidden" and not self.rights.actions(self.form.name):
            return "read"
        return self._possible(field_key, right)

    def _possible(self, field_key: str, right: str) -> str:
        """Nobody writes what has no column of its own."""
        found = self.form.fields.get(field_key)
        return "read" if right == "write" and (found is None or not found.stored) else right

    def linkable(self, form: str) -> Branch:
        """The rows of another form to which the caller may link: those they may see."""
        return any_of(branches(self.caller, self.rights, "read", form))

    def creatable(self) -> list[str]:
        """Keys of the fields that may be written on a new row."""
        right = self.rights.new_field_right
        return [key for key, each in self.form.fields.items() if each.stored and right(self.form.name, key) == "write"]

    def rights_on(self, record: Record) -> Mapping[str, str]:
        """hidden, masked, read or write by field key, for a record that was read with the marks."""
        row = Belonging(
            record.owner_id, record.created_by, record.team_id, record.dept_id, record.partner_id, record.filters,
        )  # fmt: skip
        reached = self.rights.reaching(self.form.name, lambda grant: reaches(self.caller, grant, row))
        hidden = frozenset(key.removeprefix(_HIDES) for key in record.filters if key.startswith(_HIDES))
        wanted = frozenset(grant.id for grant in reached), hidden
        known: Mapping[str, str] | None = self._known.get(wanted)
        if known is None:
            right = self.rights.row_field_right
            known = {key: self._possible(key, right(self.form.name, key, reached)) for key in self.form.fields}
            known |= dict.fromkeys(hidden & known.keys(), "hidden")
            self._known[wanted] = known
        return known

    def readable_of(self, record: Record) -> list[str]:
        """Keys of the fields that are not hidden on this row; they may be masked."""
        return [key for key, right in self.rights_on(record).items() if right != "hidden"]

    def writable_of(self, record: Record) -> list[str]:
        """Keys of the fields that may be written if this row may be changed."""
        return [key for key, right in self.rights_on(record).items() if right == "write"]

    def visible_values(self, record: Record) -> dict[str, Any]:
        """Stored values without hidden fields, what is masked for the reader and what is sensitive already masked."""
        shown: dict[str, Any] = {}
        for key, right in self.rights_on(record).items():
            if right != "hidden":
                value = record.values.get(key)
                each = self.form.fields[key]
                shown[key] = shown_value(each, value) if right == "masked" or each.sealed else value
        return shown

    def readable_everywhere(self) -> list[str]:
        """Keys of the fields that are read whole on every row in scope: one can filter, sort, count by these only."""
        plain = ("read", "write")
        right = self.rights.field_right_everywhere
        return [key for key in self.form.fields if right(self.form.name, key) in plain]

    def writable_by_task(self, field_key: str) -> bool:
        """Whether a task may let the caller write the field: their roles, where they speak, do not say less."""
        known = self.rights.derived.setdefault(("limits", self.form.name), {})
        if field_key not in known:
            known[field_key] = self.rights.limit(self.form.name, field_key) == "write"
        return bool(known[field_key])

    @cached_property
    def _known(self) -> dict[tuple[frozenset[str], frozenset[str]], Mapping[str, str]]:
        kept: dict[tuple[frozenset[str], frozenset[str]], Mapping[str, str]]
        kept = self.rights.derived.setdefault(("rights_on", self.form.name, self.form.version, *self.form.fields), {})
        return kept


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What a list is asked for."""

    filter: Any = None
    sort: str | None = None
    cursor: str | None = None
    search: str | None = None
    limit: int = 50
    with_count: bool = False


async def require_form(engine: RecordEngine, view: View) -> None:
    """A form of which the caller may see nothing does not exist for them. Raises Missing."""
    if view.rights.actions(view.form.name):
        return
    scope = view.scope("read")
    if await engine.database.one(anything(view.form, scope.sql, scope.params)) is None:
        raise Missing("form_missing", form=view.form.key)


async def visible_forms(engine: RecordEngine, views: Sequence[View]) -> dict[str, View]:
    """Those of which the caller may see something, by the name of the form; one round trip at most."""
    unsure = [view for view in views if not view.rights.actions(view.form.name)]
    scopes = [view.scope("read") for view in unsure]
    looks = [anything(view.form, scope.sql, scope.params) for view, scope in zip(unsure, scopes, strict=True)]
    found = await engine.database.read(looks) if looks else []
    unseen = {view.form.name for view, rows in zip(unsure, found, strict=True) if not rows}
    return {view.form.name: view for view in views if view.form.name not in unseen}


async def read_one(engine: RecordEngine, view: View, record_id: UUID) -> Record:
    """One record. Raises Missing outside the scope."""
    return record_in(view, await engine.database.all(look(view, record_id)))


def look(view: View, record_id: UUID, *, written: bool = False) -> Statement:
    """One record, inside the scope; one that the caller has just `written` also where it left their scope by that."""
    scope = EVERYTHING if written else view.scope("read")
    return get(view.form, record_id, scope.sql, scope.params, marks=view.marks)


def record_in(view: View, rows: Sequence[Row]) -> Record:
    """What `look` has found. Raises Missing."""
    if not rows:
        raise Missing("record_missing")
    return to_record(view.form, rows[0])


async def require_action(engine: RecordEngine, view: View, record_id: UUID, action: str) -> Branch:
    """Tell 404 (may not even see it) from 403 (may see it and not do this); the scope for the write itself."""
    seen, allowed = view.scope("read"), view.scope(action)
    row = await engine.database.one(within(view.form, record_id, seen, allowed))
    if row is None or not row["seen"]:
        raise Missing("record_missing")
    if not row["allowed"]:
        raise Forbidden(action=action)
    return view.acting(action)


@dataclass(frozen=True, slots=True)
class RelatedRows:
    """Names of people and descriptions of files and records that some records point to."""

    people: Mapping[UUID, str]
    files: Mapping[UUID, Row]
    records: Mapping[UUID, LinkedRecord] = field(default_factory=dict)

    def names(self, zone: tzinfo) -> Related:
        """For texts; `zone` is the organization's."""
        files = {key: row["name"] for key, row in self.files.items()}
        return Related(self.people, files, {key: each.title for key, each in self.records.items()}, zone)

    def to_json(self) -> dict[str, Any]:
        """The `related` part of answers."""
        return {
            "people": {str(key): {"name": name} for key, name in self.people.items()},
            "files": {
                str(key): {"name": row["name"], "size": row["size"], "type": row["type"]}
                for key, row in self.files.items()
            },
            "records": {
                str(key): {"form": each.form, "number": each.number, "title": each.title}
                for key, each in self.records.items()
            },
        }


def link_queries(engine: RecordEngine, view: View, links: Ids) -> list[LinkQuery]:
    """The titles of linked records that the caller may see, one statement per form that is linked to."""
    return title_queries(engine, view, by_target(view.form, links))


def title_queries(engine: RecordEngine, view: View, wanted: Mapping[str, Collection[UUID]]) -> list[LinkQuery]:
    """The titles of records by the name of their form, for the caller of the view."""
    forms, queries = engine.forms(view.definitions), []
    for name, ids in wanted.items():
        try:
            short = only_title(forms.find(name))
        except Missing:
            continue
        queries.append(_link_query(View(view.caller, view.definitions, short, view.rights), ids))
    return queries


def _link_query(view: View, ids: Collection[UUID]) -> LinkQuery:
    def titles(rows: Sequence[Row]) -> Mapping[UUID, LinkedRecord]:
        records = [to_record(view.form, row) for row in rows]
        return {
            each.id: LinkedRecord(
                view.form.name, each.number, title_of(view.form, view.visible_values(each)) or each.number
            )
            for each in records
        }

    return LinkQuery(get_many(view.form, sorted(ids), view.marks, view.scope("read")), titles)


async def related(
    database: Database | Session,
    form: Form,
    rows: Iterable[Mapping[str, Any]],
    people: Iterable[UUID | None] = (),
    links: Sequence[LinkQuery] = (),
) -> RelatedRows:
    """Everything these values point to, in one round trip whatever their number."""
    wanted_people = {each for each in people if each is not None}
    wanted_files: set[UUID] = set()
    for values in rows:
        for key, each in form.fields.items():
            value = values.get(key)
            if not value or isinstance(value, Masked):
                continue
            if each.type.refers == "person":
                wanted_people.add(value)
            elif each.type.refers == "file":
                wanted_files.update(value)
    return await read_related(database, wanted_people, wanted_files, links)


class Reads(Protocol):
    """What answers several statements: a database, or what is kept of its answers."""

    async def read(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """The rows of each."""
        ...


async def read_related(
    database: Reads | Session, people: Iterable[UUID], files: Iterable[UUID], links: Sequence[LinkQuery] = ()
) -> RelatedRows:
    """By id; nothing is asked when there is nothing to ask."""
    people, files = sorted(set(people)), sorted(set(files))
    if not people and not files and not links:
        return RelatedRows({}, {})
    statements: list[Statement] = [*names(people, files), *(each.statement for each in links)]
    asked = database.pipeline(statements) if isinstance(database, Session) else database.read(statements)
    people_rows, file_rows, *linked = await asked
    records: dict[UUID, LinkedRecord] = {}
    for query, rows in zip(links, linked, strict=True):
        records |= query.read(rows)
    return RelatedRows({row["id"]: row["name"] for row in people_rows}, {row["id"]: row for row in file_rows}, records)


def record_json(view: View, record: Record, team_keys: Mapping[UUID, str]) -> dict[str, Any]:
    """A record as the interface gives it, without hidden fields."""
    values = view.visible_values(record)
    return {
        "id": str(record.id),
        "number": record.number,
        "version": record.version,
        "title": title_of(view.form, values) or record.number,
        "values": json_values(view.form, values),
        "created_at": iso(record.created_at),
        "updated_at": iso(record.updated_at),
        "created_by": None if record.created_by is None else str(record.created_by),
        "source": record.source,
        "owner_id": None if record.owner_id is None else str(record.owner_id),
        "team": team_keys.get(record.team_id) if record.team_id is not None else None,
    }
