from typing import Any

import pytest

from helpwright.flows.compile import check_flow, compile_flow
from helpwright.flows.definition import Definition
from helpwright.flows.document import FlowDocument
from helpwright.flows.errors import FlowInvalid
from helpwright.flows.node_type import Surroundings
from tests.flows.player import compiled

APP = Surroundings(
    fields={"problem_type", "status", "assignee", "urgency", "solution", "root_cause"},
    teams={"service", "tech"},
    roles={"agent", "supervisor"},
    calendars={"office"},
)


def _problems(document: Any, surroundings: Surroundings | None = APP) -> list[tuple[tuple[str | int, ...], str]]:
    found = check_flow(FlowDocument.model_validate(document), surroundings)
    return [(each.path, each.code) for each in found]


def _put(document: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    place: Any = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return document


def test_the_running_example_is_sound(document: dict[str, Any], blueprint: Any) -> None:
    app = Surroundings(
        fields=blueprint["forms"]["ticket"]["fields"],
        teams=blueprint["teams"],
        roles=blueprint["roles"],
        calendars=blueprint["calendars"],
    )
    assert _problems(document, app) == []


def test_a_definition_knows_its_ways(definition: Definition) -> None:
    assert definition.start == "start"
    assert definition.main_path == ("start", "handle", "confirm", "archive")
    assert definition.reads == {"problem_type", "solution"}
    assert definition.remembered == {"handle"}
    assert definition.nodes["handle"].ins == ("start.to", "confirm.rejected")
    back = definition.edges["confirm.rejected"]
    assert (back.source, back.target, back.outcome, back.order, back.previous) == (
        "confirm",
        "handle",
        "rejected",
        1,
        True,
    )
    assert definition.nodes["confirm"].outs["rejected"] is back


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            ("nodes", "start", "to"),
            "nowhere",
            [(("nodes", "start", "to"), "target_unknown")],
        ),
        (
            ("nodes", "confirm", "outcomes", "rejected", "to"),
            "start",
            [(("nodes", "confirm", "outcomes", "rejected", "to"), "target_is_start")],
        ),
        (
            ("nodes", "confirm", "outcomes", "rejected", "to"),
            "archive",
            [(("nodes", "confirm", "outcomes", "rejected", "assign"), "previous_needs_task")],
        ),
        (("nodes", "second"), {"type": "end"}, [(("nodes", "second"), "unreachable")]),
        (
            ("nodes", "begin"),
            {"type": "start", "trigger": "record_created", "to": "handle"},
            [(("nodes", "begin"), "start_repeated")],
        ),
        (
            ("nodes", "confirm", "outcomes", "confirmed", "to"),
            "handle",
            [
                (("nodes", "start"), "end_unreachable"),
                (("nodes", "handle"), "end_unreachable"),
                (("nodes", "confirm"), "end_unreachable"),
                (("nodes", "archive"), "unreachable"),
            ],
        ),
        (
            ("nodes", "handle", "assign"),
            [{"when": {"field": "status", "op": "filled"}, "team": "tech"}],
            [(("nodes", "handle", "assign"), "otherwise_missing")],
        ),
        (
            ("nodes", "handle", "assign"),
            [{"otherwise": True, "team": "tech"}, {"otherwise": True, "team": "service"}],
            [(("nodes", "handle", "assign", 1), "line_after_otherwise")],
        ),
        (
            ("nodes", "handle", "assign", 0, "team"),
            "sales",
            [(("nodes", "handle", "assign", 0, "team"), "team_unknown")],
        ),
        (
            ("nodes", "handle", "assign", 1, "role"),
            "king",
            [(("nodes", "handle", "assign", 1, "role"), "role_unknown")],
        ),
        (
            ("nodes", "handle", "assign", 0, "when"),
            {"all": [{"field": "moon", "op": "filled"}]},
            [(("nodes", "handle", "assign", 0, "when"), "field_unknown")],
        ),
        (
            ("nodes", "handle", "fields", "required"),
            ["solution", "moon"],
            [(("nodes", "handle", "fields", "required", 1), "field_unknown")],
        ),
        (
            ("nodes", "handle", "fields", "write"),
            ["moon"],
            [(("nodes", "handle", "fields", "write", 0), "field_unknown")],
        ),
        (("nodes", "archive", "set"), {"moon": 1}, [(("nodes", "archive", "set", "moon"), "field_unknown")]),
        (
            ("nodes", "handle", "claimed", "set"),
            {"moon": 1},
            [(("nodes", "handle", "claimed", "set", "moon"), "field_unknown")],
        ),
        (
            ("nodes", "handle", "outcomes", "done", "set"),
            {"moon": 1},
            [(("nodes", "handle", "outcomes", "done", "set", "moon"), "field_unknown")],
        ),
        (
            ("nodes", "handle", "due", "calendar"),
            "moon",
            [(("nodes", "handle", "due", "calendar"), "calendar_unknown")],
        ),
        (
            ("nodes", "confirm", "auto", "remind"),
            [{"days": 1, "time": "working", "calendar": "moon"}],
            [(("nodes", "confirm", "auto", "remind", 0, "calendar"), "calendar_unknown")],
        ),
        (
            ("nodes", "confirm", "auto", "outcome"),
            "maybe",
            [(("nodes", "confirm", "auto", "outcome"), "outcome_unknown")],
        ),
        (
            ("nodes", "confirm", "auto", "outcome"),
            "rejected",
            [(("nodes", "confirm", "auto", "outcome"), "auto_outcome_needs_reason")],
        ),
    ],
)
def test_what_cannot_run_is_said_with_its_place(
    document: dict[str, Any],
    path: tuple[str | int, ...],
    value: Any,
    expected: list[tuple[tuple[str | int, ...], str]],
) -> None:
    assert _problems(_put(document, path, value)) == expected
    with pytest.raises(FlowInvalid) as refused:
        compile_flow(FlowDocument.model_validate(document), APP)
    assert [each.field for each in refused.value.errors] == [".".join(map(str, path)) for path, _ in expected]


def test_a_flow_needs_a_start_and_an_end(document: dict[str, Any]) -> None:
    nodes = document["nodes"]
    del nodes["start"]
    assert _problems(document) == [(("nodes",), "start_missing")]
    del nodes["archive"]
    nodes["confirm"]["outcomes"]["confirmed"]["to"] = "handle"
    assert _problems(document) == [(("nodes",), "start_missing"), (("nodes",), "end_missing")]


def test_a_live_version_compiles_after_its_team_is_gone(document: dict[str, Any]) -> None:
    document["nodes"]["handle"]["assign"][0]["team"] = "gone"
    assert compiled(document).start == "start"


def test_the_hash_follows_what_is_said(document: dict[str, Any], definition: Definition) -> None:
    nodes = document["nodes"]
    turned = {**document, "nodes": {key: dict(reversed(nodes[key].items())) for key in reversed(nodes)}}
    assert compiled(turned).hash == definition.hash
    confirm = {**nodes["confirm"], "outcomes": dict(reversed(nodes["confirm"]["outcomes"].items()))}
    other_buttons = compiled({**document, "nodes": {**nodes, "confirm": confirm}})
    assert other_buttons.hash != definition.hash
    assert other_buttons.main_path == definition.main_path
    said_explicitly = _put(document, ("nodes", "handle", "assign", 0, "otherwise"), None)
    assert compiled(said_explicitly).hash == definition.hash
    assert compiled(_put(document, ("nodes", "archive", "set", "status"), "solved")).hash != definition.hash
