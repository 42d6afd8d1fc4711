"""Everything that goes on by itself in a world, in turn: one look says whether anything is to be done.

As `Settling`, for a world that one process at a time moves on: nothing is waited for that others have in hand.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from helpwright.entry.automation import Automation
from helpwright.entry.sample.product import SampleProduct
from helpwright.jobs.consumer import Consumer, Contended
from helpwright.jobs.listen import Listener
from helpwright.platform.database import Statement
from helpwright.rules.runner import PENDING

_PAUSE_SECONDS: Final = 0.002
# As the consumer peeks: ORDER BY and LIMIT keep the planner on the index of the stream.
_UNREAD = """SELECT following.xid < pg_snapshot_xmin(pg_current_snapshot()) AS ready FROM cursors c JOIN LATERAL (
    SELECT e.xid FROM events e WHERE (e.xid, e.id) > (c.xid, c.id) ORDER BY e.xid, e.id LIMIT 1) following ON true
WHERE c.name = 'rules'"""
_NEXT = "SELECT min(next_at) AS next_at FROM timers WHERE NOT held AND next_at <> 'infinity'"


@dataclass(frozen=True)
class Turns:
    """Moves one world on."""

    product: SampleProduct
    automation: Automation

    async def begin(self) -> None:
        """Where nobody has ever read the stream, begin at its beginning."""
        await self._consumer.catch_up()

    async def settle(self) -> datetime | None:
        """Do all that is to be done at the clock's present instant; when the next timer is due."""
        await self.automation.adoption.look()
        while True:
            unread, ready, timers = await self.product.database.read((Statement(_UNREAD), PENDING, Statement(_NEXT)))
            due: datetime | None = timers[0]["next_at"]
            if unread and not unread[0]["ready"]:
                # A transaction of another database of the server is in the way for a moment.
                await asyncio.sleep(_PAUSE_SECONDS)
            elif unread:
                await self._read()
            elif ready:
                await self.automation.runner.drain()
            elif due is not None and due <= self.product.clock.now():
                if not await self.automation.sweeper.sweep():
                    return due
            else:
                return due

    async def next_at(self) -> datetime | None:
        """When the next timer is due."""
        row = await self.product.database.one(Statement(_NEXT))
        found: datetime | None = row["next_at"] if row else None
        return found

    async def until(self, end: datetime, due: datetime | None) -> datetime | None:
        """Let the clock go from one due instant to the next, up to `end`, where it stands then.

        `due` is what `settle` said last; so does this.
        """
        while due is not None and due <= end:
            before = due
            self.product.clock.standing = max(due, self.product.clock.now())
            due = await self.settle()
            if due == before:
                break
        self.product.clock.standing = end
        return due

    async def _read(self) -> None:
        try:
            await self._consumer.step()
        except Contended:
            # Another process reads.
            await asyncio.sleep(_PAUSE_SECONDS)

    @cached_property
    def _consumer(self) -> Consumer:
        database, clock = self.product.database, self.product.clock
        read = self.automation.readers["rules"]
        return Consumer("rules", read, database=database, listener=Listener(database.url), clock=clock, breath=0.0)
