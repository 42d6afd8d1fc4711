"""What asks the database leaves nothing behind when it ends, however far it has come."""

import asyncio
import socket

import psycopg
import pytest

from helpwright.platform.pulse import PULSE, Pulse
from tests.support.until import until


async def ended(watching: asyncio.Task[None]) -> None:
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_connection_that_is_being_made_does_not_outlive_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(0)
        pulse = Pulse(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/x")
        watching = asyncio.create_task(pulse.watch("test", lambda: None))
        reached, _ = await asyncio.get_running_loop().sock_accept(silent)
        with reached:
            await ended(watching)


async def test_a_connection_that_stands_is_closed(database: str) -> None:
    watching = asyncio.create_task(Pulse(database).watch("test", lambda: None))

    def standing() -> bool:
        with psycopg.connect(database, autocommit=True) as other:
            found = other.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE %s AND datname = current_database()",
                (f"{PULSE} test%",),
            ).fetchone()
        return found is not None and found[0] == 1

    async def stands() -> bool:
        return await asyncio.to_thread(standing)

    async def gone() -> bool:
        return not await stands()

    await until(stands)
    await ended(watching)
    await until(gone)
