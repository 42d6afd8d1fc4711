"""What runs beside the requests of a web process: pokes after commits, and live messages."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any
from uuid import UUID

from helpwright.access.model import Caller
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
    """Made with the application; runs as long as it serves."""

    def __init__(self, product: Product, loops: Sequence[Callable[[], Coroutine[Any, Any, None]]] = ()) -> None:
        url = product.database.url
        self._poker = Poker(url, counted=True)
        self._listener = Listener(url)
        self._product = product
        self._loops = loops
        self.hub: Hub[Caller | Follower] = Hub(product.database, self._listener, self._visible)
        self.presence: Presence[Caller | Follower] = Presence(product.database, product.clock, self._visible, _who)
        product.database.on_commit(self._poker.mark)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Everything runs inside the block."""
        own = (self._poker.run, self._listener.run, self.hub.run, self.presence.run)
        watch: Callable[[], Coroutine[Any, Any, None]] = partial(self._product.database.watch, WEB)
        beside = (watch, *own, *self._loops)
        tasks = [asyncio.create_task(each()) for each in beside]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task

    async def _visible(self, caller: Caller | Follower, dataset: str, ids: Sequence[UUID]) -> Iterable[UUID]:
        if isinstance(caller, Follower):
            return caller.sees(dataset, ids)
        return await self._product.reach.visible_ids(caller, dataset, ids)
