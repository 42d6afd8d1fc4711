"""The database for one command of the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

from helpwright.entry.data_dir import attached_database
from helpwright.platform.reachable import check_reachable
from helpwright.platform.settings import Environment


@contextmanager
def usable_database(environment: Environment) -> Iterator[str]:
    """Its URL, once it is known to answer.

    Raises DatabaseUnusable for one that the environment names; else what `attached_database` raises.
    """
    if environment.database_url is not None:
        check_reachable(environment.database_url)
    with attached_database(environment.data_dir, environment.database_url) as url:
        yield url
