"""Whether a database can be used, asked once before anything is built on it."""

import psycopg
from psycopg.conninfo import conninfo_to_dict

from helpwright.platform.database_url import (
    DatabaseUnreachable,
    DatabaseUrlUnusable,
    DatabaseWithoutEncoding,
    checked_database_url,
)

PATIENCE_SECONDS = 10
_BYTES = "SQL_ASCII"
"""An encoding that is none: the driver gives bytes for every text."""


def check_reachable(url: str, *, patience: int = PATIENCE_SECONDS) -> None:
    """Connect once.

    Raises DatabaseUrlUnusable, DatabaseWithoutEncoding or, after `patience` seconds at most, DatabaseUnreachable.
    """
    try:
        told = conninfo_to_dict(checked_database_url(url))
        encoding = _encoding(url, patience)
    except psycopg.OperationalError as error:
        place = ":".join(str(told[name]) for name in ("host", "port") if told.get(name)) or "localhost"
        raise DatabaseUnreachable(host=place, reason=_said(url, error)) from error
    except (psycopg.Error, UnicodeError) as error:
        raise DatabaseUrlUnusable from error
    if encoding == _BYTES:
        raise DatabaseWithoutEncoding(encoding=encoding)


def why_unreachable(url: str, *, patience: int = PATIENCE_SECONDS) -> str | None:
    """Connect once; what the database or its driver says where that fails, without the password."""
    try:
        _encoding(url, patience)
    except psycopg.OperationalError as error:
        return _said(url, error)
    return None


def _encoding(url: str, patience: int) -> str | None:
    with psycopg.connect(url, connect_timeout=patience, autocommit=True) as connection:
        return connection.info.parameter_status("server_encoding")


def _said(url: str, error: psycopg.Error) -> str:
    return _without(conninfo_to_dict(url).get("password"), str(error).strip())


def _without(password: object, text: str) -> str:
    return text.replace(str(password), "…") if password else text
