"""The flow of the shipped blueprint from the customer's submission to the archive."""

from datetime import timedelta

import pytest

from helpwright.flows.definition import Definition
from helpwright.flows.describe import describe
from helpwright.flows.effects import (
    Announce,
    CancelTimers,
    ClaimTask,
    CloseTask,
    Completed,
    OpenTask,
    ScheduleTimer,
    SetRecord,
)
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.model import Assign, TimerSpec, Why
from tests.flows.player import ANNA, BEN, CUSTOMER, SYSTEM, Player, person_id

A = person_id(ANNA)


def test_a_submission_is_offered_to_the_team_of_its_type_with_its_due_time(definition: Definition) -> None:
    player = Player(definition, problem_type="support")
    assert player.start() == (
        OpenTask(
            "a1",
            "handle",
            "task",
            Assign(team="tech"),
            None,
            Why(
                "assigned_by_rule",
                {"line": 0, "field": "problem_type", "op": "eq", "value": "support", "team": "tech"},
            ),
        ),
        ScheduleTimer("a1", "due", 1, TimerSpec(2, "hours", "working", "office", "first_response")),
    )
    assert player.state.marking == {"start.to": 1}


@pytest.mark.parametrize(
    ("problem_type", "assign", "code"),
    [
        ("complaint", Assign(role="supervisor"), "assigned_by_rule"),
        ("product", Assign(team="service"), "otherwise"),
        (None, Assign(team="service"), "otherwise"),
    ],
)
def test_the_first_matching_line_assigns(
    definition: Definition, problem_type: str | None, assign: Assign, code: str
) -> None:
    opened = Player(definition, problem_type=problem_type).start()[0]
    assert isinstance(opened, OpenTask)
    assert (opened.assign, opened.why.code) == (assign, code)


def test_from_submission_to_archive(ticket: Player) -> None:
    assert ticket.play("claim", ANNA, "a1") == (
        ClaimTask("a1", A),
        SetRecord({"status": "processing", "assignee": A}),
    )
    solved = ticket.play("complete", ANNA, "a1", "done", values={"solution": "换了电源"})
    assert solved == (
        CloseTask("a1", "done", "done"),
        CancelTimers("a1"),
        SetRecord({"status": "solved"}),
        OpenTask("a2", "confirm", "confirm", None, None, Why("waits_for_customer")),
        ScheduleTimer("a2", "remind_1", 3, TimerSpec(3, "days")),
        ScheduleTimer("a2", "remind_2", 3, TimerSpec(6, "days")),
        ScheduleTimer("a2", "auto", 3, TimerSpec(7, "days")),
    )
    assert ticket.play("complete", CUSTOMER, "a2", "confirmed") == (
        CloseTask("a2", "done", "confirmed"),
        CancelTimers("a2"),
        SetRecord({"status": "closed"}),
        Completed(),
    )
    assert ticket.state.status == "completed"
    assert (ticket.state.marking, ticket.state.activities) == ({}, {})
    assert ticket.record == {
        "problem_type": "support",
        "solution": "换了电源",
        "status": "closed",
        "assignee": A,
    }
    assert ticket.replay() == ticket.state


def test_a_rejection_goes_straight_back_to_the_same_person(ticket: Player) -> None:
    ticket.play("complete", ANNA, "a1", "done", values={"solution": "x"})
    with pytest.raises(FlowRefusal, match="reason_required"):
        ticket.play("complete", CUSTOMER, "a2", "rejected", comment="  ")
    again = ticket.play("complete", CUSTOMER, "a2", "rejected", comment="还是不行")
    assert again[:3] == (CloseTask("a2", "done", "rejected"), CancelTimers("a2"), SetRecord({"status": "processing"}))
    assert again[3] == OpenTask(
        "a3",
        "handle",
        "task",
        Assign(team="tech"),
        A,
        Why("previous_handler", {"person": A, "node": "confirm", "outcome": "rejected"}),
    )
    assert again[5:] == (SetRecord({"status": "processing", "assignee": A}),)
    activity = ticket.state.activities["a3"]
    assert (activity.state, activity.claimed_by) == ("claimed", A)
    with pytest.raises(FlowRefusal, match="not_yours"):
        ticket.play("complete", BEN, "a3", "done")


