"""Who comes at once goes on together: what comes in while others of its table are on their way.

Nobody waits for company. Who comes goes on at once while fewer than `OUT` of the table are out; what comes in meanwhile
goes on together when one of them is back. Where one table has to wait, others do not.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from helpwright.kernel.errors import Unavailable
from helpwright.platform.statement import Statement

MOST: Final = 8
"""So many go together at most: each waits for all."""
OUT: Final = 2
"""So many of a table are on their way at a time: while one waits for the disk, the other is worked on."""
PATIENCE_SECONDS: Final = 15.0
"""As long as one waits for a connection."""


class Wish(Protocol):
    """What fits together enters the same table by the same statement and has different keys."""

    @property
    def table(self) -> Hashable:
        """What is entered."""

    @property
    def entry(self) -> Statement:
        """How it is entered."""

    @property
    def key(self) -> bytes:
        """What no two of those who go together have; they are in its order."""


W = TypeVar("W", bound=Wish)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Waiting(Generic[W, R]):
    """Somebody who is to be told how it ended."""

    wish: W
    done: "asyncio.Future[R]"

    def tell(self, result: R) -> None:
        """It ended well."""
        if not self.done.done():
            self.done.set_result(result)

    def fail(self, error: Exception) -> None:
        """It did not."""
        if not self.done.done():
            self.done.set_exception(error)


class Company(Generic[W, R]):
    """`carry` carries out those who go together and tells each; what it raises is told to all who were not told."""

    def __init__(
        self, carry: Callable[[Sequence[Waiting[W, R]]], Awaitable[None]], patience: float = PATIENCE_SECONDS
    ) -> None:
        self._carry = carry
        self._patience = patience
        self._out: Counter[Hashable] = Counter()
        self._waiting: dict[Hashable, list[Waiting[W, R]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def join(self, wish: W) -> R:
        """Return or raise what was told. Who waited too long is told Unavailable, and who has gone is left out."""
        table = wish.table
        waiting: Waiting[W, R] = Waiting(wish, asyncio.get_running_loop().create_future())
        if self._out[table] < OUT and table not in self._waiting:
            self._out[table] += 1
            await self._go(table, [waiting])
            return await waiting.done
        self._waiting.setdefault(table, []).append(waiting)
        try:
            async with asyncio.timeout(self._patience):
                return await waiting.done
        except TimeoutError:
            raise Unavailable("database_unavailable") from None

    async def _go(self, table: Hashable, together: Sequence[Waiting[W, R]]) -> None:
        try:
            await self._carry(together)
        except Exception as error:  # noqa: BLE001 -- raised where it is waited for
            for each in together:
                each.fail(error)
        finally:
            self._back(table)

    def _back(self, table: Hashable) -> None:
        self._out[table] -= 1
        while self._out[table] < OUT and (together := self._next(table)):
            self._out[table] += 1
            task = asyncio.create_task(self._go(table, together))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if not self._out[table]:
            del self._out[table]

    def _next(self, table: Hashable) -> list[Waiting[W, R]]:
        """Those that have waited longest and fit together, in their order; who has gone meanwhile is left out."""
        found: dict[bytes, Waiting[W, R]] = {}
        left: list[Waiting[W, R]] = []
        for each in self._waiting.pop(table, ()):
            if each.done.done():
                continue
            first = next(iter(found.values()), each)
            fits = len(found) < MOST and each.wish.key not in found and each.wish.entry == first.wish.entry
            if fits:
                found[each.wish.key] = each
            else:
                left.append(each)
        if left:
            self._waiting[table] = left
        return sorted(found.values(), key=lambda each: each.wish.key)
