"""The benchmarks can be started, and answer in the form of the catalogue."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import proof
from helpwright.flows.compile import compile_flow
from helpwright.flows.document import FlowDocument
from helpwright.flows.proof import can_complete
from load.report import Figure, show

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "bench").glob("*.py"))
WITHOUT_A_SERVER = ("calendars", "kernel")
KEYS = {"value", "unit", "floor", "ratio", "load"}


def bench(script: Path, *options: str) -> str:
    return subprocess.run(
        [sys.executable, str(script), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_there_are_benchmarks() -> None:
    assert {"submit", "rest", *WITHOUT_A_SERVER} <= {script.stem for script in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_each_can_be_started_and_knows_its_options(script: Path) -> None:
    told = bench(script, "--help")
    assert "--json" in told
    assert "--quick" in told


@pytest.mark.parametrize("name", WITHOUT_A_SERVER)
def test_one_without_a_server_answers_quickly(name: str) -> None:
    figures = json.loads(bench(ROOT / "bench" / f"{name}.py", "--quick", "--json"))
    assert figures
    for figure in figures.values():
        assert set(figure) == KEYS
        assert figure["value"] > 0
        assert figure["floor"] > 0


def test_the_flows_of_the_proof_are_good_ones_and_the_same_each_time() -> None:
    made = proof.documents(8)
    assert made == proof.documents(8)
    for each in made:
        definition = compile_flow(FlowDocument.model_validate(each))
        first = {edge.id: 1 for edge in definition.nodes[definition.start].outs.values()}
        assert can_complete(definition, first)


def test_figures_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    figures = {"rate": Figure(250.12345, "/s", 1000.0, "16 clients"), "alone": Figure(2.0, "s", 0.0, "no floor")}
    show(figures, {"note": "only for people"}, as_json=True)
    assert json.loads(capsys.readouterr().out) == {
        "rate": {"value": 250.123, "unit": "/s", "floor": 1000.0, "ratio": 0.25, "load": "16 clients"},
        "alone": {"value": 2.0, "unit": "s", "floor": 0.0, "ratio": 0.0, "load": "no floor"},
    }


def test_figures_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    show({"rate": Figure(2500.0, "/s", 10_000.0, "16 clients")}, {"spread": "median 3 ms"}, as_json=False)
    told = capsys.readouterr().out
    assert "2,500.00 /s" in told
    assert "0.250 × floor (10,000.00 /s)" in told


def test_targets_are_told_beside_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    figures = {"submit_rate": Figure(700.0, "/s", 1000.0, ""), "memory": Figure(301.0, "MiB", 50.0, "")}
    show(figures, {}, as_json=False)
    _, rate, memory = capsys.readouterr().out.splitlines()
    assert "≥ 630 reached" in rate
    assert "≤ 300 MISSED" in memory


def test_all_are_measured_on_one_table() -> None:
    table = bench(ROOT / "bench" / "everything.py", "--quick", *WITHOUT_A_SERVER).splitlines()
    keys = {line.split()[0] for line in table[1:]}
    assert {"calendar_rate", "kernel_rate"} <= keys
    assert "≥ 100,000" in next(line for line in table if line.startswith("calendar_rate"))
