"""A database with the confirmation rule, worker processes, and a mail server."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from helpwright.platform.database import Database, Row, Statement
from tests.support.desk_worker import CONFIRMATION, install_rules
from tests.support.smtp import Inbox, smtp_server

ROOT = Path(__file__).parents[2]


class Desk:
    """The tables, and workers that end with the test."""

    def __init__(self, database: Database, inbox: Inbox, smtp_url: str) -> None:
        self.database = database
        self.inbox = inbox
        self.smtp_url = smtp_url
        self.children: list[asyncio.subprocess.Process] = []
        self.drains: list[asyncio.Task[bytes]] = []

    async def worker(self, smtp_url: str | None = None) -> asyncio.subprocess.Process:
        """A worker process; answers when it works."""
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.support.desk_worker",
            self.database.url,
            smtp_url or self.smtp_url,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        self.children.append(child)
        assert child.stdout is not None
        async with asyncio.timeout(20):
            while (line := await child.stdout.readline()) != b"ready\n":
                assert line, "the worker ended"
        self.drains.append(asyncio.ensure_future(child.stdout.read()))
        return child

    async def messages(self) -> list[Row]:
        return await self.database.all(Statement("SELECT * FROM messages ORDER BY created_at, id"))

    async def states(self) -> dict[str, int]:
        return dict(Counter(row["state"] for row in await self.messages()))

    async def reached(self, **states: int) -> bool:
        return await self.states() == states

    async def events(self, kind: str) -> list[Any]:
        return await self.database.all(
            Statement("SELECT * FROM events WHERE type = %(type)s ORDER BY id", {"type": kind}),
        )


@pytest.fixture
def mail_server() -> Iterator[tuple[Inbox, str]]:
    with smtp_server() as running:
        yield running


@pytest.fixture
async def desk(database: str, mail_server: tuple[Inbox, str]) -> AsyncIterator[Desk]:
    opened = Database(database)
    await opened.open()
    await opened.write(install_rules({"confirmation": CONFIRMATION}))
    running = Desk(opened, *mail_server)
    yield running
    for child in running.children:
        if child.returncode is None:
            child.kill()
        await child.wait()
    await opened.close()
