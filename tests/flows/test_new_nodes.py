"""Branch, copy, wait and action, and the time to warn: what the kernel decides."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from helpwright.flows.due import NEVER, due_at
from helpwright.flows.effects import (
    Announce,
    CancelTimers,
    CloseTask,
    Completed,
    Copy,
    Incident,
    OpenTask,
    RunActions,
    ScheduleTimer,
)
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.model import Assign, TimerSpec, Why
from tests.flows.player import ANNA, CUSTOMER, MORNING, SYSTEM, Player, compiled, person_id

SHANGHAI = ZoneInfo("Asia/Shanghai")
RED = {"field": "kind", "op": "eq", "value": "red"}
NOTIFY = {"action": "notify", "to": {"role": "boss"}, "via": ["inapp"], "text": "x"}


def flow(**nodes: dict[str, Any]) -> Player:
    begin = {"type": "start", "trigger": "record_created", "to": next(iter(nodes))}
    document = {"name": "f", "form": "ticket", "nodes": {"begin": begin, **nodes, "over": {"type": "end"}}}
    return Player(compiled(document))


def task(to: str = "over", **more: Any) -> dict[str, Any]:
    outcomes = {"done": {"name": "done", "to": to}}
    return {"type": "task", "name": "work", "assign": [{"otherwise": True, "team": "t"}], "outcomes": outcomes, **more}


@pytest.mark.parametrize(("kind", "node"), [("red", "left"), ("blue", "right"), (None, "right")])
def test_a_branch_takes_the_first_line_that_holds(kind: str | None, node: str) -> None:
    lines = [{"when": RED, "to": "left"}, {"when": RED, "to": "over"}, {"otherwise": True, "to": "right"}]
    player = flow(fork={"type": "branch", "lines": lines}, left=task(), right=task())
    assert player.definition.reads == {"kind"}
    player.record["kind"] = kind
    player.start()
    assert [each.node for each in player.state.activities.values()] == [node]


def test_a_branch_sees_what_the_outcome_before_it_set() -> None:
    first = task("fork")
    first["outcomes"]["done"]["set"] = {"kind": "red"}
    lines = [{"when": RED, "to": "over"}, {"otherwise": True, "to": "first"}]
    player = flow(first=first, fork={"type": "branch", "lines": lines})
    player.start()
    assert player.play("complete", ANNA, "a1", "done")[-1] == Completed()


def test_copies_go_to_everybody_named_once() -> None:
    to = [{"role": "boss"}, {"team": "t"}, {"field": "owner"}, {"field": "friends"}, {"person": "7"}, {"person": "7"}]
    player = flow(tell={"type": "cc", "to": to, "next": "over"})
    player.record |= {"owner": "5", "friends": ["5", "6"]}
    effects = player.start(ANNA)
    assert effects == (
        Copy("tell", (Assign(role="boss"), Assign("t"), Assign(person="5"), Assign(person="6"), Assign(person="7"))),
        Completed(),
    )
    player.replay()


def test_nobody_is_no_reason_to_stop() -> None:
    player = flow(tell={"type": "cc", "to": [{"field": "owner"}], "next": "over"})
    assert player.start() == (Completed(),)


def test_a_wait_ends_by_its_time() -> None:
    player = flow(pause={"type": "wait", "for": {"hours": 3}, "until": "paid", "to": "over"})
    assert player.start() == (
        OpenTask("a1", "pause", "wait", None, None, Why("waits")),
        ScheduleTimer("a1", "wait", 1, TimerSpec(3, "hours")),
    )
    with pytest.raises(FlowRefusal, match="not_allowed"):
        player.play("complete", ANNA, "a1", "done")
    effects = player.play("timer", SYSTEM, "a1", level="wait", gen=1)
    assert effects == (
        CloseTask("a1", "done", "timer"),
        CancelTimers("a1"),
        Announce("wait_ended", {"activity": "a1", "node": "pause", "by": "timer"}),
        Completed(),
    )
    assert player.play("timer", SYSTEM, "a1", level="wait", gen=1) == ()
    player.replay()


def test_a_wait_ends_by_its_signal_and_by_no_other() -> None:
    player = flow(pause={"type": "wait", "until": "paid", "to": "over"})
    player.start()
    assert player.play("signal", SYSTEM, name="sent") == ()
    player.play("suspend", ANNA)
    with pytest.raises(FlowRefusal, match="not_open"):
        player.play("signal", SYSTEM, name="paid")
    player.play("resume", ANNA)
    assert player.play("signal", SYSTEM, name="paid")[-1] == Completed()
    player.replay()


def test_a_wait_for_a_date_looks_again_when_the_time_comes() -> None:
    moment = {"field": "visit", "before": {"hours": 2}}
    player = flow(pause={"type": "wait", "until_field": moment, "to": "over"})
    player.record["visit"] = "2026-03-05T10:00:00+08:00"
    back = TimerSpec(2, "hours")
    spec = TimerSpec(0, "minutes", of="visit", start="2026-03-05T10:00:00+08:00", back=back)
    assert player.start()[-1] == ScheduleTimer("a1", "field", 1, spec)
    player.record["visit"] = "2026-03-09"
    later = {"due": "2026-03-08T14:00:00+00:00"}
    (again,) = player.play("timer", SYSTEM, "a1", level="field", gen=1, resolved=later)
    assert again == ScheduleTimer("a1", "field", 2, TimerSpec(0, "minutes", of="visit", start="2026-03-09", back=back))
    (empty,) = player.play("timer", SYSTEM, "a1", level="field", gen=2, resolved={"due": None})
    assert isinstance(empty, ScheduleTimer)
    come = {"due": player.now.isoformat()}
    assert player.play("timer", SYSTEM, "a1", level="field", gen=3, resolved=come)[-1] == Completed()
    player.replay()


@pytest.mark.parametrize(
    ("start", "back", "due"),
    [
        ("2026-03-05T10:00:00+08:00", None, datetime(2026, 3, 5, 2, tzinfo=UTC)),
        ("2026-03-05", None, datetime(2026, 3, 4, 16, tzinfo=UTC)),
        ("2026-03-05", TimerSpec(2, "days"), datetime(2026, 3, 2, 16, tzinfo=UTC)),
        ("2026-03-05T10:00:00", TimerSpec(30, "minutes"), datetime(2026, 3, 5, 1, 30, tzinfo=UTC)),
        ("soon", None, NEVER),
        (None, None, NEVER),
    ],
)
def test_when_the_date_in_a_field_is(start: str | None, back: TimerSpec | None, due: datetime) -> None:
    spec = TimerSpec(0, "minutes", of="visit", start=start, back=back)
    assert due_at(MORNING, spec, {}, SHANGHAI) == due


def test_what_needs_a_calendar_that_is_gone_is_never_due() -> None:
    assert due_at(MORNING, TimerSpec(2, "hours", "working", "office"), {}, SHANGHAI) is None


def test_a_warning_comes_so_long_before_the_due_time_or_after_the_beginning() -> None:
    due = {"hours": 2, "warn": {"before": {"minutes": 30}, "actions": [NOTIFY]}, "late": [NOTIFY]}
    player = flow(work=task(due=due))
    timers = [each for each in player.start() if isinstance(each, ScheduleTimer)]
    assert [each.level for each in timers] == ["due", "warn"]
    ends = [due_at(MORNING, each.spec, {}, SHANGHAI) for each in timers]
    assert ends == [MORNING + timedelta(hours=2), MORNING + timedelta(minutes=90)]
    assert player.play("timer", SYSTEM, "a1", level="warn", gen=1) == (
        Announce("warned", {"activity": "a1", "node": "work"}),
        RunActions("a1", "work", "warn"),
    )
    assert player.play("timer", SYSTEM, "a1", level="due", gen=1) == (
        Announce("late", {"activity": "a1", "node": "work"}),
        RunActions("a1", "work", "late"),
    )
    after = flow(work=task(due={"hours": 2, "warn": {"after": {"minutes": 10}}}))
    assert after.start()[-1] == ScheduleTimer("a1", "warn", 1, TimerSpec(10, "minutes"))
    assert after.play("timer", SYSTEM, "a1", level="warn", gen=1) == (
        Announce("warned", {"activity": "a1", "node": "work"}),
    )
    player.replay()


def test_actions_are_asked_for_and_their_end_is_waited_for() -> None:
    player = flow(act={"type": "action", "actions": [NOTIFY], "to": "over"})
    assert player.start() == (
        OpenTask("a1", "act", "action", None, None, Why("runs_actions")),
        RunActions("a1", "act", "node", answer=True),
    )
    with pytest.raises(FlowRefusal, match="not_possible_now"):
        player.play("incident", ANNA, "a1", decision="skip")
    assert player.play("answer", SYSTEM, "a1", ok=True) == (CloseTask("a1", "done", "done"), Completed())
    with pytest.raises(FlowRefusal, match="not_open"):
        player.play("answer", SYSTEM, "a1", ok=True)


@pytest.mark.parametrize("decision", ["retry", "skip", "cancel"])
def test_what_could_not_be_done_waits_for_a_decision(decision: str) -> None:
    player = flow(act={"type": "action", "actions": [NOTIFY], "to": "over"})
    player.start()
    assert player.play("answer", SYSTEM, "a1", ok=False) == (
        Incident("actions_failed", {"activity": "a1", "node": "act"}),
    )
    assert player.state.activities["a1"].failed
    with pytest.raises(FlowRefusal, match="not_possible_now"):
        player.play("answer", SYSTEM, "a1", ok=True)
    effects = player.play("incident", ANNA, "a1", decision=decision, comment="看过")
    assert effects[0] == Announce(
        "incident_decided", {"activity": "a1", "node": "act", "decision": decision, "comment": "看过"}
    )
    assert player.state.status == {"retry": "running", "skip": "completed", "cancel": "cancelled"}[decision]
    if decision == "retry":
        assert effects[-1] == RunActions("a1", "act", "node", answer=True)
        assert player.play("answer", SYSTEM, "a1", ok=True)[-1] == Completed()
    player.replay()


def test_an_answer_that_comes_while_the_flow_is_held_counts_when_it_goes_on() -> None:
    player = flow(act={"type": "action", "actions": [NOTIFY], "to": "work"}, work=task())
    player.start()
    player.play("suspend", ANNA)
    assert player.play("answer", SYSTEM, "a1", ok=True) == (CloseTask("a1", "done", "done"),)
    assert not player.state.activities
    player.play("resume", ANNA)
    assert player.state.activities["a2"].node == "work"
    player.replay()


def test_the_customer_can_do_nothing_about_them() -> None:
    player = flow(act={"type": "action", "actions": [NOTIFY], "to": "over"})
    player.start()
    with pytest.raises(FlowRefusal, match="not_allowed"):
        player.play("urge", CUSTOMER, "a1")
    with pytest.raises(FlowRefusal, match="not_allowed"):
        player.play("transfer", ANNA, "a1", to=person_id(ANNA), reason="x")
