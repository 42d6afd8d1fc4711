"""Counters of changes tell one life of the server from another, in which they may give a number once more."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

from helpwright.platform.changes import LOOK, Look, read_look
from helpwright.platform.migrations.upgrade import upgrade
from helpwright.platform.postgres import EmbeddedPostgres
from helpwright.platform.processes import wait_until


def look(url: str) -> Look | None:
    """None while nobody answers."""
    with (
        suppress(psycopg.OperationalError),
        psycopg.connect(url, autocommit=True, row_factory=dict_row, connect_timeout=5) as connection,
    ):
        return read_look([connection.execute(each.sql.encode(), each.params or None).fetchall() for each in LOOK])
    return None


def kill_a_backend(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None
        os.kill(row[0], signal.SIGKILL)
        with suppress(psycopg.OperationalError):
            connection.execute("SELECT pg_sleep(30)")


def test_after_a_crash_nothing_is_so_any_more(data: Path, make_server: Callable[..., EmbeddedPostgres]) -> None:
    url = make_server(data).start()
    upgrade(url)
    before = look(url)
    assert before is not None
    mark = before.mark([0])
    again = look(url)
    assert again is not None
    assert again.keeps(mark)
    kill_a_backend(url)
    assert wait_until(lambda: look(url) is not None, 60)
    after = look(url)
    assert after is not None
    assert after.counts[0] == before.counts[0], "the number alone does not tell it"
    assert not after.keeps(mark)


def test_after_a_start_nothing_is_so_any_more(data: Path, make_server: Callable[..., EmbeddedPostgres]) -> None:
    server = make_server(data)
    url = server.start()
    upgrade(url)
    before = look(url)
    server.stop()
    after = look(server.start())
    assert before is not None
    assert after is not None
    assert not after.keeps(before.mark([0]))
