"""SQL of public links. Private to this concept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.platform.database import Json, Statement

_COLUMNS = """l.id, l.dashboard, l.owner_id, l.name, l.filter, l.created_at, l.expires_at, l.revoked_at, l.looks,
    l.looked_at, p.name AS owner"""


def of_dashboard(dashboard: str) -> Statement:
    """All of a dashboard, the newest first."""
    return Statement(
        f"""SELECT {_COLUMNS} FROM dashboard_links l JOIN people p ON p.id = l.owner_id
        WHERE l.dashboard = %(dashboard)s ORDER BY l.created_at DESC LIMIT 100""",
        {"dashboard": dashboard},
    )


def one(link: UUID) -> Statement:
    """One link."""
    return Statement(
        f"SELECT {_COLUMNS} FROM dashboard_links l JOIN people p ON p.id = l.owner_id WHERE l.id = %(id)s",
        {"id": link},
    )


def insert(values: dict[str, Any], conditions: Sequence[Any]) -> Statement:
    """A new one: `values` by column."""
    return Statement(
        """INSERT INTO dashboard_links (id, dashboard, owner_id, name, filter, created_at, expires_at)
        VALUES (%(id)s, %(dashboard)s, %(owner)s, %(name)s, %(filter)s, %(at)s, %(until)s)""",
        {**values, "filter": Json(list(conditions))},
    )


def revoke(link: UUID, at: datetime) -> Statement:
    """It opens nothing any more; a row `{id}` the first time."""
    return Statement(
        "UPDATE dashboard_links SET revoked_at = %(at)s WHERE id = %(id)s AND revoked_at IS NULL RETURNING id",
        {"id": link, "at": at},
    )


def looked(link: UUID, at: datetime) -> Statement:
    """Somebody has looked."""
    return Statement(
        "UPDATE dashboard_links SET looks = looks + 1, looked_at = %(at)s WHERE id = %(id)s", {"id": link, "at": at}
    )


def forget_app(app: str) -> list[Statement]:
    """Links to an app's dashboards."""
    return [Statement("DELETE FROM dashboard_links WHERE split_part(dashboard, '.', 1) = %(app)s", {"app": app})]
