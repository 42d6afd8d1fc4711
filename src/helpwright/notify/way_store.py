"""SQL of the ways' settings. Private to this concept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.platform.database import Statement

ALL = Statement("SELECT way, settings, secrets, changed_at FROM ways ORDER BY way")


def save(way: str, settings: dict[str, Any], secrets: bytes, at: datetime, by: UUID) -> Statement:
    """Set a way."""
    return Statement(
        """INSERT INTO ways (way, settings, secrets, changed_at, changed_by)
        VALUES (%(way)s, %(settings)s, %(secrets)s, %(at)s, %(by)s)
        ON CONFLICT (way) DO UPDATE SET settings = excluded.settings, secrets = excluded.secrets,
            changed_at = excluded.changed_at, changed_by = excluded.changed_by""",
        {"way": way, "settings": settings, "secrets": secrets, "at": at, "by": by},
    )


def replace_secrets(way: str, before: bytes, sealed: bytes) -> Statement:
    """The same secrets, sealed with another key; nothing when they have changed meanwhile."""
    return Statement(
        "UPDATE ways SET secrets = %(sealed)s WHERE way = %(way)s AND secrets = %(before)s",
        {"way": way, "before": before, "sealed": sealed},
    )


def delete(way: str) -> Statement:
    """Forget how a way is reached."""
    return Statement("DELETE FROM ways WHERE way = %(way)s", {"way": way})
