"""Whether the database answers: a connection of its own that asks, and hangs up on those who wait when it does not.

A server whose machine hangs, or that somebody has stopped, keeps its connections open and says nothing: who asks
would wait for as long as that lasts. Who waits long for an answer of a server that is well is left alone.
"""

import asyncio
import os
import platform
import socket
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, Final

import psycopg
import structlog
from psycopg import AsyncConnection

log = structlog.get_logger(__name__)

PULSE: Final = "helpwright pulse"
SILENT_SECONDS: Final = 5.0
_BETWEEN_SECONDS: Final = 2.0
_AWAY_BETWEEN_SECONDS: Final = 0.5
_CONNECT_SECONDS: Final = 3
# A loop that was busy itself reads what came meanwhile before it judges.
_BENEFIT_SECONDS: Final = 1.0
# The server lives, it only has no connection left for us.
_TOO_MANY: Final = "53300"
# PostgreSQL cuts names after 63 bytes.
_HOST_LENGTH: Final = 30


def named(part: str) -> str:
    """What a pulse of this process is called in `pg_stat_activity`: `helpwright pulse PART PID HOST`."""
    return f"{PULSE} {part} {os.getpid()} {_host()}"


def process_name() -> str:
    """What people are told of this process: `PID@HOST`."""
    return f"{os.getpid()}@{_host()}"


def _host() -> str:
    return platform.node()[:_HOST_LENGTH]


class Pulse:
    """`away` once the database has not answered for 5 s, which ends what waits for it.

    `leased` are the connections that are in use, `queued` the patience of those who wait for one.
    """

    def __init__(self, url: str, *, silent: float = SILENT_SECONDS) -> None:
        self.away = False
        self.leased: set[AsyncConnection[Any]] = set()
        self.queued: set[asyncio.Timeout] = set()
        self._url = url
        self._silent = silent
        self._name = PULSE
        self._asking: AsyncConnection[Any] | None = None
        self._last = 0.0

    async def watch(self, part: str, back: Callable[[], None]) -> None:
        """Ask as `part` until cancelled; `back` is called when the database answers after it was away."""
        self._name = named(part)
        self._last = monotonic()
        try:
            while True:
                if await self._answers():
                    self._last = monotonic()
                    if self.away:
                        log.info("database_answers_again")
                        self.away = False
                        back()
                elif monotonic() - self._last >= self._silent:
                    self._hang_up()
                await asyncio.sleep(_AWAY_BETWEEN_SECONDS if self.away else _BETWEEN_SECONDS)
        finally:
            self.away = False
            await self._forget()

    async def _answers(self) -> bool:
        asking = asyncio.create_task(self._ask())
        try:
            for seconds in (self._silent, _BENEFIT_SECONDS):
                if (await asyncio.wait({asking}, timeout=seconds))[0]:
                    return asking.result()
            self._break_off()
            return await asking
        except asyncio.CancelledError:
            # Else a connection that is only being made would stand after us, and nobody would close it.
            if not self._break_off():
                asking.cancel()
            await asyncio.wait({asking})
            raise

    def _break_off(self) -> bool:
        """End the question that waits for its answer; False where there is not even a connection.

        Not cancelled: the driver would ask the silent server to forget the question, and wait for that.
        """
        if self._asking is None:
            return False
        hang_up(self._asking)
        return True

    async def _ask(self) -> bool:
        try:
            if self._asking is None or self._asking.closed:
                self._asking = await AsyncConnection.connect(
                    self._url, autocommit=True, application_name=self._name, connect_timeout=_CONNECT_SECONDS
                )
            await self._asking.execute(b"SELECT 1")
        except (psycopg.Error, OSError) as error:
            await self._forget()
            return isinstance(error, psycopg.Error) and error.sqlstate == _TOO_MANY
        return True

    async def _forget(self) -> None:
        asking, self._asking = self._asking, None
        if asking is not None:
            with suppress(psycopg.Error, OSError):
                await asking.close()

    def _hang_up(self) -> None:
        if not self.away:
            log.warning("database_silent", seconds=self._silent, waiting=len(self.leased) + len(self.queued))
        self.away = True
        for connection in tuple(self.leased):
            hang_up(connection)
        for patience in self.queued:
            patience.reschedule(0)
        self.queued.clear()


def hang_up(connection: AsyncConnection[Any]) -> None:
    """End a connection under whoever waits for its answer: to them it is lost."""
    with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)
