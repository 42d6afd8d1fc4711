"""Installations that are set up once, and servers that end with their test."""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Self

import pytest

from tests.support.postgres import DatabaseServer
from tests.support.product import Client, Product, scratch_folder, set_up


@pytest.fixture(scope="session")
def installation() -> Iterator[Path]:
    """A data folder with the running example, not running."""
    with scratch_folder("hw-made-") as folder:
        set_up(folder)
        yield folder


class Outside:
    """An installation whose database is on a server that is not the product's, to be copied with it."""

    def __init__(self, server: DatabaseServer, folder: Path) -> None:
        self.folder = folder
        self._server = server
        self._name = f"hw_outside_{os.getpid()}"
        self._copies = count(1)

    def __enter__(self) -> Self:
        self._server.create(self._name)
        set_up(self.folder, self._server.url_of(self._name))
        return self

    def __exit__(self, *_: object) -> None:
        self._server.drop(self._name)

    def copy(self, *, empty: bool = False) -> str:
        """A database with the same in it, or with nothing; its URL."""
        name = f"{self._name}_{next(self._copies)}"
        self._server.create(name, "template1" if empty else self._name)
        return self._server.url_of(name)

    def drop(self, url: str) -> None:
        """Away with a copy."""
        self._server.drop(url)


@pytest.fixture(scope="session")
def outside(database_server: DatabaseServer) -> Iterator[Outside]:
    """On the test run's server, which HELPWRIGHT_DATABASE_URL may name."""
    with scratch_folder("hw-outside-") as folder, Outside(database_server, folder) as installed:
        yield installed


@pytest.fixture
def make_product(request: pytest.FixtureRequest, installation: Path) -> Iterator[Callable[..., Product]]:
    """Makes products on copies of the installation, or of nothing; they are ended with the test.

    Their database is their `own`, or `outside` on the server of the test run.
    """
    made: list[Product] = []
    with scratch_folder("hw-system-") as folder:
        folder.chmod(0o711)

        def make(
            *,
            smtp_url: str | None = None,
            options: Sequence[str] = (),
            database: str = "own",
            empty: bool = False,
            files_url: str | None = None,
        ) -> Product:
            data_dir = folder / f"data{len(made)}"
            source, url = installation, None
            if database == "outside":
                elsewhere: Outside = request.getfixturevalue("outside")
                source, url = elsewhere.folder, elsewhere.copy(empty=empty)
            if not empty:
                subprocess.run(["cp", "-a", str(source), str(data_dir)], check=True)
            made.append(Product(data_dir, smtp_url=smtp_url, options=options, outside=url, files_url=files_url))
            return made[-1]

        try:
            yield make
        finally:
            for product in made:
                product.clean_up()
                if product.outside is not None:
                    request.getfixturevalue("outside").drop(product.outside)


@contextmanager
def started(installation: Path, prefix: str) -> Iterator[Product]:
    """A server on a copy of the installation; `prefix` begins the name of its folder."""
    with scratch_folder(prefix) as folder:
        folder.chmod(0o711)
        subprocess.run(["cp", "-a", str(installation), str(folder / "data")], check=True)
        product = Product(folder / "data")
        try:
            product.start()
            yield product
        finally:
            product.clean_up()


@pytest.fixture(scope="session")
def running(installation: Path) -> Iterator[Product]:
    """One server for all tests that leave it standing."""
    with started(installation, "hw-running-") as product:
        yield product


@pytest.fixture(scope="module")
def spare(installation: Path) -> Iterator[Product]:
    """A server for the tests of one file, which may take everything away from it."""
    with started(installation, "hw-spare-") as product:
        yield product


@pytest.fixture
def customer(running: Product) -> Iterator[Client]:
    """Somebody without an account."""
    with Client(running) as client:
        yield client


@pytest.fixture(scope="session")
def boss(running: Product) -> Iterator[Client]:
    """The administrator, who belongs to all roles and teams."""
    with Client(running) as client:
        yield client.sign_in()
