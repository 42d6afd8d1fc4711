"""Bring the system tables to this release's version; nothing is loaded for it while they are there already.

Alembic and what it stands on take 36 MiB and half a second of processor time, in every process that loads them. A web
process only needs them when samples are made, a start only after an update.
"""

import importlib
from collections.abc import Callable

import psycopg

from helpwright.platform.migrations.version import HEAD, QUESTION


def upgrade(url: str) -> None:
    """Run what is missing up to HEAD, safely from several processes at once."""
    if not _is_there(url):
        run: Callable[[str], None] = importlib.import_module("helpwright.platform.migrations.alembic_run").run
        run(url)


def _is_there(url: str) -> bool:
    with psycopg.connect(url) as connection:
        try:
            found = connection.execute(QUESTION).fetchone()
        except (psycopg.errors.InvalidSchemaName, psycopg.errors.UndefinedTable):
            return False
    return found is not None and found[0] == HEAD
