"""Time is handed in: a Clock gives aware UTC instants."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Source of the present instant."""

    def now(self) -> datetime:
        """Present instant, aware, UTC."""
        ...


class SystemClock:
    """The machine's clock, moved by an offset, or standing at an instant; only the test clock does either."""

    def __init__(self) -> None:
        self.offset = timedelta(0)
        self.standing: datetime | None = None

    def now(self) -> datetime:
        """Present instant, aware, UTC."""
        return self.standing or datetime.now(UTC) + self.offset


def moved(clock: Clock) -> timedelta:
    """How far a clock is ahead of the machine's own."""
    if not isinstance(clock, SystemClock):
        return timedelta(0)
    return clock.offset if clock.standing is None else clock.standing - datetime.now(UTC)


class FixedClock:
    """A clock that stands still until moved; for tests and simulations."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The instant it stands at."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move forward."""
        self._now += by


def iso(instant: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and `Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
