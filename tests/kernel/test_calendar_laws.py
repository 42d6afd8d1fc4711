"""Laws that working time obeys on any calendar, over years."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from helpwright.kernel.calendar import CalendarDocument, WorkingCalendar, compile_calendar
from tests.support.laws import law

OFFICE: Final = {"mon-fri": ["09:00-12:00", "13:30-18:00"]}
CALENDARS: Final = [
    compile_calendar(CalendarDocument.model_validate(document))
    for document in (
        {"zone": "Asia/Shanghai", "holidays": "CN", "week": OFFICE},
        {"zone": "America/New_York", "holidays": "US-CA", "week": {"mon-sun": ["22:00-06:00"]}},
        {"zone": "Europe/Berlin", "holidays": "DE-BY", "week": {"mon-sun": ["00:00-24:00"]}},
        {"zone": "Australia/Lord_Howe", "week": {"sat,sun": ["01:45-02:10", "23:30-01:30"], "wed": ["08:00-08:01"]}},
        {"zone": "Europe/London", "week": {"sun": ["00:30-01:30"]}, "overrides": {"2026-05-05": ["09:00-10:00"]}},
    )
]
FIRST: Final = datetime(2023, 12, 1, tzinfo=UTC)

calendars = st.sampled_from(CALENDARS)
instants = st.integers(0, 4 * 366 * 86_400 * 10**6).map(lambda n: FIRST + timedelta(microseconds=n))
spans = st.one_of(st.integers(0, 4_000_000), st.integers(0, 4_000_000 * 10**6).map(lambda n: n / 10**6))
LAW: Final = law(300)


@LAW
@given(calendars, instants, spans)
def test_what_is_added_is_measured(calendar: WorkingCalendar, start: datetime, seconds: float) -> None:
    assert calendar.between(start, calendar.add(start, seconds)) == seconds
    assert calendar.between(start, calendar.add(start, -seconds)) == -seconds


@LAW
@given(calendars, instants, st.integers(0, 2_000_000), st.integers(0, 2_000_000))
def test_adding_twice_is_adding_the_sum(calendar: WorkingCalendar, start: datetime, x: int, y: int) -> None:
    assert calendar.add(calendar.add(start, x), y) == calendar.add(start, x + y)
    assert calendar.add(calendar.add(start, -x), -y) == calendar.add(start, -x - y)


@LAW
@given(calendars, instants, instants, instants)
def test_measures_add_up(calendar: WorkingCalendar, a: datetime, b: datetime, c: datetime) -> None:
    micros = [round(calendar.between(*pair) * 10**6) for pair in ((a, b), (b, c), (a, c))]
    assert micros[0] + micros[1] == micros[2]
    assert calendar.between(a, b) == -calendar.between(b, a)


@LAW
@given(calendars, instants, instants, st.integers(0, 2_000_000), st.integers(1, 1_000_000))
def test_later_starts_and_longer_work_end_later(
    calendar: WorkingCalendar, a: datetime, b: datetime, seconds: int, more: int
) -> None:
    first, second = min(a, b), max(a, b)
    assert calendar.add(first, seconds) <= calendar.add(second, seconds)
    assert calendar.add(first, seconds) < calendar.add(first, seconds + more)
    assert 0 <= calendar.between(first, second) <= (second - first).total_seconds()


@LAW
@given(calendars, instants, st.integers(1, 4_000_000))
def test_work_ends_at_the_earliest_and_begins_at_the_latest(
    calendar: WorkingCalendar, start: datetime, seconds: int
) -> None:
    moment = timedelta(microseconds=1)
    assert calendar.is_open(calendar.add(start, seconds) - moment)
    assert calendar.is_open(calendar.add(start, -seconds))


@LAW
@given(calendars, instants)
def test_the_next_opening_is_the_first(calendar: WorkingCalendar, at: datetime) -> None:
    opening = calendar.next_open(at)
    assert opening >= at
    assert calendar.is_open(opening)
    assert calendar.between(at, opening) == 0
    assert calendar.is_open(at) == (opening == at)
