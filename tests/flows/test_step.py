"""Every event and every refusal, one rule a test."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from helpwright.flows.definition import Definition
from helpwright.flows.effects import (
    Announce,
    AssignTask,
    CancelTimers,
    ClaimTask,
    CloseTask,
    OpenTask,
    ReleaseTask,
    RunActions,
    SetRecord,
)
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.model import Assign, Why
from tests.flows.player import ANNA, BEN, CARL, CUSTOMER, SYSTEM, Player, compiled, person_id

A, B, C = person_id(ANNA), person_id(BEN), person_id(CARL)


def _refused(play: Callable[..., Any], *how: Any, **data: Any) -> tuple[str, dict[str, Any], int]:
    with pytest.raises(FlowRefusal) as refused:
        play(*how, **data)
    return refused.value.code, refused.value.data, refused.value.status


def test_nothing_happens_before_the_start_and_nothing_starts_twice(definition: Definition) -> None:
    player = Player(definition)
    assert _refused(player.play, "claim", ANNA, "a1") == ("not_open", {"status": "not_started"}, 409)
    player.start()
    assert _refused(player.start) == ("already_started", {}, 409)


def test_the_second_to_claim_learns_who_was_faster(ticket: Player) -> None:
    ticket.play("claim", ANNA, "a1")
    assert _refused(ticket.play, "claim", BEN, "a1") == ("already_claimed", {"by": A}, 409)
    assert _refused(ticket.play, "claim", ANNA, "a1") == ("already_claimed", {"by": A}, 409)


@pytest.mark.parametrize(
    ("verb", "actor"),
    [("claim", CUSTOMER), ("claim", SYSTEM), ("release", CUSTOMER), ("release", SYSTEM), ("transfer", CUSTOMER)],
)
def test_only_people_take_and_hand_over_work(ticket: Player, actor: Any, verb: Any) -> None:
    assert _refused(ticket.play, verb, actor, "a1", to=B, reason="x") == ("not_allowed", {"verb": verb}, 403)


def test_a_rule_hands_work_over_whoever_has_it(ticket: Player) -> None:
    ticket.play("claim", ANNA, "a1")
    (handed, _set) = ticket.play("transfer", SYSTEM, "a1", to=B, reason="过了时限")
    assert handed == AssignTask("a1", B, Why("handed_over", {"reason": "过了时限"}))


def test_release_offers_the_work_again(ticket: Player) -> None:
    assert _refused(ticket.play, "release", ANNA, "a1") == ("not_yours", {"by": None}, 403)
    ticket.play("claim", ANNA, "a1")
    assert _refused(ticket.play, "release", BEN, "a1") == ("not_yours", {"by": A}, 403)
    assert ticket.play("release", ANNA, "a1") == (ReleaseTask("a1"),)
    assert ticket.state.activities["a1"].assign == Assign(team="tech")
    assert ticket.play("claim", BEN, "a1")[0] == ClaimTask("a1", B)


def test_who_has_the_right_releases_and_hands_over_the_work_of_others(ticket: Player) -> None:
    ticket.play("claim", ANNA, "a1")
    assert ticket.play("transfer", CARL, "a1", override=True, to=B, reason="病假")[0] == AssignTask(
        "a1", B, Why("transferred", {"by": C, "reason": "病假"})
    )
    assert ticket.play("release", CARL, "a1", override=True) == (ReleaseTask("a1"),)


def test_transfer_hands_the_work_to_a_person_with_a_reason(ticket: Player) -> None:
    ticket.play("claim", ANNA, "a1")
    assert _refused(ticket.play, "transfer", BEN, "a1", to=C, reason="x") == ("not_yours", {"by": A}, 403)
    assert _refused(ticket.play, "transfer", ANNA, "a1", to=B, reason=" ")[0] == "reason_required"
    assert _refused(ticket.play, "transfer", ANNA, "a1", reason="x")[0] == "fields_required"
    assert _refused(ticket.play, "transfer", ANNA, "a1", to=A, reason="x") == (
        "already_claimed",
        {"by": A},
        409,
    )
    assert ticket.play("transfer", ANNA, "a1", to=B, reason="会修电源") == (
        AssignTask("a1", B, Why("transferred", {"by": A, "reason": "会修电源"})),
        SetRecord({"status": "processing", "assignee": B}),
    )
    assert _refused(ticket.play, "complete", ANNA, "a1", "done")[0] == "not_yours"


def test_offered_work_can_be_given_to_a_person(ticket: Player) -> None:
    assert ticket.play("transfer", CARL, "a1", to=B, reason="你来")[0] == AssignTask(
        "a1", B, Why("transferred", {"by": C, "reason": "你来"})
    )


@pytest.mark.parametrize("verb", ["transfer", "urge"])
def test_a_node_allows_only_what_it_says(document: dict[str, Any], verb: Any) -> None:
    document["nodes"]["handle"]["allow"] = ["comment"]
    player = Player(compiled(document))
    player.start()
    assert _refused(player.play, verb, ANNA, "a1", to=B, reason="x") == ("not_allowed", {"verb": verb}, 403)


def test_work_for_one_person_is_for_nobody_else(document: dict[str, Any]) -> None:
    document["nodes"]["handle"]["assign"] = [{"otherwise": True, "person": A}]
    player = Player(compiled(document))
    opened = player.start()[0]
    assert isinstance(opened, OpenTask)
    assert (opened.assign, opened.why) == (Assign(person=A), Why("otherwise", {"line": 0, "person": A}))
    assert _refused(player.play, "claim", BEN, "a1") == ("not_yours", {"by": A}, 403)
    assert _refused(player.play, "complete", BEN, "a1", "done") == ("not_yours", {"by": A}, 403)
    player.play("claim", ANNA, "a1")


def test_the_record_can_name_who_gets_the_work(document: dict[str, Any]) -> None:
    document["nodes"]["handle"]["assign"] = [{"otherwise": True, "field": "assignee"}]
    player = Player(compiled(document))
    player.record["assignee"] = B
    opened = player.start()[0]
    assert isinstance(opened, OpenTask)
    assert (opened.assign, opened.why) == (
        Assign(person=B),
        Why("assigned_by_field", {"line": 0, "field": "assignee", "person": B}),
    )
    assert _refused(player.play, "claim", ANNA, "a1") == ("not_yours", {"by": B}, 403)
    player.play("claim", BEN, "a1")


def test_a_line_whose_field_names_nobody_is_passed_over(document: dict[str, Any]) -> None:
    named = {"when": {"field": "urgency", "op": "filled"}, "field": "assignee"}
    document["nodes"]["handle"]["assign"] = [named, {"otherwise": True, "team": "service"}]
    player = Player(compiled(document))
    player.record |= {"urgency": "urgent", "assignee": None}
    opened = player.start()[0]
    assert isinstance(opened, OpenTask)
    assert opened.assign == Assign(team="service")


def test_work_for_a_field_that_names_nobody_is_offered_to_nobody(document: dict[str, Any]) -> None:
    document["nodes"]["handle"]["assign"] = [{"otherwise": True, "field": "assignee"}]
    opened = Player(compiled(document)).start()[0]
    assert isinstance(opened, OpenTask)
    assert (opened.assign, opened.why.data) == (Assign(), {"line": 0, "field": "assignee"})


def test_completing_offered_work_claims_it_first(ticket: Player) -> None:
    effects = ticket.play("complete", ANNA, "a1", "done", values={"solution": "x"})
    assert effects[:5] == (
        ClaimTask("a1", A),
        SetRecord({"status": "processing", "assignee": A}),
        CloseTask("a1", "done", "done"),
        CancelTimers("a1"),
        SetRecord({"status": "solved"}),
    )
    assert ticket.state.handlers == {"handle": A}


def test_a_rule_may_complete_work_and_nobody_claims_it(ticket: Player) -> None:
    effects = ticket.play("complete", SYSTEM, "a1", "done", values={"solution": "x"})
    assert effects[0] == CloseTask("a1", "done", "done")
    assert ticket.state.handlers == {}
    reopened = ticket.play("complete", CUSTOMER, "a2", "rejected", comment="no")[3]
    assert isinstance(reopened, OpenTask)
    assert (reopened.assign, reopened.claimed_by, reopened.why.code) == (Assign(team="tech"), None, "assigned_by_rule")


def test_a_customer_does_not_complete_work_of_the_house(ticket: Player) -> None:
    assert _refused(ticket.play, "complete", CUSTOMER, "a1", "done") == (
        "not_allowed",
        {"verb": "complete"},
        403,
    )


@pytest.mark.parametrize("outcome", [None, "", "rejected"])
def test_an_outcome_must_be_one_of_the_node(ticket: Player, outcome: str | None) -> None:
    assert _refused(ticket.play, "complete", ANNA, "a1", outcome) == (
        "unknown_outcome",
        {"outcome": outcome, "known": ["done"]},
        422,
    )


@pytest.mark.parametrize("value", [None, "", "  \n", []])
def test_required_fields_are_needed_from_the_record_or_with_the_event(ticket: Player, value: Any) -> None:
    with pytest.raises(FlowRefusal) as refused:
        ticket.play("complete", ANNA, "a1", "done", values={"solution": value})
    assert (refused.value.code, refused.value.data) == ("fields_required", {"fields": ["solution"]})
    assert [(each.field, each.code) for each in refused.value.errors] == [("solution", "required")]
    ticket.record["solution"] = "早写好了"
    assert _refused(ticket.play, "complete", ANNA, "a1", "done", values={"solution": value})[0] == ("fields_required")
    ticket.play("complete", ANNA, "a1", "done")


def test_values_of_the_event_decide_the_next_assignment(document: dict[str, Any]) -> None:
    document["nodes"]["handle"]["outcomes"]["again"] = {"name": "again", "to": "handle"}
    player = Player(compiled(document), problem_type="support", solution="x")
    player.start()
    effects = player.play("complete", ANNA, "a1", "again", values={"problem_type": "complaint"})
    opened = next(each for each in effects if isinstance(each, OpenTask))
    assert opened.assign == Assign(role="supervisor")


def test_what_an_outcome_sets_decides_the_next_assignment(document: dict[str, Any]) -> None:
    document["nodes"]["handle"]["outcomes"]["again"] = {
        "name": "again",
        "set": {"problem_type": "complaint"},
        "to": "handle",
    }
    player = Player(compiled(document), problem_type="support", solution="x")
    player.start()
    effects = player.play("complete", ANNA, "a1", "again")
    opened = next(each for each in effects if isinstance(each, OpenTask))
    assert opened.assign == Assign(role="supervisor")


def test_a_compound_condition_is_given_whole_as_the_reason(document: dict[str, Any]) -> None:
    when = {"any": [{"field": "problem_type", "op": "eq", "value": "support"}, {"field": "urgency", "op": "empty"}]}
    document["nodes"]["handle"]["assign"][0]["when"] = when
    opened = Player(compiled(document)).start()[0]
    assert isinstance(opened, OpenTask)
    assert opened.why == Why("assigned_by_rule", {"line": 0, "when": when, "team": "tech"})


@pytest.mark.parametrize("actor", [ANNA, CUSTOMER])
def test_urging_counts_and_waits_half_an_hour(ticket: Player, actor: Any) -> None:
    data = {"activity": "a1", "node": "handle", "count": 1}
    assert ticket.play("urge", actor, "a1") == (Announce("urged", data),)
    first = ticket.now
    ticket.now += timedelta(minutes=28)
    code, details, status = _refused(ticket.play, "urge", actor, "a1")
    assert (code, details, status) == ("urged_recently", {"next": first + timedelta(minutes=30)}, 429)
    assert ticket.play("urge", actor, "a1") == (Announce("urged", {**data, "count": 2}),)
    ticket.now += timedelta(minutes=30)
    third = {**data, "count": 3}
    assert ticket.play("urge", actor, "a1") == (Announce("urged", third), Announce("urged_repeatedly", third))
    ticket.now += timedelta(minutes=30)
    assert ticket.play("urge", actor, "a1") == (Announce("urged", {**data, "count": 4}),)
    assert ticket.replay() == ticket.state


def test_a_refused_urge_says_how_many_seconds_to_wait(ticket: Player) -> None:
    ticket.play("urge", CUSTOMER, "a1")
    with pytest.raises(FlowRefusal) as refused:
        ticket.play("urge", CUSTOMER, "a1")
    assert getattr(refused.value, "retry_after", None) == 29 * 60


def test_the_customer_is_not_urged_and_the_system_does_not_urge(ticket: Player) -> None:
    assert _refused(ticket.play, "urge", SYSTEM, "a1")[0] == "not_allowed"
    ticket.play("complete", ANNA, "a1", "done", values={"solution": "x"})
    for verb in ("urge", "claim", "release", "transfer"):
        assert _refused(ticket.play, verb, ANNA, "a2") == ("not_allowed", {"verb": verb}, 403)


def test_closed_work_is_not_open(ticket: Player) -> None:
    ticket.play("complete", ANNA, "a1", "done", values={"solution": "x"})
    assert _refused(ticket.play, "complete", ANNA, "a1", "done") == ("not_open", {"activity": "a1"}, 409)
    ticket.play("complete", CUSTOMER, "a2", "confirmed")
    assert _refused(ticket.play, "claim", ANNA, "a1") == ("not_open", {"status": "completed"}, 409)
    for verb in ("suspend", "resume", "cancel"):
        assert _refused(ticket.play, verb, ANNA)[0] == "not_open"


def test_late_work_is_announced_and_a_late_timer_is_nothing(ticket: Player) -> None:
    for level, gen in (("due", 2), ("auto", 1), (None, 1), ("due", None)):
        assert ticket.play("timer", SYSTEM, "a1", level=level, gen=gen) == ()
    assert ticket.state.seq == 1
    assert ticket.play("timer", SYSTEM, "a1", level="due", gen=1) == (
        Announce("late", {"activity": "a1", "node": "handle"}),
        RunActions("a1", "handle", "late"),
    )
    assert ticket.state.seq == 2
    ticket.play("complete", ANNA, "a1", "done", values={"solution": "x"})
    assert ticket.play("timer", SYSTEM, "a1", level="due", gen=1) == ()


def test_cancelling_closes_everything(ticket: Player) -> None:
    assert ticket.play("cancel", ANNA, reason="重复") == (
        CloseTask("a1", "cancelled"),
        CancelTimers("a1"),
        Announce("cancelled", {"reason": "重复"}),
    )
    state = ticket.state
    assert (state.status, state.marking, state.activities) == ("cancelled", {}, {})


def test_a_suspended_instance_waits_for_resume(ticket: Player) -> None:
    assert ticket.play("suspend", ANNA, reason="等") == (Announce("suspended", {"reason": "等"}),)
    assert _refused(ticket.play, "claim", ANNA, "a1") == ("not_open", {"status": "suspended"}, 409)
    assert _refused(ticket.play, "suspend", ANNA)[0] == "not_open"
    assert ticket.play("timer", SYSTEM, "a1", level="due", gen=1) == ()
    assert ticket.play("resume", ANNA) == (Announce("resumed", {"reason": None}),)
    assert _refused(ticket.play, "resume", ANNA) == ("not_open", {"status": "running"}, 409)
    ticket.play("claim", ANNA, "a1")
    ticket.play("suspend", ANNA)
    ticket.play("cancel", ANNA)
    assert ticket.state.status == "cancelled"


def test_without_persons_to_remember_no_handler_is_kept(document: dict[str, Any]) -> None:
    del document["nodes"]["confirm"]["outcomes"]["rejected"]["assign"]
    player = Player(compiled(document), problem_type="support", solution="x")
    player.start()
    player.play("complete", ANNA, "a1", "done")
    assert player.state.handlers == {}
    reopened = player.play("complete", CUSTOMER, "a2", "rejected", comment="no")[3]
    assert isinstance(reopened, OpenTask)
    assert reopened.claimed_by is None
    assert player.state.vars == {"rejections": 1}


def test_only_a_way_back_to_the_previous_person_asks_for_that_person(document: dict[str, Any]) -> None:
    document["nodes"]["handle"]["outcomes"]["again"] = {"name": "again", "to": "handle"}
    player = Player(compiled(document), problem_type="support", solution="x")
    player.start()
    player.play("complete", ANNA, "a1", "again")
    assert player.state.handlers == {"handle": A}
    activity = player.state.activities["a2"]
    assert (activity.state, activity.claimed_by) == ("offered", None)


def test_going_back_without_a_reason_counts_as_a_rejection_too(document: dict[str, Any]) -> None:
    del document["nodes"]["confirm"]["outcomes"]["rejected"]["reason"]
    player = Player(compiled(document), problem_type="support", solution="x")
    player.start()
    player.play("complete", ANNA, "a1", "done")
    player.play("complete", CUSTOMER, "a2", "rejected")
    assert player.state.vars == {"rejections": 1}
