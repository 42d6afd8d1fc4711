"""People go first: who works for itself rests between its pieces while others write."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic
from uuid import uuid4

from helpwright.jobs.consumer import Consumer
from helpwright.jobs.events import append_all
from helpwright.jobs.listen import Listener
from helpwright.jobs.poke import Poker
from helpwright.jobs.rush import Rush
from helpwright.kernel.clock import FixedClock
from helpwright.kernel.events import SYSTEM, Event
from helpwright.platform.database import Database, Statement
from tests.jobs.conftest import Stream
from tests.jobs.test_consumer import SAW, note
from tests.support.until import until

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
LONGEST = 0.4


def always() -> Rush:
    """A rush that does not end, in which every piece took long enough for the longest rest."""
    return Rush(-1.0, lambda: monotonic() + 60.0)


class Watch:
    """Tells the time that it is set to."""

    at = 0.0

    def now(self) -> float:
        return self.at


def after(*, seconds: int, commits: int) -> list[bool]:
    """Whether there is a rush of more than 200 a second then, a quarter and half a second later."""
    watch = Watch()
    rush = Rush(200.0, watch.now)

    def on(at: float) -> bool:
        watch.at = at
        return rush.on

    for number in range(seconds * 100):
        watch.at = number / 100.0
        rush.heard(commits)
    return [on(seconds + later) for later in (0.0, 0.25, 0.5)]


def test_a_rush_is_more_commits_a_second_than_the_limit_and_over_soon_after() -> None:
    assert after(seconds=2, commits=1) == [False, False, False]
    assert after(seconds=2, commits=4) == [True, True, False]


def test_one_burst_of_a_few_hundred_is_over_within_a_second() -> None:
    watch = Watch()
    rush = Rush(200.0, watch.now)
    rush.heard(500)
    assert [rush.on] == [True]
    watch.at = 1.0
    assert [rush.on] == [False]


async def test_a_piece_is_followed_by_five_times_its_length_only_in_a_rush() -> None:
    now = 10.0
    rush = Rush(200.0, lambda: now)
    began = monotonic()
    resting = asyncio.create_task(rush.rest(9.0))
    await asyncio.sleep(0)
    assert resting.done()
    rush.heard(500)
    await rush.rest(now - 0.04)
    assert monotonic() - began >= 0.199
    began = monotonic()
    async with asyncio.timeout(30):
        await rush.rest(now - 3600.0)
    assert monotonic() - began >= LONGEST - 0.001


async def test_readers_hear_how_many_commits_processes_of_people_had(stream: Stream) -> None:
    rush = Rush(0.0)
    listener, database = Listener(stream.url, rush), Database(stream.url, size=2)
    people = Poker(stream.url, counted=True)
    await database.open()
    database.on_commit(people.mark)
    wake = listener.wake()
    tasks = [asyncio.create_task(people.run()), asyncio.create_task(listener.run())]
    try:
        await wake.wait(30)
        await stream.database.write([Statement(SAW)])
        await wake.wait(30)
        assert not rush.on, "what the worker itself commits is no rush"
        for _ in range(3):
            await database.write([Statement("SELECT 1")])

        async def heard() -> bool:
            return rush.on

        await until(heard)
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await database.close()


async def test_a_reader_of_events_rests_after_each_batch(stream: Stream) -> None:
    await stream.database.write([Statement(SAW)])
    told = [Event("record_created", "app.form", uuid4(), SYSTEM, AT, {"n": number}) for number in range(1100)]
    await stream.database.write([append_all(told)])
    reader = Consumer(
        "test",
        note,
        database=stream.database,
        listener=Listener(stream.url, always()),
        clock=FixedClock(AT),
        breath=0.0,
    )

    async def all_taken() -> bool:
        await reader.catch_up()
        return len(await stream.database.all(Statement("SELECT event FROM saw"))) == len(told)

    began = monotonic()
    await until(all_taken)
    assert monotonic() - began >= 3 * LONGEST
