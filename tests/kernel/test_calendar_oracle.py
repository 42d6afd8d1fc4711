"""The algebra against a slow reading of the wall clock, minute by minute, with holidays straight from their source."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from holidays import country_holidays
from hypothesis import assume, example, given
from hypothesis import strategies as st

from helpwright.kernel.calendar import CalendarDocument, WorkingCalendar, compile_calendar
from tests.support.laws import law

DAYS: Final = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MINUTE: Final = 60_000_000
MICRO: Final = timedelta(microseconds=1)

# A zone, and instants around which its clocks or its holidays do something unusual.
PLACES: Final = [
    ("America/New_York", "US", ["2026-03-08T07:00", "2026-11-01T06:00", "2026-07-03T12:00", "2027-01-01T02:00"]),
    ("Europe/Berlin", "DE", ["2026-03-29T01:00", "2026-10-25T01:00", "2026-05-01T00:00"]),
    ("Australia/Lord_Howe", None, ["2026-04-04T15:00", "2026-10-03T15:30"]),
    ("Asia/Shanghai", "CN", ["2026-01-02T00:00", "2026-02-14T00:00", "2026-02-27T12:00", "2026-05-08T00:00"]),
    ("Asia/Shanghai", "CN", ["2026-09-20T00:00", "2026-10-09T00:00", "2025-12-31T16:00", "2026-09-25T00:00"]),
    ("Africa/Cairo", None, ["2026-04-23T22:00", "2026-10-29T21:00"]),
    ("Asia/Kolkata", "IN", ["2026-01-26T00:00"]),
    ("Pacific/Apia", None, ["2011-12-30T10:00"]),
    ("UTC", None, ["2027-01-01T00:00"]),
]


@cache
def source(country: str | None) -> tuple[set[date], dict[date, int]]:
    """Days off, and working days at weekends with the weekday they stand in for, by the names of the days off."""
    if country is None:
        return set(), {}
    days = country_holidays(country, years=range(2010, 2030), language="en_US")
    like: dict[date, int] = {}
    for day, name in days.items():
        for month, number, year in re.findall(r"substituted from (\d\d)/(\d\d)/(\d{4})", name):
            like[date(int(year), int(month), int(number))] = day.weekday()
    assert {day for day in days.weekend_workdays if day.year >= 2010} <= like.keys()
    return set(days), like


class Oracle:
    """Knows only how to read a clock on the wall and a list of hours."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.zone = ZoneInfo(document["zone"])
        self.week: list[list[str]] = [document["week"].get(day, []) for day in DAYS]
        self.overrides: dict[str, Any] = document.get("overrides", {})
        self.off, self.like = source(document.get("holidays"))

    def hours(self, day: date) -> list[str]:
        special = self.overrides.get(day.isoformat())
        if isinstance(special, list):
            return list(special)
        if special == "closed":
            return []
        if special is not None:
            return self.week[DAYS.index(special)]
        if day in self.like and day.weekday() >= 5:
            return self.week[self.like[day]]
        return [] if day in self.off else self.week[day.weekday()]

    def open(self, instant: datetime) -> bool:
        reading = instant.astimezone(self.zone)
        today = reading.date()
        clock = reading.strftime("%H:%M")
        for text in self.hours(today):
            start, end = text.split("-")
            if start <= clock and (clock < end or end <= start):
                return True
        for text in self.hours(today - timedelta(days=1)):
            start, end = text.split("-")
            if end < start and clock < end:
                return True
        return False

    def between(self, a: datetime, b: datetime) -> float:
        """For ``a <= b``: the open part of every minute, in seconds."""
        worked = 0
        at = a
        while at < b:
            end = min(at.replace(second=0, microsecond=0) + timedelta(minutes=1), b)
            worked += (end - at) // MICRO if self.open(at) else 0
            at = end
        return worked / 1_000_000

    def add(self, start: datetime, seconds: float, limit: datetime) -> datetime | None:
        """For ``seconds > 0``: the end of the minute, or the place in it, where they are used up."""
        left = timedelta(seconds=seconds)
        at = start
        while at < limit:
            end = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
            if self.open(at):
                if left <= end - at:
                    return at + left
                left -= end - at
            at = end
        return None


