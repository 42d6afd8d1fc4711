"""Fixtures of the whole suite: a real PostgreSQL, databases cloned from a prepared template, data folders."""

import gc
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from helpwright.platform.migrations.upgrade import upgrade
from helpwright.platform.postgres import EmbeddedPostgres
from tests.support.office import Office, cloned, installed_template, open_office
from tests.support.postgres import DatabaseServer, Prepare, shared_server
from tests.support.scratch import scratch_base

gc.set_threshold(50_000, 20, 50)
"""Each application that a test makes is half a million objects: by the usual 700 a collection falls every few lines."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the whole product first: they wait for servers, and the many short ones fill up what they leave."""
    items.sort(key=lambda item: "system" not in item.path.parts)


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
def empty_database(database_server: DatabaseServer) -> Iterator[Callable[[], str]]:
    """Makes databases with nothing in them."""
    made: list[str] = []

    def make() -> str:
        made.append(f"hw_bare_{os.getpid()}_{len(made)}")
        database_server.create(made[-1])
        return database_server.url_of(made[-1])

    yield make
    for name in made:
        database_server.drop(name)


@pytest.fixture
def database(new_database: Callable[[], str]) -> str:
    """URL of a fresh database with the system tables in it; it may be changed at will."""
    return new_database()


@pytest.fixture(scope="session")
def service_desk(database_server: DatabaseServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Name of a database with the running example in it."""
    with installed_template(database_server, tmp_path_factory.mktemp("office")) as name:
        yield name


@pytest.fixture
def desk_url(database_server: DatabaseServer, service_desk: str) -> Iterator[str]:
    """URL of a fresh database with the running example; it may be changed at will."""
    with cloned(database_server, service_desk) as url:
        yield url


@pytest.fixture
async def office(desk_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """The real application with the running example."""
    async with open_office(desk_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder, mode 700, whose parents everybody may pass through (pytest's own are closed to others)."""
    path = Path(tempfile.mkdtemp(prefix="hw-pg-", dir=scratch_base()))
    yield path
    with suppress(OSError):
        path.chmod(0o700)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def made_data() -> Iterator[Path]:
    """A data folder with a database that was stopped in order."""
    path = Path(tempfile.mkdtemp(prefix="hw-pg-made-", dir=scratch_base()))
    server = EmbeddedPostgres(path)
    server.start()
    server.stop()
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def data(folder: Path, made_data: Path) -> Path:
    """A data folder of one's own with a stopped database in it."""
    subprocess.run(["cp", "-a", f"{made_data}/.", str(folder)], check=True)
    return folder
