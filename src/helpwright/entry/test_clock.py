"""`--test-clock`: the product's clock can be moved forward, and what became due is done at once.

Where the clock stands lies in the settings, where every process of the installation follows it; only processes started
with the flag do, and look before each piece of work and each request. Sessions and the throttling of sign-ins keep to
the machine's own time, so that nobody is signed out by a test.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Annotated

import psycopg
import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from helpwright.entry.settling import Settling
from helpwright.jobs.months import make_months
from helpwright.kernel.clock import SystemClock, iso
from helpwright.kernel.errors import Forbidden, Unavailable
from helpwright.platform.database import Database, Json, to_json
from helpwright.platform.routes import Router
from helpwright.platform.statement import Statement

log = structlog.get_logger(__name__)

_FOLLOW_SECONDS = 0.1
_READ = Statement("SELECT name, value FROM settings WHERE name IN ('clock_offset', 'clock_standing')")
_ONE_AT_A_TIME = Statement("SELECT pg_advisory_xact_lock(hashtextextended('test clock', 0))")
_GO_ON = Statement("DELETE FROM settings WHERE name = 'clock_standing'")
_HUNDRED_YEARS = 100 * 366 * 86_400


class Advance(BaseModel):
    """How far to move the clock, in seconds; never back."""

    advance_seconds: Annotated[float, Field(ge=0, le=_HUNDRED_YEARS)]


class ClockAnswer(BaseModel):
    """The product's present instant, how far it is ahead of the machine's, and how many timers were delivered."""

    now: str
    offset_seconds: float
    delivered: int = 0


class TestClock:
    """The movable clock of one process."""

    __test__ = False  # pytest: a part of the product, not a test case

    def __init__(self, database: Database, clock: SystemClock) -> None:
        self._database = database
        self._clock = clock

    async def follow(self) -> None:
        """Keep this process's clock at the stored offset, until cancelled."""
        while True:
            try:
                await self.read()
            except (Unavailable, psycopg.Error) as error:
                log.warning("test_clock_waits_for_database", error=str(error))
            await asyncio.sleep(_FOLLOW_SECONDS)

    async def read(self) -> None:
        """Take over where the clock stands."""
        found = {row["name"]: row["value"] for row in await self._database.all(_READ)}
        standing = found.get("clock_standing")
        self._clock.offset = timedelta(seconds=float(found.get("clock_offset", 0.0)))
        self._clock.standing = datetime.fromisoformat(standing) if standing else None

    async def begin(self) -> None:
        """Nobody is moving the clock when the server starts, whatever was under way when it was killed."""
        await self._database.write([_GO_ON])

    async def advance(self, seconds: float, settling: Settling) -> int:
        """Move the clock of every process, from one due instant to the next; how many timers were delivered.

        At each the clock stands until all is done that is due then, and what follows from it.
        """
        async with self._database.transaction() as turn:
            await turn.all(_ONE_AT_A_TIME)
            await self.read()
            start = self._clock.now()
            try:
                await self._stand(start)
                delivered = await settling.settle()
                delivered += await self._pass(start, start + timedelta(seconds=seconds), settling)
            finally:
                await self._go_on(seconds)
        return delivered + await settling.settle()

    async def _pass(self, at: datetime, until: datetime, settling: Settling) -> int:
        delivered = 0
        while True:
            due = await settling.sweeper.next_at()
            if due is None or due > until:
                return delivered
            moved = max(at, due)
            await self._stand(moved)
            await make_months(self._database, moved)
            done = await settling.settle()
            if not done and moved == at:
                return delivered
            at = moved
            delivered += done

    async def _stand(self, at: datetime) -> None:
        """Every clock stands at the instant."""
        await self._database.write(
            [
                Statement(
                    """INSERT INTO settings (name, value) VALUES ('clock_standing', %(at)s)
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
                    {"at": Json(at.isoformat())},
                ),
            ],
        )
        self._clock.standing = at

    async def _go_on(self, seconds: float) -> None:
        """Every clock goes on, so much further."""
        rows = await self._database.write(
            [
                _GO_ON,
                Statement(
                    """INSERT INTO settings (name, value) VALUES ('clock_offset', %(seconds)s)
                    ON CONFLICT (name) DO UPDATE
                    SET value = to_jsonb((settings.value #>> '{}')::float8 + (excluded.value #>> '{}')::float8)
                    RETURNING value""",
                    {"seconds": Json(seconds)},
                ),
            ],
        )
        self._clock.offset = timedelta(seconds=float(rows[1][0]["value"]))
        self._clock.standing = None

    def answer(self, delivered: int = 0) -> Response:
        """Where the clock stands."""
        offset = self._clock.offset.total_seconds()
        content = {"now": iso(self._clock.now()), "offset_seconds": offset, "delivered": delivered}
        return Response(to_json(content), media_type="application/json")


class FollowingClock:
    """Looks where the clock stands before each request to the interface."""

    def __init__(self, app: ASGIApp, clock: TestClock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on."""
        if scope["type"] == "http" and scope["path"].startswith("/api/"):
            with suppress(Unavailable, psycopg.Error):
                await self._clock.read()
        await self._app(scope, receive, send)


class ToldTime:
    """Every answer carries the product's time as its `Date`, to the second: screens follow it (decision 0098).

    The web server must not put the machine's beside it.
    """

    def __init__(self, app: ASGIApp, clock: SystemClock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Date"] = format_datetime(self._clock.now(), usegmt=True)
            await send(message)

        await self._app(scope, receive, told if scope["type"] == "http" else send)


def routes(clock: TestClock | None, settling: Callable[[], Settling]) -> APIRouter:
    """Routes below `/api/v1`; refused when the server was started without the flag (`clock` is None)."""
    router = Router(tags=["test"])

    def present() -> TestClock:
        if clock is None:
            raise Forbidden("test_clock_off")
        return clock

    @router.get("/test/clock", response_model=ClockAnswer)
    async def read_clock() -> Response:
        return present().answer()

    @router.post("/test/clock", response_model=ClockAnswer)
    async def move_clock(wanted: Advance) -> Response:
        found = present()
        return found.answer(await found.advance(wanted.advance_seconds, settling()))

    return router
