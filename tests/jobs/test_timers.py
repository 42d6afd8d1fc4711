import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from helpwright.jobs.timers import RETRY_DELAYS, Sweeper, Timer, cancel, cancel_all, forget, schedule
from helpwright.kernel.clock import FixedClock, SystemClock
from helpwright.kernel.errors import Unavailable
from helpwright.platform.database import Database, Row, Statement
from tests.jobs.conftest import Stream

START = datetime(2026, 11, 23, 2, tzinfo=UTC)


class Table:
    """Timers of the kind `test` on a real database, and what was delivered of them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = FixedClock(START)
        self.delivered: list[str] = []
        self.failing: set[str] = set()

    async def deliver(self, timer: Timer) -> None:
        if timer.key in self.failing:
            raise ValueError(timer.key)
        self.delivered.append(timer.key)

    def sweeper(self, handler: Callable[[Timer], Awaitable[None]] | None = None) -> Sweeper:
        return Sweeper(self.database, self.clock, {"test": handler or self.deliver})

    async def set(self, key: str, seconds: float, *, owner: UUID | None = None, gen: int = 0) -> UUID:
        owner = owner or uuid4()
        due = START + timedelta(seconds=seconds)
        await self.database.write([schedule("test", owner, key, due, {"key": key}, gen=gen)])
        return owner

    async def rows(self) -> list[Row]:
        return await self.database.all(Statement("SELECT * FROM timers ORDER BY key"))


@pytest.fixture
def table(stream: Stream) -> Table:
    return Table(stream.database)


async def test_what_is_overdue_is_delivered_once_in_the_order_in_which_it_was_due(table: Table) -> None:
    owner = uuid4()
    for key, seconds in (("c", 30), ("a", 10), ("later", 5000), ("b", 20)):
        await table.set(key, seconds, owner=owner)
    table.clock.advance(timedelta(hours=1))
    assert await table.sweeper().sweep() == 3
    assert table.delivered == ["a", "b", "c"]
    assert await table.sweeper().sweep() == 0
    assert [row["key"] for row in await table.rows()] == ["later"]
    assert await table.sweeper().next_at() == START + timedelta(seconds=5000)


async def test_several_workers_share_the_timers_and_deliver_each_once(table: Table) -> None:
    for number in range(250):
        await table.set(f"{number}", number)
    table.clock.advance(timedelta(hours=1))
    counts = await asyncio.gather(*(table.sweeper().sweep() for _ in range(4)))
    assert sum(counts) == 250
    assert sorted(map(int, table.delivered)) == list(range(250))


async def test_one_that_fails_keeps_no_other_waiting_and_is_given_up_in_the_end(table: Table) -> None:
    table.failing = {"bad"}
    owner = await table.set("bad", 0)
    await table.set("good", 1, owner=owner)
    table.clock.advance(timedelta(seconds=2))
    sweeper = table.sweeper()
    assert await sweeper.sweep() == 1
    for delay in RETRY_DELAYS:
        (row,) = await table.rows()
        assert row["next_at"] == table.clock.now() + delay
        assert row["due_at"] == START
        table.clock.advance(delay)
        assert await sweeper.sweep() == 0
    assert await sweeper.next_at() is None
    told = await table.database.all(Statement("SELECT type, data FROM events"))
    assert [(row["type"], row["data"]["key"]) for row in told] == [("timer_failed", "bad")]
    assert "ValueError: bad" in told[0]["data"]["error"]
    table.clock.advance(timedelta(days=30))
    assert await sweeper.sweep() == 0


async def test_a_handler_that_sets_its_timer_anew_keeps_it(table: Table) -> None:
    async def again(timer: Timer) -> None:
        await table.set(timer.key, 60, owner=timer.owner, gen=timer.gen + 1)

    await table.set("again", 0)
    table.clock.advance(timedelta(seconds=1))
    assert await table.sweeper(again).sweep() == 1
    (row,) = await table.rows()
    assert (row["gen"], row["due_at"]) == (1, START + timedelta(seconds=60))


async def test_a_lost_database_is_no_failure_and_leaves_nothing_leased(table: Table) -> None:
    away = True

    async def sometimes(timer: Timer) -> None:
        if away:
            raise Unavailable("database_unavailable")
        table.delivered.append(timer.key)

    await table.set("kept", 0)
    table.clock.advance(timedelta(seconds=1))
    sweeper = table.sweeper(sometimes)
    with pytest.raises(Unavailable):
        await sweeper.sweep()
    assert [row["attempts"] for row in await table.rows()] == [0]
    away = False
    assert await sweeper.sweep() == 1
    assert table.delivered == ["kept"]


async def test_giving_back_what_was_leased_waits_for_nobody_who_is_changing_it(table: Table) -> None:
    """Who ends several timers takes them in another order: waiting for one while holding the next may be a deadlock."""
    away = True

    async def sometimes(timer: Timer) -> None:
        if away:
            raise Unavailable("database_unavailable")
        table.delivered.append(timer.key)

    owners = {key: await table.set(key, 0) for key in ("ends", "kept")}
    table.clock.advance(timedelta(seconds=1))
    sweeper = table.sweeper(sometimes)
    with pytest.raises(Unavailable):
        await sweeper.sweep()
    away = False
    async with table.database.transaction() as session:
        await session.execute(cancel("test", owners["ends"]))
        async with asyncio.timeout(20):
            assert await sweeper.sweep() == 1
    assert table.delivered == ["kept"]
    assert await table.rows() == []


async def test_what_a_dead_worker_had_leased_is_delivered_by_another(table: Table) -> None:
    await table.set("leased", 0)
    table.clock.advance(timedelta(seconds=1))
    lease = "UPDATE timers SET leased_until = %(until)s RETURNING 1"
    wall = SystemClock().now()
    await table.database.all(Statement(lease, {"until": wall + timedelta(seconds=5)}))
    assert await table.sweeper().sweep() == 0
    assert await table.sweeper().next_at() is None
    await table.database.all(Statement(lease, {"until": wall - timedelta(seconds=1)}))
    assert await table.sweeper().sweep() == 1


async def test_a_lease_from_before_the_clock_was_set_back_keeps_nothing_waiting(table: Table) -> None:
    await table.set("a", 0)
    in_an_hour = SystemClock().now() + timedelta(hours=1)
    await table.database.write([Statement("UPDATE timers SET leased_until = %(at)s", {"at": in_an_hour})])
    table.clock.advance(timedelta(seconds=1))
    assert await table.sweeper().next_at() == START
    assert await table.sweeper().sweep() == 1
    assert table.delivered == ["a"]


async def test_a_clock_that_jumps_back_and_forth_delivers_once(table: Table) -> None:
    await table.set("a", 60)
    for hours in (2, -5, 5, -2, 1):
        table.clock.advance(timedelta(hours=hours))
        await table.sweeper().sweep()
    assert table.delivered == ["a"]


async def test_timers_that_are_held_wait(table: Table) -> None:
    await table.set("held", 0)
    await table.database.all(Statement("UPDATE timers SET held = true RETURNING 1"))
    table.clock.advance(timedelta(seconds=1))
    assert await table.sweeper().sweep() == 0
    await table.database.all(Statement("UPDATE timers SET held = false RETURNING 1"))
    assert await table.sweeper().sweep() == 1


async def test_kinds_without_a_handler_are_left_alone(table: Table) -> None:
    await table.database.write([schedule("other", uuid4(), "x", START)])
    table.clock.advance(timedelta(seconds=1))
    assert await table.sweeper().sweep() == 0
    assert len(await table.rows()) == 1


async def test_cancelling_and_forgetting(table: Table) -> None:
    owner = await table.set("a", 10)
    await table.set("b", 10, owner=owner)
    await table.set("c", 10, owner=owner)
    await table.database.write([cancel("test", owner, "a")])
    assert [row["key"] for row in await table.rows()] == ["b", "c"]
    old = Timer("test", owner, "b", 0, START + timedelta(seconds=10))
    await table.set("b", 20, owner=owner, gen=1)
    await table.database.write([forget(old)])
    assert [row["key"] for row in await table.rows()] == ["b", "c"]
    await table.database.write([cancel("test", owner)])
    assert await table.rows() == []


async def test_cancelling_a_few_takes_these_alone_and_is_planned_once(table: Table) -> None:
    owner, other = await table.set("a", 10), await table.set("a", 10)
    for key in ("b", "c"):
        await table.set(key, 10, owner=owner)
    looked_at = "SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%%DELETE FROM timers%%ARRAY%%'"
    async with table.database.session() as session:
        for _ in range(12):
            await session.pipeline([cancel_all("test", owner, ["a", "c"]), cancel_all("elsewhere", other, ["a", "b"])])
        plans = await session.all(Statement(looked_at))
    assert [(row["owner"], row["key"]) for row in await table.rows()] == [(other, "a"), (owner, "b")]
    assert [row["generic_plans"] > 0 for row in plans] == [True]


async def test_the_loop_is_at_most_a_second_late(stream: Stream) -> None:
    clock, late = SystemClock(), asyncio.Queue[float]()

    async def note(timer: Timer) -> None:
        late.put_nowait((clock.now() - timer.due_at).total_seconds())

    running = asyncio.create_task(Sweeper(stream.database, clock, {"test": note}).run())
    for milliseconds in (150, 400, 700):
        due = clock.now() + timedelta(milliseconds=milliseconds)
        await stream.database.write([schedule("test", uuid4(), "x", due)])
    async with asyncio.timeout(20):
        found = [await late.get() for _ in range(3)]
    running.cancel()
    assert all(0 <= each < 1.5 for each in found)
