"""Whether a database that is not ours can be used, asked once before anything is built on it."""

import psycopg
from psycopg.conninfo import conninfo_to_dict

from helpwright.platform.database_url import DatabaseUnreachable, DatabaseUrlUnusable, checked_database_url

PATIENCE_SECONDS = 10


def check_reachable(url: str, *, patience: int = PATIENCE_SECONDS) -> None:
    """Connect once. Raises DatabaseUrlUnusable or, after `patience` seconds at most, DatabaseUnreachable."""
    try:
        told = conninfo_to_dict(checked_database_url(url))
    except (psycopg.Error, UnicodeError) as error:
        raise DatabaseUrlUnusable from error
    try:
        psycopg.connect(url, connect_timeout=patience).close()
    except psycopg.OperationalError as error:
        place = ":".join(str(told[name]) for name in ("host", "port") if told.get(name)) or "localhost"
        raise DatabaseUnreachable(host=place, reason=_without(told.get("password"), str(error).strip())) from error
    except (psycopg.Error, UnicodeError) as error:
        raise DatabaseUrlUnusable from error


def _without(password: object, text: str) -> str:
    return text.replace(str(password), "…") if password else text
