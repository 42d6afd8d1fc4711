"""SQL of API keys, beside `store.open_key` which opens a request. Private to this concept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.platform.database import Statement

_KEY = """k.id, k.name, k.person_id, p.name AS person_name, k.start, k.scopes, k.created_at, k.expires_at, k.revoked_at,
    k.last_used_at"""


def insert(values: Mapping[str, Any]) -> Statement:
    """A new key; `values` by column."""
    names, places = ", ".join(values), ", ".join(f"%({name})s" for name in values)
    return Statement(f"INSERT INTO api_keys ({names}) VALUES ({places})", values)


def keys(person: UUID | None) -> Statement:
    """Keys of a person, or of everybody, the newest first."""
    return Statement(
        f"""SELECT {_KEY} FROM api_keys k JOIN people p ON p.id = k.person_id
        WHERE %(person)s::uuid IS NULL OR k.person_id = %(person)s ORDER BY k.created_at DESC, k.id""",
        {"person": person},
    )


def key(key_id: UUID) -> Statement:
    """One key."""
    return Statement(
        f"SELECT {_KEY} FROM api_keys k JOIN people p ON p.id = k.person_id WHERE k.id = %(id)s",
        {"id": key_id},
    )


def revoke(key_id: UUID, at: datetime) -> Statement:
    """From now on it opens nothing; returns the id when that is new."""
    return Statement(
        "UPDATE api_keys SET revoked_at = %(at)s WHERE id = %(id)s AND revoked_at IS NULL RETURNING id",
        {"id": key_id, "at": at},
    )


def owner(person: UUID) -> Statement:
    """Who would own a key: `admin`, `active`; no row without such a person."""
    return Statement("SELECT id, admin, active FROM people WHERE id = %(id)s", {"id": person})
