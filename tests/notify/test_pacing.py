"""Turns of a robot: never more than its provider bears, whatever comes when."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from helpwright.notify.pacing import turn
from helpwright.notify.robot_kind import Pace

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
GAPS = st.lists(st.floats(0, 20), min_size=1, max_size=120)
PACES = st.builds(Pace, per_minute=st.integers(1, 20), per_second=st.none() | st.integers(1, 5))


def most_within(times: Sequence[datetime], span: timedelta) -> int:
    return max((sum(begin <= each < begin + span for each in times) for begin in times), default=0)


@given(pace=PACES, gaps=GAPS)
def test_no_window_holds_more_than_the_provider_bears(pace: Pace, gaps: list[float]) -> None:
    now, known, left = START, list[datetime](), list[datetime]()
    for gap in gaps:
        now += timedelta(seconds=gap)
        found = turn(pace, known, None, now)
        if found.until is not None:
            assert found.until > now
            now = found.until
            found = turn(pace, known, None, now)
        assert found.until is None, "who comes when told is not sent away again"
        known = list(found.sent)
        left.append(now)
        assert len(known) <= pace.per_minute
    assert most_within(left, timedelta(minutes=1)) <= pace.per_minute
    assert pace.per_second is None or most_within(left, timedelta(seconds=1)) <= pace.per_second


def test_a_provider_that_wants_silence_gets_it() -> None:
    closed = START + timedelta(minutes=10)
    pace = Pace(18, pause=timedelta(minutes=10))
    assert turn(pace, [], closed, START).until == closed
    assert turn(pace, [], closed, closed).until is None


def test_turns_are_scarce_from_the_middle_on() -> None:
    sent = list[datetime]()
    tight = list[bool]()
    for _ in range(18):
        found = turn(Pace(18), sent, None, START)
        sent, tight = list(found.sent), [*tight, found.tight]
    assert tight == [False] * 9 + [True] * 9


def test_a_clock_that_was_set_back_silences_no_group() -> None:
    sent = list[datetime]()
    for _ in range(18):
        sent = list(turn(Pace(18, 3), sent, None, START + timedelta(seconds=len(sent))).sent)
    assert turn(Pace(18, 3), sent, None, START + timedelta(seconds=18)).until is not None
    back = turn(Pace(18, 3), sent, None, START - timedelta(hours=1))
    assert (back.until, back.sent) == (None, [START - timedelta(hours=1)])
    a_little = turn(Pace(18), sent, None, START - timedelta(seconds=5)).until
    assert a_little is not None, "clocks of two machines may differ a little: what the other has sent counts"
    assert a_little < START + timedelta(minutes=2)
    closed = START + Pace(18).pause
    assert turn(Pace(18), [], closed, START - timedelta(seconds=5)).until == closed
    assert turn(Pace(18), [], closed, START - timedelta(hours=1)).until is None
