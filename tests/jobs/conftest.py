"""An open database with its poker and listener running."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

import pytest

from helpwright.jobs.listen import Listener
from helpwright.jobs.poke import Poker
from helpwright.platform.database import Database


@dataclass(frozen=True)
class Stream:
    """A process's part in the event stream."""

    url: str
    database: Database
    listener: Listener


@pytest.fixture
async def stream(database: str) -> AsyncIterator[Stream]:
    opened = Database(database, size=20)
    await opened.open()
    poker, listener = Poker(database), Listener(database)
    opened.on_commit(poker.mark)
    tasks = [asyncio.create_task(poker.run()), asyncio.create_task(listener.run())]
    yield Stream(database, opened, listener)
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await opened.close()
