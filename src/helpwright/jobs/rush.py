"""People go first: while they write as fast as the machine takes it, what goes on by itself rests between its pieces.

The system's priorities reach the worker alone. What it asks of the database is done at full priority, and a process
that often waits for an answer gets more of a processor than its priority says.
"""

import asyncio
from collections.abc import Callable
from math import exp
from time import monotonic
from typing import Final

from helpwright.platform.processors import processors

LIMIT_PER_PROCESSOR: Final = 100.0
"""So many commits of others a second, for each processor, are a rush."""
_MEMORY_SECONDS: Final = 0.5
_REST_EACH: Final = 5.0
_LONGEST_REST_SECONDS: Final = 0.4


class Rush:
    """How fast people write, as their processes tell with their pokes; one for each process that works for itself."""

    def __init__(self, limit: float | None = None, now: Callable[[], float] = monotonic) -> None:
        self._limit = LIMIT_PER_PROCESSOR * processors() if limit is None else limit
        self._now = now
        self._recent = 0.0
        self._at = now()

    def heard(self, commits: int) -> None:
        """So many commits happened just now."""
        self._recent = self._left() + commits
        self._at = self._now()

    @property
    def on(self) -> bool:
        """Whether there is one now; it is over half a second to a second after the last of its commits."""
        return self._left() / _MEMORY_SECONDS > self._limit

    async def rest(self, began: float) -> None:
        """After a piece of work that began then (`time.monotonic`): in a rush, five times as long as it took.

        0.4 s at most; so who works alone works on, a piece at a time.
        """
        if self.on:
            await asyncio.sleep(min((self._now() - began) * _REST_EACH, _LONGEST_REST_SECONDS))

    def _left(self) -> float:
        return self._recent * exp((self._at - self._now()) / _MEMORY_SECONDS)
