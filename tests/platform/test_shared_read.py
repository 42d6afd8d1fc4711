"""Looks that come at once share a round trip; each gets its own rows, as they are when it asks."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import psycopg
import pytest

from helpwright.kernel.errors import Unavailable
from helpwright.platform.company import MOST, OUT
from helpwright.platform.database import Database, Row, Statement
from helpwright.platform.shared_read import SharedReads


@pytest.fixture
async def opened(database: str) -> AsyncIterator[Database]:
    """The database, with a pool of its own."""
    found = Database(database, size=4)
    await found.open()
    yield found
    await found.close()


def look(number: int) -> Statement:
    """Fails for the 13."""
    return Statement("SELECT 100 / (%(n)s::int - 13) * 0 + %(n)s AS n", {"n": number})


async def test_each_gets_its_own_rows_in_a_trip_with_others(opened: Database) -> None:
    trips: list[int] = []

    async def read(statements: Sequence[Statement]) -> list[list[Row]]:
        trips.append(len(statements))
        return await opened.read(statements)

    shared = SharedReads(read)
    many = OUT + 2 * MOST
    asked = [[look(100 + number), look(200 + number)][: 1 + number % 2] for number in range(many)]
    answers = await asyncio.gather(*map(shared.read, asked))
    assert answers == [[[{"n": each.params["n"]}] for each in statements] for statements in asked]
    assert len(trips) == OUT + 2


async def test_what_is_wrong_with_one_stays_its_own(opened: Database) -> None:
    answers = await asyncio.gather(*(opened.read_among([look(each)]) for each in range(9, 18)), return_exceptions=True)
    assert isinstance(answers[4], psycopg.errors.DivisionByZero)
    assert answers[:4] + answers[5:] == [[[{"n": each}]] for each in (9, 10, 11, 12, 14, 15, 16, 17)]


async def test_nobody_is_told_what_was_read_before_they_asked() -> None:
    sent: list[tuple[list[int], asyncio.Future[list[list[Row]]]]] = []

    async def read(statements: Sequence[Statement]) -> list[list[Row]]:
        door: asyncio.Future[list[list[Row]]] = asyncio.get_running_loop().create_future()
        sent.append(([each.params["n"] for each in statements], door))
        return await door

    async def turns() -> None:
        for _ in range(10):
            await asyncio.sleep(0)

    shared = SharedReads(read)
    waiting = [asyncio.create_task(shared.read([look(number)])) for number in range(OUT + 2)]
    await turns()
    assert [numbers for numbers, _ in sent] == [[number] for number in range(OUT)]
    sent[0][1].set_result([[{"n": 0}]])
    await turns()
    assert sent[OUT][0] == [OUT, OUT + 1]
    late = asyncio.create_task(shared.read([look(9)]))
    await turns()
    assert len(sent) == OUT + 1
    sent[1][1].set_exception(Unavailable("database_unavailable"))
    await turns()
    assert sent[OUT + 1][0] == [9]
    sent[OUT][1].set_exception(Unavailable("database_unavailable"))
    await turns()
    # Lost together, each asks once more for itself.
    assert sorted(numbers for numbers, _ in sent[OUT + 2 :]) == [[OUT], [OUT + 1]]
    for numbers, door in sent[OUT + 1 :]:
        door.set_result([[{"n": number}] for number in numbers])
    ends = await asyncio.gather(*waiting, late, return_exceptions=True)
    assert [type(each) for each in ends] == [list, Unavailable, list, list, list]
