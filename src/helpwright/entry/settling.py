"""Do everything that is to be done now and everything that follows from it: events, runs, due timers."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import structlog

from helpwright.jobs.consumer import Consumer, Reader
from helpwright.jobs.listen import Listener
from helpwright.jobs.timers import Sweeper, in_delivery
from helpwright.kernel.clock import Clock
from helpwright.platform.database import Database, Statement
from helpwright.rules.adopt import Adoption
from helpwright.rules.runner import PENDING, Runner

log = structlog.get_logger(__name__)

_LONGEST_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.005
_UNREAD = """SELECT 1 AS yes FROM cursors c CROSS JOIN LATERAL (
    SELECT 1 FROM events e WHERE (e.xid, e.id) > (c.xid, c.id) ORDER BY e.xid, e.id LIMIT 1) more
WHERE c.name = ANY(%(names)s) LIMIT 1"""


@dataclass(frozen=True)
class Settling:
    """Works beside the workers, and waits for what they have in hand."""

    database: Database
    clock: Clock
    readers: Mapping[str, Reader]
    sweeper: Sweeper
    runner: Runner
    adoption: Adoption

    async def settle(self) -> int:
        """Until nothing is left to do at the clock's present instant; how many timers were delivered.

        After a minute it gives up: then the workers go on by themselves.
        """
        delivered = 0
        try:
            async with asyncio.timeout(_LONGEST_SECONDS):
                while True:
                    busy = await self.adoption.look()
                    for consumer in self._consumers:
                        await consumer.catch_up()
                    busy |= bool(await self.runner.drain())
                    due = await self.sweeper.sweep()
                    delivered += due
                    if busy or due:
                        continue
                    if not await self._pending():
                        return delivered
                    await asyncio.sleep(_PAUSE_SECONDS)
        except TimeoutError:
            log.warning("not_settled", seconds=_LONGEST_SECONDS)
            return delivered

    async def _pending(self) -> bool:
        """Whether somebody else has work in hand, or a transaction keeps events from being read."""
        unread = Statement(_UNREAD, {"names": list(self.readers)})
        rows = await self.database.read((unread, PENDING, in_delivery(self.clock.now())))
        return any(rows)

    @cached_property
    def _consumers(self) -> tuple[Consumer, ...]:
        listener = Listener(self.database.url)
        return tuple(
            Consumer(name, read, database=self.database, listener=listener, clock=self.clock, breath=0.0)
            for name, read in self.readers.items()
        )
