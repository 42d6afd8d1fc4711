"""A promise made anew under another policy: random histories, and what stays as it was."""

from collections.abc import Sequence
from typing import cast
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpwright.cases.model import CLOCKS, IMPORTED, Case, Category, Clock, Entry, replay
from helpwright.cases.moves import Change, move, opened, past
from helpwright.cases.promise import promise_anew
from helpwright.cases.recount import differences
from helpwright.cases.targets import Targets
from helpwright.kernel.calendar import Duration
from helpwright.records.reaction import Past
from tests.cases.test_moves import CALENDARS, PERSON, START, at, working

ORDINARY = Targets(working(40), working(60), policy=None, next_response=working(30))
_lengths = st.one_of(
    st.none(),
    st.integers(1, 60).map(working),
    st.integers(1, 200).map(lambda hours: Duration(hours=hours)),
)
_policies = st.builds(
    lambda key, first, following, whole: Targets(first, whole, policy=key, next_response=following),
    st.sampled_from("abc"), _lengths, _lengths, _lengths,
)  # fmt: skip
_steps = st.tuples(
    st.integers(0, 1500),
    st.one_of(st.sampled_from(["open", "pending", "solved", "closed", "answer", "message"]), _policies),
)
_histories = st.lists(_steps, max_size=12)


def played(history: Sequence[tuple[int, str | Targets]], first: Targets) -> tuple[Case, list[Entry]]:
    """The case and its ledger; a policy among the steps is the one that fits from then on."""
    begun = opened(uuid4(), START, "open", first, CALENDARS)
    case, entries, minute = begun.case, list(begun.entries), 0
    for wait, what in history:
        minute += wait
        if isinstance(what, Targets):
            moved = promise_anew(case, entries, what, at(minute), CALENDARS)
        elif what == "answer":
            moved = move(case, Change(answered_by=PERSON), None, at(minute), PERSON, CALENDARS)
        elif what == "message":
            moved = move(case, Change(asked=True), None, at(minute), None, CALENDARS)
        else:
            moved = move(case, Change(), cast("Category", what), at(minute), PERSON, CALENDARS)
        case = moved.case
        entries += moved.entries
    return case, entries


@settings(max_examples=150, deadline=None)
@given(history=_histories)
def test_the_ledger_tells_what_is_stored(history: list[tuple[int, str | Targets]]) -> None:
    case, entries = played(history, ORDINARY)
    for key in CLOCKS:
        assert replay(each for each in entries if each.clock == key) == case.clock(key)
    assert differences(case, entries, (), None) == []


def late(clock: Clock, now: int) -> bool:
    if clock.halted_at is not None:
        return clock.left is not None and clock.left < 0
    return clock.due is not None and clock.due <= at(now)


@settings(max_examples=150, deadline=None)
@given(history=_histories, last=_policies)
def test_it_is_what_it_had_been_from_the_beginning(history: list[tuple[int, str | Targets]], last: Targets) -> None:
    """Where nothing was over, pauses and answers lead to the same clock as if the policy had fitted all the time."""
    now = sum(wait for wait, _ in history)
    case, entries = played(history, ORDINARY)
    anew = promise_anew(case, entries, last, at(now), CALENDARS)
    always, _ = played([(wait, what if isinstance(what, str) else last) for wait, what in history], last)
    for key in CLOCKS:
        clock, wanted = anew.case.clock(key), always.clock(key)
        answered = key == "first_response" and case.first_responded_at is not None
        if key == "next_response":
            if not case.awaits or late(case.next_response, now) or case.category in {"solved", "closed"}:
                assert (clock.due, clock.left) == (case.next_response.due, case.next_response.left)
                continue
            if not always.awaits or always.asked_at != case.asked_at:
                continue  # a policy that promised none for a while knows of other messages
        if answered or case.category in {"solved", "closed"} or late(case.clock(key), now):
            assert clock == case.clock(key)
        else:
            assert (clock.target, clock.halted_at, clock.paused) == (wanted.target, wanted.halted_at, wanted.paused)
            assert clock.left == pytest.approx(wanted.left) if wanted.left is not None else clock.left is None
            assert (clock.due is None) == (wanted.due is None)
            if clock.due is not None and wanted.due is not None and clock.halted_at is None:
                assert clock.due.timestamp() == pytest.approx(wanted.due.timestamp(), abs=0.01)


