"""SQL of imports. Private to this concept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from helpwright.access.row_scope import Branch
from helpwright.forms.form import Field, Form
from helpwright.forms.sealed import Vault
from helpwright.jobs.queue import UNFINISHED
from helpwright.platform.database import Json, Row, Statement, to_json

KEPT_DAYS = 30
AT_ONCE = 250
"""So many rows of a sheet are worked on at a time."""
WAITING: Mapping[str, Sequence[str]] = {"checking": ("",), "running": ("new", "known")}
"""By state of an import, the states of the rows that are still to be worked on."""
_COLUMNS = """i.id, i.form, i.person_id, i.name, i.columns, i.mapping, i.history, i.match, i.state, i.total, i.done,
    i.error, i.locale, i.created_at, i.updated_at"""


def insert_import(values: Mapping[str, Any], columns: Sequence[str], mapping: Sequence[str | None]) -> Statement:
    """A new one, read and not looked at."""
    return Statement(
        """INSERT INTO imports
            (id, form, person_id, name, columns, mapping, state, total, locale, created_at, updated_at)
        VALUES (%(id)s, %(form)s, %(person)s, %(name)s, %(columns)s, %(mapping)s, 'read', 0, %(locale)s,
            %(at)s, %(at)s)""",
        {**values, "columns": Json(list(columns)), "mapping": Json(list(mapping))},
    )


def insert_rows(import_id: UUID, first: int, rows: Sequence[Sequence[str]], vault: Vault | None) -> Statement:
    """Some of its rows, numbered from `first`; sealed where there is a vault for them."""
    cells = [list(each) if vault is None else vault.close(to_json(list(each)).decode()) for each in rows]
    return Statement(
        """INSERT INTO import_rows (import_id, row, cells)
        SELECT %(id)s, %(first)s + ordinality - 1, cells
        FROM jsonb_array_elements(%(rows)s) WITH ORDINALITY AS t (cells, ordinality)""",
        {"id": import_id, "first": first, "rows": Json(cells)},
    )


def set_total(import_id: UUID, total: int) -> Statement:
    """How many rows it has."""
    return Statement("UPDATE imports SET total = %(total)s WHERE id = %(id)s", {"id": import_id, "total": total})


def get_import(import_id: UUID) -> Statement:
    """One."""
    return Statement(f"SELECT {_COLUMNS} FROM imports i WHERE i.id = %(id)s", {"id": import_id})


def imports_of(form: str, person: UUID) -> Statement:
    """The newest of a person."""
    return Statement(
        f"""SELECT {_COLUMNS} FROM imports i WHERE i.form = %(form)s AND i.person_id = %(person)s
        ORDER BY i.created_at DESC LIMIT 20""",
        {"form": form, "person": person},
    )


def counts(import_id: UUID) -> Statement:
    """Rows `{state, n}`."""
    return Statement(
        "SELECT state, count(*) AS n FROM import_rows WHERE import_id = %(id)s GROUP BY state", {"id": import_id}
    )


def uncounted(import_id: UUID) -> Statement:
    """Row `{n}`: good rows of which too little is known to count them among tickets of the past."""
    return Statement(
        "SELECT count(*) AS n FROM import_rows WHERE import_id = %(id)s AND state = 'new' AND problems IS NOT NULL",
        {"id": import_id},
    )


def rows_in(import_id: UUID, states: Sequence[str], after: int, limit: int) -> Statement:
    """Rows in these states behind a row, in order."""
    return Statement(
        """SELECT row, cells, state, problems FROM import_rows
        WHERE import_id = %(id)s AND state = ANY(%(states)s) AND row > %(after)s ORDER BY row LIMIT %(limit)s""",
        {"id": import_id, "states": list(states), "after": after, "limit": limit},
    )


def readable(rows: Sequence[Row], vault: Vault) -> list[Row]:
    """Rows of `rows_in` with their cells, which are sealed where the form has sensitive fields."""
    return [
        row if isinstance(row["cells"], list) else {**row, "cells": orjson.loads(vault.disclose(row["cells"]) or "[]")}
        for row in rows
    ]


def sealed_rows(after: tuple[UUID, int], most: int) -> Statement:
    """A page of rows whose cells are sealed."""
    return Statement(
        f"""SELECT import_id, row, cells FROM import_rows
        WHERE jsonb_typeof(cells) = 'string' AND (import_id, row) > (%(import)s, %(row)s)
        ORDER BY import_id, row LIMIT {most:d} FOR UPDATE""",
        {"import": after[0], "row": after[1]},
    )


def write_cells(import_id: UUID, row: int, cells: str | Sequence[str]) -> Statement:
    """Other cells of a row; sealed ones are one text."""
    return Statement(
        "UPDATE import_rows SET cells = %(cells)s WHERE import_id = %(id)s AND row = %(row)s",
        {"id": import_id, "row": row, "cells": Json(cells)},
    )


def begin(import_id: UUID, state: str, before: Sequence[str], at: datetime) -> Statement:
    """Let it be worked on, if it is in one of these states; a row `{id}` then. Who worked on it before stops."""
    return Statement(
        """UPDATE imports SET state = %(state)s, done = 0, error = NULL, worker = NULL, updated_at = %(at)s
        WHERE id = %(id)s AND state = ANY(%(before)s) RETURNING id""",
        {"id": import_id, "state": state, "before": list(before), "at": at},
    )


def claim(import_id: UUID, worker: UUID) -> Statement:
    """One that is to be worked on, from now on by this worker alone; how far it is, is counted."""
    return Statement(
        f"""UPDATE imports i SET worker = %(worker)s, done = i.total - (
            SELECT count(*) FROM import_rows r WHERE r.import_id = i.id AND r.state = ANY(
                CASE i.state WHEN 'checking' THEN %(checking)s::text[] ELSE %(running)s::text[] END))
        WHERE i.id = %(id)s AND i.state IN ('checking', 'running') RETURNING {_COLUMNS}""",
        {"id": import_id, "worker": worker, **{state: list(rows) for state, rows in WAITING.items()}},
    )


def stranded(task: str, before: datetime) -> Statement:
    """Rows `{id}`: those that go on by their state and have no job any more."""
    return Statement(
        f"""SELECT id FROM imports WHERE state IN ('checking', 'running') AND updated_at < %(before)s
            AND id::text NOT IN (SELECT args->>'import_id' FROM ({UNFINISHED}) jobs)""",
        {"task": task, "before": before},
    )


def cancel(import_id: UUID, at: datetime) -> Statement:
    """Stop the work, if there is any."""
    return Statement(
        """UPDATE imports SET state = 'cancelled', updated_at = %(at)s
        WHERE id = %(id)s AND state IN ('checking', 'running')""",
        {"id": import_id, "at": at},
    )


def arrange(import_id: UUID, mapping: Sequence[str | None], match: str | None, *, history: bool) -> Statement:
    """What the columns hold, and how they are brought in."""
    return Statement(
        "UPDATE imports SET mapping = %(mapping)s, history = %(history)s, match = %(match)s WHERE id = %(id)s",
        {"id": import_id, "mapping": Json(list(mapping)), "history": history, "match": match},
    )


def forget_looks(import_id: UUID) -> Statement:
    """What a look found no longer holds; what is in stays in."""
    return Statement(
        """UPDATE import_rows SET state = '', problems = NULL
        WHERE import_id = %(id)s AND state IN ('new', 'known', 'wrong')""",
        {"id": import_id},
    )


def unlooked(import_id: UUID) -> Statement:
    """A row while there are rows at which nobody has looked."""
    return Statement("SELECT 1 FROM import_rows WHERE import_id = %(id)s AND state = '' LIMIT 1", {"id": import_id})


def note_rows(import_id: UUID, noted: Sequence[Mapping[str, Any]]) -> Statement:
    """What became of rows: `{row, state, problems, record_id}` each."""
    return Statement(_NOTE, {"id": import_id, "noted": Json([dict(each) for each in noted])})


def note_looks(import_id: UUID, worker: UUID, noted: Sequence[Mapping[str, Any]]) -> Statement:
    """As `note_rows`, of a look, as long as it is this worker's: it holds under the plan of that look only."""
    return Statement(
        f"""{_NOTE} AND EXISTS (SELECT 1 FROM imports i
            WHERE i.id = %(id)s AND i.state = 'checking' AND i.worker = %(worker)s)""",
        {"id": import_id, "worker": worker, "noted": Json([dict(each) for each in noted])},
    )


