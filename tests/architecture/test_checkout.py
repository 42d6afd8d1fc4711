"""The rules on what is committed. A failure names file, line and reason; the rules say why they stand."""

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from file_lengths import long_files, source_paths
from tests.architecture import python_rules, text_rules
from tests.architecture.checkout import ROOT, Finding, dotted, modules, paths, texts

LOCALES = ("zh-CN", "en")
CLOCKS = (Path("src/helpwright/kernel/clock.py"),)
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def report(findings: Iterable[tuple[Path, Finding]]) -> str:
    """Findings as clickable lines; empty when the rule holds."""
    return "\n".join(f"{path}:{finding.line}: {finding.reason}" for path, finding in findings)


def test_no_file_must_be_split() -> None:
    refused = [f"{file.path}: {file.lines} lines" for file in long_files(ROOT, source_paths(ROOT)) if file.refused]
    assert not refused


def test_no_imports_in_functions() -> None:
    found = report(
        (path, finding)
        for path, tree in modules("src", "scripts")
        for finding in python_rules.imports_in_functions(tree)
    )
    assert not found, found


def test_the_database_is_not_asked_for_the_time() -> None:
    found = report((path, finding) for path, tree in modules("src") for finding in python_rules.time_from_sql(tree))
    found += report(
        (path, finding)
        for path, text in texts(".sql")
        for finding in text_rules.matches(python_rules.SQL_TIME, text, "asks the database for the time")
    )
    assert not found, found


def test_only_the_clock_reads_the_time_of_the_machine() -> None:
    found = report(
        (path, finding)
        for path, tree in modules("src")
        if path not in CLOCKS
        for finding in python_rules.time_from_machine(tree)
    )
    assert not found, found


def test_tables_and_stores_are_private_to_their_concept() -> None:
    found = report(
        (path, finding)
        for path, tree in modules("src")
        for finding in python_rules.foreign_privates(dotted(path), tree)
    )
    assert not found, found


def test_no_module_is_named_for_nothing() -> None:
    sources = [path for path in paths() if path.suffix in {".py", ".ts", ".tsx"} and path.parts[0] != "docs"]
    assert [str(path) for path in sources if text_rules.vague_name(path)] == []


def test_no_registry_is_named() -> None:
    found = report((path, finding) for path, text in texts() for finding in text_rules.registry_hosts(text))
    assert not found, found


def test_no_path_of_a_machine_is_named() -> None:
    found = report((path, finding) for path, text in texts() for finding in text_rules.machine_paths(text))
    assert not found, found


def test_words_are_spelled_one_way() -> None:
    written = (".py", ".md", ".ts", ".tsx", ".json", ".yaml")
    found = report((path, finding) for path, text in texts(*written) for finding in text_rules.british_spellings(text))
    assert not found, found


def test_layers_in_parentheses_are_those_not_built_yet() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(each for each in project["tool"]["importlinter"]["contracts"] if each["id"] == "layers")
    unbuilt = re.findall(r"\((\w+)\)", " ".join(contract["layers"]))
    built = {
        path.parts[2] for path in paths() if path.parts[:2] == ("src", "helpwright") and path.name == "__init__.py"
    }
    assert [name for name in unbuilt if name in built] == [], "take the parentheses away"


def locale_files() -> list[Path]:
    """Every JSON file named for a language."""
    return [path for path in paths() if path.suffix == ".json" and path.stem in LOCALES]


def test_every_locale_file_has_its_partner() -> None:
    missing = [
        str(path.with_stem(locale))
        for path in locale_files()
        for locale in LOCALES
        if not (ROOT / path.with_stem(locale)).is_file()
    ]
    assert not missing


@pytest.mark.parametrize("path", [path for path in locale_files() if path.stem == "en"], ids=str)
def test_locale_files_say_the_same_things(path: Path) -> None:
    english, chinese = (
        json.loads((ROOT / path.with_stem(locale)).read_text(encoding="utf-8")) for locale in ("en", "zh-CN")
    )
    assert text_rules.locale_differences(english, chinese) == []


def english_files() -> list[Path]:
    """Texts in English: of one part beside their partner, of the console by area."""
    beside = [path for path in locale_files() if path.stem == "en"]
    return beside + sorted(path.relative_to(ROOT) for path in (ROOT / "web/src/i18n/en").glob("*.json"))


@pytest.mark.parametrize("path", english_files(), ids=str)
def test_english_can_count_to_one(path: Path) -> None:
    texts = text_rules.each_text(json.loads((ROOT / path).read_text(encoding="utf-8")))
    assert [found for key, text in texts.items() for found in text_rules.uncounted(key, text, texts)] == []


@pytest.mark.parametrize("lock", ["uv", "run", "dev"])
def test_every_locked_package_has_hashes(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.split("\n", 2)[2])
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_files_fit_the_declared_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {"run": project["project"]["dependencies"], "dev": project["dependency-groups"]["dev"]}
    stale = []
    for lock, lines in declared.items():
        text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
        pinned = {canonicalize_name(name): version for name, version in PINNED.findall(text)}
        for line in lines:
            requirement = Requirement(line)
            version = pinned.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                stale.append(line)
    assert not stale, "run `make lock`"


@pytest.mark.parametrize("project", ["web", "tests/e2e"])
def test_npm_lock_files_fit_their_project_and_have_hashes(project: str) -> None:
    declared = json.loads((ROOT / project / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / project / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for kind in ("dependencies", "devDependencies"):
        assert locked[""].get(kind, {}) == declared.get(kind, {}), "run `npm install` in the folder"
    assert [name for name, entry in locked.items() if name and "integrity" not in entry and not entry.get("link")] == []
