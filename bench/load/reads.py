"""The floor of reading: the SQL of the product's own requests, sent again with nothing around it."""

import asyncio
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import httpx

from helpwright.access.gate import COOKIE
from helpwright.entry.asgi import create_app
from helpwright.entry.wiring import Product
from helpwright.kernel.clock import SystemClock
from helpwright.platform.database import Database, Row, Session, Statement, Table
from helpwright.platform.settings import Environment
from load.client import Outcome

Trips = Sequence[Sequence[Statement]]
"""What one request sends, round trip by round trip."""


class _Recorder(Database):
    """Keeps what is read."""

    def __init__(self, url: str) -> None:
        super().__init__(url, size=2)
        self.trips: list[Sequence[Statement]] = []

    async def all(self, statement: Statement) -> list[Row]:
        """One statement is one trip."""
        self.trips.append((statement,))
        return await super().all(statement)

    async def read(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Several statements in one trip."""
        if len(statements) > 1:  # one alone goes through `all`
            self.trips.append(statements)
        return await super().read(statements)

    async def tables(self, statements: Sequence[Statement]) -> list[Table]:
        """As `read`."""
        self.trips.append(statements)
        return await super().tables(statements)


async def requests_of(data_dir: Path, url: str, paths: Sequence[str], session: str) -> list[Trips]:
    """What the product reads for each of these requests of a signed-in person."""
    recorder = _Recorder(url)
    app = create_app(Product(Environment.read(data_dir), recorder, SystemClock()))
    await recorder.open()
    found: list[Trips] = []
    transport = httpx.ASGITransport(app)
    try:
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", cookies={COOKIE: session}
        ) as client:
            await client.get(paths[0])
            for path in paths:
                recorder.trips = []
                answer = await client.get(path)
                answer.raise_for_status()
                found.append(recorder.trips)
    finally:
        await recorder.close()
    return found


async def replay_reads(url: str, requests: Sequence[Trips], *, clients: int, warm_up: float, seconds: float) -> Outcome:
    """Send the requests in turn over `clients` connections; figures of `seconds` after `warm_up`."""
    database = Database(url, size=clients)
    await database.open()
    outcome = Outcome()
    begin = time.perf_counter() + warm_up
    end = begin + seconds
    waiting = cycle(requests)

    async def ask() -> None:
        async with database.session() as session:
            while (started := time.perf_counter()) < end:
                await _send(session, next(waiting))
                if begin <= (now := time.perf_counter()) <= end:
                    outcome.latencies.append(now - started)

    try:
        await asyncio.gather(*(ask() for _ in range(clients)))
    finally:
        await database.close()
    outcome.seconds = seconds
    return outcome


async def _send(session: Session, trips: Trips) -> None:
    for statements in trips:
        await session.tables(statements)
