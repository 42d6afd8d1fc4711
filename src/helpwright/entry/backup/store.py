"""SQL of backups: what is in a database, and what must not be as it was when it comes back. Private to the entry."""

from collections.abc import Sequence
from typing import Any

from helpwright.entry.backup.manifest import Table
from helpwright.platform.database import Json, Row, Session
from helpwright.platform.statement import Statement

SNAPSHOT = Statement("SELECT pg_export_snapshot() AS name")
SERVER = Statement(
    "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS n"
)
EXTENSIONS = Statement("SELECT extname AS name FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname")
FILES = Statement(
    """SELECT sha256, max(size) AS size, bool_or(state = 'linked') AS linked FROM files
    WHERE state IN ('linked', 'pending') GROUP BY sha256 ORDER BY sha256"""
)
COMPANY = Statement("SELECT value FROM settings WHERE name = 'company'")
# One backup at a time, on however many machines; held as long as the session lives.
TAKE_TURN = Statement("SELECT pg_try_advisory_lock(4757, 20) AS mine")
GIVE_TURN = Statement("SELECT pg_advisory_unlock(4757, 20)")

# Tables that hold rows themselves. Of each the columns whose text is the same in every cluster: transaction numbers are
# not, and change when a backup comes back.
_TABLES = Statement(
    """SELECT n.nspname AS schema, c.relname AS name,
        array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.atttypid <> 'xid8'::regtype) AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    GROUP BY n.nspname, c.relname ORDER BY n.nspname, c.relname"""
)

# What a reader of the stream has read stays read, and what it has not yet is read: transaction numbers of another
# cluster are replaced by the places between the cursors, all below any number that this cluster will give.
_STREAM = (
    """CREATE TEMPORARY TABLE places ON COMMIT DROP AS
    SELECT xid, id, row_number() OVER (ORDER BY xid, id) - 1 AS place
    FROM (SELECT DISTINCT xid, id FROM helpwright.cursors) c""",
    """UPDATE helpwright.events e SET xid = (3 + (
        SELECT count(*) FROM places p WHERE (p.xid, p.id) < (e.xid, e.id)))::text::xid8""",
    """UPDATE helpwright.cursors c SET xid = (3 + p.place)::text::xid8, id = 9223372036854775807
    FROM places p WHERE (p.xid, p.id) = (c.xid, c.id)""",
)

# Sessions that were closed since must not open again; samples live in databases of their own, which did not come along.
_FORGET = (
    "DELETE FROM helpwright.sessions",
    "UPDATE helpwright.samples SET state = 'removed' WHERE state IN ('making', 'ready')",
)


async def contents(session: Session) -> dict[str, Table]:
    """Rows and sum of every table, as the session's snapshot sees them. Reads every row."""
    found: dict[str, Table] = {}
    for row in await session.all(_TABLES):
        table = await session.one(_sum(row["schema"], row["name"], row["columns"] or []))
        found[f"{row['schema']}.{row['name']}"] = Table(rows=table["rows"] if table else 0, sum=_text(table))
    return found


def _sum(schema: str, name: str, columns: Sequence[str]) -> Statement:
    row = ", ".join(f"t.{_quoted(column)}" for column in columns)
    return Statement(
        f"""SELECT count(*) AS rows, coalesce(sum(hashtextextended(ROW({row})::text, 0)), 0)::text AS sum
        FROM {_quoted(schema)}.{_quoted(name)} t""".replace("%", "%%")
    )


async def settle_in(session: Session) -> None:
    """Make a database that came from elsewhere one that runs here."""
    for sql in (*_STREAM, *_FORGET):
        await session.execute(Statement(sql))


def setting(name: str) -> Statement:
    """`value` of a setting."""
    return Statement("SELECT value FROM settings WHERE name = %(name)s", {"name": name})


def note(name: str, key: str, value: Any) -> Statement:
    """Put one key into a setting that is an object."""
    return Statement(
        """INSERT INTO settings AS s (name, value)
        VALUES (%(name)s, jsonb_build_object(%(key)s::text, %(value)s::jsonb))
        ON CONFLICT (name) DO UPDATE SET value = s.value || excluded.value""",
        {"name": name, "key": key, "value": Json(value)},
    )


def save(name: str, value: Any) -> Statement:
    """Set a setting to a JSON value."""
    return Statement(
        """INSERT INTO settings (name, value) VALUES (%(name)s, %(value)s)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
        {"name": name, "value": Json(value)},
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(row: Row | None) -> str:
    return "0" if row is None else str(row["sum"])
