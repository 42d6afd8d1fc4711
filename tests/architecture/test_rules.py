"""The rules themselves, on small examples."""

import ast
from pathlib import Path

import pytest

from file_lengths import LongFile, long_files
from tests.architecture import python_rules, text_rules


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("import a\n", 0),
        ("def f():\n    import a\n", 1),
        ("class C:\n    async def f(self):\n        from a import b\n", 1),
        ("if True:\n    import a\n", 0),
    ],
)
def test_imports_in_functions_are_found(source: str, count: int) -> None:
    assert len(python_rules.imports_in_functions(ast.parse(source))) == count


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("q = 'select now()'\n", 1),
        ("q = 'at timestamptz DEFAULT CURRENT_TIMESTAMP'\n", 1),
        ("q = f'select {x} where at < now( )'\n", 1),
        ("c = Column(server_default=func.now())\n", 1),
        ("c = sa.func.current_timestamp()\n", 1),
        ('def f():\n    """Never calls now()."""\n', 0),
        ("at = clock.now()\n", 0),
        ("q = 'select known() from unknown'\n", 0),
    ],
)
def test_time_from_sql_is_found(source: str, count: int) -> None:
    assert len(python_rules.time_from_sql(ast.parse(source))) == count


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("at = datetime.now(UTC)\n", 1),
        ("at = date.today()\n", 1),
        ("at = time.time()\n", 1),
        ("at = time.monotonic()\n", 0),
        ("at = clock.now()\n", 0),
    ],
)
def test_time_from_the_machine_is_found(source: str, count: int) -> None:
    assert len(python_rules.time_from_machine(ast.parse(source))) == count


@pytest.mark.parametrize(
    ("module", "source", "count"),
    [
        ("helpwright.flows.operations", "from helpwright.forms.store import read\n", 1),
        ("helpwright.flows.operations", "from helpwright.forms import store\n", 1),
        ("helpwright.flows.operations", "import helpwright.forms.tables\n", 1),
        ("helpwright.forms.operations", "from helpwright.forms.store import read\n", 0),
        ("helpwright.forms.fields.text", "from helpwright.forms.tables import form\n", 0),
        ("helpwright.flows.operations", "from helpwright.forms.operations import publish\n", 0),
    ],
)
def test_private_modules_of_another_concept_are_found(module: str, source: str, count: int) -> None:
    assert len(python_rules.foreign_privates(module, ast.parse(source))) == count


@pytest.mark.parametrize(
    "host", ["https://pypi." + "org/simple", "https://registry.npmjs." + "org/", "mirrors.some." + "edu.cn"]
)
def test_registries_are_found(host: str) -> None:
    assert text_rules.registry_hosts(f"index = {host}\n")
    assert not text_rules.registry_hosts("index = https://<mirror>/simple\n")


@pytest.mark.parametrize("path", ["/ro" + "ot/.cache", "/ho" + "me/anna/x", "/wo" + "rk/main/src"])
def test_machine_paths_are_found(path: str) -> None:
    assert text_rules.machine_paths(f"see {path}\n")


@pytest.mark.parametrize("path", ["/work/tasks", "/home", "src/home/page", "https://example.com/home/anna/"])
def test_other_paths_are_left_alone(path: str) -> None:
    assert not text_rules.machine_paths(f"see {path}\n")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("the organi" + "sation\ncol" + "our", 2),
        ("a gre" + "y line", 1),
        ("the organization's color and license", 0),
    ],
)
def test_british_spellings_are_found(text: str, count: int) -> None:
    assert len(text_rules.british_spellings(text)) == count


@pytest.mark.parametrize(
    ("path", "vague"),
    [
        ("src/helpwright/forms/utils.py", True),
        ("web/src/helpers/dates.ts", True),
        ("web/src/ui/common.tsx", True),
        ("src/helpwright/cases/service_measures.py", False),
        ("src/helpwright/forms/model.py", False),
    ],
)
def test_vague_names_are_found(path: str, vague: bool) -> None:
    assert text_rules.vague_name(Path(path)) is vague


def test_locale_files_are_compared() -> None:
    english = {"a": {"b": "x {name}", "c": "y"}, "n_one": "{{count}} day", "n_other": "{{count}} days"}
    chinese = {"a": {"b": "x {name}", "c": "y"}, "n_other": "{{count}} 天"}
    assert text_rules.locale_differences(english, chinese) == []
    assert text_rules.locale_differences({"a": "x"}, {"b": "x"}) == [
        "a: only in one of the two",
        "b: only in one of the two",
    ]
    assert text_rules.locale_differences({"a": "x"}, {"a": " "}) == ["a: empty"]
    assert text_rules.locale_differences({"a": "{n}"}, {"a": "{m}"}) == ["a: different placeholders"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ends in {days} days.", ["a: {days} days"]),
        ("{{n}} more open tickets", ["a: {{n}} more open tickets"]),
        ("{n} {n:day|days}", []),
        ("{{n}} {{n, plural(one: day; other: days)}}", []),
        ("{name} is asked by {by} for reasons", []),
    ],
)
def test_words_that_cannot_count_are_found(text: str, found: list[str]) -> None:
    assert text_rules.uncounted("a", text, {"a"}) == found
    assert text_rules.uncounted("a", text, {"a", "a_one"}) == []


def test_long_files_are_counted(tmp_path: Path) -> None:
    for name, lines in (("short.py", 400), ("long.py", 401), ("huge.ts", 601)):
        (tmp_path / name).write_text("x\n" * lines)
    found = long_files(tmp_path, ["short.py", "long.py", "huge.ts"])
    assert found == [LongFile(601, "huge.ts"), LongFile(401, "long.py")]
    assert [file.refused for file in found] == [True, False]
