"""Ways whose other side does not answer: one attempt at a time finds out whether it does again.

An attempt at a server that hangs takes up to a minute. Were every message to try for itself, they would take all the
places of a worker, and keep messages of other ways waiting.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

PAUSE: Final = timedelta(seconds=30)


@dataclass(slots=True)
class _Silent:
    reason: str
    until: datetime
    asked: bool = False


class Silence:
    """What this process has found out about each way."""

    def __init__(self) -> None:
        self._silent: dict[str, _Silent] = {}

    def reason(self, via: str, now: datetime) -> str | None:
        """Why there is no use in trying now; None when one may.

        An end that lies further ahead than a pause is long was noted before the clock was set back.
        """
        known = self._silent.get(via)
        if known is None or (not now < known.until <= now + PAUSE and not known.asked):
            return None
        return known.reason

    @contextmanager
    def asking(self, via: str) -> Iterator[None]:
        """An attempt is under way; of a silent way it is the only one."""
        known = self._silent.get(via)
        if known is not None:
            known.asked = True
        try:
            yield
        finally:
            if known is not None:
                known.asked = False

    def heard(self, via: str) -> None:
        """The other side has answered, whatever it said."""
        self._silent.pop(via, None)

    def silent(self, via: str, reason: str, now: datetime) -> None:
        """Nobody answered."""
        self._silent[via] = _Silent(reason, now + PAUSE)
