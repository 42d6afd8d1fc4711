"""Transitions of the flow kernel per second and core, on the flow of the running example.

One ticket is started, claimed, solved, rejected, solved again and confirmed: six transitions. `kernel_rate` keeps
everything in memory. `kernel_json_rate` does what the shell does around it: state and event come as JSON, state, event,
effects and state hash go out. The floors, in the same run: following the same six moves in a bare table of strings
while copying the state as a dictionary; and reading and writing the same JSON with nothing decided in between.

Usage: ``python bench/kernel.py [--json] [--quick]``
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from ruamel.yaml import YAML

from helpwright.flows.compile import compile_flow
from helpwright.flows.definition import Definition
from helpwright.flows.document import FlowDocument
from helpwright.flows.effects import effect_to_json
from helpwright.flows.model import Event, State, state_hash
from helpwright.flows.step import step
from helpwright.kernel.events import CUSTOMER, Actor
from load.laps import rate
from load.report import Figure, options, show

BLUEPRINT: Final = Path(__file__).parents[1] / "blueprints" / "service_desk.yaml"
AGENT: Final = Actor("person", UUID(int=7))
AT: Final = datetime(2026, 3, 2, 1, tzinfo=UTC)
RECORD: Final = {"problem_type": "support", "solution": "换了电源"}
EVENTS: Final = (
    Event("start", "k0", CUSTOMER, AT, record=RECORD),
    Event("claim", "k1", AGENT, AT, "a1", record=RECORD),
    Event("complete", "k2", AGENT, AT, "a1", "done", {"values": {"solution": "换了电源"}}, RECORD),
    Event("complete", "k3", CUSTOMER, AT, "a2", "rejected", {"comment": "还是不亮"}, RECORD),
    Event("complete", "k4", AGENT, AT, "a3", "done", {"values": {"solution": "换了主板"}}, RECORD),
    Event("complete", "k5", CUSTOMER, AT, "a4", "confirmed", {}, RECORD),
)
ROUNDS: Final = 5


def main() -> None:
    """Measure and print a table, or with ``--json`` the keys of the catalogue."""
    asked = options(__doc__)
    tickets = 1_000 if asked.quick else 10_000
    raw = YAML(typ="safe").load(BLUEPRINT)["flows"]["ticket_flow"]
    definition = compile_flow(FlowDocument.model_validate(raw))
    measured = {
        "kernel_rate": (_rate(lambda: _in_memory(definition), tickets), _rate(_bare_table, tickets)),
        "kernel_json_rate": (_rate(_through_json(definition), tickets), _rate(_bare_json(definition), tickets)),
    }
    load = f"{tickets} tickets of the running example, 6 transitions each, one core, best of {ROUNDS}"
    figures = {name: Figure(value, "/s", floor, load) for name, (value, floor) in measured.items()}
    show(figures, {}, as_json=asked.json)


def _rate(ticket: Callable[[], None], tickets: int) -> float:
    return rate(ROUNDS, tickets, ticket, len(EVENTS))


def _in_memory(definition: Definition) -> None:
    state = State()
    for event in EVENTS:
        state = step(definition, state, event).state


def _through_json(definition: Definition) -> Callable[[], None]:
    first, written = orjson.dumps(State().to_json()), [orjson.dumps(each.to_json()) for each in EVENTS]

    def ticket() -> None:
        stored = first
        for each in written:
            event = Event.from_json(orjson.loads(each))
            answer = step(definition, State.from_json(orjson.loads(stored)), event)
            stored = orjson.dumps(answer.state.to_json())
            orjson.dumps(event.to_json())
            orjson.dumps([effect_to_json(effect) for effect in answer.effects])
            state_hash(answer.state)

    return ticket


def _bare_table() -> None:
    table = {
        ("", "start"): ("handle", 2),
        ("handle", "claim"): ("handle", 2),
        ("handle", "complete.done"): ("confirm", 7),
        ("confirm", "complete.rejected"): ("handle", 6),
        ("confirm", "complete.confirmed"): ("archive", 4),
    }
    state: dict[str, Any] = {"at": "", "seq": 0}
    for event in EVENTS:
        name = f"{event.kind}.{event.outcome}" if event.outcome else event.kind
        at, effects = table[state["at"], name]
        state = {**state, "at": at, "seq": state["seq"] + 1, "effects": [{"effect": at}] * effects}


def _bare_json(definition: Definition) -> Callable[[], None]:
    pieces: list[tuple[bytes, bytes, Any]] = []
    state = State()
    for event in EVENTS:
        answer = step(definition, state, event)
        effects = [effect_to_json(each) for each in answer.effects]
        pieces.append((orjson.dumps(state.to_json()), orjson.dumps(event.to_json()), effects))
        state = answer.state

    def ticket() -> None:
        for stored, written, effects in pieces:
            orjson.dumps(orjson.loads(stored))
            orjson.dumps(orjson.loads(written))
            orjson.dumps(effects)

    return ticket


if __name__ == "__main__":
    main()
