"""SQL of what people are told inside the product. Private to this concept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.platform.database import Json, Statement

_INSERT = """INSERT INTO notifications (id, person_id, at, event_id, title, text, form, record_id)
SELECT id, person_id, %(at)s, event_id, title, text, form, record_id
FROM jsonb_to_recordset(%(rows)s) AS r(id uuid, person_id uuid, event_id bigint, title text, text text, form text,
    record_id uuid)
WHERE EXISTS (SELECT 1 FROM people p WHERE p.id = r.person_id)"""

_PAGE = """SELECT n.id, n.at, n.title, n.text, n.form, n.record_id, n.read_at, e.type AS event
FROM notifications n LEFT JOIN events e ON e.id = n.event_id
WHERE n.person_id = %(person)s AND (%(at)s::timestamptz IS NULL OR (n.at, n.id) < (%(at)s, %(id)s))
    AND (NOT %(unread)s OR n.read_at IS NULL)
ORDER BY n.at DESC, n.id DESC LIMIT %(limit)s"""

_READ = """UPDATE notifications SET read_at = %(at)s
WHERE person_id = %(person)s AND read_at IS NULL AND (%(id)s::uuid IS NULL OR id = %(id)s) RETURNING id"""


def insert_notifications(rows: Sequence[dict[str, Any]], at: datetime) -> Statement:
    """Store them; who has left the organization is told nothing."""
    return Statement(_INSERT, {"rows": Json(list(rows)), "at": at})


def page(person: UUID, before: tuple[datetime, UUID] | None, limit: int, *, unread: bool) -> Statement:
    """Newest first."""
    at, last = before or (None, None)
    return Statement(_PAGE, {"person": person, "at": at, "id": last, "limit": limit, "unread": unread})


def count_unread(person: UUID) -> Statement:
    """Row `{unread}`."""
    return Statement(
        "SELECT count(*) AS unread FROM notifications WHERE person_id = %(person)s AND read_at IS NULL",
        {"person": person},
    )


def own(person: UUID, notification: UUID) -> Statement:
    """Row `{id}` when it is the person's."""
    return Statement(
        "SELECT id FROM notifications WHERE person_id = %(person)s AND id = %(id)s",
        {"person": person, "id": notification},
    )


def mark_read(person: UUID, at: datetime, notification: UUID | None = None) -> Statement:
    """One, or all with None; the ids of those that were unread."""
    return Statement(_READ, {"person": person, "at": at, "id": notification})


def of_person(person: UUID, notifications: Sequence[UUID]) -> Statement:
    """Rows `{id}` of those that are the person's."""
    return Statement(
        "SELECT id FROM notifications WHERE person_id = %(person)s AND id = ANY(%(ids)s)",
        {"person": person, "ids": list(notifications)},
    )
