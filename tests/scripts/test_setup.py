"""Steps of the set-up: done once, repeated when a source, a result or an earlier step changed, explained on failure."""

import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from messages import LOCALES, sentences, terminal_locale
from setup import Checkout, CommandError, SetupError, Step
from stamps import Stamps


class Kitchen:
    """Two steps that write files; the second follows the first."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.checkout = Checkout(root)
        self.flour = "1"
        self.done: list[str] = []
        self.failure: CommandError | None = None

    def steps(self) -> list[Step]:
        dough, bread = self.root / "dough", self.root / "bread"
        return [
            Step("python", lambda: self.flour, (dough,), lambda: self.make(dough)),
            Step("web", lambda: "oven", (bread,), lambda: self.make(bread), after=("python",), hint="mirror_npm"),
        ]

    def make(self, result: Path) -> None:
        if self.failure:
            raise self.failure
        self.done.append(result.name)
        result.touch()

    def run(self) -> list[str]:
        self.done.clear()
        self.checkout.make(self.steps())
        return list(self.done)


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path)


def test_steps_are_done_once(kitchen: Kitchen) -> None:
    assert kitchen.run() == ["dough", "bread"]
    assert kitchen.run() == []


def test_a_changed_source_repeats_the_step_and_what_follows(kitchen: Kitchen) -> None:
    kitchen.run()
    kitchen.flour = "2"
    assert kitchen.run() == ["dough", "bread"]


def test_a_missing_result_repeats_the_step(kitchen: Kitchen) -> None:
    kitchen.run()
    (kitchen.root / "bread").unlink()
    assert kitchen.run() == ["bread"]


def test_the_program_is_compiled_even_where_python_may_not_write_bytecode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    checkout = Checkout(tmp_path)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(checkout.venv)], check=True)
    package = Path(next(checkout.venv.glob("lib/python*/site-packages"))) / "a_package.py"
    checkout.program.mkdir(parents=True)
    for source in (package, checkout.program / "__init__.py"):
        source.write_text("ANSWER = 42\n")
    (step,) = (step for step in checkout.steps(development=False) if step.key == "bytecode")
    checkout.make([step])
    for source in (package, checkout.program / "__init__.py"):
        assert Path(cache_from_source(str(source))).exists()
    assert checkout.pending([step]) == []
    (checkout.program / "__init__.py").write_text("ANSWER = 43\n")
    assert [each.key for each, _ in checkout.pending([step])] == ["bytecode"]


@pytest.mark.parametrize("page", ["index.html", "portal.html"])
def test_a_page_that_was_deleted_is_built_again(page: str, tmp_path: Path) -> None:
    checkout = Checkout(tmp_path)
    (build,) = (step for step in checkout.steps(development=False) if step.key == "build")
    stamps = Stamps(checkout.state)
    checkout.state.mkdir()
    stamps.write("build", build.sources())
    (checkout.static / "assets").mkdir(parents=True)
    for name in ("index.html", "portal.html"):
        (checkout.static / name).touch()
    assert checkout.pending([build]) == []
    (checkout.static / page).unlink()
    assert [step.key for step, _ in checkout.pending([build])] == ["build"]


def test_a_failed_step_is_done_again_and_not_the_ones_before(kitchen: Kitchen) -> None:
    kitchen.run()
    (kitchen.root / "bread").unlink()
    kitchen.failure = CommandError("npm error code ENOTFOUND")
    with pytest.raises(SetupError):
        kitchen.run()
    kitchen.failure = None
    assert kitchen.run() == ["bread"]


def test_a_failed_download_names_the_mirror_in_both_languages(kitchen: Kitchen) -> None:
    kitchen.run()
    (kitchen.root / "bread").unlink()
    kitchen.failure = CommandError("npm error code ENOTFOUND")
    with pytest.raises(SetupError) as caught:
        kitchen.run()
    text = str(caught.value)
    assert "ENOTFOUND" in text
    for locale in LOCALES:
        assert sentences(locale)["mirror_npm"] in text


def test_another_failure_does_not_speak_of_mirrors(kitchen: Kitchen) -> None:
    kitchen.run()
    (kitchen.root / "bread").unlink()
    kitchen.failure = CommandError("npm error code EUSAGE")
    with pytest.raises(SetupError) as caught:
        kitchen.run()
    assert sentences("en")["mirror_npm"] not in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "locale"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_terminal_is_spoken_to_in_its_language(environment: dict[str, str], locale: str) -> None:
    assert terminal_locale(environment) == locale
