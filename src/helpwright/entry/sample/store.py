"""SQL of samples and milestones. Private to the entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.platform.database import Statement

ALL = Statement("SELECT * FROM samples ORDER BY app")


def of_app(app: str) -> Statement:
    """The row of an app."""
    return Statement("SELECT * FROM samples WHERE app = %(app)s", {"app": app})


def take_turns(app: str) -> Statement:
    """Beginning and removing wait for each other."""
    return Statement("SELECT pg_advisory_xact_lock(hashtextextended('samples ' || %(app)s, 0))", {"app": app})


def begin(
    app: str, world: UUID, database: str, plan: Mapping[str, Any], total: int, by: UUID | None, at: datetime
) -> Statement:
    """A world is being made."""
    return Statement(
        """INSERT INTO samples (app, id, database, state, plan, total, started_by, started_at, updated_at)
        VALUES (%(app)s, %(id)s, %(database)s, 'making', %(plan)s, %(total)s, %(by)s, %(at)s, %(at)s)
        ON CONFLICT (app) DO UPDATE SET id = excluded.id, database = excluded.database, state = 'making',
            plan = excluded.plan, done = 0, total = excluded.total, error = NULL, epoch = 0,
            started_by = excluded.started_by, started_at = excluded.started_at, updated_at = excluded.updated_at,
            finished_at = NULL""",
        {"app": app, "id": world, "database": database, "plan": dict(plan), "total": total, "by": by, "at": at},
    )


def progress(app: str, world: UUID, done: int, total: int, at: datetime) -> Statement:
    """How far it is; a row as long as nobody has cancelled."""
    return Statement(
        """UPDATE samples SET done = %(done)s, total = %(total)s, updated_at = %(at)s
        WHERE app = %(app)s AND id = %(id)s AND state = 'making' RETURNING 1 AS yes""",
        {"app": app, "id": world, "done": done, "total": total, "at": at},
    )


def ready(app: str, world: UUID, done: int, epoch: int, at: datetime) -> Statement:
    """It is made; a row unless it was cancelled meanwhile."""
    return Statement(
        """UPDATE samples SET state = 'ready', done = %(done)s, total = %(done)s, epoch = %(epoch)s,
            updated_at = %(at)s, finished_at = %(at)s
        WHERE app = %(app)s AND id = %(id)s AND state = 'making' RETURNING 1 AS yes""",
        {"app": app, "id": world, "done": done, "epoch": epoch, "at": at},
    )


def end(app: str, world: UUID, state: str, error: str | None, at: datetime) -> Statement:
    """It is not made, or no more: `failed`, `cancelled` or `removed`."""
    return Statement(
        """UPDATE samples SET state = %(state)s, error = %(error)s, updated_at = %(at)s, finished_at = %(at)s
        WHERE app = %(app)s AND id = %(id)s""",
        {"app": app, "id": world, "state": state, "error": error, "at": at},
    )


def caught_up(app: str, world: UUID, epoch: int) -> Statement:
    """The world has the app as it was at this epoch."""
    return Statement(
        "UPDATE samples SET epoch = %(epoch)s WHERE app = %(app)s AND id = %(id)s AND epoch < %(epoch)s",
        {"app": app, "id": world, "epoch": epoch},
    )


def forget(app: str) -> Statement:
    """The app is gone."""
    return Statement("DELETE FROM samples WHERE app = %(app)s", {"app": app})


def reach(app: str, name: str, at: datetime) -> Statement:
    """Remember the first time."""
    return Statement(
        "INSERT INTO milestones (app, name, at) VALUES (%(app)s, %(name)s, %(at)s) ON CONFLICT DO NOTHING",
        {"app": app, "name": name, "at": at},
    )


def reached(app: str) -> Statement:
    """What has been done once."""
    return Statement("SELECT name FROM milestones WHERE app = %(app)s", {"app": app})
