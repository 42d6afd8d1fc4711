"""The kernel as those find it who add node types: splits, joins and loops that nobody waits in."""

from collections.abc import Mapping
from typing import Any, Literal

import pytest

from helpwright.flows.catalogue import NODE_TYPES
from helpwright.flows.compile import compile_flow
from helpwright.flows.definition import Definition, Node
from helpwright.flows.describe import describe
from helpwright.flows.document import FlowDocument
from helpwright.flows.effects import Announce, CloseTask, Completed, Incident, OpenTask, Transition
from helpwright.flows.errors import FlowInvalid, FlowRefusal
from helpwright.flows.model import Event, State
from helpwright.flows.node_type import AnyNodeType, Compiled, Exit, NodeType
from helpwright.flows.parts import Key, NodeSettings
from helpwright.flows.run import Run
from helpwright.flows.step import step
from tests.flows.player import ANNA, MORNING, SYSTEM, size


class SplitSettings(NodeSettings):
    type: Literal["split"] = "split"
    to: list[Key]


class JoinSettings(NodeSettings):
    type: Literal["join"] = "join"
    to: Key


class PassSettings(NodeSettings):
    type: Literal["pass"] = "pass"
    to: list[Key]


def _exits(settings: SplitSettings | PassSettings) -> Compiled[None]:
    return Compiled(None, tuple(Exit(f"to{at}", key, ("to",)) for at, key in enumerate(settings.to)))


def _all_ways(run: Run, node: Node[None], held: tuple[str, ...]) -> None:
    run.leave(node, held, *node.outs)


def _first_way(run: Run, node: Node[None], held: tuple[str, ...]) -> None:
    run.leave(node, held, next(iter(node.outs)))


def _one_of_each(run: Run, node: Node[None], edge: str) -> tuple[str, ...] | None:
    if any(run.free(each) < 1 for each in node.ins):
        return None
    return (*(each for each in node.ins if each != edge), edge)


TYPES: Mapping[str, AnyNodeType] = {
    **NODE_TYPES,
    "split": NodeType(SplitSettings, _exits, lambda _settings, _surroundings: (), _all_ways, splits=True),
    "join": NodeType(
        JoinSettings,
        lambda settings: Compiled(None, (Exit("to", settings.to, ("to",)),)),
        lambda _settings, _surroundings: (),
        _all_ways,
        gather=_one_of_each,
    ),
    # It says that somebody waits there, and nobody does: so a loop of it gets past the checks.
    "pass": NodeType(PassSettings, _exits, lambda _settings, _surroundings: (), _first_way, pauses=True),
}


def _flow(**nodes: NodeSettings | dict[str, Any]) -> Definition:
    document = {"name": "f", "form": "ticket", "nodes": {"begin": _begin(next(iter(nodes))), **nodes}}
    return compile_flow(FlowDocument.model_validate(document), None, TYPES)


def _begin(to: str) -> dict[str, Any]:
    return {"type": "start", "trigger": "record_created", "to": to}


def _task(**outcomes: str) -> dict[str, Any]:
    return {
        "type": "task",
        "name": "work",
        "assign": [{"otherwise": True, "team": "service"}],
        "outcomes": {key: {"name": key, "to": to} for key, to in outcomes.items()},
    }


def _play(definition: Definition, state: State, kind: Any, activity: str | None = None, **how: Any) -> Transition:
    return step(definition, state, Event(kind, "k", ANNA, MORNING, activity, **how), TYPES)


END = {"type": "end"}


def test_tokens_that_never_meet_are_refused_when_the_flow_is_made() -> None:
    with pytest.raises(FlowInvalid) as refused:
        _flow(either=_task(left="meet", right="meet"), meet=JoinSettings(to="over"), over=END)
    assert [each.code for each in refused.value.problems] == ["cannot_complete"]


def test_a_join_waits_for_one_token_of_each_way() -> None:
    flow = _flow(
        both=SplitSettings(to=["left", "right"]),
        left=_task(done="meet", again="left"),
        right=_task(done="meet"),
        meet=JoinSettings(to="rest"),
        rest=_task(done="over"),
        over=END,
    )
    started = _play(flow, State(), "start")
    assert [each.node for each in started.effects if isinstance(each, OpenTask)] == ["left", "right"]
    assert started.state.marking == {"both.to0": 1, "both.to1": 1}
    right = _play(flow, started.state, "complete", "a2", outcome="done")
    assert right.state.marking == {"both.to0": 1, "right.done": 1}
    assert right.effects[-1] == CloseTask("a2", "done", "done")
    assert [(each.node, each.state) for each in describe(flow, right.state)] == [
        ("begin", "done"),
        ("both", "done"),
        ("left", "current"),
        ("meet", "next"),
        ("rest", "next"),
        ("over", "next"),
    ]
    again = _play(flow, right.state, "complete", "a1", outcome="again")
    left = _play(flow, again.state, "complete", "a3", outcome="done")
    assert left.state.marking == {"meet.to": 1}
    over = _play(flow, left.state, "complete", "a4", outcome="done")
    assert (over.state.status, over.state.marking) == ("completed", {})
    assert over.effects[-1] == Completed()


