"""Working time as an algebra: add to an instant, measure between two, is it open, when does it open."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from helpwright.kernel.calendar.holidays import HolidayTable
from helpwright.kernel.calendar.notation import Hours, Week
from helpwright.kernel.calendar.openings import (
    EPOCH,
    EPOCH_DAY,
    FIRST_YEAR,
    LAST_YEAR,
    MICRO,
    YearOpenings,
    year_openings,
)
from helpwright.kernel.errors import Refusal

HORIZON_YEARS: Final = 100
"""How far an operation looks from where it starts."""
_CACHED_YEARS: Final = 2 * HORIZON_YEARS
_CACHED_ENDS: Final = 64
_DAY_MICROS: Final = 86_400 * MICRO


class CalendarRefusal(Refusal):
    """A calendar cannot answer.

    Codes: `no_working_time` (nothing opens within the horizon), `working_time_too_far` (it opens, but the duration
    does not end within the horizon), `instant_out_of_range` (outside the years 2 to 9998), `calendar_unknown`,
    `hours_per_day_missing`.
    """

    status = 422


@dataclass(frozen=True, slots=True, eq=False)
class WorkingCalendar:
    """An immutable calendar; made by `compile_calendar`.

    Openings are half-open: at 18:00 a calendar of 09:00-18:00 is closed. Durations are real elapsed seconds, so a
    night shift in which the clocks go back has an hour more. Instants have microseconds, durations are rounded to
    them. Every operation takes aware instants of any zone and returns UTC; a naive one is a `TypeError`.

    The openings of a year are computed when first needed (about 2 ms) and kept; then an operation is a
    few binary searches, and one addition per whole year in between. The last few ends are kept too.
    """

    zone: ZoneInfo
    week: Week
    holidays: HolidayTable | None = None
    overrides: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    hours_per_day: float | None = None
    _years: dict[int, YearOpenings] = field(default_factory=dict, init=False, repr=False)
    _ends: dict[tuple[int, int], datetime] = field(default_factory=dict, init=False, repr=False)

    def add(self, start: datetime, seconds: float) -> datetime:
        """The earliest instant by which `seconds` of working time have passed since `start`.

        So 18:00 and not the next morning when the duration ends with an opening, and zero returns `start` itself
        even when closed. A negative duration goes back: the latest instant with that much working time before
        `start`. ``between(start, add(start, s)) == s`` for all s.

        Raises:
            CalendarRefusal: `no_working_time`, `working_time_too_far`, `instant_out_of_range`.
            ValueError: `seconds` is not a finite number.

        """
        at = _micros(start)
        if not math.isfinite(seconds):
            raise ValueError("seconds must be finite")
        amount = seconds * MICRO if isinstance(seconds, int) else round(seconds * MICRO)
        # One write asks for the same end several times: for a task, for its timer, for the clock of its case.
        end = self._ends.get((at, amount))
        if end is None:
            end = EPOCH + timedelta(microseconds=self._end(at, amount))
            if len(self._ends) >= _CACHED_ENDS:
                self._ends.clear()
            self._ends[at, amount] = end
        return end

    def between(self, a: datetime, b: datetime) -> float:
        """Working seconds from `a` to `b`; negative when `b` is the earlier.

        Raises:
            CalendarRefusal: `working_time_too_far` when they are more than the horizon apart, `instant_out_of_range`.

        """
        first, last = _micros(a), _micros(b)
        return self._measure(first, last) / MICRO if first <= last else -self._measure(last, first) / MICRO

    def is_open(self, at: datetime) -> bool:
        """Whether work is done at this instant.

        Raises:
            CalendarRefusal: `instant_out_of_range`.

        """
        instant = _micros(at)
        openings = self._openings(_year(instant))
        i = bisect_right(openings.starts, instant) - 1
        return i >= 0 and instant < openings.ends[i]

    def next_open(self, at: datetime) -> datetime:
        """`at` itself when open, else the start of the next opening.

        Raises:
            CalendarRefusal: `no_working_time` when nothing opens within the horizon, `instant_out_of_range`.

        """
        instant = _micros(at)
        first = _year(instant)
        for year in range(first, min(first + HORIZON_YEARS, LAST_YEAR) + 1):
            openings = self._openings(year)
            i = bisect_right(openings.ends, instant)
            if i < len(openings.ends):
                return EPOCH + timedelta(microseconds=max(instant, openings.starts[i]))
        raise CalendarRefusal("no_working_time", years=HORIZON_YEARS)

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """Opening hours that begin on this local date: an override, else 调休, else a holiday, else the week."""
        own = self.overrides.get(day)
        if own is not None:
            return own
        if self.holidays is not None:
            like = self.holidays.workdays.get(day)
            if like is not None:
                return self.week[like]
            if day in self.holidays.holidays:
                return ()
        return self.week[day.weekday()]

    @property
    def published_through(self) -> int | None:
        """The last year whose holidays and adjusted working days are known; None when it follows no country."""
        return None if self.holidays is None else self.holidays.published_through

    def _end(self, at: int, amount: int) -> int:
        if amount > 0:
            return self._later(at, amount)
        return self._earlier(at, -amount) if amount < 0 else at

    def _later(self, at: int, amount: int) -> int:
        first = _year(at)
        target = amount + self._openings(first).worked(at)
        for year in range(first, min(first + HORIZON_YEARS, LAST_YEAR) + 1):
            openings = self._openings(year)
            if target <= openings.total:
                i = bisect_left(openings.after, target)
                return openings.ends[i] - (openings.after[i] - target)
            target -= openings.total
        raise CalendarRefusal("working_time_too_far" if target < amount else "no_working_time", years=HORIZON_YEARS)

    def _earlier(self, at: int, amount: int) -> int:
        first = _year(at)
        openings = self._openings(first)
        target = openings.worked(at) - openings.total - amount
        for year in range(first, max(first - HORIZON_YEARS, FIRST_YEAR) - 1, -1):
            openings = self._openings(year)
            target += openings.total
            if target >= 0:
                i = bisect_right(openings.before, target) - 1
                return openings.starts[i] + (target - openings.before[i])
        raise CalendarRefusal("working_time_too_far" if target > -amount else "no_working_time", years=HORIZON_YEARS)

    def _measure(self, first: int, last: int) -> int:
        first_year, last_year = _year(first), _year(last)
        worked = self._openings(last_year).worked(last) - self._openings(first_year).worked(first)
        if last_year - first_year > HORIZON_YEARS:
            raise CalendarRefusal("working_time_too_far", years=HORIZON_YEARS)
        return worked + sum(self._openings(year).total for year in range(first_year, last_year))

    def _openings(self, year: int) -> YearOpenings:
        openings = self._years.get(year)
        if openings is None:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise CalendarRefusal("instant_out_of_range", year=year)
            openings = year_openings(year, self.zone, self.hours_on)
            if len(self._years) >= _CACHED_YEARS:
                self._years.clear()
            self._years[year] = openings
        return openings


def _micros(at: datetime) -> int:
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * MICRO + since.microseconds


def _year(at: int) -> int:
    try:
        return date.fromordinal(EPOCH_DAY + at // _DAY_MICROS).year
    except ValueError:
        raise CalendarRefusal("instant_out_of_range") from None
