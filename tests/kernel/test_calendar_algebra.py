"""Working time by example: the running example's office, holidays, nights and clock changes, and the limits."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from helpwright.kernel.calendar import (
    CalendarDocument,
    CalendarRefusal,
    Duration,
    HolidayTable,
    WorkingCalendar,
    compile_calendar,
    deadline,
)
from helpwright.kernel.calendar.openings import offset_spans

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
NEW_YORK: Final = ZoneInfo("America/New_York")
HOUR: Final = 3600
OFFICE: Final = {"zone": "Asia/Shanghai", "holidays": "CN", "week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}}


def calendar(**document: Any) -> WorkingCalendar:
    return compile_calendar(CalendarDocument.model_validate({**OFFICE, **document}))


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23T09:00", 16, "2026-11-25T10:00"),  # two days of 7.5 h and one hour
        ("2026-11-23T11:00", 2, "2026-11-23T14:30"),  # over noon
        ("2026-11-23T11:00", 1, "2026-11-23T12:00"),  # ends with the opening, not after the break
        ("2026-11-23T12:30", 1, "2026-11-23T14:30"),  # begins in the break
        ("2026-11-27T17:00", 2, "2026-11-30T10:00"),  # over the weekend
        ("2026-11-28T03:00", 7.5, "2026-11-30T18:00"),  # begins on Saturday
        ("2026-02-13T17:00", 16, "2026-02-24T18:00"),  # Saturday 14 February works, then nine days off
        ("2026-09-30T17:00", 2, "2026-10-08T10:00"),  # National Day
        ("2026-10-09T17:00", 2, "2026-10-10T10:00"),  # Saturday 10 October works
        ("2025-12-31T17:30", 1, "2026-01-04T09:30"),  # over New Year; Sunday 4 January works
        ("2026-12-31T17:00", 1, "2026-12-31T18:00"),  # ends with the year
    ],
)
def test_the_office_of_the_running_example(start: str, hours: float, end: str) -> None:
    office = calendar()
    due = office.add(shanghai(start), hours * HOUR)
    assert due.astimezone(SHANGHAI) == shanghai(end)
    assert due.tzinfo is UTC
    assert office.between(shanghai(start), due) == hours * HOUR


def test_zero_returns_the_start_even_when_closed() -> None:
    start = shanghai("2026-11-28T03:00:00.000007")
    assert calendar().add(start, 0) == start


def test_a_negative_duration_goes_back_to_the_latest_start() -> None:
    assert calendar().add(shanghai("2026-11-30T10:00"), -HOUR) == shanghai("2026-11-30T09:00")
    assert calendar().add(shanghai("2026-11-30T10:00"), -2 * HOUR) == shanghai("2026-11-27T17:00")


def test_going_back_may_end_with_the_first_opening_of_a_year() -> None:
    assert calendar().add(shanghai("2026-01-04T09:30"), -HOUR / 2) == shanghai("2026-01-04T09:00")
    assert calendar().add(shanghai("2026-01-04T09:30"), -HOUR) == shanghai("2025-12-31T17:30")


def test_openings_are_half_open() -> None:
    office = calendar()
    assert office.is_open(shanghai("2026-11-23T09:00"))
    assert not office.is_open(shanghai("2026-11-23T12:00"))
    assert office.is_open(shanghai("2026-11-23T11:59:59.999999"))
    assert office.next_open(shanghai("2026-11-23T12:00")) == shanghai("2026-11-23T13:30")
    assert office.next_open(shanghai("2026-11-23T10:00")) == shanghai("2026-11-23T10:00")


def test_an_adjusted_working_day_works_like_the_day_off_it_makes_up_for() -> None:
    # Sunday 20 September 2026 makes up for Tuesday 6 October.
    shop = calendar(week={"mon": ["09:00-10:00"], "tue": ["10:00-11:00"], "wed-fri": ["11:00-12:00"]})
    assert shop.between(shanghai("2026-09-20T00:00"), shanghai("2026-09-20T10:00")) == 0
    assert shop.next_open(shanghai("2026-09-20T00:00")) == shanghai("2026-09-20T10:00")


def test_overrides_come_before_holidays_and_week() -> None:
    office = calendar(
        overrides={"2026-02-14": "closed", "2026-02-17": ["10:00-11:00"], "2026-02-18": "mon", date(2026, 11, 23): []}
    )
    day = timedelta(days=1)
    worked = {
        text: office.between(shanghai(text), shanghai(text) + day) / HOUR
        for text in ("2026-02-14", "2026-02-17", "2026-02-18", "2026-02-19", "2026-11-23", "2026-11-24")
    }
    assert worked == {
        "2026-02-14": 0,
        "2026-02-17": 1,
        "2026-02-18": 7.5,
        "2026-02-19": 0,
        "2026-11-23": 0,
        "2026-11-24": 7.5,
    }


def test_a_night_belongs_to_the_day_it_starts_on() -> None:
    # Friday 1 May 2026 is a holiday: Thursday's night runs into it, its own night does not take place.
    night = calendar(week={"mon-sun": ["22:00-06:00"]})
    assert night.is_open(shanghai("2026-05-01T05:59"))
    assert not night.is_open(shanghai("2026-05-01T22:00"))
    assert not night.is_open(shanghai("2026-05-02T05:59"))


def test_an_override_may_run_into_the_night_before() -> None:
    night = calendar(week={"mon-sun": ["22:00-06:00"]}, overrides={"2026-11-24": ["05:00-07:00"]})
    assert night.between(shanghai("2026-11-23T22:00"), shanghai("2026-11-24T22:00")) == 9 * HOUR
    within = calendar(week={"mon-sun": ["22:00-06:00"]}, overrides={"2026-11-24": ["02:00-03:00"]})
    assert within.between(shanghai("2026-11-23T22:00"), shanghai("2026-11-24T22:00")) == 8 * HOUR


@pytest.mark.parametrize(
    "zone", ["Pacific/Kiritimati", "Asia/Shanghai", "UTC", "America/New_York", "Pacific/Pago_Pago"]
)
def test_nights_run_through_new_year_in_every_zone(zone: str) -> None:
    night = calendar(zone=zone, holidays=None, week={"mon-sun": ["22:00-06:00"]})
    start = datetime(2026, 12, 29, 12, tzinfo=ZoneInfo(zone))
    for days in range(1, 7):
        assert night.between(start, start + timedelta(days=days)) == days * 8 * HOUR
        assert night.add(start, days * 8 * HOUR) == start + timedelta(days=days - 1, hours=18)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-07", 7), ("2026-10-31", 9), ("2026-06-06", 8)])
def test_a_night_in_which_the_clocks_change_has_its_real_length(day: str, hours: int) -> None:
    night = calendar(zone="America/New_York", holidays=None, week={"sat": ["22:00-06:00"]})
    start = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=NEW_YORK)
    assert night.between(start, start + timedelta(days=1)) == hours * HOUR
    assert night.add(start, hours * HOUR).astimezone(NEW_YORK).hour == 6


def test_a_skipped_hour_is_not_worked_and_a_repeated_hour_is_worked_twice() -> None:
    shop = calendar(zone="America/New_York", holidays=None, week={"sun": ["01:30-02:30"]})
    noon = [datetime(2026, *day, 12, tzinfo=UTC) for day in ((3, 7), (3, 9), (10, 31), (11, 2))]
    assert shop.between(noon[0], noon[1]) == HOUR / 2  # 02:00-03:00 does not exist
    assert shop.between(noon[2], noon[3]) == HOUR * 1.5  # 01:30-02:00 comes twice, then 02:00-02:30
    begins_skipped = calendar(zone="America/New_York", holidays=None, week={"sun": ["02:30-04:00"]})
    assert begins_skipped.next_open(noon[0]).astimezone(NEW_YORK).strftime("%H:%M") == "03:00"


def test_the_fold_of_a_repeated_hour_is_respected() -> None:
    always = calendar(zone="America/New_York", holidays=None, week={"mon-sun": ["00:00-24:00"]})
    first = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)
    assert always.between(first, first.replace(fold=1)) == HOUR


def test_a_calendar_that_never_opens_says_so() -> None:
    past = calendar(week={}, overrides={"2026-01-05": ["09:00-10:00"]})
    after = shanghai("2026-02-01T00:00")
    assert past.between(after, after + timedelta(days=400)) == 0
    assert not past.is_open(after)
    assert code_of(lambda: past.add(after, 1)) == "no_working_time"
    assert code_of(lambda: past.next_open(after)) == "no_working_time"
    assert code_of(lambda: past.add(after - timedelta(days=100), -1)) == "no_working_time"


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(CalendarRefusal) as caught:
        act()
    return caught.value.code


def test_the_look_ahead_is_bounded() -> None:
    office, start = calendar(), shanghai("2026-11-23T09:00")
    assert code_of(lambda: office.add(start, 1e9)) == "working_time_too_far"
    assert code_of(lambda: office.add(start, -(10**20))) == "working_time_too_far"
    assert code_of(lambda: office.between(start, start.replace(year=2200))) == "working_time_too_far"
    assert code_of(lambda: office.is_open(datetime.min.replace(tzinfo=UTC))) == "instant_out_of_range"
    assert code_of(lambda: office.is_open(datetime.max.replace(tzinfo=NEW_YORK))) == "instant_out_of_range"
    assert office.between(start, office.add(start, 6e8)) == 6e8


def test_an_instant_must_be_aware_and_a_duration_a_number() -> None:
    office, naive = calendar(), shanghai("2026-11-23T09:00").replace(tzinfo=None)
    for act in (office.is_open, office.next_open, lambda at: office.add(at, 1), lambda at: office.between(at, at)):
        with pytest.raises(TypeError):
            act(naive)
    with pytest.raises(ValueError, match="finite"):
        office.add(shanghai("2026-11-23T09:00"), float("nan"))


def test_any_zone_of_the_start_gives_the_same_answer() -> None:
    start = shanghai("2026-11-23T11:00")
    assert calendar().add(start.astimezone(NEW_YORK), 2 * HOUR) == calendar().add(start, 2 * HOUR)


def test_holidays_are_handed_in() -> None:
    table = HolidayTable(frozenset({date(2026, 11, 24)}), {date(2026, 11, 28): 1}, 2026)
    office = compile_calendar(CalendarDocument.model_validate(OFFICE), holidays_of={"CN": table}.__getitem__)
    assert office.add(shanghai("2026-11-23T17:00"), 2 * HOUR) == shanghai("2026-11-25T10:00")
    assert office.is_open(shanghai("2026-11-28T09:00"))
    assert office.published_through == 2026


def test_deadlines_of_durations() -> None:
    start = shanghai("2026-11-27T17:00")
    calendars = {"office": calendar(), "long": calendar(hours_per_day=7.5)}

    def due(**duration: Any) -> datetime:
        return deadline(start, Duration.model_validate(duration), calendars)

    assert due(hours=2, time="working", calendar="office") == shanghai("2026-11-30T10:00")
    assert due(hours=2) == shanghai("2026-11-27T19:00")
    assert due(days=7, time="wall") == shanghai("2026-12-04T17:00")
    assert due(days=1, minutes=30) == shanghai("2026-11-28T17:30")
    assert due(days=2, time="working", calendar="long") == shanghai("2026-12-01T17:00")
    assert due(hours=2).tzinfo is UTC
    assert code_of(lambda: due(days=1, time="working", calendar="office")) == "hours_per_day_missing"
    assert code_of(lambda: due(hours=1, time="working", calendar="other")) == "calendar_unknown"
    assert code_of(lambda: deadline(datetime.max.replace(tzinfo=UTC), Duration(days=1), {})) == "instant_out_of_range"


def test_a_wall_day_is_24_hours_over_a_clock_change() -> None:
    start = datetime(2026, 3, 7, 12, tzinfo=NEW_YORK)
    assert deadline(start, Duration(days=1), {}).astimezone(NEW_YORK).hour == 13


@pytest.mark.parametrize("year", [2000, 2011, 2026, 2040])
def test_the_offsets_of_a_year_are_those_of_the_zone(year: int) -> None:
    start, end = (int(datetime(y, 1, 1, tzinfo=UTC).timestamp()) for y in (year, year + 1))
    for name in resources.files("tzdata").joinpath("zones").read_text("utf-8").split():
        zone = ZoneInfo(name)
        spans = offset_spans(zone, start, end)
        assert [spans[0][0], *(until for _, until, _ in spans)] == [*(since for since, _, _ in spans), end]
        for since, until, offset in spans:
            for at in (since, (since + until) // 2, until - 1):
                assert datetime.fromtimestamp(at, zone).utcoffset() == timedelta(seconds=offset)
        changes = {until for _, until, _ in spans[:-1]}
        hours = range(start, end, 6 * HOUR)
        seen = [datetime.fromtimestamp(at, zone).utcoffset() for at in hours]
        assert sum(a != b for a, b in pairwise(seen)) == len(changes)
