"""Migrations by Alembic, one process at a time, beside people who work.

A change of a table waits for whoever is at it, and everybody else waits behind the change; so it gives way after a few
seconds and tries again later. What was done before it stays done: each migration has a transaction of its own.
"""

import time
from pathlib import Path
from typing import Final

import psycopg
import structlog
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError

log = structlog.get_logger(__name__)

_LOCK = 0x48574D4947
LOCK_SECONDS = 5.0
"""For so long a change waits, and keeps others waiting."""
PATIENCE_SECONDS = 600.0
"""Tried for so long; a backup that reads a table keeps changes of it away until it is done."""
_LONGEST_PAUSE: Final = 5.0


def run(url: str) -> None:
    """Run what is missing up to HEAD under an advisory lock.

    Raises psycopg's LockNotAvailable when somebody has been at a table for all of `PATIENCE_SECONDS`.
    """
    # Handed over as it is: the driver alone says what a URL means, here as everywhere.
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(url, options="-c search_path=helpwright")
    )
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            # Of the session, since each migration is a transaction; not before the line above, which may wait.
            connection.execute(text(f"SET lock_timeout = '{LOCK_SECONDS * 1000:.0f}ms'"))
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS helpwright"))
            connection.commit()
            config.attributes["connection"] = connection
            try:
                _upgrade(config, connection)
            finally:
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
                connection.commit()
    finally:
        engine.dispose()


def _upgrade(config: Config, connection: Connection) -> None:
    began, pause = time.monotonic(), 0.1
    while True:
        try:
            command.upgrade(config, "head")
            connection.commit()
        except OperationalError as error:
            if not isinstance(error.orig, psycopg.errors.LockNotAvailable):
                raise
            if time.monotonic() - began >= PATIENCE_SECONDS:
                raise error.orig from error
            log.warning("migration_waits_for_table", seconds=round(time.monotonic() - began))
        else:
            return
        connection.rollback()
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
