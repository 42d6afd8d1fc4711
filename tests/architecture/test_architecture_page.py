"""ARCHITECTURE.md names what there is: every concept, every system table, every event."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.checkout import ROOT, modules, paths

PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
NAMED = frozenset(re.findall(r"`([a-z_]+)`", PAGE.partition("## What each concept keeps")[2]))
_CREATED = re.compile(r"^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\w+)\b(?! *PARTITION OF)", re.MULTILINE)
_DROPPED = re.compile(r"^DROP TABLE (?:IF EXISTS )?(\w+)", re.MULTILINE)
_RENAMED = re.compile(r"^ALTER TABLE (\w+) RENAME TO (\w+)", re.MULTILINE)


def _tables() -> set[str]:
    """As the migrations, one after the other, leave them."""
    found: set[str] = set()
    for path in paths():
        if path.suffix == ".sql" and "migrations" in path.parts:
            text = (ROOT / path).read_text(encoding="utf-8")
            found |= {*_CREATED.findall(text)}
            for before, after in _RENAMED.findall(text):
                found = found - {before} | {after}
            found -= {*_DROPPED.findall(text)}
    return found


def _events() -> Iterator[str]:
    """Types that stand as a text where an event of the stream is made."""
    for _, tree in modules("src"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Event" and node.args:
                kind = node.args[0]
                # Those of the flow kernel, which are no events of the stream, have a key and no dataset.
                if isinstance(kind, ast.Constant) and len(node.args) > 4:
                    yield str(kind.value)


def test_every_concept_is_in_the_tree() -> None:
    built = {
        path.parts[2] for path in paths() if path.parts[:2] == ("src", "helpwright") and path.name == "__init__.py"
    } - {"__init__.py"}
    assert {*re.findall(r"^[├└]── (\w+)/", PAGE, re.MULTILINE)} == built


def test_every_system_table_has_its_concept() -> None:
    assert sorted(_tables() - NAMED) == []


def test_every_event_has_its_concept() -> None:
    events = set(_events()) - {"trial"}  # what a trial of a rule pretends; it is written nowhere
    assert len(events) > 8
    assert sorted(events - NAMED) == []
