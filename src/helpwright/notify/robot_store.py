"""SQL of group robots. Private to this concept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.platform.statement import Statement

_COLUMNS = "key, name, kind, settings, secrets, apps, changed_at"

ALL = Statement(f"SELECT {_COLUMNS} FROM robots ORDER BY name, key")
NAMES = Statement("SELECT key, name, kind, apps FROM robots ORDER BY name, key")


def one(key: str) -> Statement:
    """One robot, kept from others until the transaction ends."""
    return Statement(f"SELECT {_COLUMNS} FROM robots WHERE key = %(key)s FOR UPDATE", {"key": key})


def called(key: str) -> Statement:
    """Row `{name, language}`."""
    return Statement("SELECT name, settings ->> 'language' AS language FROM robots WHERE key = %(key)s", {"key": key})


def insert(key: str, values: Mapping[str, Any], at: datetime, by: UUID) -> Statement:
    """A new robot; a row `{key}` unless there is one of this key."""
    return Statement(
        """INSERT INTO robots (key, name, kind, settings, secrets, apps, changed_at, changed_by)
        VALUES (%(key)s, %(name)s, %(kind)s, %(settings)s, %(secrets)s, %(apps)s, %(at)s, %(by)s)
        ON CONFLICT (key) DO NOTHING RETURNING key""",
        {"key": key, **values, "at": at, "by": by},
    )


def update(key: str, values: Mapping[str, Any], at: datetime, by: UUID) -> Statement:
    """Change all of it."""
    return Statement(
        """UPDATE robots SET name = %(name)s, kind = %(kind)s, settings = %(settings)s, secrets = %(secrets)s,
            apps = %(apps)s, changed_at = %(at)s, changed_by = %(by)s WHERE key = %(key)s""",
        {"key": key, **values, "at": at, "by": by},
    )


def delete(key: str) -> Statement:
    """Forget it."""
    return Statement("DELETE FROM robots WHERE key = %(key)s", {"key": key})


def replace_secrets(key: str, before: bytes, sealed: bytes) -> Statement:
    """The same secrets, sealed with another key; nothing when they have changed meanwhile."""
    return Statement(
        "UPDATE robots SET secrets = %(sealed)s WHERE key = %(key)s AND secrets = %(before)s",
        {"key": key, "before": before, "sealed": sealed},
    )


def forget_app(app: str) -> Statement:
    """Robots that this app might use: the next one of its name may not."""
    return Statement("UPDATE robots SET apps = array_remove(apps, %(app)s) WHERE %(app)s = ANY(apps)", {"app": app})


def pace(key: str) -> list[Statement]:
    """Row `{sent_at, closed_until}`, kept from others until the transaction ends; none for a robot that is gone."""
    return [
        Statement(
            """INSERT INTO robot_paces (robot) SELECT key FROM robots WHERE key = %(key)s
            ON CONFLICT (robot) DO NOTHING""",
            {"key": key},
        ),
        Statement("SELECT sent_at, closed_until FROM robot_paces WHERE robot = %(key)s FOR UPDATE", {"key": key}),
    ]


def note_sent(key: str, sent: Sequence[datetime]) -> Statement:
    """Remember when it has sent."""
    return Statement(
        "UPDATE robot_paces SET sent_at = %(sent)s WHERE robot = %(key)s", {"key": key, "sent": list(sent)}
    )


def close(key: str, until: datetime) -> Statement:
    """Its provider wants to hear nothing until then."""
    return Statement(
        "UPDATE robot_paces SET closed_until = %(until)s WHERE robot = %(key)s",
        {"key": key, "until": until},
    )
