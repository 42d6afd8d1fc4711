"""The long search: rounds in turn, bounded in time, ended by the first failure."""

import os
import sys
import time

from soak import CRASHES, ROOT, laws, run_for, soak
from tests.support.laws import law


def test_rounds_come_in_turn_until_one_fails() -> None:
    seen: list[tuple[str, ...]] = []

    def run(files: tuple[str, ...], seconds: float) -> bool:
        assert 0 < seconds <= 60
        seen.append(files)
        return len(seen) < 5

    assert not soak(60, [("laws",), ("crashes",)], run)
    assert seen == [("laws",), ("crashes",), ("laws",), ("crashes",), ("laws",)]


def test_without_time_nothing_is_begun() -> None:
    assert soak(0, [("laws",)], lambda _files, _seconds: False)


def test_a_round_is_broken_off_when_the_time_is_up() -> None:
    began = time.monotonic()
    endless = "import time\nwhile True: time.sleep(60)"
    assert run_for([sys.executable, "-c", endless], 0.3, {**os.environ})
    assert time.monotonic() - began < 20
    assert not run_for([sys.executable, "-c", "raise SystemExit(3)"], 20, {**os.environ})


def test_the_files_are_there() -> None:
    assert {"kernel", "flows", "query"} <= {name.split("/")[1] for name in laws()}
    assert all((ROOT / name).is_file() for name in (*laws(), *CRASHES))


def test_a_law_has_more_and_new_examples_in_a_soak() -> None:
    usual, soaked = law(100, factor=1), law(100, factor=20)
    assert (usual.max_examples, usual.derandomize) == (100, True)
    assert (soaked.max_examples, soaked.derandomize) == (2000, False)
