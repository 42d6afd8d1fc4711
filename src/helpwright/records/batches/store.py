"""SQL of batches. Private to this concept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from helpwright.forms.sealed import Vault
from helpwright.jobs.queue import UNFINISHED
from helpwright.platform.database import Json, Row, Statement, to_json

KEPT_DAYS = 30
_COLUMNS = """b.id, b.form, b.person_id, b.act, b.fields, b.wish, b.state, b.total, b.error, b.locale, b.starts_at,
    b.seen, b.created_at, b.updated_at"""
_COUNTS = """(SELECT count(*) FROM batch_rows r WHERE r.batch_id = b.id AND r.state = 'done') AS done,
    (SELECT count(*) FROM batch_rows r WHERE r.batch_id = b.id AND r.state = 'refused') AS refused"""


def insert_batch(values: Mapping[str, Any], wish: Mapping[str, Any], vault: Vault | None) -> Statement:
    """A new one; what is wanted is sealed where there is a vault for it."""
    kept = dict(wish) if vault is None else vault.close(to_json(dict(wish)).decode())
    return Statement(
        """INSERT INTO batches
            (id, form, person_id, act, fields, wish, state, total, locale, starts_at, created_at, updated_at)
        VALUES (%(id)s, %(form)s, %(person)s, %(act)s, %(fields)s, %(wish)s, 'running', %(total)s, %(locale)s,
            %(starts_at)s, %(at)s, %(at)s)""",
        {**values, "wish": Json(kept)},
    )


def insert_rows(batch_id: UUID, rows: Sequence[Mapping[str, Any]]) -> Statement:
    """Its rows, `{record_id, version, number}` each, in this order."""
    return Statement(
        """INSERT INTO batch_rows (batch_id, row, record_id, version, number)
        SELECT %(id)s, place, (each->>'record_id')::uuid, (each->>'version')::int, each->>'number'
        FROM jsonb_array_elements(%(rows)s) WITH ORDINALITY AS t (each, place)""",
        {"id": batch_id, "rows": Json([dict(each) for each in rows])},
    )


def get_batch(batch_id: UUID) -> Statement:
    """One, with how many rows are done and refused."""
    return Statement(f"SELECT {_COLUMNS}, {_COUNTS} FROM batches b WHERE b.id = %(id)s", {"id": batch_id})


def batches_of(form: str, person: UUID) -> Statement:
    """Those of a person that go on, or whose end they have not read; the newest first."""
    return Statement(
        f"""SELECT {_COLUMNS}, {_COUNTS} FROM batches b WHERE b.form = %(form)s AND b.person_id = %(person)s
            AND (b.state = 'running' OR NOT b.seen)
        ORDER BY b.created_at DESC LIMIT 20""",
        {"form": form, "person": person},
    )


def wish_of(row: Row, vault: Vault) -> Mapping[str, Any]:
    """What is wanted; nothing when it is over."""
    kept = row["wish"]
    if isinstance(kept, str):
        opened: Mapping[str, Any] = orjson.loads(vault.disclose(kept) or "{}")
        return opened
    return kept or {}


def waiting(batch_id: UUID, most: int) -> Statement:
    """The next rows `{row, record_id, version, number}`."""
    return Statement(
        f"""SELECT row, record_id, version, number FROM batch_rows
        WHERE batch_id = %(id)s AND state = '' ORDER BY row LIMIT {most:d}""",
        {"id": batch_id},
    )


def refused_rows(batch_id: UUID, after: int, most: int) -> Statement:
    """Rows `{row, record_id, number, code, message}` behind one, in order."""
    return Statement(
        f"""SELECT row, record_id, number, code, message FROM batch_rows
        WHERE batch_id = %(id)s AND state = 'refused' AND row > %(after)s ORDER BY row LIMIT {most:d}""",
        {"id": batch_id, "after": after},
    )


def note_done(batch_id: UUID, row: int) -> Statement:
    """A row is done: part of the transaction that did it."""
    return Statement(
        "UPDATE batch_rows SET state = 'done' WHERE batch_id = %(id)s AND row = %(row)s", {"id": batch_id, "row": row}
    )


def note_rows(batch_id: UUID, noted: Sequence[Mapping[str, Any]], at: datetime) -> Statement:
    """What became of rows: `{row, state, code, message}` each."""
    return Statement(
        """WITH noted AS (
            UPDATE batch_rows r SET state = n.state, code = n.code, message = n.message
            FROM jsonb_to_recordset(%(noted)s) AS n (row int, state text, code text, message text)
            WHERE r.batch_id = %(id)s AND r.row = n.row)
        UPDATE batches SET updated_at = %(at)s WHERE id = %(id)s""",
        {"id": batch_id, "noted": Json([dict(each) for each in noted]), "at": at},
    )


def end(batch_id: UUID, state: str, at: datetime, error: str | None = None) -> Statement:
    """It is over, unless it was already. What was wanted is kept no longer."""
    return Statement(
        """UPDATE batches SET state = %(state)s, error = %(error)s, wish = NULL, updated_at = %(at)s
        WHERE id = %(id)s AND state = 'running'""",
        {"id": batch_id, "state": state, "error": error, "at": at},
    )


def mark_seen(batch_id: UUID) -> Statement:
    """Its person has read what became of it; what goes on is not over."""
    return Statement("UPDATE batches SET seen = true WHERE id = %(id)s AND state <> 'running'", {"id": batch_id})


def forget_old(before: datetime) -> Statement:
    """Those that ended, or last went on, before."""
    return Statement("DELETE FROM batches WHERE updated_at < %(before)s", {"before": before})


def stranded(task: str, before: datetime) -> Statement:
    """Rows `{id}`: those that go on by their state and have no job any more."""
    return Statement(
        f"""SELECT id FROM batches WHERE state = 'running' AND starts_at < %(before)s
            AND id::text NOT IN (SELECT args->>'batch_id' FROM ({UNFINISHED}) jobs)""",
        {"task": task, "before": before},
    )


def sealed_wishes(after: UUID, most: int) -> Statement:
    """A page of those whose wish is sealed."""
    return Statement(
        f"""SELECT id, wish FROM batches WHERE jsonb_typeof(wish) = 'string' AND id > %(after)s
        ORDER BY id LIMIT {most:d} FOR UPDATE""",
        {"after": after},
    )


def seal_wish(batch_id: UUID, wish: str) -> Statement:
    """Sealed anew."""
    return Statement("UPDATE batches SET wish = %(wish)s WHERE id = %(id)s", {"id": batch_id, "wish": Json(wish)})
