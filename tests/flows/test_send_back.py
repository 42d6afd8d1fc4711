"""Return and withdraw: what the kernel decides."""

from typing import Any

import pytest

from helpwright.flows.effects import Announce, CloseTask, Completed, OpenTask
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.model import Activity, Assign, Back, Why
from helpwright.flows.send_back import earlier
from tests.flows.player import ANNA, BEN, CARL, CUSTOMER, Player, compiled, person_id

A, B, C = map(person_id, (ANNA, BEN, CARL))


def _task(allow: list[str], claimed: dict[str, Any] | None = None, **outcomes: str) -> dict[str, Any]:
    return {
        "type": "task",
        "name": "work",
        "assign": [{"otherwise": True, "team": "t"}],
        "allow": allow,
        "outcomes": {key: {"name": key, "to": to, "set": {"status": key}} for key, to in outcomes.items()},
        **({} if claimed is None else {"claimed": {"set": claimed}}),
    }


def three() -> Player:
    """first → second → (branch) → third → over; second may end at once; only the last two allow returning."""
    document = {
        "name": "f",
        "form": "ticket",
        "nodes": {
            "begin": {"type": "start", "trigger": "record_created", "to": "first"},
            "first": _task([], {"status": "working", "who": {"actor": True}}, done="second"),
            "second": _task(["return"], done="fork", stop="over"),
            "fork": {
                "type": "branch",
                "lines": [
                    {"when": {"field": "skip", "op": "filled"}, "to": "over"},
                    {"otherwise": True, "to": "third"},
                ],
            },
            "third": _task(["return"], done="over"),
            "over": {"type": "end"},
        },
    }
    player = Player(compiled(document))
    player.start(ANNA)
    return player


def at_third() -> Player:
    player = three()
    player.play("complete", ANNA, "a1", "done")
    player.play("complete", BEN, "a2", "done")
    player.play("claim", CARL, "a3")
    return player


def give_back(player: Player, actor: Any, key: str, to: str, mode: str = "forward", **more: Any) -> Any:
    data = {"to": to, "mode": mode, "comment": "少了附件", "resolved": {"person": A}, **more}
    return player.play("return", actor, key, **data)


def test_targets_are_the_tasks_before() -> None:
    definition = three().definition
    assert [earlier(definition, key) for key in ("first", "second", "third", "over")] == [
        (),
        ("first",),
        ("first", "second"),
        ("first", "second", "third"),
    ]


def test_returned_work_goes_to_who_had_it_and_forward_again() -> None:
    player = at_third()
    why = Why("returned", {"by": C, "reason": "少了附件", "node": "third"})
    told = {"activity": "a3", "node": "third", "target": "first", "mode": "forward", "comment": "少了附件"}
    effects = give_back(player, CARL, "a3", "first")
    assert effects[:3] == (
        Announce("task_returned", told),
        CloseTask("a3", "done"),
        OpenTask("a4", "first", "task", Assign("t"), A, why),
    )
    assert player.record == {"status": "working", "who": A}
    player.play("complete", ANNA, "a4", "done")
    assert player.state.activities["a5"].node == "second"
    player.replay()


def test_straight_back_to_me_leaves_out_what_lies_between() -> None:
    player = at_third()
    give_back(player, CARL, "a3", "first", "back")
    assert player.state.activities["a4"].back == Back("fork.line_2", C)
    assert Activity.from_json(player.state.activities["a4"].to_json()) == player.state.activities["a4"]
    effects = player.play("complete", ANNA, "a4", "done")
    opened = next(each for each in effects if isinstance(each, OpenTask))
    assert (opened.node, opened.claimed_by, opened.why) == ("third", C, Why("came_back", {"node": "first"}))
    assert player.play("complete", CARL, "a5", "done")[-1] == Completed()
    player.replay()


