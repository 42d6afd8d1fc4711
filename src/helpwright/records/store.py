"""SQL of records. Private to this concept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpwright.access.row_scope import EVERYTHING, Branch, merged
from helpwright.forms.form import Field, Form
from helpwright.forms.sealed import taken_apart, without_key
from helpwright.platform.database import Row, Statement
from helpwright.platform.rows import among
from helpwright.query.where import Apart
from helpwright.records.model import NewRecord, Record
from helpwright.records.sorting import Sorting

_SYSTEM = """r.id, r.number, r.version, r.created_at, r.updated_at, r.created_by, r.owner_id, r.team_id, r.source,
    r.language, r.dept_id, r.partner_id"""
NO_MARKS: Mapping[str, Branch] = {}
_NO_ROW = "SELECT NULL::uuid AS id WHERE FALSE"
_MOST_SELECTS = 64
"""So many SELECTs make up a page at most: the planner looks at each."""


def enter(form: Form, epoch: int) -> Statement:
    """The first statement of every write to a form: hold off a publish, be sure our definitions are live."""
    return Statement("SELECT enter_form(%(form)s, %(epoch)s)", {"form": form.id, "epoch": epoch})


def columns(form: Form, marks: Mapping[str, Branch] = NO_MARKS) -> str:
    """Select list over the alias `r`: system columns, one `f_{key}` for each field, and which of the marks hold.

    The parameters are those of `marked`.
    """
    plain: str | None = form.derived.get("records.columns")
    if plain is None:
        fields = "".join(f', {_read(field)} AS "f_{field.key}"' for field in form.fields.values())
        plain = form.derived["records.columns"] = _SYSTEM + fields
    if not marks:
        return plain
    tried = ", ".join(f"CASE WHEN {each.sql} THEN %(mark_{number})s END" for number, each in enumerate(marks.values()))
    return f"{plain}, array_remove(ARRAY[{tried}]::text[], NULL) AS filters"


def _read(field: Field) -> str:
    return field.type.selected(f'r."{field.column}"', "r.id")


def marked(marks: Mapping[str, Branch], params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameters with those that the marks need."""
    if not marks:
        return params
    return {**params, **merged([*marks.values()]), **{f"mark_{number}": key for number, key in enumerate(marks)}}


def to_record(form: Form, row: Row) -> Record:
    """A row of `columns`."""
    return Record(
        id=row["id"],
        number=row["number"],
        version=row["version"],
        values={key: row[f"f_{key}"] for key in form.fields},
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        created_by=row["created_by"],
        owner_id=row["owner_id"],
        team_id=row["team_id"],
        source=row["source"],
        language=row["language"],
        submission_hash=row.get("submission_hash"),
        dept_id=row["dept_id"],
        partner_id=row["partner_id"],
        filters=frozenset(row.get("filters") or ()),
    )


def insert(form: Form, record: NewRecord, values: Mapping[str, Any], system: Mapping[str, Any]) -> Statement:
    """A new row, version 1."""
    params: dict[str, Any] = {
        "id": record.id,
        "submission_key": record.submission_key,
        "submission_hash": record.submission_hash,
        "number": record.number,
        "created_at": record.at,
        "created_by": record.actor.id,
        "updated_at": record.at,
        "updated_by": record.actor.id,
        "source": record.source,
        "source_detail": record.source_detail,
        "language": record.language,
        "version": 1,
        "owner_id": system.get("owner_id"),
        "team_id": system.get("team_id"),
    }
    for key, field in form.fields.items():
        if field.stored:
            params[f"f_{key}"] = values.get(key)
    belongs = params["owner_id"] is not None or params["created_by"] is not None
    name = f"records.insert:{belongs}"
    sql = form.derived.get(name)
    if sql is None:
        sql = form.derived[name] = _insert(form, params, belongs=belongs)
    return Statement(f"{_keeping(form, record.id, values, params)}{sql}", params)


def _insert(form: Form, params: Iterable[str], *, belongs: bool) -> str:
    columns = {name: name for name in params if not name.startswith("f_")}
    columns |= {f"f_{key}": field.column for key, field in form.fields.items() if field.stored}
    names = [f'"{column}"' for column in columns.values()]
    places = [f"%({name})s" for name in columns]
    if belongs:
        names += [f'"{column}"' for column in _BELONGING]
        places += [
            _of_person(each, "coalesce(%(owner_id)s::uuid, %(created_by)s::uuid)") for each in _BELONGING.values()
        ]
    return f"INSERT INTO {form.table} ({', '.join(names)}) VALUES ({', '.join(places)})"


def _keeping(form: Form, record_id: UUID, values: Mapping[str, Any], params: dict[str, Any]) -> str:
    """What keeps the data keys of sensitive values before a write, "" without any; `params` lose the keys by it."""
    sealed = {each.key: values[each.key] for each in form.sealed if values.get(each.key)}
    if not sealed:
        return ""
    keys = taken_apart(sealed.values())
    params |= {f"f_{key}": without_key(value) for key, value in sealed.items()}
    params |= {"keys": list(keys), "wrapped": list(keys.values()), "keys_form": form.name, "keys_record": record_id}
    return """WITH kept AS (INSERT INTO record_keys (id, form, record_id, wrapped)
        SELECT k.id, %(keys_form)s, %(keys_record)s::uuid, k.wrapped
        FROM unnest(%(keys)s::uuid[], %(wrapped)s::text[]) AS k (id, wrapped) ON CONFLICT (id) DO NOTHING) """