def test_only_the_third_rejection_is_announced(ticket: Player) -> None:
    for count in range(1, 5):
        ticket.play("complete", ANNA, ticket.only(), "done", values={"solution": "x"})
        effects = ticket.play("complete", CUSTOMER, ticket.only(), "rejected", comment="不行")
        assert ticket.state.vars == {"rejections": count}
        announced = [each for each in effects if isinstance(each, Announce)]
        expected = [Announce("rejected_repeatedly", {"node": "confirm", "count": 3})] if count == 3 else []
        assert announced == expected
    ticket.play("complete", ANNA, ticket.only(), "done")
    ticket.play("complete", CUSTOMER, ticket.only(), "confirmed")
    assert ticket.state.status == "completed"
    assert ticket.replay() == ticket.state


def test_without_answer_the_customer_is_reminded_and_then_counts_as_content(ticket: Player) -> None:
    ticket.play("complete", ANNA, "a1", "done", values={"solution": "x"})
    ticket.now += timedelta(days=3)
    assert ticket.play("timer", SYSTEM, "a2", level="remind_1", gen=2) == (
        Announce("reminder", {"activity": "a2", "node": "confirm", "number": 1}),
    )
    ticket.now += timedelta(days=4)
    assert ticket.play("timer", SYSTEM, "a2", level="auto", gen=2)[0] == CloseTask("a2", "done", "confirmed")
    assert ticket.state.status == "completed"
    assert ticket.play("timer", SYSTEM, "a2", level="remind_2", gen=2) == ()


def test_staff_answers_for_the_customer_with_a_note_and_marked_so(ticket: Player) -> None:
    ticket.play("complete", ANNA, "a1", "done", values={"solution": "x"})
    with pytest.raises(FlowRefusal, match="reason_required") as refused:
        ticket.play("complete", BEN, "a2", "confirmed")
    assert refused.value.data == {"outcome": "confirmed", "by_staff": True}
    effects = ticket.play("complete", BEN, "a2", "confirmed", comment="客户来电确认")
    assert effects[0] == CloseTask("a2", "done", "confirmed", by_staff=True)
    assert ticket.state.handlers == {"handle": A}


def test_the_stepper_follows(ticket: Player) -> None:
    def seen() -> list[tuple[str, str]]:
        return [(each.node, each.state) for each in describe(ticket.definition, ticket.state)]

    assert seen() == [("start", "done"), ("handle", "current"), ("confirm", "next"), ("archive", "next")]
    ticket.play("complete", ANNA, "a1", "done", values={"solution": "x"})
    assert seen() == [("start", "done"), ("handle", "done"), ("confirm", "current"), ("archive", "next")]
    assert describe(ticket.definition, ticket.state)[2].activities == ("a2",)
    ticket.play("complete", CUSTOMER, "a2", "rejected", comment="no")
    assert seen() == [("start", "done"), ("handle", "current"), ("confirm", "next"), ("archive", "next")]
    ticket.play("complete", ANNA, "a3", "done")
    ticket.play("complete", CUSTOMER, "a4", "confirmed")
    assert seen() == [("start", "done"), ("handle", "done"), ("confirm", "done"), ("archive", "done")]


def test_five_thousand_rejections_leave_the_state_small(ticket: Player) -> None:
    sizes = set()
    for _ in range(5000):
        ticket.journal.clear()
        ticket.play("complete", ANNA, ticket.only(), "done", values={"solution": "x"})
        ticket.play("complete", CUSTOMER, ticket.only(), "rejected", comment="no")
        sizes.add(len(str(ticket.state.to_json())))
    assert max(sizes) - min(sizes) < 40
    assert max(sizes) <= 4096
