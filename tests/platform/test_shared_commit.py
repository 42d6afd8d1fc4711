"""Writes that come at once share a commit; what is wrong with one stays its own."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import psycopg
import pytest

from helpwright.kernel.errors import Unavailable
from helpwright.platform.database import Database, Statement
from helpwright.platform.shared_commit import MOST, OUT, SharedCommits, Write

ENTRY = Statement("SELECT 1")
OTHER = Statement("SELECT 2")


@pytest.fixture
async def opened(database: str) -> AsyncIterator[Database]:
    """The database, with a pool of its own."""
    found = Database(database, size=4)
    await found.open()
    await found.write([Statement("CREATE TABLE kept (n int PRIMARY KEY, part text)")])
    yield found
    await found.close()


def put(number: int, entry: Statement = ENTRY, key: int | None = None, table: str = "kept") -> Write:
    """Two rows under a number."""
    rows = [
        Statement("INSERT INTO kept (n, part) VALUES (%(n)s, %(part)s)", {"n": number * 10 + place, "part": part})
        for place, part in enumerate(("record", "case"))
    ]
    return Write(table, entry, rows, (number if key is None else key).to_bytes(4))


async def transactions(opened: Database) -> dict[int, set[int]]:
    """The numbers that each transaction has written."""
    found: dict[int, set[int]] = {}
    for row in await opened.all(Statement("SELECT xmin::text::int AS xid, n FROM kept ORDER BY ctid")):
        found.setdefault(row["xid"], set()).add(row["n"] // 10)
    return found


async def test_what_comes_at_once_shares_commits_and_each_counts(opened: Database) -> None:
    told: list[int] = []
    opened.on_commit(lambda: told.append(1))
    many = OUT + 2 * MOST
    await asyncio.gather(*(opened.write_among(put(number)) for number in reversed(range(many))))
    found = await transactions(opened)
    assert sorted(map(len, found.values())) == [1] * OUT + [MOST] * 2
    assert set().union(*found.values()) == set(range(many))
    assert len(told) == many


async def test_who_comes_alone_waits_for_nobody(opened: Database) -> None:
    for number in range(3):
        await opened.write_among(put(number))
    assert sorted(map(len, (await transactions(opened)).values())) == [1, 1, 1]


async def test_one_that_is_refused_takes_nobody_along(opened: Database) -> None:
    await opened.write([Statement("INSERT INTO kept (n) VALUES (51)")])
    unsendable = put(7)._replace(statements=[Statement("SELECT %(what)s", {"what": object()})])
    writes = [*(put(number) for number in range(7)), unsendable]
    answers = await asyncio.gather(*(opened.write_among(each) for each in writes), return_exceptions=True)
    assert [type(each) for each in answers[5:]] == [
        psycopg.errors.UniqueViolation,
        type(None),
        psycopg.ProgrammingError,
    ]
    assert answers[:5] == [None] * 5
    rows = await opened.all(Statement("SELECT n FROM kept ORDER BY n"))
    assert [row["n"] for row in rows] == [0, 1, 10, 11, 20, 21, 30, 31, 40, 41, 51, 60, 61]


async def test_who_enters_otherwise_or_has_the_same_key_goes_apart(opened: Database) -> None:
    writes = [put(0), put(1), put(2), put(3, OTHER), put(4), put(5, key=4), put(6, OTHER)]
    await asyncio.gather(*(opened.write_among(each) for each in writes))
    found = [each for each in (await transactions(opened)).values() if not each <= {0, 1}]
    assert sorted(map(sorted, found)) == [[2, 4], [3, 6], [5]]


class Slow:
    """Takes transactions and ends each when asked to."""

    def __init__(self) -> None:
        self.taken: list[Sequence[Statement]] = []
        self.doors: list[asyncio.Future[None]] = []

    async def __call__(self, statements: Sequence[Statement]) -> None:
        """Wait at the door."""
        self.taken.append(statements)
        door = asyncio.get_running_loop().create_future()
        self.doors.append(door)
        await door


async def turns() -> None:
    """Let everybody go on who can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_has_gone_is_not_written_and_a_lost_database_is_told_to_all_in_it() -> None:
    slow, told = Slow(), list[int]()
    shared = SharedCommits(slow, lambda: told.append(1))
    waiting = [asyncio.create_task(shared.write(put(number))) for number in range(OUT + 3)]
    await turns()
    waiting[OUT].cancel()
    slow.doors[0].set_result(None)
    await turns()
    assert [each.sql for each in slow.taken[OUT]] == ["SELECT 1", *[put(0).statements[0].sql] * 4]
    assert [each.params.get("n") for each in slow.taken[OUT]] == [None, 30, 40, 31, 41]
    slow.doors[OUT].set_exception(Unavailable("database_unavailable"))
    slow.doors[1].set_result(None)
    await turns()
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(each) for each in ends] == [
        type(None), type(None), asyncio.CancelledError, Unavailable, Unavailable,
    ]  # fmt: skip
    assert told == []
    assert len(slow.taken) == OUT + 1, "an outcome that is unknown is not tried again here"


async def test_where_one_table_waits_others_do_not_and_nobody_waits_for_ever() -> None:
    slow = Slow()
    shared = SharedCommits(slow, lambda: None, patience=0.05)
    held = [asyncio.create_task(shared.write(put(number))) for number in range(OUT + 1)]
    await turns()
    other = asyncio.create_task(shared.write(put(9, table="other")))
    await turns()
    assert slow.taken[OUT][1].params["n"] == 90
    slow.doors[OUT].set_result(None)
    await other
    with pytest.raises(Unavailable):
        await held[OUT]
    for door in slow.doors[:OUT]:
        door.set_result(None)
    await asyncio.gather(*held[:OUT])
    assert len(slow.taken) == OUT + 1, "who has gone is not written"
