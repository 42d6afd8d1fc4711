"""What may be answered, and when customers may be asked."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpwright.cases.rating import Rating, checked, when_to_ask
from helpwright.cases.survey import Scale
from helpwright.kernel.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        ("2026-11-23T20:30", "2026-11-23T20:30"),
        ("2026-11-23T20:59:59", "2026-11-23T20:59:59"),
        ("2026-11-23T21:00", "2026-11-24T09:00"),
        ("2026-11-30T23:59", "2026-12-01T09:00"),
        ("2026-11-24T00:00", "2026-11-24T09:00"),
        ("2026-11-24T08:59:59", "2026-11-24T09:00"),
        ("2026-11-24T09:00", "2026-11-24T09:00"),
    ],
)
def test_nobody_is_asked_at_night(now: str, asked: str) -> None:
    local = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)

    assert when_to_ask(local.astimezone(UTC), SHANGHAI) == datetime.fromisoformat(asked).replace(tzinfo=SHANGHAI)


@given(
    minutes=st.integers(0, 366 * 1440),
    zone=st.sampled_from(["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"]),
)
def test_it_is_put_off_to_the_next_morning_and_no_further(minutes: int, zone: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    asked = when_to_ask(now, ZoneInfo(zone))

    assert 9 <= asked.astimezone(ZoneInfo(zone)).hour < 21
    assert timedelta(0) <= asked - now <= timedelta(hours=13)
    assert when_to_ask(asked, ZoneInfo(zone)) == asked


@pytest.mark.parametrize(
    ("scale", "good", "bad"), [("csat", (1, 5), (0, 6)), ("nps", (0, 10), (-1, 11)), ("ces", (1, 7), (0, 8))]
)
def test_scores_lie_on_the_scale(scale: Scale, good: tuple[int, ...], bad: tuple[int, ...]) -> None:
    assert [checked(scale, score, (), "").score for score in good] == list(good)
    for score in bad:
        with pytest.raises(Invalid) as refused:
            checked(scale, score, (), "")
        assert [each.code for each in refused.value.errors] == ["score_outside_scale"]


def test_answers_are_cleaned_and_every_mistake_is_named() -> None:
    assert checked("csat", 4, ["clear", "prompt", "clear"], " 很好\r\n谢谢 ") == Rating(
        4, ("prompt", "clear"), "很好\n谢谢"
    )
    with pytest.raises(Invalid) as refused:
        checked("csat", None, ["nonsense"], "x" * 2001)
    assert [(each.field, each.code) for each in refused.value.errors] == [
        ("score", "required"),
        ("tags", "option_unknown"),
        ("comment", "text_too_long"),
    ]
