"""Writes of many people at once share a commit: what comes in while others are on their way goes out together.

Nobody waits for company. A write goes out at once while fewer than two of its table are out; what comes in meanwhile
goes out as one transaction when one of them is back. So the same statements follow each other on a connection whose
memory still has what they need, and the wait for the disk is one for all. Where one table has to wait, others do not.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any, Final, NamedTuple

from helpwright.kernel.errors import Unavailable
from helpwright.platform.rows import by_rank
from helpwright.platform.statement import Statement

MOST: Final = 8
"""So many share a transaction at most: each waits for all, and they are sent again in halves when one is refused."""
OUT: Final = 2
"""So many transactions of a table are on their way at a time: while one waits for the disk, the other is worked on."""
PATIENCE_SECONDS: Final = 15.0
"""As long as one waits for a connection."""

Send = Callable[[Sequence[Statement]], Awaitable[Any]]


class Write(NamedTuple):
    """What one request writes: `entry`, which a transaction needs once for all that enter alike, and the rest.

    `table` names what is entered. Those of one transaction have different `key`s and are written in their order: two
    transactions with the same unique keys do not wait for each other in a circle.
    """

    table: Hashable
    entry: Statement
    statements: Sequence[Statement]
    key: bytes


class _Waiting(NamedTuple):
    write: Write
    done: asyncio.Future[None]


class SharedCommits:
    """Those of one database. `send` carries out statements in a transaction of their own and tells of its commit.

    `told` is called for each further write that a transaction had.
    """

    def __init__(self, send: Send, told: Callable[[], None], patience: float = PATIENCE_SECONDS) -> None:
        self._send = send
        self._told = told
        self._patience = patience
        self._out: Counter[Hashable] = Counter()
        self._waiting: dict[Hashable, list[_Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def write(self, write: Write) -> None:
        """Return when it is committed; raises what it would raise alone, and then nothing of it is kept.

        After Unavailable that is unknown: the caller is idempotent and may ask again. It must not change a row that
        was there before, wait for a lock on one, nor depend on what others write.
        """
        table = write.table
        if self._out[table] < OUT and table not in self._waiting:
            self._out[table] += 1
            try:
                await self._send(joined([write]))
            finally:
                self._back(table)
            return
        waiting = _Waiting(write, asyncio.get_running_loop().create_future())
        self._waiting.setdefault(table, []).append(waiting)
        try:
            async with asyncio.timeout(self._patience):
                await waiting.done
        except TimeoutError:
            raise Unavailable("database_unavailable") from None

    def _back(self, table: Hashable) -> None:
        self._out[table] -= 1
        while self._out[table] < OUT and (together := self._next(table)):
            self._out[table] += 1
            task = asyncio.create_task(self._go(table, together))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if not self._out[table]:
            del self._out[table]

    def _next(self, table: Hashable) -> list[_Waiting]:
        """Those that have waited longest and fit together, in their order; who has gone meanwhile is left out."""
        found: dict[bytes, _Waiting] = {}
        left: list[_Waiting] = []
        for each in self._waiting.pop(table, ()):
            if each.done.done():
                continue
            first = next(iter(found.values()), each)
            fits = len(found) < MOST and each.write.key not in found and each.write.entry == first.write.entry
            if fits:
                found[each.write.key] = each
            else:
                left.append(each)
        if left:
            self._waiting[table] = left
        return sorted(found.values(), key=lambda each: each.write.key)

    async def _go(self, table: Hashable, together: Sequence[_Waiting]) -> None:
        try:
            await self._answer(together)
        finally:
            self._back(table)

    async def _answer(self, together: Sequence[_Waiting]) -> None:
        """Tell each how it ended. When one of several is refused nothing was kept, and halves show which."""
        try:
            await self._send(joined([each.write for each in together]))
        except Exception as error:  # noqa: BLE001 -- raised where it is waited for
            if len(together) > 1 and not isinstance(error, Unavailable):
                middle = len(together) // 2
                await self._answer(together[:middle])
                await self._answer(together[middle:])
                return
            for each in together:
                _tell(each, error)
        else:
            for each in together:
                _tell(each, None)
            for _ in together[1:]:
                self._told()


def joined(writes: Sequence[Write]) -> list[Statement]:
    """The statements of all, who enter alike."""
    return [writes[0].entry, *by_rank([each.statements for each in writes])]


def _tell(waiting: _Waiting, error: Exception | None) -> None:
    if waiting.done.done():
        return
    if error is None:
        waiting.done.set_result(None)
    else:
        waiting.done.set_exception(error)
