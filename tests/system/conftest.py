"""Installations that are set up once, and servers that end with their test."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.support.product import Client, Product, scratch_folder, set_up


@pytest.fixture(scope="session")
def installation() -> Iterator[Path]:
    """A data folder with the running example, not running."""
    with scratch_folder("hw-made-") as folder:
        set_up(folder)
        yield folder


@pytest.fixture
def make_product(installation: Path) -> Iterator[Callable[..., Product]]:
    """Makes products on copies of the installation; they are ended with the test."""
    made: list[Product] = []
    with scratch_folder("hw-system-") as folder:
        folder.chmod(0o711)

        def make(*, smtp_url: str | None = None, options: Sequence[str] = ()) -> Product:
            data_dir = folder / f"data{len(made)}"
            subprocess.run(["cp", "-a", str(installation), str(data_dir)], check=True)
            made.append(Product(data_dir, smtp_url=smtp_url, options=options))
            return made[-1]

        try:
            yield make
        finally:
            for product in made:
                product.clean_up()


@pytest.fixture(scope="session")
def running(installation: Path) -> Iterator[Product]:
    """One server for all tests that leave it standing."""
    with scratch_folder("hw-running-") as folder:
        folder.chmod(0o711)
        subprocess.run(["cp", "-a", str(installation), str(folder / "data")], check=True)
        product = Product(folder / "data")
        try:
            product.start()
            yield product
        finally:
            product.clean_up()


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
