"""SQL of uploaded files. Private to this concept."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.kernel.events import SYSTEM, Actor
from helpwright.platform.database import Statement

COMMENTS = "@comments"
"""Stands for the field of files that are attached to comments; no field has such a key."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A row about to be written, pending. `created_by` is None for a customer's upload, `uploader` for a person's."""

    id: UUID
    sha256: bytes
    name: str
    size: int
    type: str
    form: str
    field: str
    created_at: datetime
    created_by: UUID | None
    uploader: bytes | None = None


def add_file(file: NewFile) -> Statement:
    """A pending upload."""
    return Statement(
        """INSERT INTO files (id, state, sha256, name, size, type, form, field, created_at, created_by, uploader)
        VALUES (%(id)s, 'pending', %(sha256)s, %(name)s, %(size)s, %(type)s, %(form)s, %(field)s,
            %(created_at)s, %(created_by)s, %(uploader)s)""",
        asdict(file),
    )


def uploads_waiting(uploader: bytes, since: datetime, until: datetime, least: int) -> Statement:
    """One row on pending uploads without an account: bytes `of_address` and the `oldest` of them in between, `in_all`.

    What lies behind `until` was left before the clock was set back, and is none of them. A file counts as at least
    `least` bytes, one that still arrives in pieces as all of its bytes.
    """
    return Statement(
        """SELECT coalesce(sum(counted) FILTER (WHERE own), 0)::bigint AS of_address,
            coalesce(min(created_at) FILTER (WHERE own), %(since)s) AS oldest,
            coalesce(sum(counted), 0)::bigint AS in_all
        FROM (
            SELECT greatest(size, %(least)s) AS counted, created_at,
                uploader = %(uploader)s AND created_at > %(since)s AND created_at < %(until)s AS own
            FROM (
                SELECT size, created_at, uploader FROM files WHERE state = 'pending' AND created_by IS NULL
                UNION ALL
                SELECT size, created_at, uploader FROM uploads WHERE created_by IS NULL) each) waiting""",
        {"uploader": uploader, "since": since, "until": until, "least": least},
    )


def lock_uploader(uploader: bytes) -> Statement:
    """One upload of an address is counted after the other, until the end of the transaction."""
    return Statement(
        "SELECT pg_advisory_xact_lock(%(key)s)",
        {"key": int.from_bytes(uploader[:8], signed=True)},
    )


def file_by_id(file_id: UUID) -> Statement:
    """The row, whatever its state."""
    return Statement(
        "SELECT id, state, sha256, name, size, type, form, field, record_id, created_by FROM files WHERE id = %(id)s",
        {"id": file_id},
    )


def link_files(form: str, field: str, record_id: UUID, ids: Sequence[UUID], actor: Actor | None = None) -> Statement:
    """Let the field of the record have exactly these: pending uploads for it, and those it has already.

    Others it had are orphaned. Fails when one is not to be had: a person and a customer have their own uploads only.
    """
    anybody = actor is None or actor.kind == SYSTEM.kind
    return Statement(
        """WITH linked AS (
            UPDATE files SET state = 'linked', record_id = %(record)s
            WHERE id = ANY(%(ids)s) AND form = %(form)s AND field = %(field)s
                AND (record_id = %(record)s
                    OR (state = 'pending' AND (%(anybody)s OR created_by IS NOT DISTINCT FROM %(by)s::uuid)))
            RETURNING 1),
        released AS (
            UPDATE files SET state = 'orphaned'
            WHERE record_id = %(record)s AND form = %(form)s AND field = %(field)s AND state = 'linked'
                AND id <> ALL(%(ids)s))
        SELECT require((SELECT count(*) FROM linked) = %(n)s, %(problem)s)""",
        {
            "record": record_id,
            "anybody": anybody,
            "by": None if actor is None else actor.id,
            "ids": list(ids),
            "form": form,
            "field": field,
            "n": len(ids),
            "problem": f"{field}:file_missing",
        },
    )


