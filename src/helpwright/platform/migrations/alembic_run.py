"""Migrations by Alembic, one process at a time."""

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

_LOCK = 0x48574D4947


def run(url: str) -> None:
    """Run what is missing up to HEAD under an advisory lock."""
    # Handed over as it is: the driver alone says what a URL means, here as everywhere.
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(url, options="-c search_path=helpwright")
    )
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
