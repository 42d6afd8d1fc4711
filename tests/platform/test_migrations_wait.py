"""Tables are made newer beside people who work: a change that must wait for one of them keeps none of the others."""

import threading
from collections.abc import Callable

import psycopg
import pytest

from helpwright.platform.migrations import alembic_run
from helpwright.platform.migrations.upgrade import upgrade
from helpwright.platform.migrations.version import HEAD, QUESTION
from helpwright.platform.processes import wait_until
from tests.support.older_tables import bring_to

LONGEST_READ = "20s"


def test_no_change_of_a_table_keeps_who_reads_it_for_long(
    new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alembic_run, "LOCK_SECONDS", 0.5)
    url = new_database()
    # Two changes are missing; the table below is one of the second.
    bring_to(url, "0037")
    making = threading.Thread(target=upgrade, args=(url,))
    with psycopg.connect(url) as busy, psycopg.connect(url, autocommit=True) as reader:
        busy.execute("SELECT count(*) FROM helpwright.cases")
        making.start()
        waits = "SELECT 1 FROM pg_locks WHERE relation = 'helpwright.cases'::regclass AND NOT granted"
        assert wait_until(lambda: reader.execute(waits).fetchone() is not None, 30)
        reader.execute(f"SET statement_timeout = '{LONGEST_READ}'")
        assert reader.execute("SELECT count(*) FROM helpwright.cases").fetchone() == (0,)
        assert making.is_alive()
        # It is tried again, until it gets its turn.
        assert wait_until(lambda: reader.execute(waits).fetchone() is not None, 30)
        busy.rollback()
        making.join(60)
        assert reader.execute(QUESTION).fetchone() == (HEAD,)


def test_who_never_lets_go_is_told(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alembic_run, "LOCK_SECONDS", 0.1)
    monkeypatch.setattr(alembic_run, "PATIENCE_SECONDS", 0.5)
    url = new_database()
    bring_to(url, "0037")
    with psycopg.connect(url) as busy:
        busy.execute("SELECT count(*) FROM helpwright.cases")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            upgrade(url)
        busy.rollback()
        upgrade(url)
        assert busy.execute(QUESTION).fetchone() == (HEAD,)
