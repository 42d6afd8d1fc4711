"""SQL of forms: reading and filling columns while they change. Private to this concept.

Names of tables and columns come from published definitions and are checked there.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from helpwright.definitions.live import raise_epoch, set_physical
from helpwright.platform.database import Statement

NOBODY = UUID(int=0)
ZONE = Statement("SELECT value FROM settings WHERE name = 'zone'")


def capture(form_id: int, table: str, columns: Iterable[str]) -> Statement:
    """Note from now on which rows are new, or have one of the columns written."""
    watched = ", ".join(f'"{column}"' for column in columns)
    return Statement(
        f"""CREATE OR REPLACE TRIGGER "form-{form_id:d}-converting" AFTER INSERT OR UPDATE OF {watched}
        ON {table} FOR EACH ROW EXECUTE FUNCTION helpwright.note_conversion('{form_id:d}')"""
    )


def release(form_id: int, table: str) -> list[Statement]:
    """Note no more, and forget what was noted; without parameters."""
    return [
        Statement(f'DROP TRIGGER IF EXISTS "form-{form_id:d}-converting" ON {table}'),
        Statement(f"DELETE FROM helpwright.conversion_rows WHERE form_id = {form_id:d}"),
    ]


def page(table: str, after: UUID | None, most: int) -> Statement:
    """Ids of the rows that follow."""
    return Statement(
        f"SELECT id FROM {table} WHERE id > %(after)s ORDER BY id LIMIT {most:d}", {"after": after or NOBODY}
    )


def about_how_many(table: str) -> Statement:
    """What the planner believes, at least 0: one row `{n}`."""
    return Statement(
        "SELECT greatest(reltuples, 0)::bigint AS n FROM pg_class WHERE oid = %(table)s::regclass", {"table": table}
    )


def values_of(table: str, columns: Sequence[str], ids: Sequence[UUID], *, wait: bool) -> Statement:
    """Rows by id, locked; `c0`, `c1` … in the order of `columns`, expressions over the alias `r`.

    Without `wait`, rows that are locked are left out.
    """
    selected = "".join(f", {column} AS c{place}" for place, column in enumerate(columns))
    ending = "FOR UPDATE OF r" if wait else "FOR UPDATE OF r SKIP LOCKED"
    return Statement(
        f"SELECT r.id{selected} FROM {table} r WHERE r.id = ANY(%(ids)s) ORDER BY r.id {ending}",
        {"ids": list(ids)},
    )


def look_at(table: str, columns: Sequence[str], after: UUID | None, most: int) -> Statement:
    """A page of rows that have something in one of the `columns`, with their numbers; nothing is locked."""
    selected = "".join(f", {column} AS c{place}" for place, column in enumerate(columns))
    filled = " OR ".join(f"{column} IS NOT NULL" for column in columns)
    return Statement(
        f"""SELECT r.id, r.number{selected} FROM {table} r WHERE r.id > %(after)s AND ({filled})
        ORDER BY r.id LIMIT {most:d}""",
        {"after": after or NOBODY},
    )


def fill(table: str, column: str, sql_type: str, values: Mapping[UUID, Any]) -> list[Statement]:
    """Put values into a column, one statement where the type can be spread from an array."""
    if sql_type.endswith("[]"):
        return [
            Statement(f'UPDATE {table} SET "{column}" = %(value)s WHERE id = %(id)s', {"id": id_, "value": value})
            for id_, value in values.items()
        ]
    return [
        Statement(
            f"""UPDATE {table} t SET "{column}" = v.value
            FROM unnest(%(ids)s::uuid[], %(values)s::{sql_type}[]) AS v (id, value) WHERE t.id = v.id""",
            {"ids": list(values), "values": list(values.values())},
        )
    ]


def keep_keys(form: str, keys: Mapping[UUID, tuple[UUID, str]]) -> Statement:
    """Data keys of sensitive values: the record and the wrapped key by id."""
    return Statement(
        """INSERT INTO record_keys (id, form, record_id, wrapped)
        SELECT k.id, %(form)s, k.record_id, k.wrapped
        FROM unnest(%(ids)s::uuid[], %(records)s::uuid[], %(wrapped)s::text[]) AS k (id, record_id, wrapped)
        ON CONFLICT (id) DO NOTHING""",
        {
            "form": form,
            "ids": list(keys),
            "records": [record for record, _ in keys.values()],
            "wrapped": [wrapped for _, wrapped in keys.values()],
        },
    )


def note_rows(form_id: int, ids: Iterable[UUID]) -> Statement:
    """Convert these later."""
    return Statement(
        "INSERT INTO conversion_rows (form_id, record_id) SELECT %(form)s, unnest(%(ids)s::uuid[])",
        {"form": form_id, "ids": list(ids)},
    )


def take_rows(form_id: int, most: int) -> Statement:
    """Take the oldest of the rows to convert off the list."""
    return Statement(
        f"""DELETE FROM conversion_rows WHERE id IN (
            SELECT id FROM conversion_rows WHERE form_id = %(form)s ORDER BY id LIMIT {most:d})
        RETURNING record_id""",
        {"form": form_id},
    )


def refused_before(form_id: int, column: str, ids: Sequence[UUID]) -> Statement:
    """Which rows have a value that did not fit when this column was filled."""
    return Statement(
        """SELECT record_id FROM conversion_refusals
        WHERE form_id = %(form)s AND to_column = %(column)s AND record_id = ANY(%(ids)s)""",
        {"form": form_id, "column": column, "ids": list(ids)},
    )


def refuse(form_id: int, field: str, columns: tuple[str, str], publication: UUID, ids: Sequence[UUID]) -> Statement:
    """Remember rows whose value does not fit; `columns` are from and to."""
    return Statement(
        """INSERT INTO conversion_refusals (form_id, to_column, record_id, from_column, field, publication_id)
        SELECT %(form)s, %(to)s, unnest(%(ids)s::uuid[]), %(source)s, %(field)s, %(publication)s
        ON CONFLICT DO NOTHING""",
        {
            "form": form_id,
            "to": columns[1],
            "source": columns[0],
            "field": field,
            "publication": publication,
            "ids": list(ids),
        },
    )


def accept_again(form_id: int, column: str, ids: Sequence[UUID]) -> Statement:
    """These are looked at anew."""
    return Statement(
        """DELETE FROM conversion_refusals
        WHERE form_id = %(form)s AND to_column = %(column)s AND record_id = ANY(%(ids)s)""",
        {"form": form_id, "column": column, "ids": list(ids)},
    )


def forget_refusals(form_id: int, columns: Sequence[str]) -> Statement:
    """The columns that were to be filled are gone. No parameters: the journal keeps the text."""
    names = ", ".join(f"'{column}'" for column in columns)
    return Statement(
        f"DELETE FROM helpwright.conversion_refusals WHERE form_id = {form_id:d} AND to_column IN ({names})"
    )


def count_refusals(form_id: int, publication: UUID) -> Statement:
    """By field."""
    return Statement(
        """SELECT field, count(*) AS n FROM conversion_refusals
        WHERE form_id = %(form)s AND publication_id = %(publication)s GROUP BY field ORDER BY field""",
        {"form": form_id, "publication": publication},
    )


def names_of(people: Iterable[UUID], files: Iterable[UUID]) -> list[Statement]:
    """Names of people and of files."""
    return [
        Statement("SELECT id, name FROM people WHERE id = ANY(%(ids)s)", {"ids": list(people)}),
        Statement("SELECT id, name FROM files WHERE id = ANY(%(ids)s)", {"ids": list(files)}),
    ]


def numbers_of(table: str, ids: Iterable[UUID]) -> Statement:
    """Numbers of records, as names."""
    return Statement(f"SELECT id, number AS name FROM {table} WHERE id = ANY(%(ids)s)", {"ids": list(ids)})


def let_go(table: str, column: str, target: str) -> Statement:
    """Empty a link to a record that was deleted for good before the key held. No parameters: the journal keeps it."""
    return Statement(
        f"""UPDATE {table} r SET "{column}" = NULL WHERE r."{column}" IS NOT NULL
        AND NOT EXISTS (SELECT FROM {target} t WHERE t.id = r."{column}")"""
    )


def is_table(table: str) -> Statement:
    """Whether there is such a table: one row `{there}`."""
    return Statement("SELECT to_regclass(%(table)s) IS NOT NULL AS there", {"table": table})


def ids_there(table: str, ids: Iterable[UUID]) -> Statement:
    """Which of these a table has, those in the recycle bin with them."""
    return Statement(f"SELECT id FROM {table} WHERE id = ANY(%(ids)s)", {"ids": list(ids)})


def count_where(table: str, condition: str, params: Mapping[str, Any], most: int) -> Statement:
    """How many live records match, counted up to `most`: one row `{n}`."""
    return Statement(
        f"""SELECT count(*) AS n FROM (
            SELECT 1 FROM {table} WHERE deleted_at IS NULL AND ({condition}) LIMIT {most:d}) found""",
        params,
    )


def some_where(table: str, column: str, condition: str, params: Mapping[str, Any], most: int) -> Statement:
    """A few live records that match: id, number and the column as text."""
    return Statement(
        f"""SELECT id, number, left("{column}"::text, 80) AS value FROM {table}
        WHERE deleted_at IS NULL AND ({condition}) ORDER BY created_at DESC LIMIT {most:d}""",
        params,
    )


def refusals_of(publication: UUID, after: UUID | None, most: int) -> Statement:
    """Where the values of a publication are that did not fit, in the order of their records: of so many of these."""
    return Statement(
        f"""SELECT form_id, field, from_column, record_id FROM conversion_refusals
        WHERE publication_id = %(publication)s AND record_id IN (
            SELECT DISTINCT record_id FROM conversion_refusals
            WHERE publication_id = %(publication)s AND record_id > %(after)s ORDER BY record_id LIMIT {most:d})
        ORDER BY record_id, field""",
        {"publication": publication, "after": after or NOBODY},
    )


def values_in(table: str, column: str, ids: Sequence[UUID]) -> Statement:
    """The numbers of records and what one of their columns holds, as `c0`."""
    return Statement(f'SELECT id, number, "{column}" AS c0 FROM {table} WHERE id = ANY(%(ids)s)', {"ids": list(ids)})


def doubled(table: str, expression: str) -> str:
    """A condition: another live record has the same value of this expression."""
    return f"""{expression} IN (SELECT {expression} FROM {table}
        WHERE deleted_at IS NULL AND {expression} IS NOT NULL GROUP BY 1 HAVING count(*) > 1)"""


def drop_columns(table: str, form_id: int, columns: Sequence[str], physical: Mapping[str, Any]) -> list[Statement]:
    """Drop columns for good, and what is remembered of them."""
    told = {"form": form_id, "columns": list(columns)}
    return [
        Statement("SET LOCAL lock_timeout = '1s'"),
        *(Statement(f'ALTER TABLE {table} DROP COLUMN IF EXISTS "{column}"') for column in columns),
        Statement(
            """DELETE FROM conversion_refusals
            WHERE form_id = %(form)s AND (from_column = ANY(%(columns)s) OR to_column = ANY(%(columns)s))""",
            told,
        ),
        set_physical(form_id, physical),
        raise_epoch(),
    ]


def indexes_of(table: str) -> Statement:
    """Those of a table: `{name, valid}`; not valid is one that was begun and not finished."""
    return Statement(
        """SELECT c.relname AS name, i.indisvalid AS valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = to_regclass(%(table)s)""",
        {"table": table},
    )
