"""Which version of the system tables a database has; light enough for the supervisor."""

import psycopg

HEAD = "0001"


def current(url: str) -> str | None:
    """The stored version; None for an empty database. `url` is a libpq URL."""
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        found = connection.execute("SELECT to_regclass('helpwright.alembic_version')").fetchone()
        if found is None or found[0] is None:
            return None
        row = connection.execute("SELECT version_num FROM helpwright.alembic_version").fetchone()
        return None if row is None else str(row[0])
