from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from helpwright.access.attempts import OF_ADDRESS, OF_LOGIN, counted, seconds_to_wait

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = [seconds_to_wait(OF_LOGIN, failures, NOW, NOW) for failures in range(12)]
    assert waits == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]


def test_the_wait_is_counted_from_the_last_failure_in_whole_seconds() -> None:
    assert seconds_to_wait(OF_LOGIN, 5, NOW, NOW + timedelta(seconds=29.2)) == 1
    assert seconds_to_wait(OF_LOGIN, 5, NOW, NOW + timedelta(seconds=30)) == 0


def test_failures_leak_away() -> None:
    assert counted(OF_LOGIN, 4, NOW, NOW) == 5
    assert counted(OF_LOGIN, 4, NOW, NOW + timedelta(minutes=20)) == 3
    assert counted(OF_LOGIN, 4, NOW, NOW + timedelta(days=9)) == 1


@given(failures=st.integers(0, 10**6), gap=st.integers(-(10**6), 10**6))
def test_a_clock_that_jumps_never_frees_or_jails(failures: int, gap: int) -> None:
    later = NOW + timedelta(seconds=gap)
    for limit in (OF_LOGIN, OF_ADDRESS):
        assert 1 <= counted(limit, failures, NOW, later) <= failures + 1
        assert 0 <= seconds_to_wait(limit, failures, NOW, later) <= 900 + max(0, -gap)
