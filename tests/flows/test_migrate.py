"""An instance goes on under another version of its flow: what stays, what ends, what is refused."""

from copy import deepcopy
from typing import Any

import orjson
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from helpwright.flows.definition import Definition
from helpwright.flows.effects import CancelTimers, CloseTask, MoveTask, OfferTask, OpenTask, ScheduleTimer
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.migrate import Plan, marking, plan
from helpwright.flows.model import Event, EventKind, State, state_hash
from helpwright.flows.proof import can_complete
from helpwright.flows.step import step
from tests.flows.player import ANNA, BEN, CUSTOMER, SYSTEM, Player, compiled, person_id
from tests.flows.random_flows import flow_documents
from tests.support.laws import law


def migrated(player: Player, to: Definition, nodes: dict[str, str] | None = None) -> Any:
    """The answer to the event that the shell would deliver."""
    chosen = nodes or {}
    found = plan(player.definition, to, player.state, chosen)
    assert Plan.from_json(orjson.loads(orjson.dumps(found.to_json()))) == found
    data = {"from": 1, "to": 2, "nodes": chosen, "resolved": found.to_json()}
    told = Event("migrate", "m", SYSTEM, player.now, data=data, record=player.record)
    before = state_hash(player.state)
    answer = step(to, player.state, told)
    assert state_hash(player.state) == before
    again = step(to, player.state, Event.from_json(orjson.loads(orjson.dumps(told.to_json()))))
    assert (state_hash(again.state), again.effects) == (state_hash(answer.state), answer.effects)
    assert answer.state.seq == player.state.seq + 1
    return answer


TASK: dict[str, Any] = {
    "type": "task",
    "name": "work",
    "assign": [{"otherwise": True, "team": "service"}],
    "due": {"hours": 2},
    "outcomes": {"done": {"name": "done", "to": "archive"}},
}
FLOW: dict[str, Any] = {
    "name": "flow",
    "form": "ticket",
    "nodes": {
        "start": {"type": "start", "trigger": "record_created", "to": "handle"},
        "handle": TASK,
        "archive": {"type": "end"},
    },
}


def changed(**handle: Any) -> dict[str, Any]:
    document = deepcopy(FLOW)
    document["nodes"]["handle"] |= handle
    return document


def started() -> Player:
    player = Player(compiled(FLOW))
    player.start(CUSTOMER)
    return player


def test_claimed_work_goes_on_with_its_person_and_its_time() -> None:
    player = started()
    player.play("claim", ANNA, player.only())
    player.state = State.from_json(orjson.loads(orjson.dumps(player.state.to_json())))
    answer = migrated(player, compiled(changed(due={"hours": 4}, assign=[{"otherwise": True, "role": "lead"}])))
    (activity,) = answer.state.activities.values()
    assert activity == player.state.activities["a1"]
    assert [each for each in answer.effects if not hasattr(each, "code")] == [MoveTask("a1", "handle", ())]


def test_a_reminder_that_is_new_is_set_and_a_time_that_is_gone_is_dropped() -> None:
    player = started()
    warned = changed(due={"hours": 2, "warn": {"before": {"minutes": 30}}})
    answer = migrated(player, compiled(warned))
    (timer,) = [each for each in answer.effects if isinstance(each, ScheduleTimer)]
    assert (timer.level, timer.gen) == ("warn", player.state.activities["a1"].opened_seq)
    fires = Event("timer", "t", SYSTEM, player.now, "a1", data={"level": "warn", "gen": timer.gen})
    assert step(compiled(warned), answer.state, fires).state is not answer.state
    timeless = deepcopy(FLOW)
    del timeless["nodes"]["handle"]["due"]
    assert MoveTask("a1", "handle", ("due",)) in migrated(player, compiled(timeless)).effects


def test_work_that_nobody_has_taken_is_offered_as_the_new_version_says() -> None:
    answer = migrated(started(), compiled(changed(assign=[{"otherwise": True, "role": "lead"}])))
    (offer,) = [each for each in answer.effects if isinstance(each, OfferTask)]
    assert offer.assign.role == "lead"
    assert answer.state.activities["a1"].assign == offer.assign


