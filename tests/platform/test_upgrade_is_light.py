"""What brings the tables to this release is loaded by who needs it, not by every process that might."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from helpwright.platform.migrations.upgrade import upgrade

HEAVY = "sorted({'alembic', 'sqlalchemy'} & sys.modules.keys())"


def loaded(program: str) -> str:
    run = [sys.executable, "-c", f"import sys\n{program}\nprint({HEAVY})"]
    return subprocess.run(run, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize("command", ["web", "background", "setup"])
def test_processes_do_without_it(command: str) -> None:
    assert loaded(f"import helpwright.entry.commands.{command}") == "[]"


def test_tables_that_are_there_need_nothing(database: str) -> None:
    at_head = f"from helpwright.platform.migrations.upgrade import upgrade\nupgrade({database!r})"
    assert loaded(at_head) == "[]"


def test_an_empty_database_is_filled(empty_database: Callable[[], str]) -> None:
    url = empty_database()
    upgrade(url)
    at_head = f"from helpwright.platform.migrations.upgrade import upgrade\nupgrade({url!r})"
    assert loaded(at_head) == "[]"
