"""Every code with which the product says no has a sentence in the locale files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from helpwright.platform.sentences import Sentences

SOURCE = Path(__file__).parents[2] / "src" / "helpwright"
SPEAKERS = {
    "CalendarRefusal": 0,
    "Conflict": 0,
    "DocumentProblem": 1,
    "FieldProblem": 1,
    "FlowRefusal": 0,
    "Forbidden": 0,
    "Gone": 0,
    "Incomplete": 0,
    "Invalid": 1,
    "MalformedError": 0,
    "Missing": 0,
    "NotPermitted": 0,
    "Outcome": 1,
    "Problem": 1,
    "PydanticCustomError": 0,
    "TooLarge": 0,
    "TooMany": 0,
    "Unauthenticated": 0,
    "Unavailable": 0,
    "ValueRefused": 0,
    "WrongMedia": 0,
    "YamlProblem": 0,
}
CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def _spoken(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        place = 1 if name == "sentences" else SPEAKERS.get(name)
        if place is None:
            continue
        said = [*node.args[place : place + 1], *(each.value for each in node.keywords if each.arg == "code")]
        for each in said:
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and CODE.fullmatch(each.value):
                yield node.lineno, each.value


def test_every_code_has_a_sentence() -> None:
    sentences = Sentences.load()
    missing = [
        f"{path.relative_to(SOURCE)}:{line}: {code}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, code in _spoken(ast.parse(path.read_text(encoding="utf-8")))
        if not sentences.knows(code)
    ]
    assert not missing, "\n".join(missing)
