import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from helpwright.jobs.consumer import CONSUMER_FAILED, Consumer, Reader
from helpwright.jobs.events import Recorded, append, append_all
from helpwright.kernel.clock import FixedClock
from helpwright.kernel.events import SYSTEM, Event
from helpwright.platform.database import Database, Session, Statement
from tests.jobs.conftest import Stream
from tests.support.until import until

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
SAW = "CREATE TABLE IF NOT EXISTS saw (event bigint NOT NULL, at bigserial)"


def event(number: int = 0) -> Event:
    return Event("record_created", "app.form", uuid4(), SYSTEM, AT, {"n": number})


async def note(session: Session, events: Sequence[Recorded]) -> None:
    await session.pipeline([Statement("INSERT INTO saw (event) VALUES (%(id)s)", {"id": each.id}) for each in events])


def consumer(stream: Stream, read: Reader = note, name: str = "test") -> Consumer:
    return Consumer(name, read, database=stream.database, listener=stream.listener, clock=FixedClock(AT))


@asynccontextmanager
async def running(*consumers: Consumer) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(each.run()) for each in consumers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def seen(stream: Stream) -> list[int]:
    return [row["event"] for row in await stream.database.all(Statement("SELECT event FROM saw ORDER BY at"))]


async def ids(stream: Stream) -> list[int]:
    return [row["id"] for row in await stream.database.all(Statement("SELECT id FROM events ORDER BY xid, id"))]


@pytest.fixture
async def prepared(stream: Stream) -> Stream:
    await stream.database.write([Statement(SAW)])
    return stream


async def test_a_batch_does_not_wait_for_the_disk(prepared: Stream) -> None:
    with psycopg.connect(prepared.url, autocommit=True) as other:
        other.execute(
            sql.SQL("ALTER DATABASE {} SET synchronous_commit = on").format(sql.Identifier(other.info.dbname))
        )
    heard: list[str] = []

    async def look(session: Session, events: Sequence[Recorded]) -> None:
        del events
        heard.extend(row["synchronous_commit"] for row in await session.all(Statement("SHOW synchronous_commit")))

    database = Database(prepared.url, size=2)
    await database.open()
    try:
        await database.write([append(event())])
        reader = Consumer("test", look, database=database, listener=prepared.listener, clock=FixedClock(AT))

        async def taken() -> bool:
            await reader.catch_up()
            return bool(heard)

        await until(taken)
        assert heard == ["off"]
        assert await database.all(Statement("SHOW synchronous_commit")) == [{"synchronous_commit": "on"}]
    finally:
        await database.close()


async def test_every_event_reaches_the_reader_once_and_in_order(prepared: Stream) -> None:
    await prepared.database.write([append_all([event(number) for number in range(1203)])])
    async with running(consumer(prepared)):
        await prepared.database.write([append(event())])
        written = await ids(prepared)
        await until(lambda: _equal(prepared, written))


async def _equal(stream: Stream, written: list[int]) -> bool:
    return await seen(stream) == written


async def test_a_late_commit_of_an_earlier_event_is_not_lost(prepared: Stream) -> None:
    """Two overlapping transactions: the one that wrote first commits last."""
    reader = consumer(prepared)
    await reader.catch_up()
    async with await psycopg.AsyncConnection.connect(prepared.url, options="-c search_path=helpwright") as slow:
        await slow.execute(
            "INSERT INTO events (at, type, dataset, actor, data) "
            "VALUES (%s, 'slow', 'a.b', '{\"kind\": \"system\"}', '{}')",
            [AT],
        )
        await prepared.database.write([append(event())])
        waiting = await reader.catch_up()
        assert await seen(prepared) == []
        assert waiting < timedelta(milliseconds=50).total_seconds()
        await slow.commit()
    first, second = await ids(prepared)
    assert first < second

    async def both_seen() -> bool:
        await reader.catch_up()
        return await seen(prepared) == [first, second]

    await until(both_seen)


async def test_nothing_is_lost_or_doubled_with_many_writers_of_random_length(prepared: Stream) -> None:
    chance = random.Random(7)  # noqa: S311 -- a plan of sleeps, no secret
    lost_by_plain_cursor = 0
    highest = 0

    async def write(writer: int) -> None:
        for _ in range(15):
            async with prepared.database.transaction() as session:
                await session.execute(append(event(writer)))
                await asyncio.sleep(chance.random() * 0.02)
                await session.execute(append(event(writer)))

    async def plain_cursor() -> None:
        nonlocal lost_by_plain_cursor, highest
        known: set[int] = set()
        while True:
            rows = await prepared.database.all(Statement("SELECT id FROM events"))
            fresh = {row["id"] for row in rows} - known
            lost_by_plain_cursor += sum(1 for each in fresh if each < highest)
            known |= fresh
            highest = max([highest, *fresh])
            await asyncio.sleep(0.002)

    # two consumers of the same name, as in two processes
    naive = asyncio.create_task(plain_cursor())
    async with running(consumer(prepared), consumer(prepared)):
        await asyncio.gather(*(write(writer) for writer in range(10)))
        written = await ids(prepared)
        assert len(written) == 300
        await until(lambda: _equal(prepared, written))
    naive.cancel()
    assert lost_by_plain_cursor > 0, "the test no longer shows what it is for"


