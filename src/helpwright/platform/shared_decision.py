"""Decisions of many people at once, each about rows of its own, share their round trips and a commit.

Each is looked at under locks, decided, and written, as it would be alone; only that the looks of all travel together
and so do their writes. Nobody here waits for a lock that somebody else has: who finds a row held goes alone, and waits
there. So none of those together is kept from going on by another's row, and nobody waits in a circle.
"""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager
from itertools import zip_longest
from typing import Any, NamedTuple, Protocol

from helpwright.kernel.errors import Unavailable
from helpwright.platform.company import PATIENCE_SECONDS, Company, Waiting
from helpwright.platform.statement import Statement

Rows = list[dict[str, Any]]
Decide = Callable[[Sequence[Rows]], Awaitable[Sequence[Statement] | None]]
"""From the rows of the looks to the statements; None: alone. Raises the caller's refusals; nothing is written then."""

_BEGIN, _COMMIT = Statement("BEGIN"), Statement("COMMIT")


class Trips(Protocol):
    """A session of the database."""

    async def pipeline(self, statements: Sequence[Statement]) -> list[Rows]:
        """Send all in one round trip; the rows of each."""


class Question(NamedTuple):
    """What one request wants decided. `looks` lock its rows `unless_held`, and no others.

    `entry` is needed once by all that enter the `table` alike; no two with the same `key` are decided together.
    """

    table: Hashable
    entry: Statement
    key: bytes
    looks: Sequence[Statement]
    decide: Decide


def unless_held(lock: Statement) -> Statement:
    """A look that locks, without the rows that somebody else has locked."""
    return Statement(f"{lock.sql} SKIP LOCKED", lock.params)


class SharedDecisions:
    """Those of one database. `session` lends a connection and rolls back what was left open.

    `told` is called for each decision that was committed.
    """

    def __init__(
        self,
        session: Callable[[], AbstractAsyncContextManager[Trips]],
        told: Callable[[], None],
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._session = session
        self._told = told
        self._company: Company[Question, list[Rows] | None] = Company(self._answer, patience)

    async def decide(self, question: Question) -> list[Rows] | None:
        """The rows of what was written and committed; None: nothing was done, it has to be decided alone.

        Raises what `decide` of the question raises, with nothing written of it; Unavailable, after which it is unknown
        whether it was.
        """
        return await self._company.join(question)

    async def _answer(self, together: Sequence[Waiting[Question, list[Rows] | None]]) -> None:
        try:
            async with self._session() as session:
                written = await _in_one(session, together)
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001 -- nothing was kept; whose fault it is shows alone
            written = {}
        for place, each in enumerate(together):
            each.tell(written.get(place))
        for rows in written.values():
            if rows:
                self._told()


async def _in_one(session: Trips, together: Sequence[Waiting[Question, list[Rows] | None]]) -> dict[int, list[Rows]]:
    """What was written of each, by its place, after the commit. Who is refused is told so at once."""
    entry = together[0].wish.entry
    looked = iter(
        (await session.pipeline([_BEGIN, entry, *(look for each in together for look in each.wish.looks)]))[2:]
    )
    wanted: dict[int, Sequence[Statement]] = {}
    for place, each in enumerate(together):
        rows = [next(looked) for _ in each.wish.looks]
        try:
            statements = await each.wish.decide(rows)
        except Exception as refusal:  # noqa: BLE001 -- raised where it is waited for
            each.fail(refusal)
            continue
        if statements is not None:
            wanted[place] = statements
    if not any(wanted.values()):
        return {place: [] for place in wanted}
    # As `rows.by_rank`: a statement that follows its like costs the database half.
    ranks = zip_longest(*([(place, each) for each in statements] for place, statements in wanted.items()))
    sent = [each for rank in ranks for each in rank if each is not None]
    written: dict[int, list[Rows]] = {place: [] for place in wanted}
    found = await session.pipeline([*(each for _, each in sent), _COMMIT])
    for (place, _), answer in zip(sent, found[:-1], strict=True):
        written[place].append(answer)
    return written
