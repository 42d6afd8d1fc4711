"""Decisions that come at once share trips and a commit; each is told its own, and none waits for another's row."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from helpwright.kernel.errors import Conflict, Unavailable
from helpwright.platform.company import MOST, OUT
from helpwright.platform.database import Database, Row, Statement
from helpwright.platform.shared_decision import Question, SharedDecisions, unless_held

ENTRY = Statement("SELECT 1")
MANY = OUT + 2 * MOST
LOCK = "SELECT n, counted FROM kept WHERE n = %(n)s FOR UPDATE"


@pytest.fixture
async def opened(database: str) -> AsyncIterator[Database]:
    """The database with counters from 0, with a pool of its own."""
    found = Database(database, size=4)
    await found.open()
    made = "CREATE TABLE kept (n int PRIMARY KEY, counted int NOT NULL DEFAULT 0, told text UNIQUE)"
    rows = Statement("INSERT INTO kept (n) SELECT generate_series(0, %(many)s::int)", {"many": MANY})
    await found.write([Statement(made), rows])
    yield found
    await found.close()


def counting(number: int, told: Any = None, key: int | None = None) -> Question:
    """Count one more than is seen, and look again beside it."""

    async def decide(rows: Sequence[list[Row]]) -> Sequence[Statement] | None:
        if not rows[0]:
            return None
        if rows[0][0]["counted"] >= 2:
            raise Conflict("full", n=number)
        change = "UPDATE kept SET counted = %(counted)s, told = %(told)s WHERE n = %(n)s"
        seen = Statement("SELECT n, counted FROM kept WHERE n = %(n)s", {"n": number})
        return [Statement(change, {"counted": rows[0][0]["counted"] + 1, "told": told, "n": number}), seen]

    look = unless_held(Statement(LOCK, {"n": number}))
    return Question("kept", ENTRY, (number if key is None else key).to_bytes(4), [look], decide)


async def asked(opened: Database, questions: Sequence[Question]) -> list[Any]:
    """What each was told, asked at once."""
    return await asyncio.gather(*(opened.decide_among(each) for each in questions), return_exceptions=True)


async def transactions(opened: Database) -> list[set[int]]:
    """The numbers that each transaction has counted."""
    found: dict[int, set[int]] = {}
    for row in await opened.all(Statement("SELECT xmin::text::int AS xid, n FROM kept WHERE counted > 0")):
        found.setdefault(row["xid"], set()).add(row["n"])
    return list(found.values())


async def test_what_comes_at_once_shares_commits_and_each_is_told_its_own(opened: Database) -> None:
    told: list[int] = []
    opened.on_commit(lambda: told.append(1))
    answers = await asked(opened, [counting(number) for number in reversed(range(MANY))])
    assert answers == [[[], [{"n": number, "counted": 1}]] for number in reversed(range(MANY))]
    assert sorted(map(len, await transactions(opened))) == [1] * OUT + [MOST] * 2
    assert len(told) == MANY


async def test_who_finds_a_row_held_goes_alone_and_nobody_waits(opened: Database) -> None:
    async with opened.session() as other, other.transaction():
        for held in (0, 1, 5):
            await other.all(Statement(LOCK, {"n": held}))
        answers = await asked(opened, [counting(number) for number in range(MANY)])
    assert [place for place, each in enumerate(answers) if each is None] == [0, 1, 5]
    counted = set().union(*await transactions(opened))
    assert counted == set(range(MANY)) - {0, 1, 5}


async def test_the_same_row_is_never_decided_twice_by_one_look(opened: Database) -> None:
    answers = await asked(opened, [counting(number) for number in (0, 1, 7, 7, 7, 7)])
    row = (await opened.all(Statement("SELECT counted FROM kept WHERE n = 7")))[0]
    # Each was counted over what the one before had written, found the row held, or found it full.
    kept = [each[1][0]["counted"] for each in answers[2:] if isinstance(each, list)]
    assert sorted(kept) == list(range(1, 1 + row["counted"]))
    assert kept
    assert {type(each) for each in answers[2:]} <= {list, type(None), Conflict}


async def test_one_that_is_refused_takes_nobody_along(opened: Database) -> None:
    await opened.write([Statement("UPDATE kept SET counted = 2 WHERE n = 4")])
    answers = await asked(opened, [counting(number) for number in range(8)])
    assert isinstance(answers[4], Conflict)
    assert answers[4].data["n"] == 4
    assert [each[1][0]["counted"] for each in answers[:4] + answers[5:]] == [1] * 7


@pytest.mark.parametrize("told", ["taken", object(), "\ud800"], ids=["refused", "unsendable", "no text"])
async def test_what_the_database_refuses_is_kept_of_nobody_and_all_go_alone(opened: Database, told: Any) -> None:
    await opened.write([Statement("UPDATE kept SET told = 'taken' WHERE n = 9")])
    commits: list[int] = []
    opened.on_commit(lambda: commits.append(1))
    answers = await asked(opened, [counting(number, told if number == 5 else None) for number in range(7)])
    assert [type(each) for each in answers] == [list, list, *[type(None)] * 5]
    assert set().union(*await transactions(opened)) == {0, 1}
    assert len(commits) == 2


class Slow:
    """A session whose trips end when asked to."""

    def __init__(self) -> None:
        self.trips: list[tuple[Sequence[Statement], asyncio.Future[list[list[Row]]]]] = []

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator["Slow"]:
        """Lend it."""
        yield self

    async def pipeline(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Wait."""
        door: asyncio.Future[list[list[Row]]] = asyncio.get_running_loop().create_future()
        self.trips.append((statements, door))
        return await door


async def turns() -> None:
    """Let everybody go on who can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_has_gone_is_not_decided_and_a_lost_database_is_told_to_all_in_it() -> None:
    slow, told = Slow(), list[int]()
    shared = SharedDecisions(slow, lambda: told.append(1))
    waiting = [asyncio.create_task(shared.decide(counting(number))) for number in range(OUT + 3)]
    await turns()
    waiting[OUT].cancel()
    slow.trips[0][1].set_result([[], [], []])
    await turns()
    assert [each.params.get("n") for each in slow.trips[OUT][0]] == [None, None, 3, 4]
    slow.trips[OUT][1].set_result([[], [], [{"n": 3, "counted": 0}], [{"n": 4, "counted": 1}]])
    await turns()
    sent, door = slow.trips[-1]
    assert [(each.params.get("n"), each.params.get("counted")) for each in sent] == [
        (3, 1), (4, 2), (3, None), (4, None), (None, None),
    ]  # fmt: skip
    door.set_exception(Unavailable("database_unavailable"))
    slow.trips[1][1].set_result([[], [], []])
    await turns()
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(each) for each in ends] == [
        type(None), type(None), asyncio.CancelledError, Unavailable, Unavailable,
    ]  # fmt: skip
    assert not told


async def test_who_waits_too_long_is_told_so() -> None:
    slow = Slow()
    shared = SharedDecisions(slow, lambda: None, patience=0)
    out = [asyncio.create_task(shared.decide(counting(number))) for number in range(OUT)]
    await turns()
    with pytest.raises(Unavailable):
        await shared.decide(counting(OUT))
    for each in out:
        each.cancel()
    assert [type(each) for each in await asyncio.gather(*out, return_exceptions=True)] == [asyncio.CancelledError] * 2
