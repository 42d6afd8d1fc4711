"""Relative periods around midnight, the ends of months and changed clocks."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpwright.kernel.period import period
from helpwright.kernel.values import ValueRefused
from tests.support.laws import law

SHANGHAI, BERLIN, LONDON = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London")
ZONES = [
    SHANGHAI,
    BERLIN,
    LONDON,
    ZoneInfo("America/Sao_Paulo"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Asia/Kathmandu"),
]


def span(value: Any, now: str, zone: ZoneInfo) -> list[str]:
    found = period(value, datetime.fromisoformat(now).astimezone(UTC), zone)
    return [each.astimezone(UTC).isoformat()[:16] for each in found]


@pytest.mark.parametrize(
    ("value", "now", "zone", "start", "end"),
    [
        ({"this": "day"}, "2026-11-22T15:59:59Z", SHANGHAI, "2026-11-21T16:00", "2026-11-22T16:00"),
        ({"this": "day"}, "2026-11-22T16:00:00Z", SHANGHAI, "2026-11-22T16:00", "2026-11-23T16:00"),
        ({"this": "week"}, "2026-11-22T15:59:59Z", SHANGHAI, "2026-11-15T16:00", "2026-11-22T16:00"),
        ({"this": "month"}, "2026-02-28T16:00:00Z", SHANGHAI, "2026-02-28T16:00", "2026-03-31T16:00"),
        ({"this": "quarter"}, "2026-11-23T00:00:00Z", SHANGHAI, "2026-09-30T16:00", "2026-12-31T16:00"),
        ({"last": 7, "unit": "day"}, "2026-11-23T00:00:00Z", SHANGHAI, "2026-11-16T16:00", "2026-11-23T16:00"),
        ({"previous": 1, "unit": "month"}, "2026-03-31T12:00:00Z", SHANGHAI, "2026-01-31T16:00", "2026-02-28T16:00"),
        ({"next": 2, "unit": "year"}, "2026-03-31T12:00:00Z", SHANGHAI, "2026-12-31T16:00", "2028-12-31T16:00"),
        ({"this": "day"}, "2026-03-29T12:00:00Z", BERLIN, "2026-03-28T23:00", "2026-03-29T22:00"),
        ({"this": "day"}, "2026-10-25T12:00:00Z", BERLIN, "2026-10-24T22:00", "2026-10-25T23:00"),
        ({"this": "hour"}, "2026-10-25T00:30:00Z", BERLIN, "2026-10-25T00:00", "2026-10-25T01:00"),
        ({"this": "hour"}, "2026-10-25T01:30:00Z", BERLIN, "2026-10-25T01:00", "2026-10-25T02:00"),
        ({"last": 3, "unit": "hour"}, "2026-10-25T02:30:00Z", BERLIN, "2026-10-25T00:00", "2026-10-25T03:00"),
        ({"last": 3, "unit": "hour"}, "2026-03-29T02:30:00Z", BERLIN, "2026-03-29T00:00", "2026-03-29T03:00"),
    ],
)
def test_known_periods(value: Any, now: str, zone: ZoneInfo, start: str, end: str) -> None:
    assert span(value, now, zone) == [start, end]


@law(300)
@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- hypothesis adds the zone
    st.sampled_from(ZONES),
    st.sampled_from(["hour", "day", "week", "month", "quarter", "year"]),
    st.integers(1, 40),
)
def test_periods_hold_now_and_touch(now: datetime, zone: ZoneInfo, unit: str, count: int) -> None:
    start, end = (each.astimezone(UTC) for each in period({"this": unit}, now, zone))
    assert start <= now < end
    assert end - start >= timedelta(minutes=30)
    last, previous, following = (
        [each.astimezone(UTC) for each in period({word: count, "unit": unit}, now, zone)]
        for word in ("last", "previous", "next")
    )
    assert last[1] == end
    assert last[0] <= start
    assert previous[1] == start
    assert following[0] == end
    assert following[1] > end


@pytest.mark.parametrize(
    "value",
    [
        None,
        "day",
        {},
        {"this": "second"},
        {"this": ["day"]},
        {"this": "day", "unit": "day"},
        {"last": 0, "unit": "day"},
        {"last": True, "unit": "day"},
        {"last": -1, "unit": "day"},
        {"last": 1.5, "unit": "day"},
        {"last": "1", "unit": "day"},
        {"last": 1, "unit": []},
        {"last": 10_001, "unit": "day"},
        {"last": 10_000, "unit": "year"},
        {"next": 10_000, "unit": "year"},
    ],
)
def test_malformed_periods(value: Any) -> None:
    with pytest.raises(ValueRefused) as refused:
        period(value, datetime(2026, 11, 23, tzinfo=UTC), SHANGHAI)
    assert refused.value.code == "period_malformed"


def test_the_first_year_is_the_earliest() -> None:
    assert period({"last": 2026, "unit": "year"}, datetime(2026, 11, 23, tzinfo=UTC), SHANGHAI)[0].year == 1
