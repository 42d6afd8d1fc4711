"""What a stranger's phone downloads is bounded, and `make lint` looks after it."""

import random
import subprocess
from pathlib import Path

import pytest

from checks import SETS, STATIC, WEB, environment

SCRIPT = ("node", "scripts/portal-size.mjs")


@pytest.mark.parametrize("name", ["lint", "test"])
def test_the_size_is_one_of_the_checks(name: str) -> None:
    assert [check.folder for check in SETS[name] if check.command == (*SCRIPT, str(STATIC))] == [WEB]


@pytest.mark.parametrize(("kib", "status"), [(100, 0), (151, 1)])
def test_pages_above_the_budget_fail(kib: int, status: int, tmp_path: Path) -> None:
    (tmp_path / "portal.html").write_text('<script src="/assets/portal.js"></script>')
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "portal.js").write_bytes(random.Random(1).randbytes(kib * 1024))  # noqa: S311 -- only incompressible
    done = subprocess.run(
        [*SCRIPT, str(tmp_path)], cwd=WEB, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert ("larger than 150 KiB" in done.stderr) == bool(status)


def test_pages_that_are_not_there_fail(tmp_path: Path) -> None:
    done = subprocess.run([*SCRIPT, str(tmp_path)], cwd=WEB, env=environment(), capture_output=True, check=False)
    assert done.returncode != 0
