"""Indexes that are made and dropped while people write, each outside of any transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from helpwright.definitions.publications import store
from helpwright.platform.database import Session, Statement

_LOCK_SECONDS = 60.0


@asynccontextmanager
async def waiting_briefly(session: Session) -> AsyncIterator[None]:
    """What is done here waits a minute at most for whoever holds what it needs (LockNotAvailable)."""
    await session.execute(store.lock_timeout(_LOCK_SECONDS))
    try:
        yield
    finally:
        if not session.connection.closed:
            await session.execute(store.RESET_TIMEOUT)


async def make_index(session: Session, name: str, sql: str) -> None:
    """One that was begun and not finished is made anew; `name` is quoted, with its schema."""
    if await session.one(store.invalid_index(name)) is not None:
        await session.execute(store.drop_index(name))
    await session.execute(Statement(sql))


async def drop_index(session: Session, name: str) -> None:
    """Nothing where it is gone; `name` is quoted, with its schema."""
    await session.execute(store.drop_index(name))