# A row belongs to the department and the partner of its owner, else of its creator; who gives it back keeps it there.
_BELONGING = {"dept_id": "department_id", "partner_id": "partner_id"}


def _of_person(column: str, person: str) -> str:
    return f"(SELECT p.{column} FROM people p WHERE p.id = {person})"


def update(
    form: Form,
    record_id: UUID,
    values: Mapping[str, Any],
    system: Mapping[str, Any],
    *,
    bump: bool = True,
    shown: bool = False,
) -> Statement:
    """Write values and system columns (updated_at and updated_by among them); `shown`: the row as `get` gives it."""
    params: dict[str, Any] = {"id": record_id}
    parts: list[str] = []
    for name, value in system.items():
        parts.append(f'"{name}" = %({name})s')
        params[name] = value
    if system.get("owner_id") is not None:
        parts += [
            f'"{column}" = coalesce({_of_person(source, "%(owner_id)s")}, "{column}")'
            for column, source in _BELONGING.items()
        ]
    for key, value in values.items():
        parts.append(f'"{form.fields[key].column}" = %(f_{key})s')
        params[f"f_{key}"] = value
    if bump:
        parts.append("version = version + 1")
    keeping = _keeping(form, record_id, values, params)
    ending = f" RETURNING {columns(form)}" if shown else ""
    return Statement(f"{keeping}UPDATE {form.table} r SET {', '.join(parts)} WHERE id = %(id)s{ending}", params)


def get(
    form: Form,
    record_id: UUID,
    scope: str,
    params: Mapping[str, Any],
    *,
    lock: bool = False,
    marks: Mapping[str, Branch] = NO_MARKS,
) -> Statement:
    """One live record inside the scope."""
    ending = " FOR UPDATE OF r" if lock else ""
    selected = columns(form, marks)
    sql = f"SELECT {selected} FROM {form.table} r WHERE r.id = %(id)s AND r.deleted_at IS NULL AND {scope}{ending}"
    return Statement(sql, marked(marks, {**params, "id": record_id}))


def get_many(
    form: Form, ids: Sequence[UUID], marks: Mapping[str, Branch] = NO_MARKS, scope: Branch = EVERYTHING
) -> Statement:
    """Live records by id inside the scope; by default all, for the engine's own readers."""
    these, params = among("r.id", ids)
    where = f"{these} AND r.deleted_at IS NULL AND {scope.sql}"
    sql = f"SELECT {columns(form, marks)} FROM {form.table} r WHERE {where}"
    return Statement(sql, marked(marks, {**scope.params, **params}))


def within(form: Form, record_id: UUID, seen: Branch, allowed: Branch) -> Statement:
    """Whether a live record lies in one scope and in another: a row `{seen, allowed}`."""
    return Statement(
        f"""SELECT {seen.sql} AS seen, {allowed.sql} AS allowed FROM {form.table} r
        WHERE r.id = %(id)s AND r.deleted_at IS NULL""",
        {**seen.params, **allowed.params, "id": record_id},
    )


def lock_many(form: Form, ids: Sequence[UUID]) -> Statement:
    """Keep these records for this transaction, in the order of their ids so that nobody waits in a circle."""
    return Statement(
        f"SELECT r.id FROM {form.table} r WHERE r.id = ANY(%(ids)s) AND r.deleted_at IS NULL ORDER BY r.id FOR UPDATE",
        {"ids": list(ids)},
    )


def select_ids(form: Form, where: str, params: Mapping[str, Any]) -> Statement:
    """Ids of the records that match a condition, without a scope: for the engine's own readers."""
    return Statement(f"SELECT r.id FROM {form.table} r WHERE r.deleted_at IS NULL AND {where}", params)


def by_submission(form: Form, submission_key: UUID) -> Statement:
    """The record an id of a submission made, deleted or not."""
    sql = f"SELECT {columns(form)}, r.submission_hash FROM {form.table} r WHERE r.submission_key = %(key)s"
    return Statement(sql, {"key": submission_key})