async def test_the_reader_is_woken_and_does_not_wait_for_the_next_look(
    prepared: Stream,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("helpwright.jobs.consumer._IDLE_SECONDS", 600)
    async with running(consumer(prepared)):
        for _ in range(3):
            await prepared.database.write([append(event())])
            written = await ids(prepared)
            await until(lambda: _equal(prepared, written))  # noqa: B023 -- awaited before the next round


async def test_an_event_nobody_can_read_is_passed_recorded_and_the_rest_is_read(prepared: Stream) -> None:
    async def picky(session: Session, events: Sequence[Recorded]) -> None:
        await note(session, events)
        if any(each.event.data.get("n") == 13 for each in events):
            message = "thirteen"
            raise ValueError(message)

    await prepared.database.write([append_all([event(number) for number in range(40)])])
    written = await ids(prepared)
    async with running(consumer(prepared, picky)):
        await until(lambda: _count(prepared, 40))
    assert [each for each in await seen(prepared) if each in written] == written[:13] + written[14:]
    failures = await prepared.database.all(
        Statement("SELECT * FROM events WHERE type = %(type)s", {"type": CONSUMER_FAILED}),
    )
    assert len(failures) == 1
    assert failures[0]["data"] == {
        "consumer": "test",
        "event": written[13],
        "type": "record_created",
        "error": "ValueError: thirteen",
    }
    assert failures[0]["cause"] == [written[13]]
    assert failures[0]["dataset"] == "app.form"


async def _count(stream: Stream, least: int) -> bool:
    return len(await seen(stream)) >= least


async def test_a_reader_that_fails_on_everything_does_not_feed_itself(prepared: Stream) -> None:
    async def broken(_session: Session, _events: Sequence[Recorded]) -> None:
        raise RuntimeError

    await prepared.database.write([append(event())])
    reader = consumer(prepared, broken)

    async def passed_all() -> bool:
        await reader.catch_up()
        row = await prepared.database.one(Statement("SELECT id = (SELECT max(id) FROM events) AS last FROM cursors"))
        return row is not None and row["last"] and len(await ids(prepared)) > 1

    await until(passed_all)
    await reader.catch_up()
    assert len(await ids(prepared)) == 2


async def test_a_deadlock_is_tried_again_and_counts_against_nobody(prepared: Stream) -> None:
    tries = 0

    async def unlucky(session: Session, events: Sequence[Recorded]) -> None:
        nonlocal tries
        tries += 1
        if tries <= 4:
            await session.execute(Statement("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40P01'; END $$"))
        await note(session, events)

    await prepared.database.write([append(event())])
    written = await ids(prepared)
    async with running(consumer(prepared, unlucky)):
        await until(lambda: _equal(prepared, written))
    assert await ids(prepared) == written


async def test_the_consumer_survives_the_loss_of_every_connection(prepared: Stream) -> None:
    async with running(consumer(prepared)):
        await prepared.database.write([append(event())])
        with psycopg.connect(prepared.url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            other.execute(
                "INSERT INTO helpwright.events (at, type, dataset, actor, data) "
                "VALUES (%s, 'x', 'a.b', '{\"kind\": \"system\"}', '{}')",
                [AT],
            )
            written = [row[0] for row in other.execute("SELECT id FROM helpwright.events ORDER BY xid, id")]

            async def all_seen() -> bool:
                return [row[0] for row in other.execute("SELECT event FROM helpwright.saw ORDER BY at")] == written

            await until(all_seen)


CHILD = """
import asyncio, sys
from datetime import UTC, datetime
from helpwright.jobs.consumer import Consumer
from helpwright.jobs.listen import Listener
from helpwright.kernel.clock import FixedClock
from helpwright.platform.database import Database, Statement

async def read(session, events):
    for each in events:
        await session.execute(Statement("INSERT INTO saw (event) VALUES (%(id)s)", {"id": each.id}))
        print(each.id, flush=True)

async def main(url):
    database = Database(url, size=2)
    await database.open()
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    await Consumer("test", read, database=database, listener=Listener(url), clock=clock).run()

asyncio.run(main(sys.argv[1]))
"""


async def test_killed_in_the_middle_of_a_batch_nothing_is_lost_or_doubled(prepared: Stream) -> None:
    await prepared.database.write([append_all([event(number) for number in range(2000)])])
    written = await ids(prepared)
    for lines in (120, 700):
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", CHILD, prepared.url, stdout=asyncio.subprocess.PIPE
        )
        assert child.stdout is not None
        for _ in range(lines):
            await child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)
        await child.communicate()
    assert len(await seen(prepared)) < 2000
    async with running(consumer(prepared)):
        await until(lambda: _equal(prepared, written))
