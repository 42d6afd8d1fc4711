"""The table of docs/explanation/security.md names tests that exist, and says one of three things in each row."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "security.md"


def _rows() -> list[list[str]]:
    lines = PAGE.read_text("utf-8").partition("| demand |")[2].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if not row[0].startswith("**")]


def test_each_demand_has_a_test_a_reason_or_is_open() -> None:
    rows = _rows()
    assert len(rows) > 80
    for row in rows:
        assert len(row) == 3, row
        assert row[1] in {"test", "reason", "open"}, row
        assert row[2], row


def test_the_tests_that_are_named_exist() -> None:
    named = re.findall(r"`([a-z][\w./-]+(?:\.py|\.test\.tsx?))`", PAGE.read_text("utf-8"))
    assert len(set(named)) > 25
    for name in named:
        assert (ROOT / ("web/src" if name.endswith((".ts", ".tsx")) else "tests") / name).is_file(), name
    for row in _rows():
        if row[1] == "test":
            assert re.search(r"`[\w./-]+`", row[2]), row


def test_each_chapter_of_the_standard_is_there() -> None:
    chapters = re.findall(r"^\| \*\*(\d+) ", PAGE.read_text("utf-8"), re.MULTILINE)
    assert chapters == [str(number) for number in range(1, 15)]
