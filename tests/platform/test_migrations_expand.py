"""Migrations only expand, so that the version before goes on working while the next one is started beside it.

What a running older version could trip over is refused: something dropped, renamed or of another type; a column or a
condition that its writes do not satisfy. A step that is safe all the same says why in the line above it:
`-- expands: because …`. Those before there was a first release to be compatible with are left as they are.
"""

import re
from pathlib import Path

import pytest

from helpwright.platform.migrations.version import HEAD

VERSIONS = Path(__file__).parents[2] / "src" / "helpwright" / "platform" / "migrations" / "versions"
BEFORE = 11
EXCUSE = re.compile(r"--\s*expands:\s*\S.{10,}")
PROBLEMS = {
    "drops": r"\bDROP\s+(?:TABLE|COLUMN|VIEW|FUNCTION|TYPE|SCHEMA|INDEX|SEQUENCE)\b",
    "renames": r"\bRENAME\s+(?:TO|COLUMN|CONSTRAINT)\b",
    "tightens": r"\bSET\s+NOT\s+NULL\b",
    "changes a type": r"\bALTER\s+(?:COLUMN\s+)?\w+\s+(?:SET\s+DATA\s+)?TYPE\b",
    "takes a default away": r"\bDROP\s+DEFAULT\b",
    "adds a column that older writes leave empty": (
        r"\bADD\s+COLUMN\s+(?:IF\s+NOT\s+EXISTS\s+)?\w+\s+(?=[^,;]*\bNOT\s+NULL\b)(?![^,;]*\bDEFAULT\b)"
    ),
    "adds a condition that older writes may break": r"\bADD\s+CONSTRAINT\b(?![^;]*\bNOT\s+VALID\b)",
    "rewrites rows that older versions read": r"\bTRUNCATE\b|\bDELETE\s+FROM\b",
}


def problems(sql: str) -> list[str]:
    """What is wrong, with the line."""
    excused: set[int] = set()
    for number, line in enumerate(sql.splitlines(), start=1):
        if EXCUSE.search(line):
            excused.update((number, number + 1))
    bare = re.sub(r"--[^\n]*", "", sql)
    found: list[str] = []
    for name, pattern in PROBLEMS.items():
        for match in re.finditer(pattern, bare, re.IGNORECASE):
            place = bare.count("\n", 0, match.start()) + 1
            if place not in excused:
                found.append(f"line {place} {name}: {' '.join(match[0].split())}")
    return found


@pytest.mark.parametrize(
    ("sql", "wrong"),
    [
        ("ALTER TABLE a ADD COLUMN b text;", False),
        ("ALTER TABLE a\n    ADD COLUMN b text NOT NULL DEFAULT '',\n    ADD COLUMN c int;", False),
        ("CREATE TABLE a (b text NOT NULL);\nCREATE INDEX a_b ON a (b);", False),
        ("ALTER TABLE a ADD COLUMN b text NOT NULL;", True),
        ("ALTER TABLE a ADD COLUMN b text NOT NULL, ADD COLUMN c text DEFAULT '';", True),
        ("ALTER TABLE a DROP COLUMN b;", True),
        ("alter table a rename to b;", True),
        ("ALTER TABLE a ALTER COLUMN b TYPE bigint;", True),
        ("ALTER TABLE a ALTER COLUMN b SET NOT NULL;", True),
        ("ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0);", True),
        (
            "-- expands: the condition allows more than the one before\nALTER TABLE a ADD CONSTRAINT c CHECK (b > 0);",
            False,
        ),
        ("-- DROP TABLE a;", False),
    ],
)
def test_what_is_refused(sql: str, *, wrong: bool) -> None:
    assert bool(problems(sql)) is wrong


@pytest.mark.parametrize(
    "file",
    [file for file in sorted(VERSIONS.glob("*.sql")) if int(file.name[:4]) >= BEFORE],
    ids=lambda file: file.name,
)
def test_a_migration_only_expands(file: Path) -> None:
    assert problems(file.read_text("utf-8")) == []


def test_the_chain_leads_to_the_version_of_the_release() -> None:
    """Every migration names the one before, none is left out, and the last is what the release wants."""
    before: dict[str, str | None] = {}
    for file in VERSIONS.glob("*.py"):
        text = file.read_text("utf-8")
        revision = re.search(r'^revision = "(\w+)"', text, re.MULTILINE)
        down = re.search(r'^down_revision = (?:"(\w+)"|None)', text, re.MULTILINE)
        assert revision is not None, file.name
        assert down is not None, file.name
        assert file.name.split("_")[1] == revision[1]
        before[revision[1]] = down[1]
    chain = [HEAD]
    while (last := before[chain[-1]]) is not None:
        chain.append(last)
    assert len(chain) == len(before)
    assert sorted(chain, reverse=True) == chain