def test_the_way_back_outlives_release_and_transfer() -> None:
    player = at_third()
    give_back(player, CARL, "a3", "first", "back")
    player.play("release", ANNA, "a4")
    player.play("claim", BEN, "a4")
    player.play("complete", BEN, "a4", "done")
    assert player.state.activities["a5"].claimed_by == C


def test_one_way_back_is_kept_the_nearest() -> None:
    player = three()
    player.play("complete", ANNA, "a1", "done")
    player.play("complete", BEN, "a2", "done")
    give_back(player, CARL, "a3", "second", "back", resolved={"person": B})
    give_back(player, BEN, "a4", "first", "back")
    player.play("complete", ANNA, "a5", "done")
    assert (player.state.activities["a6"].node, player.state.activities["a6"].claimed_by) == ("second", B)
    player.play("complete", BEN, "a6", "done")
    assert (player.state.activities["a7"].node, player.state.activities["a7"].claimed_by) == ("third", None)


def test_without_a_person_the_node_chooses() -> None:
    player = at_third()
    effects = give_back(player, CARL, "a3", "second", resolved={"person": None})
    opened = next(each for each in effects if isinstance(each, OpenTask))
    assert (opened.node, opened.claimed_by, opened.assign) == ("second", None, Assign("t"))


@pytest.mark.parametrize(
    ("actor", "more", "code"),
    [
        (BEN, {}, "not_yours"),
        (CUSTOMER, {}, "not_allowed"),
        (CARL, {"comment": "  "}, "reason_required"),
        (CARL, {"to": "third"}, "return_target_unknown"),
        (CARL, {"to": "over"}, "return_target_unknown"),
        (CARL, {"to": None}, "return_target_unknown"),
        (CARL, {"mode": "sideways"}, "return_target_unknown"),
    ],
)
def test_what_cannot_be_returned(actor: Any, more: dict[str, Any], code: str) -> None:
    player = at_third()
    data = {"to": "first", "mode": "forward", "comment": "x", **more}
    with pytest.raises(FlowRefusal, match=code):
        player.play("return", actor, "a3", **data)


def test_a_node_that_does_not_allow_it_refuses() -> None:
    player = three()
    with pytest.raises(FlowRefusal, match="not_allowed"):
        give_back(player, ANNA, "a1", "first")


def withdraw(player: Player, actor: Any, key: str, by: str | None, node: str | None) -> Any:
    return player.play("withdraw", actor, key, resolved={"by": by, "node": node})


def test_who_did_it_takes_it_back_while_nobody_has_begun() -> None:
    player = three()
    player.play("complete", ANNA, "a1", "done")
    with pytest.raises(FlowRefusal, match="not_yours"):
        withdraw(player, BEN, "a2", A, "first")
    effects = withdraw(player, ANNA, "a2", A, "first")
    assert effects[:3] == (
        Announce("task_withdrawn", {"activity": "a2", "node": "second", "target": "first"}),
        CloseTask("a2", "cancelled"),
        OpenTask("a3", "first", "task", Assign("t"), A, Why("withdrawn", {"node": "second"})),
    )
    assert player.record["status"] == "working"
    player.play("complete", ANNA, "a3", "done")
    player.play("claim", BEN, "a4")
    with pytest.raises(FlowRefusal, match="already_begun"):
        withdraw(player, ANNA, "a4", A, "first")
    player.replay()


def test_who_started_it_takes_the_whole_back() -> None:
    player = three()
    effects = withdraw(player, ANNA, "a1", A, None)
    assert effects[-1] == Announce("flow_withdrawn", {})
    assert (player.state.status, player.state.marking, player.state.activities) == ("cancelled", {}, {})
    player.replay()


def test_nobody_takes_back_what_nobody_did() -> None:
    with pytest.raises(FlowRefusal, match="not_yours"):
        withdraw(three(), ANNA, "a1", None, None)
    with pytest.raises(FlowRefusal, match="not_allowed"):
        withdraw(three(), CUSTOMER, "a1", None, None)
