"""What asks the database leaves nothing behind when it ends, however far it has come."""

import asyncio
import socket
from functools import partial

import psycopg
import pytest

from helpwright.kernel.errors import Unavailable
from helpwright.platform import database as database_module
from helpwright.platform.database import Database
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


async def test_who_waits_for_a_connection_is_told_with_everybody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "Pulse", partial(Pulse, silent=0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        away = Database(f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/x")
        assert not await away.open_soon(seconds=0.01)
        queued = [asyncio.create_task(away.session().__aenter__()) for _ in range(3)]
        watching = asyncio.create_task(away.watch("test"))
        # The pool itself would keep them for three times as long.
        async with asyncio.timeout(5):
            told = await asyncio.gather(*queued, return_exceptions=True)
        assert [type(each) for each in told] == [Unavailable] * 3
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching
    await away.close()
