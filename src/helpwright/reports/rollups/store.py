"""SQL of roll-ups. Private to this concept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from helpwright.platform.database import Json, Row
from helpwright.platform.statement import Statement
from helpwright.query.rollup import Rollup, dim_sql, noted_days, rows_of
from helpwright.query.source import Origin
from helpwright.reports.rollups.months_store import drop_months

ALL = Statement("SELECT * FROM rollups ORDER BY id")
READY = Statement("SELECT * FROM rollups WHERE state = 'ready' ORDER BY id")
WATCHES = Statement("SELECT * FROM rollup_watches ORDER BY form_id")

TRY_LOCK = Statement("SELECT pg_try_advisory_lock(4758, 1) AS mine")
UNLOCK = Statement("SELECT pg_advisory_unlock(4758, 1)")
ONE_VIEW = Statement("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
# Whoever may have begun before the watch was known is done: no transaction with an older number runs any more. A
# number that does not exist yet is of the server that this database was restored from.
SAFE = Statement(
    """UPDATE rollup_watches SET safe_until = until WHERE since IS NOT NULL AND safe_until IS DISTINCT FROM until
    AND (since < pg_snapshot_xmin(pg_current_snapshot()) OR since >= pg_snapshot_xmax(pg_current_snapshot()))"""
)
MARK = Statement("UPDATE rollup_watches SET since = pg_current_xact_id() WHERE since IS NULL")


def to_rollup(row: Row) -> Rollup:
    """A row of `rollups`."""
    return Rollup(
        row["id"], row["form_id"], row["dataset"], row["zone"], row["tables"], row["condition"], row["columns"],
        row["dims"], row["parts"], row["scopes"], row["months"],
    )  # fmt: skip


def one(rollup_id: int) -> Statement:
    """A roll-up by id, nothing unless it is ready."""
    return Statement("SELECT * FROM rollups WHERE id = %(id)s AND state = 'ready'", {"id": rollup_id})


def sizes(tables: Sequence[str]) -> Statement:
    """About how many rows are in each table (rows `{name, n}`)."""
    return Statement(
        """SELECT each.name, c.reltuples::bigint AS n FROM unnest(%(tables)s::text[]) each (name)
        JOIN pg_class c ON c.oid = to_regclass(each.name)""",
        {"tables": list(tables)},
    )


def watch(form_id: int, form: str, table: str, until: datetime) -> Statement:
    """Note changes of records created before `until` from now on; an earlier one is moved on."""
    return Statement(
        """INSERT INTO rollup_watches (form_id, form, table_name, until)
        VALUES (%(id)s, %(form)s, %(table)s, %(until)s)
        ON CONFLICT (form_id) DO UPDATE SET form = excluded.form, table_name = excluded.table_name,
            until = greatest(excluded.until, rollup_watches.until),
            since = CASE WHEN excluded.until > rollup_watches.until THEN NULL ELSE rollup_watches.since END""",
        {"id": form_id, "form": form, "table": table, "until": until},
    )


def columns_in(table: str) -> Statement:
    """The columns of a table (rows `{name}`)."""
    return Statement(
        """SELECT a.attname::text AS name FROM pg_attribute a WHERE a.attrelid = to_regclass(%(table)s)
        AND a.attnum > 0 AND NOT a.attisdropped""",
        {"table": table},
    )


TRIGGERS = Statement(
    """SELECT t.tgrelid::regclass::text AS name, substring(t.tgname::text from '[0-9]+$')::bigint AS form_id,
        coalesce(obj_description(t.oid, 'pg_trigger'), '') AS columns
    FROM pg_trigger t WHERE t.tgname ~ '^rollup_changes_[0-9]+$'"""
)
"""On which tables changes of a form's rows are noted, as the database names them, and of which columns."""


def table_name(table: str) -> Statement:
    """The table as the database names it (row `{name}`, NULL where there is none)."""
    return Statement("SELECT to_regclass(%(table)s)::text AS name", {"table": table})


def notes_on(table: str, columns: Iterable[str], form_id: int, form: str | None) -> list[Statement]:
    """Let writes be noted: of an update only one that changes one of the columns.

    `form` where the table has rows of several forms, which belong to records: a function of the form's own looks for
    the record, since a statement put together anew for each row would cost five times as much.
    """
    named = sorted(columns)
    old, new = (", ".join(f'{side}."{each}"' for each in named) for side in ("OLD", "NEW"))
    changed = f"ROW({old}) IS DISTINCT FROM ROW({new})"
    note = f"helpwright.note_record('{form_id:d}')" if form is None else f"{_function(form_id)}()"
    when = {"made": "", "gone": "", "changes": f"WHEN ({changed}) "}
    if form is not None:
        # The name of a form is made of keys that need no quoting.
        own = {side: f"{side}.form = '{form}'" for side in ("OLD", "NEW")}
        when = {
            "made": f"WHEN ({own['NEW']}) ",
            "gone": f"WHEN ({own['OLD']}) ",
            "changes": f"WHEN (({own['OLD']} OR {own['NEW']}) AND {changed}) ",
        }
    events = {"made": "INSERT", "gone": "DELETE", "changes": "UPDATE"}
    made = [
        f"CREATE OR REPLACE TRIGGER rollup_{kind}_{form_id:d} AFTER {events[kind]} ON {table} FOR EACH ROW "
        f"{condition}EXECUTE FUNCTION {note}"
        for kind, condition in when.items()
    ]
    made.append(f"COMMENT ON TRIGGER rollup_changes_{form_id:d} ON {table} IS '{' '.join(named)}'")
    return [Statement(each) for each in made]


