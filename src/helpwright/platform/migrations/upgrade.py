"""Bring the system tables to this release's version, safely from several processes at once."""

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

HEAD = "0001"
_LOCK = 0x48574D4947


def current(url: str) -> str | None:
    """The stored version; None for an empty database. `url` is a libpq URL."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT to_regclass('helpwright.alembic_version')").fetchone()
        if found is None or found[0] is None:
            return None
        row = connection.execute("SELECT version_num FROM helpwright.alembic_version").fetchone()
        return None if row is None else str(row[0])


def upgrade(url: str) -> None:
    """Run what is missing up to HEAD under an advisory lock."""
    engine = create_engine(_sqlalchemy_url(url), connect_args={"options": "-c search_path=helpwright"})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS helpwright"))
            connection.commit()
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
                connection.commit()
            finally:
                connection.rollback()
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
                connection.commit()
    finally:
        engine.dispose()


def _sqlalchemy_url(url: str) -> str:
    _, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}"
