"""Trying again when writers hold what a step needs: short waits, so that nobody behind us waits long."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from psycopg.errors import DeadlockDetected, LockNotAvailable

from helpwright.kernel.errors import Conflict

T = TypeVar("T")

LOCK_SECONDS = 1.0
"""How long a step waits for a lock. Readers and writers that come later queue behind it for no longer than this."""
_ATTEMPTS = 30
_LONGEST_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long steps wait for locks, how often they try, and how often tidying up does, for which nobody waits."""

    lock_seconds: float = LOCK_SECONDS
    attempts: int = _ATTEMPTS
    tidying: int = 5


async def patiently(act: Callable[[], Awaitable[T]], attempts: int = _ATTEMPTS) -> T:
    """Repeat until the locks are free. Raises Conflict `publish_busy`: after about a minute with LOCK_SECONDS."""
    for attempt in range(attempts):
        try:
            return await act()
        except (LockNotAvailable, DeadlockDetected) as error:
            if attempt + 1 == attempts:
                raise Conflict("publish_busy") from error
        await asyncio.sleep(min(0.05 * 2**attempt, _LONGEST_PAUSE))
    raise Conflict("publish_busy")
