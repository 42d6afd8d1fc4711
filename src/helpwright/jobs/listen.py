"""Hear pokes: one LISTEN connection a process wakes all its readers."""

import asyncio
from contextlib import suppress
from typing import Any

import psycopg
import structlog

from helpwright.jobs.connection import CHANNEL, Pause, standing_connection
from helpwright.jobs.rush import Rush

log = structlog.get_logger(__name__)

_PROBE_SECONDS = 30.0
_LISTEN = f"LISTEN {CHANNEL}".encode()


class Wake:
    """A reader's bell: rings until answered, so that a poke during work is not lost."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """There may be something new."""
        self._event.set()

    async def wait(self, timeout: float) -> None:  # noqa: ASYNC109 -- running out of time is the normal way back
        """Return when rung since the last return, or after `timeout` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._event.wait()
        self._event.clear()


class Listener:
    """Listens for pokes and rings every `Wake` it handed out; rings also after each new connection.

    How many commits of people they tell of, it tells `rush`.
    """

    def __init__(self, url: str, rush: Rush | None = None) -> None:
        self._url = url
        self.rush = rush or Rush()
        self._wakes: set[Wake] = set()

    def wake(self) -> Wake:
        """A new bell, rung from now on."""
        wake = Wake()
        self._wakes.add(wake)
        return wake

    def forget(self, wake: Wake) -> None:
        """The reader of this bell is gone."""
        self._wakes.discard(wake)

    async def run(self) -> None:
        """Listen until cancelled; reconnects by itself."""
        pause = Pause()
        while True:
            try:
                async with standing_connection(self._url, "helpwright listen") as connection:
                    await connection.execute(_LISTEN)
                    pause.reset()
                    await self._hear(connection)
            except (psycopg.Error, OSError) as error:
                log.warning("listen_connection_lost", error=str(error))
            await pause.wait()

    async def _hear(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._ring()
        while True:
            heard = False
            async for poke in connection.notifies(timeout=_PROBE_SECONDS, stop_after=1):
                heard = True
                if poke.payload.isdecimal():
                    self.rush.heard(int(poke.payload))
            if not heard:
                await connection.execute(b"SELECT 1")
            self._ring()

    def _ring(self) -> None:
        for wake in self._wakes:
            wake.ring()