_NOTE = """UPDATE import_rows r SET state = n.state, problems = n.problems,
        record_id = coalesce(n.record_id, r.record_id)
    FROM jsonb_to_recordset(%(noted)s) AS n (row int, state text, problems jsonb, record_id uuid)
    WHERE r.import_id = %(id)s AND r.row = n.row"""
_STILL = "id = %(id)s AND worker = %(worker)s AND state IN ('checking', 'running')"
"""Nobody has cancelled it, begun something else with it or taken it over."""


def advance(import_id: UUID, worker: UUID, rows: int, at: datetime) -> Statement:
    """So many rows further; a row `{id}` while it is this worker's."""
    return Statement(
        f"UPDATE imports SET done = done + %(rows)s, updated_at = %(at)s WHERE {_STILL} RETURNING id",
        {"id": import_id, "worker": worker, "rows": rows, "at": at},
    )


def end(import_id: UUID, worker: UUID, state: str, at: datetime, error: str | None = None) -> Statement:
    """It is over, `error` says why; a row `{id}` if it was this worker's."""
    return Statement(
        f"UPDATE imports SET state = %(state)s, error = %(error)s, updated_at = %(at)s WHERE {_STILL} RETURNING id",
        {"id": import_id, "worker": worker, "state": state, "error": error, "at": at},
    )


