"""When a duration that starts now ends."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from helpwright.kernel.calendar.algebra import CalendarRefusal, WorkingCalendar
from helpwright.kernel.calendar.model import Duration

_WALL_DAY: Final = 86_400.0


def deadline(start: datetime, duration: Duration, calendars: Mapping[str, WorkingCalendar]) -> datetime:
    """The UTC instant at which `duration`, begun at the aware instant `start`, is over.

    `calendars` are those of the app by key.

    Raises:
        CalendarRefusal: `calendar_unknown`, `hours_per_day_missing` (working days on a calendar that does not say
            how long one is), and those of `WorkingCalendar.add`.

    """
    if duration.time == "wall" or duration.calendar is None:
        try:
            return start.astimezone(UTC) + timedelta(seconds=duration.seconds(_WALL_DAY))
        except OverflowError:
            raise CalendarRefusal("instant_out_of_range") from None
    calendar = calendars.get(duration.calendar)
    if calendar is None:
        raise CalendarRefusal("calendar_unknown", calendar=duration.calendar)
    if duration.days is not None and calendar.hours_per_day is None:
        raise CalendarRefusal("hours_per_day_missing", calendar=duration.calendar)
    return calendar.add(start, duration.seconds((calendar.hours_per_day or 0) * 3600))
