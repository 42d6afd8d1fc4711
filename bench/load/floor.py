"""The floor: the product's own statements, sent through the same driver with nothing around them."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from helpwright.entry.data_dir import attached_database
from helpwright.entry.wiring import Product
from helpwright.kernel.clock import SystemClock
from helpwright.platform.database import Database, Row, Session, Statement
from helpwright.platform.settings import Environment
from helpwright.portal.submit import submit
from load.client import Outcome

_BEGIN, _COMMIT = Statement("BEGIN"), Statement("COMMIT")


class _Recorder(Database):
    """Reads like the real one; keeps what would have been written."""

    def __init__(self, url: str) -> None:
        super().__init__(url, size=2)
        self.written: list[Sequence[Statement]] = []

    async def write(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Keep them."""
        self.written.append(statements)
        return [[] for _ in statements]


@dataclass(frozen=True, slots=True)
class Bare:
    """A database of a stopped server, started alone. `seconds` until it answered."""

    url: str
    seconds: float


@contextmanager
def bare_database(data_dir: Path) -> Iterator[Bare]:
    """The database of a server that does not run, without the server."""
    began = time.perf_counter()
    with attached_database(data_dir, None) as url:
        with psycopg.connect(url) as connection:
            connection.execute("SELECT 1")
        yield Bare(url, time.perf_counter() - began)


async def submissions(data_dir: Path, url: str, values: Sequence[Mapping[str, Any]]) -> list[Sequence[Statement]]:
    """What the product would write for each of these submissions."""
    recorder = _Recorder(url)
    product = Product(Environment.read(data_dir), recorder, SystemClock())
    await recorder.open()
    try:
        for each in values:
            await submit(product.records, "ticket", uuid4(), each, "zh-CN", "link")
    finally:
        await recorder.close()
    return recorder.written


async def replay(url: str, writes: Sequence[Sequence[Statement]], *, clients: int, warm_up: float) -> Outcome:
    """Send every write once, in one pipeline each, over `clients` connections; figures after `warm_up` seconds."""
    database = Database(url, size=clients)
    await database.open()
    outcome = Outcome()
    waiting = iter(writes)
    begin = time.perf_counter() + warm_up
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(_send(database, waiting, outcome, begin))
    finally:
        await database.close()
    outcome.seconds = time.perf_counter() - begin
    return outcome


async def _send(database: Database, waiting: Iterator[Sequence[Statement]], outcome: Outcome, begin: float) -> None:
    async with database.session() as session:
        for statements in waiting:
            started = time.perf_counter()
            await _one(session, statements)
            ended = time.perf_counter()
            if ended >= begin:
                outcome.latencies.append(ended - started)


async def _one(session: Session, statements: Sequence[Statement]) -> None:
    await session.pipeline((_BEGIN, *statements, _COMMIT))
