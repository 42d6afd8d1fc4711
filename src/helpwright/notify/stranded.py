"""Messages that nobody is going to send: their job has failed for good, or is gone."""

from datetime import datetime, timedelta

import structlog

from helpwright.jobs.queue import UNFINISHED, defer
from helpwright.kernel.clock import Clock
from helpwright.notify.outbox import SEND
from helpwright.platform.database import Database, Statement

log = structlog.get_logger(__name__)

PATIENCE = timedelta(minutes=10)
_MOST = 500
_TAKE_TURNS = Statement("SELECT pg_advisory_xact_lock(hashtextextended('messages stranded', 0))")
_STRANDED = f"""SELECT m.id FROM messages m
WHERE m.state IN ('queued', 'sending') AND m.created_at < %(before)s
    AND m.id NOT IN (SELECT jsonb_array_elements_text(j.args -> 'messages')::uuid FROM ({UNFINISHED}) j)
ORDER BY m.created_at LIMIT %(most)s"""  # noqa: S608 -- text of this product


def stranded(now: datetime) -> Statement:
    """Rows `{id}`, oldest first."""
    return Statement(_STRANDED, {"before": now - PATIENCE, "task": SEND, "most": _MOST})


async def send_stranded(database: Database, clock: Clock) -> int:
    """Queue unsent messages older than 10 minutes that no job will touch; how many.

    Each gets a job of its own, so that one that breaks its job hinders no other. Safe beside itself.
    """
    async with database.transaction() as session:
        await session.execute(_TAKE_TURNS)
        rows = await session.all(stranded(clock.now()))
        if rows:
            await session.execute(defer(SEND, [{"messages": [str(row["id"])]} for row in rows]))
            log.warning("messages_stranded", messages=len(rows))
    return len(rows)
