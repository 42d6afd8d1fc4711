"""Relative times in the organization's zone. Weeks start on Monday.

Periods of the calendar: `{this: day}`, `{last: 30, unit: day}`, `{previous: 1, unit: month}`, `{next: 2, unit: week}`.
Windows around now, on the clock of the world: `{after: {hours: -24}, before: {}}`, either side may be missing.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from helpwright.kernel.values import ValueRefused

_UNITS = ("hour", "day", "week", "month", "quarter", "year")
_MOST = 10_000
_SPANS = {"weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60}
_LONGEST_SECONDS = 200 * 366 * 86_400
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def period(value: Any, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Half-open interval of instants. `last: n` ends with the end of the present unit and has n units in it.

    Raises ValueRefused.
    """
    if not isinstance(value, Mapping):
        raise ValueRefused("period_malformed")
    keys = set(value)
    if keys == {"this"} and value["this"] in _UNITS:
        return _units(now, zone, value["this"], 0, 1)
    if keys in ({"last", "unit"}, {"previous", "unit"}, {"next", "unit"}) and value["unit"] in _UNITS:
        word = next(iter(keys - {"unit"}))
        count = value[word]
        if not isinstance(count, int) or isinstance(count, bool) or not 0 < count <= _MOST:
            raise ValueRefused("period_malformed")
        first, last = {"last": (1 - count, 1), "previous": (-count, 0), "next": (1, count + 1)}[word]
        return _units(now, zone, value["unit"], first, last)
    raise ValueRefused("period_malformed")


def window(value: Any, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """Half-open interval of instants of a period or of a window around now; None where a window has no end.

    Raises ValueRefused.
    """
    if not isinstance(value, Mapping) or not value or set(value) - {"after", "before"}:
        return period(value, now, zone)
    ends = [_shifted(value[side], now) if side in value else None for side in ("after", "before")]
    return ends[0], ends[1]


def _shifted(offset: Any, now: datetime) -> datetime:
    if not isinstance(offset, Mapping) or set(offset) - _SPANS.keys():
        raise ValueRefused("period_malformed")
    if any(not isinstance(each, int) or isinstance(each, bool) for each in offset.values()):
        raise ValueRefused("period_malformed")
    seconds = sum(_SPANS[unit] * number for unit, number in offset.items())
    if abs(seconds) > _LONGEST_SECONDS:
        raise ValueRefused("period_malformed")
    try:
        return now.astimezone(UTC) + timedelta(seconds=seconds)
    except OverflowError as error:
        raise ValueRefused("period_malformed") from error


def _units(now: datetime, zone: ZoneInfo, unit: str, first: int, last: int) -> tuple[datetime, datetime]:
    try:
        return _start(now, zone, unit, first), _start(now, zone, unit, last)
    except (OverflowError, ValueError) as error:
        raise ValueRefused("period_malformed") from error


def _start(now: datetime, zone: ZoneInfo, unit: str, offset: int) -> datetime:
    """Start of the unit `offset` units from the present one."""
    local = now.astimezone(zone)
    if unit == "hour":
        # Hours go by on the clock of the world: the zone's own may skip or repeat one.
        return local.replace(minute=0, second=0, microsecond=0).astimezone(UTC) + timedelta(hours=offset)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if unit == "day":
        return midnight + timedelta(days=offset)
    if unit == "week":
        return midnight + timedelta(days=7 * offset - midnight.weekday())
    size = _MONTHS[unit]
    month = (midnight.year * 12 + midnight.month - 1) // size * size + size * offset
    return midnight.replace(year=month // 12, month=month % 12 + 1, day=1)
