"""The months of the event stream: a table each, made ahead of its time.

An insert never waits for this: what has no month yet lies in the default table, and moves when its month is made.
"""

from datetime import UTC, datetime
from typing import Final

import structlog
from psycopg.errors import LockNotAvailable

from helpwright.platform.database import Database, Statement

log = structlog.get_logger(__name__)

_AHEAD: Final = 2
# Shorter than it takes the database to notice a deadlock, so that nobody else is ever the one to give way.
_PATIENCE = Statement("SET LOCAL lock_timeout = '500ms'")


def months_from(now: datetime, ahead: int = _AHEAD) -> list[datetime]:
    """The first instants of the present month (UTC) and of the following ones."""
    first = now.astimezone(UTC)
    count = first.year * 12 + first.month - 1
    return [datetime((count + each) // 12, (count + each) % 12 + 1, 1, tzinfo=UTC) for each in range(ahead + 1)]


async def make_months(database: Database, now: datetime) -> int:
    """Make the tables of this month and the next ones that are missing; how many were.

    Safe beside itself and beside writers. When the stream is too busy to let go of the default table it is left for the
    next time.
    """
    made = 0
    for month in months_from(now):
        rows = await database.all(_missing(month))
        if not rows:
            continue
        try:
            found = await database.write(
                [_PATIENCE, Statement("SELECT make_events_month(%(month)s) AS made", {"month": month})],
            )
        except LockNotAvailable:
            log.warning("month_of_events_postponed", month=month.strftime("%Y-%m"))
            return made
        made += int(bool(found[1][0]["made"]))
    return made


def _missing(month: datetime) -> Statement:
    return Statement(
        "SELECT 1 AS yes WHERE to_regclass(%(name)s) IS NULL",
        {"name": f"helpwright.events_{month.strftime('%Y%m')}"},
    )
