"""SQL of uploads that come in pieces. Private to this concept."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from helpwright.platform.database import Statement


@dataclass(frozen=True, slots=True)
class NewUpload:
    """A row about to be written. `created_by` is None for a customer's upload, `uploader` for a person's."""

    id: UUID
    name: str
    size: int
    announced: str
    form: str
    field: str
    created_at: datetime
    created_by: UUID | None
    uploader: bytes | None = None


def add_upload(upload: NewUpload) -> Statement:
    """An upload of which nothing has come yet."""
    return Statement(
        """INSERT INTO uploads (id, name, size, announced, form, field, created_at, created_by, uploader)
        VALUES (%(id)s, %(name)s, %(size)s, %(announced)s, %(form)s, %(field)s, %(created_at)s, %(created_by)s,
            %(uploader)s)""",
        asdict(upload),
    )


def upload_of(upload_id: UUID, person_id: UUID | None) -> Statement:
    """The row, if it is the person's; None stands for people without an account."""
    return Statement(
        """SELECT id, name, size, received, announced, form, field, created_at, created_by, uploader FROM uploads
        WHERE id = %(id)s AND created_by IS NOT DISTINCT FROM %(by)s::uuid""",
        {"id": upload_id, "by": person_id},
    )


def lock_person(person_id: UUID) -> Statement:
    """One upload of a person is counted after the other, until the end of the transaction."""
    return Statement(
        "SELECT pg_advisory_xact_lock(%(key)s)",
        {"key": int.from_bytes(person_id.bytes[8:], signed=True)},
    )


def begun_by(person_id: UUID, since: datetime) -> Statement:
    """One row: how many uploads of the person are not whole, and the bytes they will have."""
    return Statement(
        """SELECT count(*) AS uploads, coalesce(sum(size), 0)::bigint AS bytes FROM uploads
        WHERE created_by = %(by)s AND created_at > %(since)s""",
        {"by": person_id, "since": since},
    )


def add_part(upload_id: UUID, start: int, size: int, name: str) -> Statement:
    """Take in a piece that begins where the last one ended; no row when that is somewhere else by now."""
    return Statement(
        """WITH moved AS (
            UPDATE uploads SET received = received + %(size)s
            WHERE id = %(id)s AND received = %(start)s AND received + %(size)s <= size
            RETURNING received),
        kept AS (
            INSERT INTO upload_parts (upload_id, start, size, name)
            SELECT %(id)s, %(start)s, %(size)s, %(name)s FROM moved)
        SELECT received FROM moved""",
        {"id": upload_id, "start": start, "size": size, "name": name},
    )


def parts_of(upload_id: UUID) -> Statement:
    """The pieces in their order."""
    return Statement(
        "SELECT name, size FROM upload_parts WHERE upload_id = %(id)s ORDER BY start",
        {"id": upload_id},
    )


def drop_upload(upload_id: UUID) -> Statement:
    """Delete it and its pieces; a row when it was there."""
    return Statement("DELETE FROM uploads WHERE id = %(id)s RETURNING id", {"id": upload_id})


def delete_old(before: datetime, most: int) -> Statement:
    """Delete up to `most` uploads that were begun before the instant; returns their ids."""
    return Statement(
        """DELETE FROM uploads WHERE id IN (
            SELECT id FROM uploads WHERE created_at < %(before)s LIMIT %(most)s FOR UPDATE SKIP LOCKED)
        RETURNING id""",
        {"before": before, "most": most},
    )


def known_uploads(ids: Sequence[UUID]) -> Statement:
    """Which of them have a row."""
    return Statement("SELECT id FROM uploads WHERE id = ANY(%(ids)s)", {"ids": list(ids)})
