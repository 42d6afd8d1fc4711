"""Which ticket of a grown desk is saved next, and with what: never with what stands there."""

from pathlib import Path
from typing import Final

import orjson

from load.grown import OPEN, urgency_of

_CHOICES: Final = ("normal", "urgent", "critical")
_TEXTS: Final = ("换了固件", "重启", "没有发现问题", "换了电源")
_FAR: Final = 7919
"""So many tickets lie between one that is saved and the next: a prime, so that every one has its turn."""


class Saves:
    """One closed ticket after the other, spread over all of them, each time with another value than it has.

    A save that changes nothing is no save, and cheap. `file` tells how far a desk that is kept has come: a measurement
    that began anew would write, at a small size, what stands there since the last one. It may be empty.
    """

    def __init__(self, size: int, file: Path) -> None:
        self._closed = max(size - 2 * OPEN, 1)
        self._file = file
        begun: dict[str, int] = orjson.loads(file.read_bytes() or b"{}")
        # Texts begin elsewhere, so that they do not find the pages that the choices have just brought near.
        self._turns = {"urgency": 0, "solution": self._closed // 2} | begun

    def next(self, field: str) -> tuple[int, str]:
        """The number of a ticket, and the new value of its `urgency`, a choice with an index, or `solution`, a text."""
        turn = self._turns[field]
        self._turns[field] = turn + 1
        number, lap = 1 + turn * _FAR % self._closed, turn // self._closed + 1
        if field == "solution":
            return number, f"{_TEXTS[turn % len(_TEXTS)]}（{lap}）"
        return number, _CHOICES[(_CHOICES.index(urgency_of(number)) + lap) % len(_CHOICES)]

    def keep(self) -> None:
        """Let the next measurement of this desk go on from here."""
        self._file.write_bytes(orjson.dumps(self._turns))
