from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from helpwright.kernel.calendar import CalendarDocument, compile_calendar
from helpwright.rules.kind import Around
from helpwright.rules.triggers.schedule import Schedule, next_at

OFFICE = CalendarDocument.model_validate(
    {"zone": "Asia/Shanghai", "holidays": "CN", "week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}}
)
SHANGHAI = Around(ZoneInfo("Asia/Shanghai"), {"office": compile_calendar(OFFICE)})
BERLIN = Around(ZoneInfo("Europe/Berlin"), {})


def due(after: str, around: Around = SHANGHAI, **when: Any) -> str | None:
    found = next_at(
        Schedule.model_validate({"event": "schedule", "form": "ticket", **when}),
        datetime.fromisoformat(after).replace(tzinfo=around.zone),
        around,
    )
    return None if found is None else found.astimezone(around.zone).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("after", "when", "expected"),
    [
        ("2026-11-23T08:59", {"every": "day", "at": "09:00"}, "2026-11-23 09:00"),
        ("2026-11-23T09:00", {"every": "day", "at": "09:00"}, "2026-11-24 09:00"),
        ("2026-11-27T10:00", {"every": "day", "at": "9:00", "on": ["mon-fri"]}, "2026-11-30 09:00"),
        ("2026-11-23T10:00", {"every": "week", "at": "09:00"}, "2026-11-30 09:00"),
        ("2026-11-23T10:00", {"every": "week", "at": "09:00", "days": ["fri"]}, "2026-11-27 09:00"),
        ("2026-11-23T10:00", {"every": "month", "at": "09:00"}, "2026-12-01 09:00"),
        ("2027-02-01T10:00", {"every": "month", "day": 31}, "2027-02-28 00:00"),
        ("2026-11-23T10:20", {"every": "hour", "at": "00:15"}, "2026-11-23 11:15"),
        # Over the midday break, and over the week's end, of the office.
        ("2026-11-23T11:20", {"every": "hour", "at": "00:15", "calendar": "office"}, "2026-11-23 14:15"),
        ("2026-11-27T18:00", {"every": "hour", "calendar": "office"}, "2026-11-30 09:00"),
        # The days off around the National Day.
        ("2026-09-30T10:00", {"every": "day", "at": "09:00", "calendar": "office"}, "2026-10-08 09:00"),
    ],
)
def test_the_next_time(after: str, when: dict[str, Any], expected: str) -> None:
    assert due(after, **when) == expected


def test_a_time_that_the_clock_leaves_out_or_repeats_comes_once_a_day() -> None:
    every_day = {"every": "day", "at": "02:30"}
    assert due("2027-03-27T12:00", BERLIN, **every_day) == "2027-03-28 03:30"
    assert due("2027-10-30T12:00", BERLIN, **every_day) == "2027-10-31 02:30"
    after = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    found = next_at(Schedule.model_validate({"event": "schedule", "form": "t", **every_day}), after, BERLIN)
    assert found == datetime(2027, 11, 1, 1, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- made aware
    st.sampled_from(["hour", "day", "week", "month"]),
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from([SHANGHAI, BERLIN]),
)
def test_it_is_later_and_again_later(after: datetime, every: str, hour: int, minute: int, around: Around) -> None:
    when = Schedule.model_validate({"event": "schedule", "form": "t", "every": every, "at": f"{hour:02}:{minute:02}"})
    first = next_at(when, after, around)
    assert first is not None
    assert after < first <= after + timedelta(days=33)
    second = next_at(when, first, around)
    assert second is not None
    assert second > first
    assert next_at(when, first - timedelta(seconds=1), around) == first


@pytest.mark.parametrize("wrong", [{"at": "25:00"}, {"at": "9"}, {"days": ["someday"]}, {"day": 3}, {"days": []}])
def test_what_is_no_schedule(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Schedule.model_validate({"event": "schedule", "form": "t", "every": "day", **wrong})
