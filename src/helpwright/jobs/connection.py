"""A connection outside the pool, for LISTEN and NOTIFY, kept up with a growing pause between attempts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg

CHANNEL = "helpwright_events"
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 3.0


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
