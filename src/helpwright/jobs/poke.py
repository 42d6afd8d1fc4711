"""Wake the readers of the event stream after a commit, at most once per 10 ms a process."""

import asyncio
from typing import Any

import psycopg
import structlog

from helpwright.jobs.connection import CHANNEL, Pause, standing_connection

log = structlog.get_logger(__name__)

INTERVAL_SECONDS = 0.010


class Poker:
    """Sends one NOTIFY for all commits of the last moment, on a connection of its own.

    `mark` is what `Database.on_commit` calls. A poke that cannot be sent is kept and sent when the database is back;
    readers also look by themselves every few seconds. With `counted` it says how many commits there were: those of a
    process that works for people.
    """

    def __init__(self, url: str, *, counted: bool = False) -> None:
        self._url = url
        self._counted = counted
        self._commits = 0
        self._dirty = asyncio.Event()

    def mark(self) -> None:
        """Something was committed. Never blocks; from the event loop's thread."""
        self._commits += 1
        self._dirty.set()

    async def run(self) -> None:
        """Send pokes until cancelled."""
        pause = Pause()
        while True:
            await self._dirty.wait()
            try:
                async with standing_connection(self._url, "helpwright poke") as connection:
                    # A NOTIFY is a transaction of its own, and would wait for the disk before anybody hears it.
                    await connection.execute(b"SET synchronous_commit = off")
                    pause.reset()
                    await self._send(connection)
            except (psycopg.Error, OSError) as error:
                self._dirty.set()
                log.warning("poke_connection_lost", error=str(error))
                await pause.wait()

    async def _send(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            await self._dirty.wait()
            self._dirty.clear()
            commits, self._commits = self._commits, 0
            await connection.execute(f"NOTIFY {CHANNEL}, '{commits if self._counted else ''}'".encode())
            await asyncio.sleep(INTERVAL_SECONDS)