def give_up(import_id: UUID, code: str, at: datetime) -> Statement:
    """Nobody works on it any more."""
    return Statement(
        """UPDATE imports SET state = 'failed', error = %(code)s, updated_at = %(at)s
        WHERE id = %(id)s AND state IN ('checking', 'running')""",
        {"id": import_id, "code": code, "at": at},
    )


def made(form: Form, keys: Sequence[UUID]) -> Statement:
    """Rows `{submission_key, id}`: those of the keys under which there is a record, deleted or not."""
    return Statement(
        f"SELECT r.submission_key, r.id FROM {form.table} r WHERE r.submission_key = ANY(%(keys)s)",
        {"keys": list(keys)},
    )


def unnoted(form: Form, record_id: UUID) -> Statement:
    """Rows `{submission_key, id, rows}`: for a record that was imported, each import with rows of no known record."""
    return Statement(
        f"""SELECT o.submission_key, i.id, array_agg(r.row) AS rows FROM {form.table} o
        JOIN imports i ON i.form = %(form)s JOIN import_rows r ON r.import_id = i.id
        WHERE o.id = %(record)s AND o.source = 'import' AND o.submission_key IS NOT NULL
            AND r.record_id IS NULL AND r.cells <> '[]' GROUP BY o.submission_key, i.id""",
        {"form": form.name, "record": record_id},
    )


def empty_rows(form: str, record_id: UUID, origin: tuple[UUID, int] | None) -> list[Statement]:
    """Rows of which this record came, or by which it was changed, lose what stood in them.

    `origin`: one that does not say so. With them those by which an older release changed records of the form: by now
    nobody can tell which records, and nobody needs the rows.
    """
    known = Statement("UPDATE import_rows SET cells = '[]' WHERE record_id = %(record)s", {"record": record_id})
    untold = Statement(
        """UPDATE import_rows r SET cells = '[]' FROM imports i WHERE i.form = %(form)s AND r.import_id = i.id
            AND r.state = 'changed' AND r.record_id IS NULL AND r.cells <> '[]'""",
        {"form": form},
    )
    return [known, untold] if origin is None else [known, untold, write_cells(*origin, [])]


def delete_import(import_id: UUID) -> Statement:
    """With its rows."""
    return Statement("DELETE FROM imports WHERE id = %(id)s", {"id": import_id})


def forget_old(before: datetime) -> Statement:
    """Those that nobody has touched since."""
    return Statement("DELETE FROM imports WHERE updated_at < %(before)s", {"before": before})


def people_called(names: Sequence[str]) -> Statement:
    """Rows `{id, name, email, phone, staff_number}` of active people who have one of these as one of them."""
    return Statement(
        """SELECT id, name, email, phone, staff_number FROM people
        WHERE active AND (name = ANY(%(names)s) OR email = ANY(%(names)s) OR phone = ANY(%(names)s)
            OR staff_number = ANY(%(names)s))""",
        {"names": list(names)},
    )


def records_called(target: Form, names: Sequence[str], scope: Branch, *, titled: bool) -> Statement:
    """Rows `{id, number, title}` of live records inside the scope with this number or, where `titled`, this title."""
    title = f'r."{target.title_field.column}"::text' if titled and target.title_field is not None else "r.number"
    return Statement(
        f"""SELECT r.id, r.number, {title} AS title FROM {target.table} r
        WHERE r.deleted_at IS NULL AND {scope.sql} AND (r.number = ANY(%(names)s) OR {title} = ANY(%(names)s))""",
        {**scope.params, "names": list(names)},
    )


def taken(form: Form, field: Field, values: Sequence[Any], scope: Branch) -> Statement:
    """Rows `{value, id, mine}` of live records that have one of these values; `mine`: inside the scope.

    Of sensitive values `value` is the mark, which is equal to every one of them.
    """
    compared = field.compared()
    wanted = [field.type.fingerprint(value) for value in values] if field.sealed else list(values)
    return Statement(
        f"""SELECT {compared} AS value, r.id, ({scope.sql}) AS mine FROM {form.table} r
        WHERE r.deleted_at IS NULL AND {compared} = ANY(%(values)s)""",
        {**scope.params, "values": wanted},
    )


def numbers_taken(form: Form, numbers: Sequence[str]) -> Statement:
    """Rows `{number}`: of records, deleted ones too."""
    return Statement(
        f"SELECT r.number FROM {form.table} r WHERE r.number = ANY(%(numbers)s)", {"numbers": list(numbers)}
    )


def not_before(form_id: int, period: str, least: int) -> Statement:
    """Let the counter of a period go on behind a number that was brought in."""
    return Statement(
        """INSERT INTO number_series (form_id, period, next) VALUES (%(form)s, %(period)s, %(least)s)
        ON CONFLICT (form_id, period) DO UPDATE SET next = greatest(number_series.next, %(least)s)""",
        {"form": form_id, "period": period, "least": least},
    )
