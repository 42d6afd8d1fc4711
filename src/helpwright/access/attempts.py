"""How often a sign-in may fail before the next try has to wait. Pure.

Failures leak away with time. Beyond the free ones each failure doubles the wait: 30 s, 1 min, … up to 15 min.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)
_DOUBLINGS = 5


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` failures cost no wait; one failure is forgotten every `leak`."""

    free: int
    leak: timedelta


OF_LOGIN = Limit(free=5, leak=timedelta(minutes=10))
# Many people share one address behind an office router.
OF_ADDRESS = Limit(free=50, leak=timedelta(minutes=1))
# Mails with a link for a forgotten password: each costs its receiver a look.
OF_FORGETTING = Limit(free=3, leak=timedelta(hours=1))
OF_FORGETTING_ADDRESS = Limit(free=20, leak=timedelta(minutes=5))


def seconds_to_wait(limit: Limit, failures: int, last_at: datetime, now: datetime) -> int:
    """Whole seconds until the next try is allowed; 0 when it is allowed now."""
    if failures < limit.free:
        return 0
    doublings = min(failures - limit.free, _DOUBLINGS)
    wait = min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)
    return max(0, ceil((last_at + wait - now).total_seconds()))


def counted(limit: Limit, failures: int, last_at: datetime, now: datetime) -> int:
    """The number of failures with one more, after what has leaked away since the last."""
    leaked = max(0, (now - last_at) // limit.leak)
    return max(0, failures - leaked) + 1
