"""SQL of erasing. Private to this concept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.platform.database import Statement


def keep(form: str, record_id: UUID, at: datetime, person: UUID | None, told: Mapping[str, Any]) -> Statement:
    """That it was done; `told` are fields, also, reason."""
    return Statement(
        """INSERT INTO record_erasures (form, record_id, at, person_id, reason, fields, also)
        VALUES (%(form)s, %(record)s, %(at)s, %(person)s, %(reason)s, %(fields)s, %(also)s)""",
        {"form": form, "record": record_id, "at": at, "person": person, **told},
    )


def erased_of(record_id: UUID) -> Statement:
    """Rows `{at, fields, also}`, the newest first."""
    return Statement(
        "SELECT at, fields, also FROM record_erasures WHERE record_id = %(record)s ORDER BY id DESC",
        {"record": record_id},
    )


def orphan_files(form: str, record_id: UUID, fields: Sequence[str]) -> Statement:
    """Let go of the files in these fields; nobody opens them any more, and a chore removes their bytes. A row each."""
    return Statement(
        """UPDATE files SET state = 'orphaned', name = '' WHERE record_id = %(record)s AND form = %(form)s
            AND field = ANY(%(fields)s) AND state <> 'pending' RETURNING id""",
        {"record": record_id, "form": form, "fields": list(fields)},
    )


def empty_columns(table: str, record_id: UUID, columns: Sequence[str]) -> Statement:
    """In columns that no field uses any more."""
    parts = ", ".join(f'"{column}" = NULL' for column in columns)
    return Statement(f"UPDATE {table} SET {parts} WHERE id = %(record)s", {"record": record_id})


def empty_comments(record_id: UUID) -> Statement:
    """Notes and replies lose their words and files; that they were written, when and by whom stays. A row each."""
    return Statement(
        """UPDATE comments SET text = '', files = '{}', mentions = '{}' WHERE record_id = %(record)s
        RETURNING id""",
        {"record": record_id},
    )


def texts_about(record_id: UUID) -> Statement:
    """A row `{comments, messages}`: how many there are."""
    return Statement(
        """SELECT (SELECT count(*) FROM comments WHERE record_id = %(record)s) AS comments,
            (SELECT count(*) FROM messages WHERE record_id = %(record)s) AS messages""",
        {"record": record_id},
    )