def without_handle() -> dict[str, Any]:
    document = deepcopy(FLOW)
    nodes = document["nodes"]
    nodes["fix"] = nodes.pop("handle")
    nodes["start"]["to"] = "fix"
    return document


def test_a_node_that_is_gone_needs_a_choice() -> None:
    player = started()
    player.play("claim", BEN, player.only())
    with pytest.raises(FlowRefusal) as refused:
        migrated(player, compiled(without_handle()))
    assert (refused.value.code, refused.value.data) == ("migration_node_missing", {"node": "handle"})
    answer = migrated(player, compiled(without_handle()), {"handle": "fix"})
    (activity,) = answer.state.activities.values()
    assert (activity.node, activity.claimed_by, activity.held) == ("fix", person_id(BEN), ("start.to",))
    ended = migrated(player, compiled(without_handle()), {"handle": "archive"})
    assert ended.state.status == "completed"
    assert {type(each) for each in ended.effects} >= {CloseTask, CancelTimers}
    with pytest.raises(FlowRefusal, match="migration_target_unknown"):
        migrated(player, compiled(without_handle()), {"handle": "start"})


def test_a_step_of_another_type_begins_anew() -> None:
    document = deepcopy(FLOW)
    document["nodes"]["handle"] = {"type": "wait", "for": {"days": 1}, "to": "archive"}
    answer = migrated(started(), compiled(document))
    assert [each.kind for each in answer.effects if isinstance(each, OpenTask)] == ["wait"]
    assert list(answer.state.activities) == ["a2"]


def test_a_suspended_instance_stays_suspended() -> None:
    player = started()
    player.play("suspend", ANNA)
    document = deepcopy(FLOW)
    document["nodes"]["handle"] = {"type": "wait", "for": {"days": 1}, "to": "archive"}
    answer = migrated(player, compiled(document))
    assert (answer.state.status, dict(answer.state.activities)) == ("suspended", {})
    resumed = step(compiled(document), answer.state, Event("resume", "r", ANNA, player.now))
    assert [each.kind for each in resumed.state.activities.values()] == ["wait"]


def test_what_has_ended_cannot_be_migrated() -> None:
    player = started()
    player.play("cancel", ANNA)
    with pytest.raises(FlowRefusal, match="not_open"):
        migrated(player, player.definition)


@law(300)
@given(st.data())
def test_between_random_flows_it_keeps_tokens_or_is_refused(data: st.DataObject) -> None:
    """Whatever the versions: refused and unchanged, or every token has its work, it can end, and it replays."""
    before, after = (compiled(data.draw(flow_documents(), label=label)) for label in ("before", "after"))
    player = Player(before, kind="red")
    player.start(CUSTOMER)
    for _ in range(data.draw(st.integers(0, 5), label="steps")):
        if not player.state.activities:
            break
        key = data.draw(st.sampled_from(sorted(player.state.activities)))
        kind: EventKind = data.draw(st.sampled_from(("claim", "complete", "suspend")))
        try:
            player.play(kind, ANNA, None if kind == "suspend" else key, "o0", comment="x", values={"note": "x"})
        except FlowRefusal:
            continue
    chosen = {
        key: data.draw(st.sampled_from([*after.nodes]), label=f"for {key}")
        for key in before.nodes
        if key not in after.nodes or data.draw(st.booleans())
    }
    try:
        found = plan(before, after, player.state, chosen)
    except FlowRefusal as refusal:
        event(refusal.code)
        return
    assert sum(marking(player.state, found).values()) == sum(player.state.marking.values())
    if player.state.status not in {"running", "suspended"}:
        return
    answer = migrated(player, after, chosen)
    held = [edge for each in answer.state.activities.values() for edge in each.held]
    if answer.state.status == "running":
        assert sorted(held) == sorted(edge for edge, count in answer.state.marking.items() for _ in range(count))
    for key, activity in answer.state.activities.items():
        assert set(activity.held) <= set(after.nodes[activity.node].ins)
        assert after.nodes[activity.node].type == activity.kind
        old = player.state.activities.get(key)
        if old is not None:
            assert (activity.claimed_by, activity.opened_seq) == (old.claimed_by, old.opened_seq)
    assert can_complete(after, answer.state.marking)
