"""From the document to the calendar that computes."""

from collections.abc import Callable
from types import MappingProxyType
from zoneinfo import ZoneInfo

from helpwright.kernel.calendar.algebra import WorkingCalendar
from helpwright.kernel.calendar.holidays import HolidayTable, load_holidays
from helpwright.kernel.calendar.model import CLOSED, CalendarDocument
from helpwright.kernel.calendar.notation import DAYS, Hours, Week, parse_day, parse_week


def compile_calendar(
    document: CalendarDocument, *, holidays_of: Callable[[str], HolidayTable] = load_holidays
) -> WorkingCalendar:
    """The calendar of a valid document; `holidays_of` answers for a country such as ``CN``.

    Reads the country's holidays once; nothing is read later.
    """
    week = parse_week(document.week)
    return WorkingCalendar(
        zone=ZoneInfo(document.zone),
        week=week,
        holidays=None if document.holidays is None else holidays_of(document.holidays),
        overrides=MappingProxyType({day: _override(value, week) for day, value in document.overrides.items()}),
        hours_per_day=document.hours_per_day,
    )


def _override(value: str | list[str], week: Week) -> tuple[Hours, ...]:
    if isinstance(value, list):
        return parse_day(value)
    return () if value == CLOSED else week[DAYS.index(value)]
