"""Clocks of cases: random histories against a minute-by-minute oracle, and each move by itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpwright.cases.model import STEP_CLOCKS, Case, Category, Entry, replay
from helpwright.cases.moves import Change, move, opened
from helpwright.cases.targets import Targets
from helpwright.kernel.calendar import CalendarDocument, Duration, compile_calendar

START = datetime(2026, 2, 12, 1, 0, tzinfo=UTC)  # Thursday 09:00 in Shanghai; Saturday the 14th is a working day
OFFICE = compile_calendar(
    CalendarDocument.model_validate(
        {"zone": "Asia/Shanghai", "holidays": "CN", "week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}},
    ),
)
CALENDARS = {"office": OFFICE}
LENGTH = 90 * 1440
WORKED = [OFFICE.is_open(START + timedelta(minutes=minute)) for minute in range(LENGTH)]
RUNS = {"first_response": {"open", "pending"}, "resolution": {"open"}}
PERSON, OTHER, THIRD = (UUID(int=number) for number in (1, 2, 3))


def working(hours: float) -> Duration:
    return Duration(hours=hours, time="working", calendar="office")


steps = st.tuples(
    st.integers(0, 3000),
    st.sampled_from(["open", "pending", "solved", "closed", "answer"]),
    st.booleans(),
)
histories = st.lists(steps, max_size=12)
lengths = st.integers(1, 40)


def played(
    history: Sequence[tuple[int, str, bool]], targets: Targets
) -> tuple[Case, list[Entry], list[tuple[int, str]]]:
    """The case, its ledger, and what happened at which minute."""
    begun = opened(uuid4(), START, "open", targets, CALENDARS)
    case, entries, told, minute = begun.case, list(begun.entries), [], 0
    for wait, what, rejected in history:
        minute += wait
        at = START + timedelta(minutes=minute)
        if what == "answer":
            moved = move(case, Change(answered_by=PERSON), None, at, PERSON, CALENDARS)
        else:
            moved = move(case, Change(rejected=rejected), _category(what), at, PERSON, CALENDARS)
        case = moved.case
        entries += moved.entries
        told.append((minute, what))
    return case, entries, told


def _category(what: str) -> Category:
    return cast("Category", what)


def oracle(told: list[tuple[int, str]], key: str, target: Duration) -> tuple[int | None, int, int]:
    """Minute at which the target is reached if it still runs, what is left of it, and minutes in holes so far."""
    category, answered, spent, holes = "open", False, 0, 0
    last = told[-1][0] if told else 0
    wanted = round((target.hours or 0) * 60)
    todo = list(told)
    for minute in range(LENGTH):
        while todo and todo[0][0] == minute:
            what = todo.pop(0)[1]
            if what == "answer":
                answered = True
            else:
                category = what
        runs = category in RUNS[key] and not (key == "first_response" and answered)
        if runs:
            if not todo and spent == wanted:
                return minute, 0, holes
            spent += 1 if target.time == "wall" or WORKED[minute] else 0
        else:
            holes += 1 if minute < last else 0
            if not todo:
                break
    return None, wanted - spent, holes


@settings(max_examples=60, deadline=None)
@given(history=histories, hours=lengths, time=st.sampled_from(["working", "wall"]))
def test_clocks_agree_with_counting_minutes_and_with_their_ledger(
    history: list[tuple[int, str, bool]], hours: int, time: str
) -> None:
    target = working(hours) if time == "working" else Duration(hours=hours)
    case, entries, told = played(history, Targets(target, target))
    for key in STEP_CLOCKS:
        clock = case.clock(key)
        assert replay(each for each in entries if each.clock == key) == clock
        if key == "first_response" and case.first_responded_at is not None:
            continue
        due, left, holes = oracle(told, key, target)
        last = at(told[-1][0] if told else 0)
        hole = 0.0 if clock.halted_at is None else (last - clock.halted_at).total_seconds()
        assert clock.paused + hole == holes * 60
        if clock.halted_at is not None:
            assert clock.left == pytest.approx(left * 60)
        elif due is not None:
            # the clock stops at the end of an opening, the oracle at the next minute that counts
            assert clock.due is not None
            between = (START + timedelta(minutes=due) - clock.due).total_seconds()
            assert between == 0 or (
                between > 0 and OFFICE.between(clock.due, clock.due + timedelta(seconds=between)) == 0
            )


@settings(max_examples=200, deadline=None)
@given(history=histories)
def test_time_solved_or_pending_counts_once(history: list[tuple[int, str, bool]]) -> None:
    case, _, told = played(history, Targets())
    if case.resolution.halted_at is None or not told:
        return
    ran = (case.resolution.halted_at - START).total_seconds() - case.resolution.paused
    spent, category, since = 0, "open", 0
    for minute, what in [*told, (told[-1][0], "")]:
        if category == "open":
            spent += minute - since
        since = minute
        category = category if what in {"answer", ""} else what
    assert ran == spent * 60


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def fresh(*, first_response: Duration | None = None, resolution: Duration | None = None) -> Case:
    return opened(uuid4(), START, "open", Targets(first_response, resolution), CALENDARS).case


def test_pending_moves_the_due_of_the_resolution_only() -> None:
    case = fresh(first_response=working(2), resolution=working(4))
    waiting = move(case, Change(), "pending", at(60), PERSON, CALENDARS)
    back = move(waiting.case, Change(), "open", at(90), PERSON, CALENDARS)

    assert [(each.clock, each.kind, each.reason, each.left) for each in waiting.entries] == [
        ("resolution", "pause", "pending", 3 * 3600),
    ]
    assert [(each.clock, each.kind, each.reason) for each in back.entries] == [("resolution", "start", "resumed")]
    assert case.resolution.due == at(330)  # 14:30, over lunch
    assert back.case.resolution.due == at(360)
    assert back.case.first_response == case.first_response
    assert back.case.resolution.paused == 30 * 60
    assert back.case.counts["reopenings"] == 0


def test_a_late_clock_stays_as_late_as_it_was() -> None:
    late = move(fresh(resolution=Duration(hours=1)), Change(), "solved", at(90), PERSON, CALENDARS).case
    assert late.resolution.left == -30 * 60

    again = move(late, Change(), "open", at(200), PERSON, CALENDARS).case

    assert again.resolution.due == at(170)


def test_a_rejection_is_rework_and_any_other_way_back_a_reopening() -> None:
    solved = move(fresh(resolution=working(16)), Change(), "solved", at(10), PERSON, CALENDARS).case
    rejected = move(solved, Change(rejected=True), "open", at(20), None, CALENDARS)
    reopened = move(solved, Change(), "pending", at(20), None, CALENDARS)

    assert (rejected.case.counts["rework"], rejected.case.counts["reopenings"]) == (1, 0)
    assert [each.reason for each in rejected.entries if each.clock == "resolution"] == ["rejected"]
    assert (reopened.case.counts["rework"], reopened.case.counts["reopenings"]) == (0, 1)
    assert (solved.solved_by, rejected.case.solved_by, rejected.case.resolved_at) == (PERSON, None, None)


def test_solved_by_nobody_is_solved_by_whoever_had_the_work() -> None:
    held = move(fresh(), Change(taken_by=OTHER), None, at(1), OTHER, CALENDARS).case

    assert move(held, Change(), "closed", at(2), None, CALENDARS).case.solved_by == OTHER


def test_hand_overs_transfers_and_teams() -> None:
    red, blue = uuid4(), uuid4()
    case = move(fresh(), Change(team_id=red), None, at(0), None, CALENDARS).case
    case = move(case, Change(taken_by=PERSON), None, at(1), PERSON, CALENDARS).case
    assert {name for name, number in case.counts.items() if number} == set()
    case = move(case, Change(taken_by=PERSON), None, at(1), PERSON, CALENDARS).case
    assert case.counts["handovers"] == 0
    case = move(case, Change(given_to=OTHER), None, at(2), PERSON, CALENDARS).case
    assert (case.counts["transfers"], case.counts["handovers"]) == (1, 1)
    case = move(case, Change(taken_by=THIRD), None, at(3), THIRD, CALENDARS).case
    assert (case.counts["transfers"], case.counts["handovers"], case.counts["team_transfers"]) == (1, 2, 0)
    case = move(case, Change(team_id=blue), None, at(4), THIRD, CALENDARS).case
    assert case.counts["team_transfers"] == 1


def test_the_first_answer_is_the_first_response_and_every_answer_a_touch() -> None:
    case = fresh(first_response=working(2))
    first = move(case, Change(answered_by=PERSON), None, at(30), PERSON, CALENDARS)
    second = move(first.case, Change(answered_by=OTHER), "solved", at(40), OTHER, CALENDARS)

    assert [(each.kind, each.reason) for each in first.entries] == [("stop", "responded")]
    assert (second.case.first_responded_at, second.case.first_responded_by) == (at(30), PERSON)
    assert second.case.counts["touches"] == 2
    assert {each.clock for each in second.entries} == {"resolution"}


def test_a_target_that_is_gone_leaves_a_clock_without_due() -> None:
    case = fresh(resolution=working(4))
    waiting = move(case, Change(), "pending", at(60), None, CALENDARS).case

    back = move(waiting, Change(), "open", at(90), None, {}).case

    assert back.resolution == replace(waiting.resolution, due=None, halted_at=None, left=None, paused=1800.0)


@pytest.mark.parametrize("category", ["pending", "solved", "closed"])
def test_a_case_may_begin_halted(category: Category) -> None:
    case = opened(uuid4(), START, category, Targets(resolution=working(4)), CALENDARS).case

    assert (case.resolution.halted_at, case.resolution.left) == (START, 4 * 3600)
