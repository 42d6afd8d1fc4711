"""SQL of sessions as people look at them; `store.open_session` opens a request. Private to this concept."""

from datetime import datetime
from uuid import UUID

from helpwright.platform.statement import Statement


def note_seen(token_hash: bytes, now: datetime, before: datetime, address: str | None) -> Statement:
    """Remember that a session was used, unless that was noted since `before`."""
    return Statement(
        """UPDATE sessions SET last_seen_at = %(now)s, last_address = %(address)s
        WHERE token_hash = %(hash)s AND (last_seen_at IS NULL OR last_seen_at < %(before)s)""",
        {"hash": token_hash, "now": now, "before": before, "address": address},
    )


def devices(person_id: UUID, device: str, since: datetime) -> Statement:
    """Whether a person has signed in since then from `any` device that was noted, and from the `same`."""
    return Statement(
        """SELECT count(*) > 0 AS any, count(*) FILTER (WHERE data->>'device' = %(device)s) > 0 AS same
        FROM (SELECT data FROM audit_log WHERE person_id = %(person)s AND act = 'signed_in' AND at > %(since)s
            AND data ? 'device' ORDER BY id DESC LIMIT 500) signed""",
        {"person": person_id, "device": device, "since": since},
    )


def sessions_of(person_id: UUID, now: datetime) -> Statement:
    """What is open of a person now, the last used first."""
    return Statement(
        """SELECT id, token_hash, device, address, created_at, expires_at,
            coalesce(last_seen_at, created_at) AS last_seen_at, coalesce(last_address, address) AS last_address
        FROM sessions WHERE person_id = %(person)s AND expires_at > %(now)s
        ORDER BY coalesce(last_seen_at, created_at) DESC, id""",
        {"person": person_id, "now": now},
    )


def delete_session(person_id: UUID, session_id: UUID) -> Statement:
    """End one session of a person; returns its id when there was one."""
    return Statement(
        "DELETE FROM sessions WHERE id = %(id)s AND person_id = %(person)s RETURNING id",
        {"id": session_id, "person": person_id},
    )


def delete_sessions_of(person_id: UUID, keep: bytes | None = None) -> Statement:
    """End every session of a person but `keep`; returns their ids."""
    return Statement(
        "DELETE FROM sessions WHERE person_id = %(id)s AND token_hash IS DISTINCT FROM %(keep)s::bytea RETURNING id",
        {"id": person_id, "keep": keep},
    )


def still_opens(person_id: UUID, password_hash: str) -> Statement:
    """A row while that password opens; until the end of the transaction nobody changes it or lets the person go."""
    return Statement(
        """SELECT 1 AS yes FROM people WHERE id = %(id)s AND password_hash = %(hash)s AND active
        FOR NO KEY UPDATE""",
        {"id": person_id, "hash": password_hash},
    )
