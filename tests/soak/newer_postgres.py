"""Moving the private database to a newer PostgreSQL: killed at every step; over, back, and over for good.

python -m tests.soak.newer_postgres

Takes some minutes; the short form is tests/system/test_newer_postgres.py.
"""

import subprocess
import sys

from helpwright.platform.postgres import find_binaries
from tests.support.moved_postgres import STEPS, kill_at, major, make_older, migrate, works
from tests.support.older_postgres import MAJOR
from tests.support.product import Product, scratch_folder


def main() -> int:
    """An AssertionError where it does not hold."""
    with scratch_folder("hw-soak-older-") as folder:
        folder.chmod(0o711)
        ticket = make_older(folder / "made")
        for number, round_ in enumerate((killed_at_every_step, over_and_back_and_over_for_good)):
            product = Product(folder / f"data{number}")
            subprocess.run(["cp", "-a", str(folder / "made"), str(product.data_dir)], check=True)
            try:
                round_(product, ticket)
            finally:
                product.clean_up()
            sys.stdout.write(f"held: {round_.__name__}\n")
    return 0


def killed_at_every_step(product: Product, ticket: str) -> None:
    """Then to its end, and the server runs."""
    for step in STEPS:
        kill_at(step, product.data_dir, ticket)
    finished = migrate(product.data_dir)
    assert finished.returncode == 0, finished.stderr
    assert major(product.data_dir) == find_binaries().major
    works(product, ticket)


def over_and_back_and_over_for_good(product: Product, ticket: str) -> None:
    """People work between: what was written after the move is not in the old data."""
    data_dir, newest = product.data_dir, find_binaries().major
    second = works(product, ticket)
    assert migrate(data_dir).returncode == 0
    assert major(data_dir) == newest
    third = works(product, ticket, second)
    assert migrate(data_dir, "--back").returncode == 0
    assert major(data_dir) == MAJOR
    fourth = works(product, ticket, second)
    assert fourth != third
    assert migrate(data_dir).returncode == 0
    assert f"PostgreSQL {MAJOR}" in migrate(data_dir, "--confirm").stdout
    assert [major(each) for each in data_dir.glob("before-restore-*")] == [newest]
    assert "nothing to do" in migrate(data_dir, "--confirm").stdout
    refused = migrate(data_dir, "--back")
    assert refused.returncode == 1
    assert "Nothing was changed" in refused.stderr
    works(product, ticket, second, fourth)


if __name__ == "__main__":
    sys.exit(main())
