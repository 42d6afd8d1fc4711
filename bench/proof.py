"""How long the proof takes that a flow can come to an end, and how fast flows are against SpiffWorkflow.

`proof_p99` plays flows of 10 to 60 nodes with confirmations and branches whose ways also lead back, as before a token
is moved back; the floor is a walk once over the same nodes. `vs_spiff` carries one ticket through the same course
(handled, rejected, handled again, confirmed) with the kernel and with SpiffWorkflow, both in memory; the floor is 1.
SpiffWorkflow is put into a folder of its own, and is no part of the product (requirements/bench.txt).

Usage: ``python bench/proof.py [--json] [--quick]``
"""

import importlib
import random
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from helpwright.flows.compile import compile_flow
from helpwright.flows.definition import Definition
from helpwright.flows.document import FlowDocument
from helpwright.flows.model import State
from helpwright.flows.proof import can_complete
from helpwright.flows.step import step
from kernel import BLUEPRINT, EVENTS
from load.laps import best_of, rate
from load.report import Figure, options, show

ROOT: Final = Path(__file__).parents[1]
FLOWS: Final = 300
SIZES: Final = (10, 60)
ROUNDS: Final = 3
TICKETS: Final = 60
SPIFF: Final = ROOT / ".setup" / "spiff"
# The claim of a task has no counterpart there.
COURSE: Final = tuple(each for each in EVENTS if each.kind != "claim")
_NODES: Final = """<startEvent id="start"/><exclusiveGateway id="again"/><userTask id="handle"/><userTask id="confirm"/>
<exclusiveGateway id="asked" default="closed"/><endEvent id="archive"/>"""
_WAYS: Final = (
    ("begun", "start", "again"), ("on", "again", "handle"), ("done", "handle", "confirm"), ("said", "confirm", "asked"),
    ("closed", "asked", "archive"),
)  # fmt: skip
_BACK: Final = """<sequenceFlow id="back" sourceRef="asked" targetRef="again"><conditionExpression
xsi:type="tFormalExpression">outcome == 'rejected'</conditionExpression></sequenceFlow>"""


def main() -> None:
    """Measure and print a table, or with ``--json`` the keys of the catalogue."""
    asked = options(__doc__)
    flows = [compile_flow(FlowDocument.model_validate(each)) for each in documents(FLOWS // (3 if asked.quick else 1))]
    proof, walk = _p99(flows, _proved), _p99(flows, _walked)
    raw = YAML(typ="safe").load(BLUEPRINT)["flows"]["ticket_flow"]
    definition = compile_flow(FlowDocument.model_validate(raw))
    tickets = TICKETS // (3 if asked.quick else 1)
    ours, theirs = _rate(lambda: _carried(definition), 20 * tickets), _rate(_spiff(), tickets)
    figures = {
        "proof_p99": Figure(proof, "ms", walk, f"{len(flows)} flows of {SIZES[0]} to {SIZES[1]} nodes"),
        "vs_spiff": Figure(ours / theirs, "×", 1.0, f"{len(COURSE)} steps of a ticket, in memory, one core"),
    }
    show(figures, {"steps a second": f"kernel {ours:,.0f}, SpiffWorkflow {theirs:,.0f}"}, as_json=asked.json)


def documents(number: int) -> list[dict[str, Any]]:
    """The same in every run: a chain in which every node may also lead back, or on past some."""
    chance = random.Random(1)  # noqa: S311 -- not a secret
    return [_document(chance) for _ in range(number)]


def _document(chance: random.Random) -> dict[str, Any]:
    size = chance.randrange(*SIZES)
    nodes: dict[str, Any] = {"begin": {"type": "start", "trigger": "record_created", "to": "n0"}}
    for place in range(size):
        onward = f"n{place + 1}" if place + 1 < size else "over"
        back = f"n{chance.randrange(max(place // 2, 1)) * 2}"
        if place % 2:
            lines = [{"when": {"field": "kind", "op": "filled"}, "to": back}, {"otherwise": True, "to": onward}]
            nodes[f"n{place}"] = {"type": "branch", "lines": lines}
            continue
        ways = {"on": {"name": "on", "to": onward}, "back": {"name": "back", "to": back}}
        nodes[f"n{place}"] = {"type": "confirm", "name": f"n{place}", "outcomes": ways}
    return {"name": "bench", "form": "ticket", "nodes": {**nodes, "over": {"type": "end"}}}


def _proved(definition: Definition) -> None:
    first = {edge.id: 1 for edge in definition.nodes[definition.start].outs.values()}
    if not can_complete(definition, first):
        raise RuntimeError("a flow that ends was not believed to")


def _walked(definition: Definition) -> None:
    seen, todo = {definition.start}, deque([definition.start])
    while todo:
        for edge in definition.nodes[todo.popleft()].outs.values():
            if edge.target not in seen:
                seen.add(edge.target)
                todo.append(edge.target)


def _p99(flows: Sequence[Definition], act: Callable[[Definition], None]) -> float:
    """Milliseconds; of each flow the best of some rounds."""
    taken = sorted(best_of(ROUNDS, partial(act, each)) for each in flows)
    return taken[min(len(taken) - 1, round(0.99 * len(taken)))] * 1000


def _rate(ticket: Callable[[], None], tickets: int) -> float:
    return rate(ROUNDS, tickets, ticket, len(COURSE))


def _carried(definition: Definition) -> None:
    state = State()
    for event in COURSE:
        state = step(definition, state, event).state
    if state.status != "completed":
        raise RuntimeError("the ticket did not come to its end")


def _spiff() -> Callable[[], None]:
    """The same course there; what it needs is installed at the first time."""
    if not (SPIFF / "SpiffWorkflow").is_dir():
        told = ["--quiet", "--no-deps", "--require-hashes", "--target", str(SPIFF)]
        locked = ["-r", str(ROOT / "requirements" / "bench.txt")]
        subprocess.run([sys.executable, "-m", "uv", "pip", "install", *told, *locked], check=True)
    sys.path.append(str(SPIFF))
    parser = importlib.import_module("SpiffWorkflow.bpmn.parser").BpmnParser()
    workflow = importlib.import_module("SpiffWorkflow.bpmn").BpmnWorkflow
    ready = importlib.import_module("SpiffWorkflow.util.task").TaskState.READY
    parser.add_bpmn_str(_bpmn().encode())
    spec = parser.get_spec("ticket")

    def ticket() -> None:
        run = workflow(spec)
        run.do_engine_steps()
        for event in COURSE[1:]:
            task = run.get_next_task(state=ready, manual=True)
            task.data["outcome"] = event.outcome
            task.run()
            run.do_engine_steps()
        if not run.completed:
            raise RuntimeError("SpiffWorkflow did not come to its end")

    return ticket


def _bpmn() -> str:
    ways = "".join(f'<sequenceFlow id="{key}" sourceRef="{one}" targetRef="{two}"/>' for key, one, two in _WAYS)
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="bench" targetNamespace="bench" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<process id="ticket" isExecutable="true">{_NODES}{ways}{_BACK}</process></definitions>'
    )


if __name__ == "__main__":
    main()
