"""Whether a database can be used, asked once before anything is built on it."""

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
        reason = why_unreachable(url, patience=patience)
    except (psycopg.Error, UnicodeError) as error:
        raise DatabaseUrlUnusable from error
    if reason is not None:
        place = ":".join(str(told[name]) for name in ("host", "port") if told.get(name)) or "localhost"
        raise DatabaseUnreachable(host=place, reason=reason)


def why_unreachable(url: str, *, patience: int = PATIENCE_SECONDS) -> str | None:
    """Connect once; what the database or its driver says where that fails, without the password."""
    try:
        psycopg.connect(url, connect_timeout=patience).close()
    except psycopg.OperationalError as error:
        return _without(conninfo_to_dict(url).get("password"), str(error).strip())
    return None


def _without(password: object, text: str) -> str:
    return text.replace(str(password), "…") if password else text
