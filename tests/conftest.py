"""Fixtures of the whole suite: a real PostgreSQL, and fresh databases cloned from a prepared template."""

import os
from collections.abc import Callable, Iterator

import pytest
from tests.support.postgres import DatabaseServer, Prepare, shared_server

from helpwright.platform.migrations.upgrade import upgrade


@pytest.fixture(scope="session")
def prepare_database() -> Prepare:
    """What fills the template database, called once in a test run with its URL."""
    return upgrade


@pytest.fixture(scope="session")
def database_server(prepare_database: Prepare) -> Iterator[DatabaseServer]:
    """The server that all processes of this test run share."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}"
    with shared_server(run, prepare_database) as server:
        yield server


@pytest.fixture
def new_database(database_server: DatabaseServer) -> Iterator[Callable[[], str]]:
    """Makes as many prepared databases as a test wants; each call answers a URL."""
    made: list[str] = []

    def make() -> str:
        made.append(database_server.clone())
        return made[-1]

    yield make
    for url in made:
        database_server.drop(url)


@pytest.fixture
def database(new_database: Callable[[], str]) -> str:
    """URL of a fresh database with the system tables in it; it may be changed at will."""
    return new_database()
