"""How fast a robot may speak. Pure; instants are aware."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpwright.notify.robot_kind import Pace

_MINUTE = timedelta(seconds=61)
"""A little more, as messages do not arrive at the distance at which they leave."""
_SECOND = timedelta(seconds=1.1)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a message may go now; else `until` is when to ask again.

    `sent` is what to remember. When it is `tight`, what waits as well should go in the same message.
    """

    until: datetime | None
    sent: Sequence[datetime]
    tight: bool


def turn(pace: Pace, sent: Sequence[datetime], closed_until: datetime | None, now: datetime) -> Turn:
    """The next turn of a robot that has sent at these instants; never more than `pace` in any window.

    What lies further ahead than it can was noted before the clock was set back, and counts no more.
    """
    recent = [each for each in sorted(sent) if abs(now - each) < _MINUTE]
    lately = [each for each in recent if now - each < _SECOND]
    tight = len(recent) >= pace.per_minute // 2 or (pace.per_second is not None and len(lately) >= pace.per_second // 2)
    waits: list[datetime] = []
    if closed_until is not None and now < closed_until < now + pace.pause + _MINUTE:
        waits.append(closed_until)
    if len(recent) >= pace.per_minute:
        waits.append(recent[-pace.per_minute] + _MINUTE)
    if pace.per_second is not None and len(lately) >= pace.per_second:
        waits.append(lately[-pace.per_second] + _SECOND)
    if waits:
        return Turn(max(waits), recent, tight=True)
    return Turn(None, [*recent, now], tight)
