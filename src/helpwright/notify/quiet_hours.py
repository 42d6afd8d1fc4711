"""Quiet hours 免打扰: when people of the organization are left alone. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

QUIET_WAYS = frozenset({"mail", "sms", "wecom"})
"""Ways that ring somewhere; what is told inside the product waits there anyway."""

_Time = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
_MOST_ROUNDS = 10


class QuietHours(BaseModel):
    """From one time of day until another, across midnight when the end is earlier; never when both are the same."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True)

    start: Annotated[_Time, Field(alias="from")]
    end: Annotated[_Time, Field(alias="to")]

    def ends(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """The end of the quiet hours in which `at` falls, UTC; None outside of them."""
        start, end = time.fromisoformat(self.start), time.fromisoformat(self.end)
        local = at.astimezone(zone)
        clock = local.time().replace(tzinfo=None)
        inside = start <= clock < end if start <= end else clock >= start or clock < end
        if not inside:
            return None
        day = local.date() if clock < end else local.date() + timedelta(days=1)
        ending = datetime.combine(day, end, zone).astimezone(UTC)
        return ending if ending > at else None


def loud_again(at: datetime, quiet: Sequence[QuietHours | None], zone: ZoneInfo) -> datetime | None:
    """The first instant from `at` on that is in nobody's quiet hours; None when `at` is one."""
    moment = at
    for _ in range(_MOST_ROUNDS):
        later = [end for hours in quiet if hours is not None and (end := hours.ends(moment, zone)) is not None]
        if not later:
            break
        moment = max(later)
    return moment if moment > at else None
