"""What runs beside the requests of a web process: pokes after commits, and live messages."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.entry.upkeep import Loop, Upkeep, end
from helpwright.entry.wiring import Product
from helpwright.jobs.listen import Listener
from helpwright.jobs.live import Hub
from helpwright.jobs.poke import Poker
from helpwright.jobs.presence import Presence, Who
from helpwright.portal.links import Follower

WEB = "web"
"""What a web process is called in the database."""


def _who(caller: Caller | Follower) -> Who | None:
    """Who can be seen at a record: people, neither customers nor programs."""
    if isinstance(caller, Follower) or caller.key is not None:
        return None
    return Who(caller.person_id, caller.name)


class WebBackground:
    """Made with the application; runs as long as it serves, `loops` with it."""

    def __init__(self, product: Product, loops: Sequence[Loop] = ()) -> None:
        url = product.database.url
        self._poker = Poker(url, counted=True)
        self._listener = Listener(url)
        self._product = product
        self._upkeep = Upkeep(product.database, WEB)
        self.hub: Hub[Caller | Follower] = Hub(product.database, self._listener, self._visible)
        self.presence: Presence[Caller | Follower] = Presence(product.database, product.clock, self._visible, _who)
        self._loops = (
            self._upkeep.telling,
            Loop("pulse", partial(product.database.watch, WEB)),
            Loop("pokes", self._poker.run),
            Loop("listening", self._listener.run),
            Loop("live", self.hub.run),
            Loop("presence", self.presence.run),
            *loops,
        )
        product.database.on_commit(self._poker.mark)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Everything runs inside the block."""
        tasks = self._upkeep.begin(self._loops)
        try:
            yield
        finally:
            await end(tasks)

    async def _visible(self, caller: Caller | Follower, dataset: str, ids: Sequence[UUID]) -> Iterable[UUID]:
        if isinstance(caller, Follower):
            return caller.sees(dataset, ids)
        return await self._product.reach.visible_ids(caller, dataset, ids)
