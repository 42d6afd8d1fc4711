"""Working time: when a place is open, and the algebra of durations on it.

An administrator writes a `CalendarDocument`; `compile_calendar` makes of it an immutable `WorkingCalendar` that
adds, measures and answers "is it open"; `deadline` does it for a `Duration` as forms and flows write it.
Hours, holidays and 调休 are read on the wall clock of the calendar's zone; durations are real elapsed seconds.
"""

from helpwright.kernel.calendar.algebra import CalendarRefusal, WorkingCalendar
from helpwright.kernel.calendar.compile import compile_calendar
from helpwright.kernel.calendar.deadline import deadline
from helpwright.kernel.calendar.holidays import HolidayTable, UnknownRegionError, load_holidays
from helpwright.kernel.calendar.model import CalendarDocument, Duration
from helpwright.kernel.calendar.notation import parse_days

__all__ = [
    "CalendarDocument",
    "CalendarRefusal",
    "Duration",
    "HolidayTable",
    "UnknownRegionError",
    "WorkingCalendar",
    "compile_calendar",
    "deadline",
    "load_holidays",
    "parse_days",
]
