"""The shared test server: databases are clones of the template and do not see each other."""

from collections.abc import Callable

import psycopg
import pytest

from tests.support.postgres import DatabaseServer


def test_each_test_gets_a_prepared_database_of_its_own(new_database: Callable[[], str]) -> None:
    first, second = new_database(), new_database()
    with psycopg.connect(first, autocommit=True) as connection:
        connection.execute("CREATE TABLE mine ()")
        connection.execute("SELECT count(*) FROM helpwright.settings")
    with psycopg.connect(second, autocommit=True) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT FROM mine")


def test_a_dropped_database_is_gone_even_when_somebody_is_connected(database_server: DatabaseServer) -> None:
    url = database_server.clone()
    with psycopg.connect(url):
        database_server.drop(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


@pytest.mark.parametrize(
    "url",
    ["postgresql://me:secret@/helpwright?host=/some/run&port=15432", "postgresql://me@db.example:5432/helpwright"],
)
def test_only_the_name_changes_in_the_url_of_another_database(url: str) -> None:
    assert DatabaseServer(url, "template").url_of("other") == url.replace("/helpwright", "/other")
