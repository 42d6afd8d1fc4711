"""Flows that came out of the designer's edits are accepted: the edits and this test share `edited_flows.json`.

`cd web && HELPWRIGHT_WRITE=1 npx vitest run src/features/flows/edits/server.test.ts` writes it anew.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from helpwright.flows.compile import check_flow
from helpwright.flows.document import FlowDocument
from helpwright.flows.node_type import Surroundings

FLOWS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "edited_flows.json").read_text())
_FIELDS = ("customer_name", "problem_type", "status", "urgency", "assignee", "solution", "root_cause")
_AROUND = Surroundings(_FIELDS, ("service", "tech"), ("agent", "supervisor"), ("office",))


@pytest.mark.parametrize("flow", FLOWS, ids=range(len(FLOWS)))
def test_an_edited_flow_is_accepted(flow: dict[str, Any]) -> None:
    document = FlowDocument.model_validate(flow)
    assert check_flow(document, _AROUND) == ()


def test_the_edits_reach_every_type_of_node() -> None:
    types = {node["type"] for flow in FLOWS for node in flow["nodes"].values()}
    assert types >= {"start", "task", "confirm", "cc", "branch", "wait", "action", "end"}
