"""Chores that come back: each is run after the start and then at its interval; one failure hinders no other."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """`run` every `seconds`; must be safe to run in several processes at once."""

    name: str
    run: Callable[[], Awaitable[object]]
    seconds: float = 3600.0


async def keep_house(chores: Sequence[Chore], *, first_after: float = 60.0) -> None:
    """Run every chore until cancelled; the first round begins after `first_after` seconds, when the start is over."""

    async def repeat(chore: Chore) -> None:
        await asyncio.sleep(first_after)
        while True:
            try:
                await chore.run()
            except Exception:
                log.exception("chore_failed", chore=chore.name)
            await asyncio.sleep(chore.seconds)

    await asyncio.gather(*(repeat(chore) for chore in chores))
