from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from helpwright.flows.definition import Definition
from tests.flows.player import Player, compiled

BLUEPRINT = Path(__file__).parents[2] / "blueprints" / "service_desk.yaml"


@pytest.fixture
def blueprint() -> Any:
    return YAML(typ="safe").load(BLUEPRINT)


@pytest.fixture
def document(blueprint: Any) -> dict[str, Any]:
    """The flow of the running example as written; a test may change its copy."""
    flow: dict[str, Any] = blueprint["flows"]["ticket_flow"]
    return flow


@pytest.fixture
def definition(document: dict[str, Any]) -> Definition:
    return compiled(document)


@pytest.fixture
def ticket(definition: Definition) -> Player:
    """A started ticket with a technical question: one task offered to `tech`."""
    player = Player(definition, problem_type="support")
    player.start()
    return player
