from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from helpwright.notify.quiet_hours import QuietHours, loud_again

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = QuietHours(start="22:00", end="08:00")
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
HOURS = st.builds(lambda start, end: QuietHours(start=start, end=end), TIMES, TIMES)
INSTANTS = st.integers(0, 2 * 365 * 24 * 60 - 1).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "loud"),
    [
        ("2026-11-23 21:59", None),
        ("2026-11-23 22:00", "2026-11-24 08:00"),
        ("2026-11-24 07:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", None),
    ],
)
def test_a_night_across_midnight(now: str, loud: str | None) -> None:
    assert loud_again(at(now), [NIGHT], SHANGHAI) == (None if loud is None else at(loud))


def test_the_longer_of_two_holds() -> None:
    sleepy = QuietHours(start="07:00", end="10:30")
    assert loud_again(at("2026-11-23 23:00"), [NIGHT, None, sleepy], SHANGHAI) == at("2026-11-24 10:30")


def test_the_same_twice_is_never() -> None:
    assert loud_again(at("2026-11-23 12:00"), [QuietHours(start="12:00", end="12:00")], SHANGHAI) is None


def test_all_day_in_two_halves_ends_anyway() -> None:
    halves = [QuietHours(start="00:00", end="12:00"), QuietHours(start="12:00", end="00:00")]
    assert loud_again(at("2026-11-23 06:00"), halves, SHANGHAI) is not None


@given(at=INSTANTS, hours=HOURS, zone=ZONES)
def test_the_end_is_outside_and_less_than_a_day_or_so_away(at: datetime, hours: QuietHours, zone: str) -> None:
    place = ZoneInfo(zone)
    end = hours.ends(at, place)
    if end is None:
        return
    assert at < end <= at + timedelta(hours=25)
    assert loud_again(at, [hours], place) is not None


@given(at=INSTANTS, hours=HOURS)
def test_an_oracle_that_walks_minute_by_minute_agrees(at: datetime, hours: QuietHours) -> None:
    at = at.replace(second=0, microsecond=0)
    quiet = loud_again(at, [hours], SHANGHAI)
    walked = at
    for _ in range(24 * 60 + 1):
        clock = walked.astimezone(SHANGHAI).strftime("%H:%M")
        inside = (
            hours.start <= clock < hours.end if hours.start <= hours.end else clock >= hours.start or clock < hours.end
        )
        if not inside:
            break
        walked += timedelta(minutes=1)
    assert (quiet or at) == walked


@pytest.mark.parametrize(
    "wrong", [{"from": "24:00", "to": "08:00"}, {"from": "8:00", "to": "09:00"}, {"from": "08:00"}]
)
def test_what_is_no_time_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        QuietHours.model_validate(wrong)
