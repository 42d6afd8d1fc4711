"""`--test-clock`: the product's clock can be moved forward, and what became due is done at once.

The offset lies in the settings, where every process of the installation follows it; only processes started with the
flag do. Sessions and the throttling of sign-ins keep to the machine's own time, so that nobody is signed out by a test.
"""

import asyncio
from datetime import timedelta
from typing import Annotated

import psycopg
import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from helpwright.jobs.timers import Sweeper
from helpwright.kernel.clock import SystemClock, iso
from helpwright.kernel.errors import Forbidden, Unavailable
from helpwright.platform.database import Database, Json, to_json
from helpwright.platform.statement import Statement

log = structlog.get_logger(__name__)

_FOLLOW_SECONDS = 0.1
_READ = Statement("SELECT value FROM settings WHERE name = 'clock_offset'")
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
        """Take over the stored offset."""
        row = await self._database.one(_READ)
        self._clock.offset = timedelta(seconds=float(row["value"]) if row is not None else 0.0)

    async def advance(self, seconds: float) -> None:
        """Move the clock of every process."""
        rows = await self._database.write(
            [
                Statement(
                    """INSERT INTO settings (name, value) VALUES ('clock_offset', %(seconds)s)
                    ON CONFLICT (name) DO UPDATE
                    SET value = to_jsonb((settings.value #>> '{}')::float8 + (excluded.value #>> '{}')::float8)
                    RETURNING value""",
                    {"seconds": Json(seconds)},
                ),
            ],
        )
        self._clock.offset = timedelta(seconds=float(rows[0][0]["value"]))

    def answer(self, delivered: int = 0) -> Response:
        """Where the clock stands."""
        offset = self._clock.offset.total_seconds()
        content = {"now": iso(self._clock.now()), "offset_seconds": offset, "delivered": delivered}
        return Response(to_json(content), media_type="application/json")


def routes(clock: TestClock | None, sweeper: Sweeper) -> APIRouter:
    """Routes below `/api/v1`; refused when the server was started without the flag (`clock` is None)."""
    router = APIRouter(tags=["test"])

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
        await found.advance(wanted.advance_seconds)
        return found.answer(await sweeper.sweep())

    return router