def test_the_same_start_and_the_pause_kept() -> None:
    begun = opened(uuid4(), START, "open", ORDINARY, CALENDARS)
    waiting = move(begun.case, Change(), "pending", at(60), PERSON, CALENDARS)
    back = move(waiting.case, Change(), "open", at(120), PERSON, CALENDARS)
    ledger = [*begun.entries, *waiting.entries, *back.entries]

    anew = promise_anew(back.case, ledger, Targets(None, working(2), policy="urgent"), at(130), CALENDARS)

    assert anew.case.resolution.due == at(180)  # two hours from nine, and one of waiting
    assert anew.case.resolution.paused == 3600
    assert anew.case.first_response.due is None
    assert anew.case.policy == "urgent"
    assert [(each.clock, each.kind, each.policy) for each in anew.entries] == [
        ("first_response", "change", "urgent"),
        ("next_response", "change", "urgent"),
        ("resolution", "change", "urgent"),
    ]


def test_what_waits_is_promised_anew_and_goes_on_with_what_is_left() -> None:
    begun = opened(uuid4(), START, "open", ORDINARY, CALENDARS)
    waiting = move(begun.case, Change(), "pending", at(60), PERSON, CALENDARS)
    ledger = [*begun.entries, *waiting.entries]

    anew = promise_anew(waiting.case, ledger, Targets(None, working(3), policy="urgent"), at(90), CALENDARS)
    assert anew.case.resolution.left == 2 * 3600
    assert anew.case.resolution.halted_at == at(60)

    back = move(anew.case, Change(), "open", at(120), PERSON, CALENDARS)
    assert back.case.resolution.due == at(120 + 60 + 90 + 60)  # an hour to noon, lunch, the other hour


def test_a_new_promise_may_be_broken_from_the_beginning() -> None:
    begun = opened(uuid4(), START, "open", ORDINARY, CALENDARS)
    anew = promise_anew(begun.case, begun.entries, Targets(None, working(1), policy="a"), at(150), CALENDARS)
    assert anew.case.resolution.due == at(60)


def test_what_is_missed_answered_or_solved_stays() -> None:
    short = Targets(working(1), working(1))
    begun = opened(uuid4(), START, "open", short, CALENDARS)
    longer = Targets(working(30), working(30), policy="relaxed")
    assert promise_anew(begun.case, begun.entries, longer, at(60), CALENDARS).entries == ()
    assert promise_anew(begun.case, begun.entries, longer, at(59), CALENDARS).case.policy == "relaxed"

    answered = move(begun.case, Change(answered_by=PERSON), None, at(10), PERSON, CALENDARS)
    ledger = [*begun.entries, *answered.entries]
    anew = promise_anew(answered.case, ledger, longer, at(20), CALENDARS)
    assert [each.clock for each in anew.entries] == ["resolution"]
    assert anew.case.first_response == answered.case.first_response

    solved = move(begun.case, Change(), "solved", at(30), PERSON, CALENDARS)
    assert promise_anew(solved.case, [*begun.entries, *solved.entries], longer, at(40), CALENDARS).case == solved.case


def test_a_ticket_of_the_past_is_promised_nothing() -> None:
    known = past(uuid4(), START, "open", Past(), None, at(9000))
    assert {each.reason for each in known.entries} == {IMPORTED}
    assert promise_anew(known.case, known.entries, ORDINARY, at(9001), CALENDARS).entries == ()
