"""Whether an error says that the database does not answer, rather than that it refuses what it was asked."""

from typing import Final

import psycopg

_AWAY: Final = ("08", "57P")  # connection, shutting down or starting up


def is_away(error: psycopg.Error) -> bool:
    """The connection broke, or the server is on its way down or up.

    What the driver refuses before it asks the database, such as a text with a NUL, has no state and is not that.
    """
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return error.sqlstate.startswith(_AWAY)