def written(minute: int) -> str:
    return f"{minute % 1440 // 60:02}:{minute % 60:02}"


def week_minutes() -> st.SearchStrategy[int]:
    sunday_night = st.integers(5 * 1440 + 1380, 6 * 1440 + 300)
    return st.one_of(st.integers(0, 7 * 1440 - 1), sunday_night, sunday_night.map(lambda m: m // 15 * 15))


@st.composite
def weeks(draw: st.DrawFn) -> dict[str, list[str]]:
    """Weeks of hours that never overlap, some of them across midnight."""
    marks = sorted(draw(st.lists(week_minutes(), min_size=2, max_size=24, unique=True)))
    step = draw(st.sampled_from([1, 2]))  # with 1 the hours touch one another
    week: dict[str, list[str]] = {}
    for a, b in list(pairwise(marks))[::step]:
        if b - a < 1440:
            week.setdefault(DAYS[a // 1440], []).append(f"{written(a)}-{written(b)}")
    assume(week)
    return week


@st.composite
def overrides(draw: st.DrawFn, around: date) -> dict[str, Any]:
    hours = st.sampled_from([["00:00-24:00"], ["20:00-04:00"], ["01:30-02:15", "23:00-23:30"], []])
    days = st.integers(-3, 3).map(lambda n: (around + timedelta(days=n)).isoformat())
    return draw(st.dictionaries(days, st.one_of(st.just("closed"), st.sampled_from(DAYS), hours), max_size=3))


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], datetime]:
    """A calendar document, and an instant near something unusual in its place."""
    zone, country, centers = draw(st.sampled_from(PLACES))
    center = datetime.fromisoformat(draw(st.sampled_from(centers))).replace(tzinfo=UTC)
    document: dict[str, Any] = {"zone": zone, "week": draw(weeks()), "overrides": draw(overrides(center.date()))}
    if country is not None and draw(st.booleans()):
        document["holidays"] = country
    offset = draw(st.one_of(st.integers(-180, 180).map(lambda m: m * 60 * 10**6), st.integers(-2 * 10**11, 2 * 10**11)))
    return document, center + timedelta(microseconds=offset)


def compiled(document: dict[str, Any]) -> WorkingCalendar:
    return compile_calendar(CalendarDocument.model_validate(document))


OFFICE: Final = {"mon": ["09:00-12:00", "13:30-18:00"], "tue": ["22:00-06:00"], "fri": ["09:00-18:00"]}


@law(100)
@given(cases(), st.integers(0, 3 * 86_400 * 10**6))
@example(
    ({"zone": "Asia/Shanghai", "holidays": "CN", "week": OFFICE}, datetime(2026, 2, 13, 9, tzinfo=UTC)), 86_400 * 10**6
)
def test_between_counts_what_the_wall_clock_counts(case: tuple[dict[str, Any], datetime], micros: int) -> None:
    document, start = case
    end = start + timedelta(microseconds=micros)
    calendar, expected = compiled(document), Oracle(document).between(start, end)
    assert calendar.between(start, end) == expected
    assert calendar.between(end, start) == -expected


@law(100)
@given(cases(), st.one_of(st.integers(1, 40_000), st.floats(0.000001, 30_000)))
def test_add_arrives_when_the_wall_clock_does(case: tuple[dict[str, Any], datetime], seconds: float) -> None:
    document, start = case
    expected = Oracle(document).add(start, seconds, start + timedelta(days=3))
    assume(expected is not None)
    assert compiled(document).add(start, seconds) == expected


@law(100)
@given(cases())
def test_open_and_next_open_read_the_wall_clock(case: tuple[dict[str, Any], datetime]) -> None:
    document, start = case
    calendar, oracle = compiled(document), Oracle(document)
    at = start.replace(second=0, microsecond=0)
    minutes = [at + timedelta(minutes=n) for n in range(24 * 60)]
    truth = [oracle.open(minute) for minute in minutes]
    assert [calendar.is_open(minute) for minute in minutes] == truth
    if any(truth):
        assert calendar.next_open(at) == minutes[truth.index(True)]