def note_rows(form_id: int, table: str) -> Statement:
    """The function that notes changes of what belongs to the records of `table`.

    A form that is being removed may have lost its table already.
    """
    return Statement(
        f"""CREATE OR REPLACE FUNCTION {_function(form_id)}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF to_regclass('{table}') IS NOT NULL THEN
                INSERT INTO helpwright.rollup_notes (form_id, at)
                SELECT w.form_id, r.created_at FROM helpwright.rollup_watches w, {table} r
                WHERE w.form_id = {form_id:d} AND r.id IN (OLD.record_id, NEW.record_id) AND r.created_at < w.until;
            END IF;
            RETURN NULL;
        END $$"""
    )


def no_notes_on(table: str, form_id: int) -> list[Statement]:
    """`table` as the database names it."""
    kinds = ("made", "gone", "changes")
    return [Statement(f"DROP TRIGGER IF EXISTS rollup_{kind}_{form_id:d} ON {table}") for kind in kinds]


def _function(form_id: int) -> str:
    return f"rollup.note_{form_id:d}"


def unwatch(form_id: int) -> list[Statement]:
    """Nothing of this form is kept any more."""
    named = {"id": form_id}
    return [
        Statement("DELETE FROM rollup_watches WHERE form_id = %(id)s", named),
        Statement("DELETE FROM rollup_notes WHERE form_id = %(id)s", named),
        # Refused, and tried again, where a table could not be freed of its triggers yet.
        Statement(f"DROP FUNCTION IF EXISTS {_function(form_id)}()"),
    ]


def add(rollup: Rollup, begin: datetime) -> Statement:
    """A roll-up that is to be filled; its id."""
    return Statement(
        """INSERT INTO rollups (form_id, dataset, zone, tables, condition, columns, dims, parts, scopes, until, state)
        VALUES (%(form)s, %(dataset)s, %(zone)s, %(tables)s, %(condition)s, %(columns)s, %(dims)s, %(parts)s,
            %(scopes)s, %(begin)s, 'building') RETURNING id""",
        {
            "form": rollup.form_id, "dataset": rollup.dataset, "zone": rollup.zone, "tables": rollup.tables,
            "condition": rollup.condition, "columns": dict(rollup.columns), "dims": Json(sorted(rollup.dims)),
            "parts": dict(rollup.parts), "scopes": Json(sorted(rollup.scopes)), "begin": begin,
        },
    )  # fmt: skip


def make_table(rollup: Rollup) -> list[Statement]:
    """The table, with the types that the amounts have."""
    return [
        Statement(f"CREATE TABLE {rollup.table} AS {_select(rollup, 'FALSE')} WITH NO DATA"),
        Statement(f"CREATE INDEX ON {rollup.table} (part)"),
    ]


def first_record(table: str) -> Statement:
    """When the oldest live record was created (row `{at}`)."""
    return Statement(f"SELECT min(r.created_at) AS at FROM {table} r WHERE r.deleted_at IS NULL")


def after_some(table: str, since: datetime, rows: int) -> Statement:
    """The instant that so many live records lie behind `since` (row `{at}`), nothing where there are fewer."""
    return Statement(
        f"""SELECT r.created_at AS at FROM {table} r WHERE r.deleted_at IS NULL AND r.created_at >= %(since)s
        ORDER BY r.created_at OFFSET %(rows)s LIMIT 1""",
        {"since": since, "rows": rows},
    )


def fill(rollup: Rollup, begin: datetime, finish: datetime) -> Statement:
    """Count the days of a span of records that is not in the table yet."""
    sql = _select(rollup, "r.created_at >= %(begin)s AND r.created_at < %(finish)s")
    return Statement(f"INSERT INTO {rollup.table} {sql}", {"begin": begin, "finish": finish})


def reach(rollup: Rollup, until: datetime, state: str) -> Statement:
    """Days before `until` are told by the table."""
    return Statement(
        "UPDATE rollups SET until = %(until)s, state = CASE state WHEN 'building' THEN %(state)s ELSE state END "
        "WHERE id = %(id)s",
        {"until": until, "id": rollup.id, "state": state},
    )


def some_notes(form_id: int, zone: str, days: int) -> Statement:
    """Days of records that were changed (rows `{day}`), a few of them."""
    return Statement(
        """SELECT DISTINCT date_trunc('day', n.at, %(zone)s) AS day FROM rollup_notes n WHERE n.form_id = %(form)s
        ORDER BY 1 DESC LIMIT %(days)s""",
        {"zone": zone, "form": form_id, "days": days},
    )


