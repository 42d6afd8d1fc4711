"""The database for one command of the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

from helpwright.entry.data_dir import attached_database
from helpwright.platform.database_url import DatabaseSilent
from helpwright.platform.reachable import PATIENCE_SECONDS, check_reachable, why_unreachable
from helpwright.platform.settings import Environment


@contextmanager
def usable_database(environment: Environment) -> Iterator[str]:
    """Its URL, once it is known to answer. Raises DatabaseUnusable, and what `attached_database` raises."""
    with named_database(environment) as url:
        if environment.database_url is None and why_unreachable(url, patience=PATIENCE_SECONDS) is not None:
            raise DatabaseSilent
        yield url


@contextmanager
def named_database(environment: Environment) -> Iterator[str]:
    """Its URL; that of a running server is not asked, for who looks why it does not answer.

    Raises DatabaseUnusable for one that the environment names; else what `attached_database` raises.
    """
    if environment.database_url is not None:
        check_reachable(environment.database_url)
    with attached_database(environment.data_dir, environment.database_url) as url:
        yield url
