"""The floor of requests: the statements of each, as the product sends them, played again with nothing around them."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from helpwright.access.gate import COOKIE, CSRF_HEADER
from helpwright.entry.asgi import create_app
from helpwright.entry.wiring import Product
from helpwright.kernel.clock import SystemClock
from helpwright.platform.database import Database, Row, Session, Statement
from helpwright.platform.settings import Environment
from load.client import Outcome

Trace = Sequence[Sequence[Statement]]
"""The round trips of one request, each with its statements."""

_ROLLBACK, _COMMIT = Statement("ROLLBACK"), "COMMIT"


class _Noting(Session):
    """Notes each round trip; nothing that is written stays."""

    trace: list[Sequence[Statement]]

    async def all(self, statement: Statement) -> list[Row]:
        """Every row."""
        self.trace.append([statement])
        return await super().all(statement)

    async def pipeline(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Send all; a commit is noted as such and does not happen."""
        self.trace.append(list(statements))
        return await super().pipeline([_ROLLBACK if each.sql == _COMMIT else each for each in statements])


class _Tracing(Database):
    """A database whose sessions note what they send."""

    def __init__(self, url: str) -> None:
        super().__init__(url, size=2)
        self.trace: list[Sequence[Statement]] = []

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """As usual, noted."""
        async with super().session() as session:
            noting = _Noting(session.connection)
            noting.trace = self.trace
            yield noting


async def traces(
    data_dir: Path, url: str, session: tuple[str, str], requests: Sequence[tuple[str, str, Any]]
) -> list[Trace]:
    """What the product sends for each of these requests (method, path, body) in this session (token, csrf token)."""
    database = _Tracing(url)
    product = Product(Environment.read(data_dir), database, SystemClock())
    await database.open()
    await product.definitions.refresh()
    token, csrf = session
    found: list[Trace] = []
    try:
        transport = httpx.ASGITransport(create_app(product))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", headers={CSRF_HEADER: csrf}, cookies={COOKIE: token}
        ) as client:
            for method, path, body in requests:
                database.trace.clear()
                answer = await client.request(method, path, json=body)
                answer.raise_for_status()
                found.append(tuple(database.trace))
    finally:
        await database.close()
    return found


async def replay(url: str, played: Sequence[Trace], *, clients: int) -> Outcome:
    """Every trace once, over `clients` connections."""
    database = Database(url, size=clients)
    await database.open()
    outcome = Outcome()
    waiting = iter(played)
    began = time.perf_counter()
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(_play(database, waiting, outcome))
    finally:
        await database.close()
    outcome.seconds = time.perf_counter() - began
    return outcome


async def _play(database: Database, waiting: Iterator[Trace], outcome: Outcome) -> None:
    async with database.session() as session:
        for trace in waiting:
            started = time.perf_counter()
            for statements in trace:
                await session.pipeline(statements)
            outcome.latencies.append(time.perf_counter() - started)