def forget_notes(form_id: int, zone: str, days: Sequence[datetime]) -> Statement:
    """The notes of these days that are known to this transaction."""
    return Statement(
        "DELETE FROM rollup_notes n WHERE n.form_id = %(form)s AND date_trunc('day', n.at, %(zone)s) = ANY(%(days)s)",
        {"form": form_id, "zone": zone, "days": list(days)},
    )


def unnote(form_id: int) -> Statement:
    """All notes of a form without roll-ups."""
    return Statement("DELETE FROM rollup_notes n WHERE n.form_id = %(form)s", {"form": form_id})


def forget_days(rollup: Rollup, days: Sequence[datetime]) -> Statement:
    """Take days out of the table."""
    return Statement(f"DELETE FROM {rollup.table} WHERE part = ANY(%(days)s)", {"days": list(days)})


def fill_days(rollup: Rollup, days: Sequence[datetime]) -> Statement:
    """Count these days anew, as far as the table tells them."""
    spans = f"""SELECT d.day AS begin, date_trunc('day', d.day + interval '36 hours', '{rollup.zone}') AS finish
        FROM unnest(%(days)s::timestamptz[]) d (day)
        WHERE d.day < (SELECT u.until FROM rollups u WHERE u.id = %(id)s)"""
    return Statement(
        f"INSERT INTO {rollup.table} {_select(rollup, 'TRUE', spans)}", {"days": list(days), "id": rollup.id}
    )


def retire(ids: Sequence[int], at: datetime) -> Statement:
    """Nobody who asks anew is told of these; who knows of them may still read them for a while."""
    return Statement(
        "UPDATE rollups SET state = 'retired', retired_at = %(at)s WHERE id = ANY(%(ids)s)",
        {"ids": list(ids), "at": at},
    )


def drop(rollup: Rollup) -> list[Statement]:
    """Remove a roll-up with its table."""
    return [
        Statement(f"DROP TABLE IF EXISTS {rollup.table}"),
        *drop_months(rollup.id),
        Statement("DELETE FROM rollups WHERE id = %(id)s", {"id": rollup.id}),
    ]


def day_of(at: datetime, zone: str) -> Statement:
    """When the day began in the zone (row `{at}`)."""
    return Statement("SELECT date_trunc('day', %(at)s::timestamptz, %(zone)s) AS at", {"at": at, "zone": zone})


def differing(rollup: Rollup, until: datetime) -> Statement:
    """How many groups of untouched days are not what counting the rows gives (row `{n}`)."""
    noted = f"({noted_days(rollup)})"
    told = f"SELECT * FROM {rollup.table} r WHERE r.part < %(until)s AND r.part NOT IN {noted}"
    counted = f"SELECT * FROM ({_select(rollup, 'r.created_at < %(until)s')}) r WHERE r.part NOT IN {noted}"
    return Statement(
        f"""SELECT count(*) AS n FROM (
            ({told} EXCEPT ALL {counted}) UNION ALL ({counted} EXCEPT ALL {told})) differing""",
        {"until": until},
    )


def _select(rollup: Rollup, condition: str, spans: str | None = None) -> str:
    """Its rows, counted: the day, the groups, the columns that scopes look at, the amounts."""
    origin = Origin(rollup.form_id, rollup.dataset, rollup.tables, rollup.condition, rollup.columns, ())
    scopes = sorted(rollup.scopes)
    dims = sorted(rollup.dims)
    more = ['r.created_at AS "created at"', *(f'r.{each} AS "in {each}"' for each in scopes)]
    rows = rows_of(origin, rollup.columns.keys(), condition, within=spans is not None, more=more)
    read = f"({rows}) r" if spans is None else f"({spans}) span CROSS JOIN LATERAL ({rows} OFFSET 0) r"
    selected = [f"date_trunc('day', r.\"created at\", '{rollup.zone}') AS part"]
    selected += [f'{dim_sql(each, rollup.zone)} AS "{each}"' for each in dims]
    selected += [f'r."in {each}" AS {each}' for each in scopes]
    grouping = ", ".join(str(place + 1) for place in range(len(selected)))
    selected += [f"{sql} AS {column}" for sql, column in sorted(rollup.parts.items(), key=lambda each: each[1])]
    return f"SELECT {', '.join(selected)} FROM {read} GROUP BY {grouping}"


def same(one: Rollup, other: Rollup) -> bool:
    """Whether both count the same."""

    def meaning(each: Rollup) -> tuple[Any, ...]:
        return (
            each.form_id, each.dataset, each.zone, each.tables, each.condition, dict(each.columns),
            sorted(each.dims), sorted(each.parts), sorted(each.scopes),
        )  # fmt: skip

    return meaning(one) == meaning(other)


def parts_in_columns(sqls: Iterable[str]) -> Mapping[str, str]:
    """A column for each amount."""
    return {sql: f"p{place}" for place, sql in enumerate(sorted(set(sqls)))}
