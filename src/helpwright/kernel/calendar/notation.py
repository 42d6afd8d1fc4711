"""How people write opening hours: day keys such as ``mon-fri``, hours such as ``"22:00-06:00"``."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from pydantic_core import PydanticCustomError

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES: Final = 24 * 60
WEEK_MINUTES: Final = 7 * DAY_MINUTES

_HOURS: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})")


class Hours(NamedTuple):
    """Half-open opening hours of one day, in minutes of the wall clock after that day's midnight.

    ``0 <= start < 1440`` and ``start < end <= start + 1439`` or ``end == 1440``; hours across midnight
    end after 1440 and belong to the day they start on.
    """

    start: int
    end: int


Week = tuple[tuple[Hours, ...], ...]
"""Seven days from Monday; the hours of each in order, neither overlapping nor touching."""


def parse_hours(text: str) -> Hours:
    """``"09:00-12:00"``, ``"22:00-06:00"`` (across midnight), ``"00:00-24:00"`` (the whole day).

    Raises:
        PydanticCustomError: `hours_malformed`; `hours_empty` when start and end are the same time.

    """
    match = _HOURS.fullmatch(text)
    if match is None:
        raise PydanticCustomError("hours_malformed", "hours are written like 09:00-18:00, not {hours}", {"hours": text})
    from_hour, from_minute, to_hour, to_minute = (int(part) for part in match.groups())
    start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if max(from_minute, to_minute) >= 60 or start >= DAY_MINUTES or end > DAY_MINUTES:  # noqa: PLR2004 -- minutes
        raise PydanticCustomError("hours_malformed", "there is no such time of day in {hours}", {"hours": text})
    if start == end:
        raise PydanticCustomError(
            "hours_empty", "{hours} is empty; the whole day is written 00:00-24:00", {"hours": text}
        )
    return Hours(start, end if end > start else end + DAY_MINUTES)


def parse_days(key: str) -> tuple[int, ...]:
    """Weekdays (Monday 0) of a key: ``mon``, ``mon-fri``, ``sat,sun``, ``fri-mon`` (over the week's end).

    Raises:
        PydanticCustomError: `days_malformed`; `day_twice` when a day is named twice.

    """
    days: list[int] = []
    for part in key.split(","):
        first, dash, last = part.strip().partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise PydanticCustomError("days_malformed", "days are written like mon, mon-fri, sat,sun", {"days": key})
        start = DAYS.index(first)
        days += [(start + i) % 7 for i in range((DAYS.index(last or first) - start) % 7 + 1)]
    if len(set(days)) < len(days):
        raise PydanticCustomError("day_twice", "{days} names a day twice", {"days": key})
    return tuple(days)


def parse_week(week: Mapping[str, Sequence[str]]) -> Week:
    """The hours of each weekday; days that no key names are closed.

    Raises:
        PydanticCustomError: those of `parse_days` and `parse_hours`; `day_twice`; `hours_overlap`, also
            for hours that run into those of the next day.

    """
    found: dict[int, tuple[Hours, ...]] = {}
    for key, texts in week.items():
        hours = parse_day(texts)
        for day in parse_days(key):
            if day in found:
                raise PydanticCustomError("day_twice", "{day} is named by two keys", {"day": DAYS[day]})
            found[day] = hours
    placed = sorted(
        (day * DAY_MINUTES + h.start, day * DAY_MINUTES + h.end) for day, all_ in found.items() for h in all_
    )
    if placed:
        first = placed[0]
        placed.append((first[0] + WEEK_MINUTES, first[1] + WEEK_MINUTES))
    for (_, end), (start, _) in pairwise(placed):
        if start < end:
            late = DAYS[start // DAY_MINUTES % 7]
            raise PydanticCustomError("hours_overlap", "the hours of {day} overlap those before", {"day": late})
    return tuple(found.get(day, ()) for day in range(7))


def parse_day(texts: Iterable[str]) -> tuple[Hours, ...]:
    """The hours of one day in order; touching ones are joined.

    Raises:
        PydanticCustomError: those of `parse_hours`; `hours_overlap` with the second of the two.

    """
    joined: list[Hours] = []
    for hours in sorted(parse_hours(text) for text in texts):
        if joined and hours.start < joined[-1].end:
            raise PydanticCustomError("hours_overlap", "{hours} overlaps the hours before", {"hours": write(hours)})
        if joined and hours.start == joined[-1].end:
            joined[-1] = Hours(joined[-1].start, hours.end)
        else:
            joined.append(hours)
    return tuple(joined)


def write(hours: Hours) -> str:
    """The text that `parse_hours` reads."""
    end = hours.end if hours.end <= DAY_MINUTES else hours.end - DAY_MINUTES
    return f"{hours.start // 60:02}:{hours.start % 60:02}-{end // 60:02}:{end % 60:02}"
