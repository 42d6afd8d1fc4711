"""Short looks of many requests at once share a round trip.

What comes in while others are on their way goes out together when one of them is back, never with one that was sent
before it came: each sees what was committed before it asked. Only for looks that find a few rows by their key: each of
those together waits for all.
"""

from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import Any, Final, NamedTuple

from helpwright.platform.company import PATIENCE_SECONDS, Company, Waiting
from helpwright.platform.statement import Statement

Rows = list[dict[str, Any]]
_TABLE: Final = "looks"
_ENTRY: Final = Statement("")


class _Look(NamedTuple):
    key: bytes
    statements: Sequence[Statement]
    table: str = _TABLE
    entry: Statement = _ENTRY


class SharedReads:
    """Those of one database. `read` sends looks in one round trip."""

    def __init__(
        self, read: Callable[[Sequence[Statement]], Awaitable[list[Rows]]], patience: float = PATIENCE_SECONDS
    ) -> None:
        self._read = read
        self._numbers = count()
        self._company: Company[_Look, list[Rows] | None] = Company(self._answer, patience)

    async def read(self, statements: Sequence[Statement]) -> list[Rows]:
        """The rows of each. Raises what reading them alone raises."""
        found = await self._company.join(_Look(next(self._numbers).to_bytes(8), statements))
        return await self._read(statements) if found is None else found

    async def _answer(self, together: Sequence[Waiting[_Look, list[Rows] | None]]) -> None:
        """Tell each its rows; none where together they could not be read: whose fault that is shows alone."""
        try:
            found = iter(await self._read([look for each in together for look in each.wish.statements]))
        except Exception:
            if len(together) == 1:
                raise
            for each in together:
                each.tell(None)
            return
        for each in together:
            each.tell([next(found) for _ in each.wish.statements])
