"""The clock of the next response: random histories against an oracle, and each of its rules by itself."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpwright.cases.model import Case, Entry, case_of, entry_of, replay, target_json
from helpwright.cases.moves import Change, move, opened
from helpwright.cases.promise import promise_anew
from helpwright.cases.recount import differences
from helpwright.cases.targets import Targets
from helpwright.cases.view import next_due, state_of, took_seconds
from helpwright.kernel.calendar import CalendarDocument, Duration, compile_calendar
from tests.cases.test_moves import CALENDARS, PERSON, START, at, working

RUNS = {"open", "pending"}
_steps = st.tuples(
    st.integers(0, 900), st.sampled_from(["open", "pending", "solved", "closed", "answer", "message", "rejected"])
)
_histories = st.lists(_steps, max_size=16)


def played(history: Sequence[tuple[int, str]], target: Duration | None) -> tuple[Case, list[Entry]]:
    """The case and its ledger."""
    begun = opened(uuid4(), START, "open", Targets(next_response=target), CALENDARS)
    case, entries, minute = begun.case, list(begun.entries), 0
    for wait, what in history:
        minute += wait
        moved = step(case, what, minute)
        case = moved[0]
        entries += moved[1]
    return case, entries


def step(case: Case, what: str, minute: float) -> tuple[Case, Sequence[Entry]]:
    """One write at that minute."""
    change, category = Change(), None
    actor: UUID | None = PERSON
    match what:
        case "answer":
            change = Change(answered_by=PERSON)
        case "message":
            change, actor = Change(asked=True), None
        case "rejected":
            change, category, actor = Change(rejected=True), "open", None
        case _:
            category = what
    moved = move(case, change, category, at(minute), actor, CALENDARS)  # type: ignore[arg-type]
    return moved.case, moved.entries


def oracle(history: Sequence[tuple[int, str]], hours: float) -> tuple[list[bool], int | None, float]:
    """Which answers came in time, the minute of the message that waits, and the minutes it has waited: by wall time."""
    category, answered, asked, waited, minute = "open", False, None, 0.0, 0
    verdicts: list[bool] = []
    for wait, what in history:
        minute += wait
        waited += wait if asked is not None and category in RUNS else 0
        if what == "answer":
            if asked is not None:
                verdicts.append(waited <= hours * 60)
            answered, asked, waited = True, None, 0.0
            continue
        category = {"message": category, "rejected": "open"}.get(what, what)
        if what in {"message", "rejected"} and answered and asked is None:
            asked, waited = minute, 0.0
    return verdicts, asked, waited


@settings(max_examples=300, deadline=None)
@given(history=_histories, hours=st.integers(1, 12))
def test_it_agrees_with_counting_and_with_its_ledger(history: list[tuple[int, str]], hours: int) -> None:
    case, entries = played(history, Duration(hours=hours))
    verdicts, asked, waited = oracle(history, hours)

    assert (case.answers_kept, case.answers_missed) == (verdicts.count(True), verdicts.count(False))
    assert case.awaits == (asked is not None)
    if asked is not None:
        assert case.asked_at == at(asked)
        clock, now = case.next_response, at(sum(wait for wait, _ in history))
        left = clock.left if clock.due is None or clock.halted_at is not None else (clock.due - now).total_seconds()
        assert left == pytest.approx((hours * 60 - waited) * 60)
    assert replay(each for each in entries if each.clock == "next_response") == case.next_response
    assert differences(case, entries, (), None) == []


@settings(max_examples=150, deadline=None)
@given(history=_histories)
def test_who_promises_none_keeps_none(history: list[tuple[int, str]]) -> None:
    case, entries = played(history, None)
    assert [each for each in entries if each.clock == "next_response"] == []
    assert (case.asked_at, case.answers_kept, case.answers_missed) == (None, 0, 0)
    assert state_of(case, "next_response") == "idle"


def test_a_later_message_does_not_begin_it_anew() -> None:
    case, _ = played([(5, "answer"), (5, "message"), (60, "message"), (1, "message")], working(4))
    assert case.asked_at == at(10)
    assert case.next_response.due == at(10 + 4 * 60 + 90)  # from 09:10, over lunch


def test_until_the_first_response_messages_are_its_matter() -> None:
    case, entries = played([(5, "message")], working(4))
    assert not case.awaits
    assert [each.reason for each in entries if each.clock == "next_response"] == ["created"]


def test_each_message_after_an_answer_begins_a_time_of_its_own() -> None:
    history = [(5, "answer"), (5, "message"), (30, "answer"), (60, "message"), (130, "answer"), (10, "message")]
    case, _ = played(history, Duration(hours=2))
    assert (case.answers_kept, case.answers_missed) == (1, 1)
    assert case.next_response.due == at(240 + 120)
    assert took_seconds(case, "next_response") is None
    answered, _ = played([*history, (7, "answer")], Duration(hours=2))
    assert took_seconds(answered, "next_response") == 7 * 60
    assert state_of(answered, "next_response") == "met"


def test_a_rejection_is_a_message_and_what_was_solved_goes_on() -> None:
    solved = [(5, "answer"), (5, "message"), (20, "solved")]
    case, _ = played(solved, Duration(hours=1))
    assert (state_of(case, "next_response"), case.next_response.left) == ("paused", 40 * 60)

    case, entries = played([*solved, (600, "rejected")], Duration(hours=1))
    assert case.asked_at == at(10)
    assert case.next_response.due == at(630 + 40)
    assert [each.reason for each in entries if each.clock == "next_response"][-1] == "rejected"

    case, _ = played([(5, "answer"), (20, "solved"), (600, "rejected")], Duration(hours=1))
    assert (case.asked_at, case.next_response.due) == (at(625), at(685))


def test_a_message_to_a_closed_ticket_counts_from_when_it_is_taken_up() -> None:
    case, _ = played([(5, "answer"), (5, "closed"), (60, "message")], Duration(hours=1))
    assert (state_of(case, "next_response"), case.next_response.left) == ("paused", 3600)
    assert step(case, "open", 500)[0].next_response.due == at(560)


@pytest.mark.parametrize(
    ("zone", "start", "hours", "due"),
    [
        # clocks go forward at 01:00 UTC on 29 March 2026: 10:00 to 12:00 on Sunday is working time
        ("Europe/Berlin", "2026-03-29T07:30:00+00:00", 3, "2026-03-29T10:30:00+00:00"),
        ("Europe/Berlin", "2026-03-28T21:30:00+00:00", 3, "2026-03-29T05:30:00+00:00"),
        # and back on 25 October: the night has an hour more, which is not worked
        ("Europe/Berlin", "2026-10-24T21:30:00+00:00", 3, "2026-10-25T07:30:00+00:00"),
    ],
)
def test_it_counts_over_a_change_of_the_clocks(zone: str, start: str, hours: int, due: str) -> None:
    shop = compile_calendar(CalendarDocument.model_validate({"zone": zone, "week": {"mon-sun": ["06:00-24:00"]}}))
    target = Duration(hours=hours, time="working", calendar="shop")
    begun = opened(uuid4(), datetime(2026, 3, 1, tzinfo=UTC), "open", Targets(next_response=target), {"shop": shop})
    first = datetime.fromisoformat(start) - timedelta(minutes=1)
    answered = move(begun.case, Change(answered_by=PERSON), None, first, PERSON, {"shop": shop}).case
    asked = move(answered, Change(asked=True), None, datetime.fromisoformat(start), None, {"shop": shop}).case
    assert asked.next_response.due == datetime.fromisoformat(due)


def test_holidays_are_left_out() -> None:
    """The Friday before the Spring Festival of 2026, late: the next working day is Saturday the 14th, then the 24th."""
    case, _ = played([(1, "answer"), (2 * 1440 + 8 * 60 + 30 - 1, "message")], working(2))
    assert case.asked_at == at(2 * 1440 + 510)  # Saturday 17:30
    assert case.next_response.due == datetime(2026, 2, 24, 2, 30, tzinfo=UTC)


def test_another_policy_promises_it_anew_from_the_message() -> None:
    case, entries = played([(5, "answer"), (5, "message")], working(4))
    anew = promise_anew(case, entries, Targets(next_response=working(1), policy="urgent"), at(30), CALENDARS)
    assert anew.case.next_response.due == at(70)
    (line,) = [each for each in anew.entries if each.clock == "next_response"]
    assert (line.kind, line.reason, line.policy) == ("change", "changed", "urgent")

    late = promise_anew(case, entries, Targets(next_response=working(1), policy="urgent"), at(2000), CALENDARS).case
    assert late.next_response.due == case.next_response.due
    answered = step(late, "answer", 2001)[0]
    assert answered.answers_missed == 1
    assert step(answered, "message", 2950)[0].next_response.target == working(1)


def row_of(case: Case) -> dict[str, object]:
    """As the database gives it."""
    row: dict[str, object] = {
        "record_id": case.record_id, "created_at": case.created_at, "category": case.category, "policy": case.policy,
        "first_responded_at": case.first_responded_at, "first_responded_by": case.first_responded_by,
        "resolved_at": case.resolved_at, "closed_at": case.closed_at, "solved_by": case.solved_by,
        "holder": case.holder, "team_id": case.team_id, "levels": None, **case.counts,
        "next_response_asked_at": case.asked_at, "next_response_answered_at": case.answered_at,
        "next_responses_kept": case.answers_kept, "next_responses_missed": case.answers_missed,
    }  # fmt: skip
    for key in ("first_response", "next_response", "resolution"):
        clock = case.clock(key)
        row |= {
            f"{key}_target": target_json(clock.target), f"{key}_due": clock.due, f"{key}_halted_at": clock.halted_at,
            f"{key}_left": clock.left, f"{key}_paused": clock.paused, f"{key}_warned_at": None,
            f"{key}_breached_at": None,
        }  # fmt: skip
    return row


def test_the_nearest_limit_is_told_with_its_own_beginning() -> None:
    begun = opened(uuid4(), START, "open", Targets(None, working(16), next_response=working(1)), CALENDARS)
    case = step(step(begun.case, "answer", 5)[0], "message", 10)[0]
    row = row_of(case)
    assert case_of(row) == case
    assert next_due(row) == {
        "clock": "next_response",
        "due_at": "2026-02-12T02:10:00.000Z",
        "from": "2026-02-12T01:10:00.000Z",
        "warned_at": None,
        "level": None,
    }
    answered = next_due(row_of(step(case, "answer", 20)[0]))
    assert answered is not None
    assert answered["clock"] == "resolution"


def test_a_line_reads_as_it_was_written() -> None:
    entry = played([], working(4))[1][-1]
    row = {
        "clock": "next_response", "kind": "change", "at": entry.at, "reason": "created", "due_at": None,
        "left_seconds": None, "target": target_json(working(4)), "policy": None,
    }  # fmt: skip
    ours = next(each for each in played([], working(4))[1] if each.clock == "next_response")
    assert entry_of(row) == ours
