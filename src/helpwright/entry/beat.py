"""The beat of a child: it writes a few bytes from its event loop (`beating.py`), and its parent sees that it moves.

A stopped or hanging process keeps its sockets and connections open and looks alive to the kernel. Memory that both
share needs neither the database nor the network, and what a stopped child did not write cannot queue up. Standard
library only: the supervisor uses it.
"""

import os
from typing import Final

from helpwright.platform.processes import Effort

FILE: Final = "HELPWRIGHT_BEAT"
"""The setting that tells a child the number of the inherited file."""

LOOK_SECONDS: Final = 5.0
"""How often who watches should look."""

PATIENCE_SECONDS: Final = 30.0
"""A child that has not moved for so long is ended: whatever it was asked has long been given up by who asked."""

SILENT_SECONDS: Final = 15.0
"""Whoever has not been heard of for so long is told to people."""

SIZE: Final = 8
"""Bytes of a beat; no two are equal."""


class Beat:
    """What the parent has seen of one child."""

    def __init__(self) -> None:
        self.file = os.memfd_create("beat")
        self._seen = b""
        self._looked = 0.0
        self._silence = 0.0
        self._effort = 0.0

    @property
    def heard(self) -> bool:
        """Whether the child has beaten at all."""
        return bool(os.pread(self.file, SIZE, 0))

    def silence(self, now: float, made: Effort, longest_step: float = 2 * LOOK_SECONDS) -> float:
        """For how many seconds the child has not moved while we looked; 0 before its first beat.

        `now` is monotonic. Between two looks `longest_step` counts at most: a parent that was stopped itself, or whose
        machine was, finds every child silent and must not blame them. Of a child that computes, or waits for a
        processor, the seconds count that it has had: on a crowded machine one is silent for long without hanging.
        """
        seen, used = os.pread(self.file, SIZE, 0), made.seconds - self._effort
        if seen != self._seen or not seen:
            self._seen, self._silence = seen, 0.0
        else:
            self._silence += used if made.wanting or used > 0 else min(now - self._looked, longest_step)
        self._looked, self._effort = now, made.seconds
        return self._silence

    def close(self) -> None:
        """The child has ended."""
        os.close(self.file)
