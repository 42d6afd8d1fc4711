"""The worker process: consumers of the event stream and due jobs, on one event loop."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import procrastinate
import structlog

from helpwright.entry.upkeep import Loop, Upkeep, end
from helpwright.jobs.consumer import Consumer, Reader
from helpwright.jobs.listen import Listener
from helpwright.jobs.poke import Poker
from helpwright.jobs.queue import JobQueue
from helpwright.jobs.rush import Rush
from helpwright.kernel.clock import Clock
from helpwright.platform.database import Database
from helpwright.platform.database_url import DatabaseSilent

log = structlog.get_logger(__name__)

WORKER = "worker"
"""What a worker is called in the database."""

_CONNECTIONS = 8
_GRACE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker does: readers of the stream by name, and tasks by namespace.

    `rush` says when to rest between pieces. `loops` run beside them until cancelled, `listening` too, by name, woken by
    commits through the listener. `stopping` is called once when the worker is told to stop, so that long jobs can break
    off; `close` at the end.
    """

    readers: Mapping[str, Reader]
    tasks: Mapping[str, procrastinate.Blueprint] = field(default_factory=dict)
    rush: Rush = field(default_factory=Rush)
    loops: Sequence[Loop] = ()
    listening: Mapping[str, Callable[[Listener], Coroutine[Any, Any, None]]] = field(default_factory=dict)
    stopping: Sequence[Callable[[], None]] = ()
    close: Sequence[Callable[[], Awaitable[None]]] = ()


async def run_worker(
    database_url: str,
    clock: Clock,
    prepare: Callable[[Database], Work],
    *,
    concurrency: int = 4,
    finish_seconds: float = 3.0,
    ready: Callable[[], None] | None = None,
) -> None:
    """Work until SIGTERM or SIGINT, then end in order within `finish_seconds` and about a second.

    `prepare(database)` says what to do. Jobs still running after `finish_seconds` are cancelled and run again later;
    nothing is lost when the process is killed. While the database is away the worker waits for it. Call it on the
    main thread.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    database = await _open(database_url, stop)
    if database is None:
        return
    try:
        work = prepare(database)
        try:
            await _work(database, clock, work, stop, ready, (concurrency, finish_seconds))
        finally:
            for close in work.close:
                await close()
    finally:
        await database.close()


async def _open(url: str, stop: asyncio.Event) -> Database | None:
    """Wait for the database; None when told to stop first."""
    stopped = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            database = Database(url, size=_CONNECTIONS)
            opening = asyncio.create_task(database.open())
            await asyncio.wait({opening, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if opening.done() and opening.exception() is None:
                return database
            opening.cancel()
            with suppress(asyncio.CancelledError, DatabaseSilent):
                await opening
            await database.close()
            log.warning("worker_waits_for_database")
    finally:
        stopped.cancel()
    return None


async def _work(
    database: Database,
    clock: Clock,
    work: Work,
    stop: asyncio.Event,
    ready: Callable[[], None] | None,
    limits: tuple[int, float],
) -> None:
    url = database.url
    poker, listener = Poker(url), Listener(url, work.rush)
    database.on_commit(poker.mark)
    queue = JobQueue(url, concurrency=limits[0], finish_seconds=limits[1])
    for namespace, blueprint in work.tasks.items():
        queue.add(namespace, blueprint)
    consumers = [
        Consumer(name, read, database=database, listener=listener, clock=clock) for name, read in work.readers.items()
    ]
    upkeep = Upkeep(database, WORKER)
    below = upkeep.begin(
        (
            upkeep.telling,
            Loop("pulse", partial(database.watch, WORKER)),
            Loop("pokes", poker.run),
            Loop("listening", listener.run),
        )
    )
    above = upkeep.begin(
        (
            *(Loop(f"reader {each.name}", each.run) for each in consumers),
            Loop("jobs", queue.run),
            *work.loops,
            *(Loop(name, partial(run, listener)) for name, run in work.listening.items()),
        )
    )
    log.info("worker_started", consumers=list(work.readers), tasks=list(work.tasks))
    if ready is not None:
        ready()
    try:
        await stop.wait()
    finally:
        for callback in work.stopping:
            callback()
        await end(above, limits[1] + _GRACE_SECONDS)
        await end(below, _GRACE_SECONDS)
        log.info("worker_stopped")
