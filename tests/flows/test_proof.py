"""What is proved of a flow before it is published."""

from typing import Any

import pytest

from helpwright.entry.kinds import FLOW_ACTIONS
from helpwright.flows.compile import check_flow
from helpwright.flows.definition import Definition, Edge, Node
from helpwright.flows.document import FlowDocument
from helpwright.flows.node_type import Surroundings
from helpwright.flows.parts import NodeSettings
from helpwright.flows.proof import can_complete, idle_loop
from helpwright.platform.sentences import Sentences

AROUND = Surroundings({"kind", "visit"}, {"t"}, {"boss"}, {"office"})
RED = {"field": "kind", "op": "eq", "value": "red"}


def problems(**nodes: dict[str, Any]) -> list[tuple[str, str]]:
    begin = {"type": "start", "trigger": "record_created", "to": next(iter(nodes))}
    document = {"name": "f", "form": "ticket", "nodes": {"begin": begin, **nodes, "over": {"type": "end"}}}
    found = check_flow(FlowDocument.model_validate(document), AROUND)
    return [(".".join(map(str, each.path)), each.code) for each in found]


def branch(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "branch", "lines": list(lines), **more}


def test_lines_of_a_branch_end_with_otherwise_and_name_fields() -> None:
    assert problems(fork=branch({"when": RED, "to": "over"})) == [("nodes.fork.lines", "otherwise_missing")]
    unknown = {"when": {"field": "nothing", "op": "filled"}, "to": "over"}
    assert problems(fork=branch(unknown, {"otherwise": True, "to": "over"}, {"when": RED, "to": "nowhere"})) == [
        ("nodes.fork.lines.0.when", "field_unknown"),
        ("nodes.fork.lines.2", "line_after_otherwise"),
        ("nodes.fork.lines.2.to", "target_unknown"),
    ]


def test_what_copies_and_waits_name_exists() -> None:
    to = [{"team": "no"}, {"role": "no"}, {"field": "no"}, {"person": "anybody"}]
    wait = {"type": "wait", "for": {"hours": 1, "time": "working", "calendar": "no"}, "until_field": "no", "to": "tell"}
    assert problems(pause=wait, tell={"type": "cc", "to": to, "next": "over"}) == [
        ("nodes.pause.for.calendar", "calendar_unknown"),
        ("nodes.pause.until_field", "field_unknown"),
        ("nodes.tell.to.0.team", "team_unknown"),
        ("nodes.tell.to.1.role", "role_unknown"),
        ("nodes.tell.to.2.field", "field_unknown"),
    ]


def test_a_circle_in_which_nobody_waits_is_named() -> None:
    tell = {"type": "cc", "name": {"zh-CN": "告知", "en": "Tell"}, "to": [{"role": "boss"}], "next": "fork"}
    fork = branch({"when": RED, "to": "tell"}, {"otherwise": True, "to": "over"}, name={"zh-CN": "判断", "en": "Ask"})
    document = {
        "name": "f",
        "form": "ticket",
        "nodes": {
            "begin": {"type": "start", "trigger": "record_created", "to": "fork"},
            "fork": fork,
            "tell": tell,
            "over": {"type": "end"},
        },
    }
    (found,) = check_flow(FlowDocument.model_validate(document), AROUND)
    assert (found.code, found.data["nodes"]) == ("livelock", ("fork", "tell", "fork"))
    say = Sentences.load()
    assert "判断 → 告知 → 判断" in say("zh-CN", found.code, found.data)
    assert "Ask → Tell → Ask" in say("en", found.code, found.data)


@pytest.mark.parametrize(
    "pause",
    [
        {"type": "wait", "for": {"minutes": 5}, "to": "fork"},
        {"type": "confirm", "name": "c", "outcomes": {"yes": {"name": "y", "to": "fork"}}},
    ],
)
def test_a_circle_with_somebody_in_it_is_fine(pause: dict[str, Any]) -> None:
    fork = branch({"when": RED, "to": "pause"}, {"otherwise": True, "to": "over"})
    assert problems(fork=fork, pause=pause) == []


