"""A world of samples that is open in this process: its application, and what goes on in it by itself."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from typing import Final
from uuid import UUID

import psycopg
import structlog
from fastapi import FastAPI

from helpwright.entry.automation import Automation
from helpwright.entry.sample.product import SampleProduct
from helpwright.entry.sample.turns import Turns
from helpwright.entry.upkeep import Loop, Upkeep, end
from helpwright.entry.wiring import Product
from helpwright.jobs.connection import Pause
from helpwright.kernel.errors import Unavailable

log = structlog.get_logger(__name__)

CreateApp = Callable[[Product], FastAPI]
_LOOK_SECONDS: Final = 1.0
_LONGEST_SECONDS: Final = 10.0
_LINGER_SECONDS: Final = 600.0
"""How long a world goes on by itself after the last visit; what was due meanwhile happens at the next one."""
_MORE: Final = timedelta(seconds=30)


class World:
    """A world that is open in this process: its application, and what goes on in it by itself."""

    def __init__(self, world_id: UUID, product: SampleProduct, create_app: CreateApp) -> None:
        self.id = world_id
        self.product = product
        self.app = create_app(product)
        self._turns = Turns(product, Automation(product))
        self.epoch = 0
        self._stack = AsyncExitStack()
        self._woken = asyncio.Event()
        self._turn = asyncio.Lock()
        self._living: list[asyncio.Task[None]] = []
        self._used_at = 0.0

    def touch(self) -> None:
        """Somebody is here: time goes on for a while."""
        self._used_at = asyncio.get_running_loop().time()

    async def open(self) -> None:
        """Connect, let pass what became due since somebody last looked, and go on from there."""
        await self._stack.enter_async_context(self.app.router.lifespan_context(self.app))
        await self._turns.begin()
        await self.settle()
        self.product.database.on_commit(self._woken.set)
        self._living = Upkeep(self.product.database, "samples").begin((Loop("samples", self._live),))

    async def close(self) -> None:
        """Let go of everything."""
        await end(self._living)
        await self._stack.aclose()
        self.product.gate.passwords.close()

    async def settle(self) -> None:
        """Do what is to be done by now; what became due before, at the instant it was due."""
        clock = self.product.clock
        async with self._turn:
            end = clock.now() - _MORE
            due = await self._turns.next_at()
            try:
                if due is not None and due <= end:
                    clock.standing = due
                    await self._turns.until(end, await self._turns.settle())
            finally:
                clock.standing = None
            await self._turns.settle()

    async def _live(self) -> None:
        pause = Pause(_LOOK_SECONDS, _LONGEST_SECONDS)
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._woken.wait()
            self._woken.clear()
            if asyncio.get_running_loop().time() - self._used_at > _LINGER_SECONDS:
                continue
            try:
                await self.settle()
                pause.reset()
            except (Unavailable, psycopg.Error) as error:
                # Away, or removed by another process: the next visit finds out, and without one it rests in a while.
                log.warning("sample_world_waits", error=str(error))
                await pause.wait()
