import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import procrastinate
import psycopg
import pytest

from helpwright.jobs.queue import JobQueue, Retry, defer
from helpwright.platform.database import Statement
from tests.jobs.conftest import Stream
from tests.support.until import until


@asynccontextmanager
async def working(queue: JobQueue) -> AsyncIterator[None]:
    task = asyncio.create_task(queue.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def jobs(stream: Stream) -> dict[str, int]:
    rows = await stream.database.all(
        Statement("SELECT status::text AS status, count(*)::int AS n FROM procrastinate_jobs GROUP BY 1"),
    )
    return {row["status"]: row["n"] for row in rows}


async def test_jobs_exist_exactly_when_the_transaction_commits_and_run_once(stream: Stream) -> None:
    done: list[int] = []
    blueprint = procrastinate.Blueprint()

    @blueprint.task(name="note", retry=Retry())
    async def note(number: int) -> None:
        done.append(number)

    queue = JobQueue(stream.url)
    queue.add("test", blueprint)
    with suppress(ZeroDivisionError):
        async with stream.database.transaction() as session:
            await session.execute(defer("test:note", [{"number": -1}]))
            raise ZeroDivisionError
    await stream.database.write([defer("test:note", [{"number": number} for number in range(30)])])
    await stream.database.write([defer("test:note", [{"number": 99}], delay=timedelta(hours=1))])
    assert await jobs(stream) == {"todo": 31}
    async with working(queue):
        await until(lambda: _length(done, 30))
        await stream.database.write([defer("test:note", [{"number": 30}])])
        await until(lambda: _length(done, 31))
    assert sorted(done) == list(range(31))
    assert await jobs(stream) == {"todo": 1}


async def _length(found: list[int], least: int) -> bool:
    return len(found) >= least


async def test_a_failing_job_waits_before_it_is_tried_again(stream: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpwright.jobs.queue._POLL_SECONDS", 0.1)
    blueprint = procrastinate.Blueprint()

    @blueprint.task(name="fail", retry=Retry())
    async def fail() -> None:
        raise RuntimeError

    queue = JobQueue(stream.url)
    queue.add("test", blueprint)
    await stream.database.write([defer("test:fail", [{}])])
    state = Statement(
        """SELECT status::text AS status, attempts,
        extract(epoch FROM scheduled_at - clock_timestamp())::int AS seconds FROM procrastinate_jobs""",
    )

    async def attempted(times: int) -> bool:
        row = await stream.database.one(state)
        return row is not None and row["attempts"] == times

    async with working(queue):
        for times, (least, most) in enumerate(((50, 60), (290, 300), (1790, 1800)), start=1):
            await until(lambda times=times: attempted(times))  # type: ignore[misc]
            row = await stream.database.one(state)
            assert row is not None
            assert row["status"] == "todo"
            assert least <= row["seconds"] <= most
            await stream.database.write([Statement("UPDATE procrastinate_jobs SET scheduled_at = NULL")])
        await until(lambda: attempted(4))
    assert await jobs(stream) == {"failed": 1}


async def test_work_goes_on_after_the_database_dropped_every_connection(stream: Stream) -> None:
    done: list[int] = []
    blueprint = procrastinate.Blueprint()

    @blueprint.task(name="note", retry=Retry())
    async def note(number: int) -> None:
        done.append(number)

    queue = JobQueue(stream.url)
    queue.add("test", blueprint)
    async with working(queue):
        await stream.database.write([defer("test:note", [{"number": 1}])])
        await until(lambda: _length(done, 1))
        with psycopg.connect(stream.url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
        await asyncio.sleep(0.2)
        await stream.database.all(Statement("SELECT 1"))
        await stream.database.write([defer("test:note", [{"number": 2}])])
        await until(lambda: _length(done, 2))


CHILD = """
import asyncio, sys
import procrastinate
from helpwright.jobs.queue import JobQueue, Retry

blueprint = procrastinate.Blueprint()

@blueprint.task(name="slow", retry=Retry())
async def slow(number):
    print(number, flush=True)
    await asyncio.sleep(60)

queue = JobQueue(sys.argv[1])
queue.add("test", blueprint)
asyncio.run(queue.run())
"""


async def test_jobs_of_a_killed_worker_are_taken_over_at_once_by_the_next(stream: Stream) -> None:
    done: list[int] = []
    blueprint = procrastinate.Blueprint()

    @blueprint.task(name="slow", retry=Retry())
    async def slow(number: int) -> None:
        done.append(number)

    await stream.database.write([defer("test:slow", [{"number": number} for number in range(3)])])
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, stream.url, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    for _ in range(3):
        await child.stdout.readline()
    os.kill(child.pid, signal.SIGKILL)
    await child.communicate()
    assert await jobs(stream) == {"doing": 3}
    queue = JobQueue(stream.url)
    queue.add("test", blueprint)
    async with working(queue):
        await until(lambda: _length(done, 3))


async def test_jobs_of_a_worker_without_heartbeat_are_taken_over_while_others_live(
    stream: Stream,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("helpwright.jobs.queue._SWEEP_SECONDS", 0.2)
    monkeypatch.setattr("helpwright.jobs.queue._POLL_SECONDS", 0.2)
    done: list[int] = []
    blueprint = procrastinate.Blueprint()

    @blueprint.task(name="note", retry=Retry())
    async def note(number: int) -> None:
        done.append(number)

    queue = JobQueue(stream.url)
    queue.add("test", blueprint)
    async with working(queue):
        await stream.database.write([defer("test:note", [{"number": 1}])])
        await until(lambda: _length(done, 1))
        await stream.database.write(
            [
                Statement(
                    """INSERT INTO procrastinate_workers (last_heartbeat)
                    VALUES (clock_timestamp() - interval '16 seconds')""",
                ),
                Statement(
                    """INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)
                    SELECT 'default', 'test:note', '{"number": 2}', 'doing', max(id) FROM procrastinate_workers""",
                ),
            ],
        )
        await until(lambda: _length(done, 2))


async def test_a_worker_leaves_jobs_it_does_not_know_to_one_of_the_version_that_does(stream: Stream) -> None:
    done: list[int] = []
    older, newer = procrastinate.Blueprint(), procrastinate.Blueprint()

    async def note(number: int) -> None:
        done.append(number)

    for blueprint in (older, newer):
        blueprint.task(name="note", retry=Retry())(note)
    newer.task(name="note_also", retry=Retry())(note)
    queues = []
    for blueprint in (older, newer):
        queues.append(JobQueue(stream.url))
        queues[-1].add("test", blueprint)
    async with working(queues[0]):
        await stream.database.write([defer("test:note_also", [{"number": 1}]), defer("test:note", [{"number": 2}])])
        await until(lambda: _length(done, 1))
        await stream.database.write([defer("test:note", [{"number": 3}])])
        await until(lambda: _length(done, 2))
    assert done == [2, 3]
    assert await jobs(stream) == {"todo": 1}
    async with working(queues[1]):
        await until(lambda: _length(done, 3))
    assert done[-1] == 1


async def test_a_job_that_does_not_end_is_cancelled_and_waits_for_the_next_worker(stream: Stream) -> None:
    started = asyncio.Event()
    blueprint = procrastinate.Blueprint()

    @blueprint.task(name="endless", retry=Retry())
    async def endless() -> None:
        started.set()
        await asyncio.sleep(60)

    queue = JobQueue(stream.url, finish_seconds=0.2)
    queue.add("test", blueprint)
    await stream.database.write([defer("test:endless", [{}])])
    async with working(queue):
        await started.wait()
    assert await jobs(stream) == {"todo": 1}