def test_actions_alone_are_no_reason_to_wait() -> None:
    fork = branch({"when": RED, "to": "act"}, {"otherwise": True, "to": "over"})
    act = {"type": "action", "actions": [{"action": "comment"}], "to": "fork"}
    assert problems(fork=fork, act=act) == [("nodes.fork", "livelock")]


def test_the_first_circle_is_found_behind_pauses_and_detours() -> None:
    ways = {"a": ["b", "c"], "b": ["stop"], "stop": ["a"], "c": ["d"], "d": ["b", "c"]}
    assert idle_loop(ways, {"stop"}) == ("c", "d", "c")
    assert idle_loop(ways, {"stop", "d"}) == ()
    assert idle_loop({}, ()) == ()


def net(*edges: str, splits: str = "", joins: str = "") -> Definition:
    """Edges such as `a>b`; nodes are letters."""
    found = {each: Edge(each, each[0], each[2], None, at) for at, each in enumerate(edges)}
    settings = NodeSettings(type="x")
    nodes: dict[str, Node[object]] = {
        key: Node(
            key,
            "x",
            settings,
            None,
            {each: edge for each, edge in found.items() if edge.source == key},
            tuple(each for each, edge in found.items() if edge.target == key),
            (),
            splits=key in splits,
            joins=key in joins,
        )
        for key in sorted({letter for each in edges for letter in (each[0], each[2])})
    }
    return Definition("f", "s", nodes, found, frozenset(), frozenset(), (), "")


@pytest.mark.parametrize(
    ("definition", "fine"),
    [
        (net("s>a", "a>b", "a>c", "b>j", "c>j", "j>e", splits="a", joins="j"), True),
        (net("s>a", "a>b", "a>c", "b>j", "c>j", "j>e", joins="j"), False),
        (net("s>a", "a>b", "a>c", "b>e", "c>e", splits="a"), True),
        (net("s>a", "a>a", "a>e", splits="a"), False),
        (net("s>a", "a>b", "b>a"), False),
        (net("s>a", "a>a", "a>e"), True),
    ],
)
def test_tokens_that_never_meet_or_never_end_are_found(definition: Definition, *, fine: bool) -> None:
    assert can_complete(definition, {"s>a": 1}) is fine


def test_actions_in_a_flow_are_checked_as_those_of_a_rule(document: dict[str, Any]) -> None:
    nodes = document["nodes"]
    assert list(FLOW_ACTIONS.check(_draft(), FlowDocument.model_validate(document))) == []
    nodes["handle"]["due"]["late"] = [{"action": "nothing"}, {"action": "notify", "via": ["inapp"]}]
    nodes["handle"]["due"]["warn"] = {
        "before": {"minutes": 30},
        "actions": [{"action": "notify", "to": {"role": "nobody"}, "via": ["inapp"], "text": "x"}],
    }
    found = FLOW_ACTIONS.check(_draft(), FlowDocument.model_validate(document))
    assert [(".".join(map(str, each.path)), each.code) for each in found] == [
        ("nodes.handle.due.late.0.action", "action_unknown"),
        ("nodes.handle.due.late.1.to", "key_missing"),
        ("nodes.handle.due.warn.actions.0.to.role", "role_unknown"),
    ]


def test_nothing_of_the_running_example_is_kept_without_running(document: dict[str, Any]) -> None:
    notes = FLOW_ACTIONS.not_yet_run(FlowDocument.model_validate(document))
    assert not [note for note in notes if "handle" in note or "confirm" in note]


def _draft() -> Any:
    from helpwright.definitions.kind import AppDraft  # noqa: PLC0415
    from helpwright.entry.kinds import FORM_MODEL  # noqa: PLC0415

    form = FORM_MODEL.model_validate({"name": "t", "fields": {"a": {"type": "text", "label": "a"}}})
    return AppDraft("service_desk", {"form": {"ticket": form}, "role": {"supervisor": None}})
