"""A connection outside the pool, for LISTEN and NOTIFY, kept up with a growing pause between attempts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg

from helpwright.kernel.errors import Unavailable
from helpwright.platform.away import is_away

CHANNEL = "helpwright_events"
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 3.0
# rolled back (deadlock, serialization), resources, lock not available, canceled
_PASSING = ("40", "53", "55P", "57")


def passes(error: Exception) -> bool:
    """Whether it is the database that is in trouble, not the work at hand: that waits, and is no failure.

    What the driver refuses before it asks the database, such as a text with a NUL, has no state and does not pass.
    """
    if not isinstance(error, psycopg.Error):
        return isinstance(error, Unavailable)
    return is_away(error) or (error.sqlstate or "").startswith(_PASSING)


class Pause:
    """Waits longer after every failure in a row: 0.1 s, 0.2 s … 3 s."""

    def __init__(self, first: float = _FIRST_PAUSE_SECONDS, longest: float = _LONGEST_PAUSE_SECONDS) -> None:
        self._first = first
        self._longest = longest
        self._next = first

    async def wait(self) -> None:
        """Sleep, and double the next sleep."""
        delay, self._next = self._next, min(self._next * 2, self._longest)
        await asyncio.sleep(delay)

    def reset(self) -> None:
        """It worked: the next pause is short again."""
        self._next = self._first


@asynccontextmanager
async def standing_connection(url: str, name: str) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """One autocommit connection shown as `name` in pg_stat_activity; a dead network is noticed within a minute."""
    connection = await psycopg.AsyncConnection.connect(
        url,
        autocommit=True,
        application_name=name,
        connect_timeout=5,
        keepalives_idle=20,
        keepalives_interval=10,
        keepalives_count=3,
    )
    try:
        yield connection
    finally:
        await connection.close()
