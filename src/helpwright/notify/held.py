"""Messages held back by quiet hours go out when these are over."""

import asyncio

import psycopg
import structlog

from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Unavailable
from helpwright.notify.outbox import send_later
from helpwright.notify.store import release
from helpwright.platform.database import Database

log = structlog.get_logger(__name__)

_MOST = 500
_LOOK_SECONDS = 1.0


async def send_held(database: Database, clock: Clock) -> int:
    """Queue the messages whose time has come; how many. Safe beside itself: each is queued once."""
    released = 0
    while True:
        async with database.transaction() as session:
            rows = await session.all(release(clock.now(), _MOST))
            if rows:
                await session.execute(send_later([row["id"] for row in rows]))
        released += len(rows)
        if len(rows) < _MOST:
            return released


async def keep_sending_held(database: Database, clock: Clock) -> None:
    """Look every second, until cancelled: late by a second at most, made up once after downtime."""
    while True:
        try:
            await send_held(database, clock)
        except (Unavailable, psycopg.Error) as error:
            log.warning("held_messages_wait_for_database", error=str(error))
        await asyncio.sleep(_LOOK_SECONDS)
