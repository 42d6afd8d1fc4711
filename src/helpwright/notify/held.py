"""Messages held back by quiet hours go out when these are over."""

from helpwright.jobs.timers import Handler, Timer
from helpwright.kernel.clock import Clock
from helpwright.notify.outbox import send_later
from helpwright.notify.store import release
from helpwright.platform.database import Database

_MOST = 500


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


def held_handler(database: Database, clock: Clock) -> Handler:
    """The handler of kind `message`: its time has come, and that of others perhaps with it."""

    async def deliver(_timer: Timer) -> None:
        await send_held(database, clock)

    return deliver