def attach_files(form: str, record_id: UUID, ids: Sequence[UUID], actor: Actor) -> Statement:
    """Let a comment on the record have these uploads of its writer, which wait for one.

    Fails when one is not to be had.
    """
    return Statement(
        """WITH attached AS (
            UPDATE files SET state = 'linked', record_id = %(record)s
            WHERE id = ANY(%(ids)s) AND form = %(form)s AND field = %(field)s AND state = 'pending'
                AND created_by = %(by)s
            RETURNING 1)
        SELECT require((SELECT count(*) FROM attached) = %(n)s, 'files:file_missing')""",
        {"record": record_id, "ids": list(ids), "form": form, "field": COMMENTS, "by": actor.id, "n": len(ids)},
    )


def told_to_customer(record_id: UUID, file_id: UUID) -> Statement:
    """A row when the file is attached to a comment on the record that its customer reads."""
    return Statement(
        """SELECT 1 AS yes FROM comments
        WHERE record_id = %(record)s AND visibility = 'public' AND %(file)s = ANY(files) LIMIT 1""",
        {"record": record_id, "file": file_id},
    )


def open_task_of(caller: Caller, form: str) -> Statement:
    """A row when a task on a record of the form is offered to the caller or claimed by them."""
    return Statement(
        """SELECT 1 AS yes FROM tasks
        WHERE form = %(form)s AND (
            (state = 'offered' AND (team_id = ANY(%(teams)s) OR role = ANY(%(roles)s) OR person_id = %(me)s))
            OR (state = 'claimed' AND claimed_by = %(me)s))
        LIMIT 1""",
        {"form": form, "teams": sorted(caller.teams), "roles": sorted(caller.roles), "me": caller.person_id},
    )


def lock_content(digest: bytes) -> Statement:
    """Hold the content until the end of the transaction: moving it in and removing it exclude each other."""
    return Statement(
        "SELECT pg_advisory_xact_lock(%(key)s)",
        {"key": int.from_bytes(digest[:8], signed=True)},
    )


def delete_unused(before: datetime, most: int) -> Statement:
    """Delete up to `most` rows that nothing needs; returns their sha256, and whether they are of somebody `erased`.

    Pending ones from before the instant, and orphaned ones that no change since then took out of their record.
    """
    return Statement(
        """DELETE FROM files WHERE id IN (
            SELECT f.id FROM files f
            WHERE f.state <> 'linked' AND f.created_at < %(before)s
                AND NOT (f.state = 'orphaned' AND EXISTS (
                    SELECT 1 FROM events e
                    WHERE e.record_id = f.record_id AND e.type = 'record_updated' AND e.at >= %(before)s
                        AND e.data -> 'changes' -> f.field -> 0 ? f.id::text))
            LIMIT %(most)s FOR UPDATE SKIP LOCKED)
        RETURNING sha256, name = '' AS erased""",
        {"before": before, "most": most},
    )


def keep_strays(until: datetime) -> Statement:
    """Contents that nothing refers to stay until then."""
    return Statement(
        """INSERT INTO settings (name, value) VALUES ('strays_kept_until', to_jsonb(%(until)s::timestamptz))
        ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
        {"until": until},
    )


def strays_kept(now: datetime) -> Statement:
    """A row when contents that nothing refers to stay."""
    return Statement(
        """SELECT 1 FROM settings WHERE name = 'strays_kept_until'
        AND (value #>> '{}')::timestamptz > %(now)s""",
        {"now": now},
    )


def referred(digests: Sequence[bytes]) -> Statement:
    """Which of the contents some row refers to."""
    return Statement("SELECT DISTINCT sha256 FROM files WHERE sha256 = ANY(%(digests)s)", {"digests": list(digests)})


def undrawn(types: Sequence[str], most: int) -> Statement:
    """Files of these types of which no small picture was tried, the newest first."""
    return Statement(
        """SELECT id, sha256, size, type FROM files
        WHERE NOT drawn AND type LIKE 'image/%%' AND type = ANY(%(types)s) AND state <> 'orphaned'
        ORDER BY created_at DESC LIMIT %(most)s""",
        {"types": list(types), "most": most},
    )


def mark_drawn(file_id: UUID) -> Statement:
    """Its small picture was made, or cannot be."""
    return Statement("UPDATE files SET drawn = true WHERE id = %(id)s", {"id": file_id})
