"""What customers write through their progress link: stored once, and only so much in so much time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from psycopg import DatabaseError

from helpwright.forms.form import Form
from helpwright.kernel.errors import TooMany
from helpwright.kernel.events import CUSTOMER
from helpwright.platform.database import Statement
from helpwright.records.comments import Following, write_comment
from helpwright.records.engine import RecordEngine
from helpwright.records.refusals import unmet

MOST = 10
SPAN = timedelta(minutes=10)

_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended(%(turn)s, 0))"
# What lies further ahead than two writers are apart was written before the clock was set back, and counts no more.
_FEW_ENOUGH = """SELECT require(
    (SELECT count(*) FROM comments WHERE record_id = %(record)s AND at > %(since)s AND at < %(until)s
        AND actor->>'kind' = 'customer') <= %(most)s, 'too_many_replies')"""
_OLDEST_THAT_COUNTS = """SELECT at FROM comments WHERE record_id = %(record)s AND at > %(since)s AND at < %(until)s
    AND actor->>'kind' = 'customer'
ORDER BY at DESC OFFSET %(more)s LIMIT 1"""


async def write_reply(
    engine: RecordEngine,
    form: Form,
    record_id: UUID,
    text: str,
    key: str | None,
    following: Following | None = None,
) -> None:
    """Store a reply of the customer; the same `key` once. Raises Invalid, TooMany `too_many_replies`.

    `following` is what it does to the clocks of the ticket, where it does something.

    The count is taken after the reply is in, one writer of a record after the other, so that many at once
    get no further than one after another.
    """

    def in_measure(at: datetime) -> Sequence[Statement]:
        counted = {**_window(record_id, at), "most": MOST}
        return Statement(_TAKE_TURNS, {"turn": f"replies:{record_id}"}), Statement(_FEW_ENOUGH, counted)

    try:
        await write_comment(engine, form, record_id, CUSTOMER, text, "public", in_measure, key, following=following)
    except DatabaseError as error:
        if unmet(error) is None:
            raise
        raise TooMany("too_many_replies", retry_after=await _wait(engine, record_id)) from error


async def _wait(engine: RecordEngine, record_id: UUID) -> int:
    """Whole seconds until the oldest reply that counts no longer does; at least 1."""
    now = engine.clock.now()
    row = await engine.database.one(Statement(_OLDEST_THAT_COUNTS, {**_window(record_id, now), "more": MOST - 1}))
    free_at = row["at"] + SPAN if row is not None else now
    return max(1, ceil((free_at - now).total_seconds()))


def _window(record_id: UUID, now: datetime) -> dict[str, object]:
    return {"record": record_id, "since": now - SPAN, "until": now + SPAN}
