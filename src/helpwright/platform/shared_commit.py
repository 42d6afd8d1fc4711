"""Writes of many people at once share a commit: what comes in while others are on their way goes out together.

So the same statements follow each other on a connection whose memory still has what they need, and the wait for the
disk is one for all. Who comes when others are out waits as `company` says.
"""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Any, NamedTuple

from helpwright.kernel.errors import Unavailable
from helpwright.platform.company import MOST, OUT, PATIENCE_SECONDS, Company, Waiting
from helpwright.platform.rows import by_rank
from helpwright.platform.statement import Statement

__all__ = ["MOST", "OUT", "SharedCommits", "Write"]

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


class SharedCommits:
    """Those of one database. `send` carries out statements in a transaction of their own and tells of its commit.

    `told` is called for each further write that a transaction had.
    """

    def __init__(self, send: Send, told: Callable[[], None], patience: float = PATIENCE_SECONDS) -> None:
        self._send = send
        self._told = told
        self._company: Company[Write, None] = Company(self._answer, patience)

    async def write(self, write: Write) -> None:
        """Return when it is committed; raises what it would raise alone, and then nothing of it is kept.

        After Unavailable that is unknown: the caller is idempotent and may ask again. It must not change a row that
        was there before, wait for a lock on one, nor depend on what others write.
        """
        await self._company.join(write)

    async def _answer(self, together: Sequence[Waiting[Write, None]]) -> None:
        """Tell each how it ended. When one of several is refused nothing was kept, and halves show which."""
        try:
            await self._send(joined([each.wish for each in together]))
        except Exception as error:
            if len(together) == 1 or isinstance(error, Unavailable):
                raise
            middle = len(together) // 2
            for half in (together[:middle], together[middle:]):
                await self._half(half)
            return
        for each in together:
            each.tell(None)
        for _ in together[1:]:
            self._told()

    async def _half(self, half: Sequence[Waiting[Write, None]]) -> None:
        try:
            await self._answer(half)
        except Exception as error:  # noqa: BLE001 -- raised where it is waited for
            for each in half:
                each.fail(error)


def joined(writes: Sequence[Write]) -> list[Statement]:
    """The statements of all, who enter alike."""
    return [writes[0].entry, *by_rank([each.statements for each in writes])]
