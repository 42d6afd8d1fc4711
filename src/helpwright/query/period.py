"""Relative periods in the organisation's zone: `{this: day}`, `{last: 30, unit: day}`. Weeks start on Monday."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from helpwright.forms.field_type import ValueRefused

_UNITS = ("hour", "day", "week", "month", "quarter", "year")
_MOST = 10_000
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