def test_a_waiting_token_survives_suspension() -> None:
    flow = _flow(
        both=SplitSettings(to=["left", "right"]),
        left=_task(done="meet"),
        right=_task(done="meet"),
        meet=JoinSettings(to="over"),
        over=END,
    )
    state = _play(flow, State(), "start").state
    state = _play(flow, state, "complete", "a1", outcome="done").state
    state = _play(flow, _play(flow, state, "suspend").state, "resume").state
    assert state.marking == {"both.to1": 1, "left.done": 1}
    assert _play(flow, state, "complete", "a2", outcome="done").state.status == "completed"


def test_tokens_that_arrive_together_pass_a_join_once() -> None:
    flow = _flow(
        both=SplitSettings(to=["meet", "meet"]),
        meet=JoinSettings(to="rest"),
        rest=_task(done="over"),
        over=END,
    )
    state = _play(flow, State(), "start").state
    assert (list(state.activities), state.marking) == (["a1"], {"meet.to": 1})


def test_without_a_join_the_last_end_completes() -> None:
    flow = _flow(both=SplitSettings(to=["left", "right"]), left=_task(done="over"), right=_task(done="over"), over=END)
    state = _play(flow, State(), "start").state
    first = _play(flow, state, "complete", "a1", outcome="done")
    assert Completed() not in first.effects
    second = _play(flow, first.state, "complete", "a2", outcome="done")
    assert second.effects[-1] == Completed()


def test_one_of_two_ways_can_be_cancelled_only_with_the_other() -> None:
    flow = _flow(both=SplitSettings(to=["left", "right"]), left=_task(done="over"), right=_task(done="over"), over=END)
    cancelled = _play(flow, _play(flow, State(), "start").state, "cancel")
    assert cancelled.effects == (
        CloseTask("a1", "cancelled"),
        CloseTask("a2", "cancelled"),
        Announce("cancelled", {"reason": None}),
    )


def test_a_loop_in_which_nobody_waits_is_an_incident() -> None:
    flow = _flow(
        work=_task(done="here"), here=PassSettings(to=["there", "over"]), there=PassSettings(to=["here"]), over=END
    )
    state = _play(flow, State(), "start").state
    stuck = _play(flow, state, "complete", "a1", outcome="done")
    assert stuck.effects[-1] == Incident("loop_limit", {"node": "here", "moves": 1000})
    assert (stuck.state.status, sum(stuck.state.marking.values())) == ("suspended", 1)
    with pytest.raises(FlowRefusal, match="not_open"):
        _play(flow, stuck.state, "claim", "a1")
    tried = _play(flow, stuck.state, "resume")
    assert isinstance(tried.effects[-1], Incident)
    cancelled = _play(flow, tried.state, "cancel")
    assert (cancelled.state.status, cancelled.state.marking) == ("cancelled", {})


def test_two_hundred_nodes_with_ten_open_tasks_are_at_most_four_kilobytes() -> None:
    fan = [f"work_{number}" for number in range(10)]
    chain = {f"step_number_{number}": _task(done=f"step_number_{number + 1}") for number in range(187)}
    flow = _flow(
        both=SplitSettings(to=fan),
        **{key: _task(done="step_number_0") for key in fan},
        **chain,
        step_number_187=_task(done="over"),
        over=END,
    )
    assert len(flow.nodes) == 201
    state = _play(flow, State(), "start").state
    for key in list(state.activities):
        state = _play(flow, state, "claim", key).state
    assert len(state.activities) == 10
    assert size(state) <= 4096
    assert State.from_json(state.to_json()) == state


def test_an_event_for_an_activity_of_a_type_that_does_not_wait_is_not_possible() -> None:
    flow = _flow(work=_task(done="over"), over=END)
    state = _play(flow, State(), "start").state
    with pytest.raises(FlowRefusal, match="not_allowed"):
        step(flow, state, Event("complete", "k", SYSTEM, MORNING, "a1", "done"), {**TYPES, "task": TYPES["end"]})
