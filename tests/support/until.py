"""Wait for something another task or process brings about."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
    """Return when `condition` answers true; TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 -- what is awaited happens in a database
            await asyncio.sleep(0.01)
