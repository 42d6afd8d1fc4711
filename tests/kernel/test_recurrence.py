"""Times that come back, where clocks are changed and months are short."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from helpwright.kernel.calendar import CalendarDocument, compile_calendar
from helpwright.kernel.recurrence import Recurrence, next_time

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")


def following(wanted: Recurrence, after: datetime, zone: ZoneInfo, count: int) -> list[str]:
    found: list[str] = []
    at: datetime | None = after
    for _ in range(count):
        assert at is not None
        at = next_time(wanted, at, zone)
        assert at is not None
        found.append(f"{at.astimezone(zone):%m-%d %H:%M}")
    return found


def test_a_time_that_the_clock_skips_comes_an_hour_later_and_one_shown_twice_comes_once() -> None:
    wanted = Recurrence("day", time(2, 30))
    spring = following(wanted, datetime(2026, 3, 28, tzinfo=UTC), BERLIN, 3)
    assert spring == ["03-28 02:30", "03-29 03:30", "03-30 02:30"]
    autumn = following(wanted, datetime(2026, 10, 24, tzinfo=UTC), BERLIN, 3)
    assert autumn == ["10-24 02:30", "10-25 02:30", "10-26 02:30"]


def test_a_month_without_the_day_takes_its_last() -> None:
    wanted = Recurrence("month", time(9), day=31)
    assert following(wanted, datetime(2027, 1, 31, 2, tzinfo=UTC), SHANGHAI, 3) == [
        "02-28 09:00", "03-31 09:00", "04-30 09:00",
    ]  # fmt: skip


def test_weekdays_and_working_days() -> None:
    week = Recurrence("week", time(9), {0, 4})
    assert following(week, datetime(2026, 11, 23, 2, tzinfo=UTC), SHANGHAI, 3) == [
        "11-27 09:00", "11-30 09:00", "12-04 09:00",
    ]  # fmt: skip
    office = CalendarDocument.model_validate(
        {"zone": "Asia/Shanghai", "holidays": "CN", "week": {"mon-fri": ["09:00-18:00"]}}
    )
    friday = datetime(2026, 9, 30, 2, tzinfo=UTC)
    found = next_time(Recurrence("day", time(9)), friday, SHANGHAI, compile_calendar(office))
    assert found == datetime(2026, 10, 8, 1, tzinfo=UTC)  # after the national holidays