def delete(form: Form, record_id: UUID, by: UUID | None, at: Any) -> Statement:
    """To the recycle bin."""
    return Statement(
        f"""UPDATE {form.table} SET deleted_at = %(at)s, updated_at = %(at)s, updated_by = %(by)s, version = version + 1
        WHERE id = %(id)s AND deleted_at IS NULL""",
        {"id": record_id, "by": by, "at": at},
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows: the branches of a scope (none: no row), a condition, and the parameters of both.

    `apart` says the same as `where`, value by value of a column that has an index in the order of the list.
    """

    scopes: Sequence[Branch]
    where: str
    params: Mapping[str, Any]
    apart: Apart | None = None


def list_page(
    form: Form,
    selection: Selection,
    order: Sorting,
    limit: int,
    marks: Mapping[str, Branch] = NO_MARKS,
    cursor: str | None = None,
) -> Statement:
    """A page in order behind the cursor, each row with the value it is sorted by as `sort_value`. Raises Invalid.

    Every branch of the scope, every piece of the order, and every value of those a column must have, is a SELECT of its
    own, in order and limited, so that each can follow an index; their union is sorted once more. One OR over them
    would read far more rows for a reader with few among many, and so do values in one condition, which no index has in
    one order: few open tickets among a million closed ones are looked for from the oldest on.

    By last change the index of a person or phone, which holds few rows or many, competes with the one of all changes:
    which of them is shorter depends on the value.
    """
    selected = f"{columns(form, marks)}, {order.sql} AS sort_value"
    pieces, more = order.pieces(cursor, _MOST_SELECTS // max(len(selection.scopes), 1))
    params = marked(marks, {**selection.params, **more})
    wheres = _apart(selection, order, len(selection.scopes) * len(pieces))
    if len(selection.scopes) == len(pieces) == len(wheres) == 1:
        rows = _branch(form, selection.scopes[0], wheres[0], selected)
        page = f"{rows} AND {pieces[0].condition} ORDER BY {pieces[0].order} LIMIT {limit:d}"
        return Statement(page, params, planned_anew=order.by_change)
    parts = [
        f"({_branch(form, scope, where, 'r.id')} AND {piece.condition} ORDER BY {piece.order} LIMIT {limit:d})"
        for scope in selection.scopes
        for piece in pieces
        for where in wheres
    ]
    return Statement(
        f"""SELECT {selected} FROM ({" UNION ".join(parts) or _NO_ROW}) page JOIN {form.table} r ON r.id = page.id
        ORDER BY {order.order} LIMIT {limit:d}""",
        params,
        planned_anew=order.by_change,
    )


def _apart(selection: Selection, order: Sorting, selects: int) -> Sequence[str]:
    apart = selection.apart
    if apart is None or not (order.by_creation or order.by_change) or selects * len(apart.each) > _MOST_SELECTS:
        return [selection.where]
    return [f"{apart.rest} AND {each}" for each in apart.each]


def count(form: Form, selection: Selection, most: int) -> Statement:
    """How many match, counted up to `most`."""
    parts = [f"({_branch(form, scope, selection.where, 'r.id')} LIMIT {most:d})" for scope in selection.scopes]
    ids = " UNION ".join(parts) or _NO_ROW
    return Statement(f"SELECT count(*) AS n FROM (SELECT 1 FROM ({ids}) every LIMIT {most:d}) found", selection.params)


def _branch(form: Form, scope: Branch, where: str, selected: str) -> str:
    return f"SELECT {selected} FROM {form.table} r WHERE r.deleted_at IS NULL AND {scope.sql} AND {where}"


def anything(form: Form, scope: str, params: Mapping[str, Any]) -> Statement:
    """A row when there is something inside the scope."""
    return Statement(f"SELECT 1 AS yes FROM {form.table} r WHERE r.deleted_at IS NULL AND {scope} LIMIT 1", params)


def visible(form: Form, ids: Sequence[UUID], scope: str, params: Mapping[str, Any]) -> Statement:
    """Which of the ids are inside the scope."""
    these, named = among("r.id", ids)
    return Statement(f"SELECT r.id FROM {form.table} r WHERE {these} AND {scope}", {**params, **named})


def names(people: Iterable[UUID], files: Iterable[UUID]) -> list[Statement]:
    """Names of people, and the describing columns of files."""
    those, of_people = among("id", list(people))
    these, of_files = among("id", list(files))
    return [
        Statement(f"SELECT id, name FROM people WHERE {those}", of_people),
        Statement(f"SELECT id, name, size, type FROM files WHERE {these}", of_files),
    ]


def members_exist(field: str, ids: Sequence[UUID]) -> Statement:
    """Every id is an active person, or the write fails naming the field."""
    return Statement(
        """SELECT require((SELECT count(*) FROM people WHERE id = ANY(%(ids)s) AND active) = %(n)s, %(problem)s)""",
        {"ids": list(ids), "n": len(set(ids)), "problem": f"{field}:member_unknown"},
    )


def link_exists(field: str, table: str, record_id: UUID, scope: Branch) -> Statement:
    """The record is there, and inside the scope over `r`, or the write fails naming the field."""
    return Statement(
        f"""SELECT require(EXISTS (
            SELECT 1 FROM {table} r WHERE r.id = %(link_id)s AND r.deleted_at IS NULL AND {scope.sql}), %(problem)s)""",
        {**scope.params, "link_id": record_id, "problem": f"{field}:link_missing"},
    )


def take_numbers(form_id: int, period: str, size: int) -> Statement:
    """Reserve a block; returns its first number."""
    return Statement(
        """INSERT INTO number_series (form_id, period, next) VALUES (%(form)s, %(period)s, 1 + %(size)s)
        ON CONFLICT (form_id, period) DO UPDATE SET next = number_series.next + %(size)s
        RETURNING next - %(size)s AS first""",
        {"form": form_id, "period": period, "size": size},
    )
