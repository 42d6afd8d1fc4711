"""Processes that the supervisor keeps alive, and the signals it listens to."""

import os
import select
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Self

from helpwright.entry.beat import FILE, Beat
from helpwright.platform.processes import Apart, Child, effort, start_child

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 10.0
_SETTLED_SECONDS = 30.0
_STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Backoff:
    """How long to wait before the next attempt: doubling, begun anew after a settled life. Seconds, monotonic."""

    def __init__(self) -> None:
        self._pause = 0.0

    def after(self, lived: float) -> float:
        """The pause after an attempt that held for `lived` seconds."""
        if lived >= _SETTLED_SECONDS:
            self._pause = 0.0
        self._pause = min(_LONGEST_PAUSE, max(_FIRST_PAUSE, self._pause * 2))
        return self._pause


@dataclass(slots=True)
class Kept:
    """A child that is started again when it ends by itself.

    `niceness` above 0 lets the others go first when there is more work than processors. Who does not beat (`beat.py`)
    is never taken for frozen.
    """

    name: str
    argv: Sequence[str]
    environment: dict[str, str]
    pass_fds: Sequence[int] = ()
    niceness: int = 0
    child: Child | None = None
    ends: int = 0
    _started: float = 0.0
    _due: float = 0.0
    _backoff: Backoff = field(default_factory=Backoff)
    _beat: Beat | None = None

    def tend(self) -> int | None:
        """Notice an end, start when due; the exit status when it just ended, else None."""
        now = time.monotonic()
        if self.child is None:
            if now >= self._due:
                self._start(now)
            return None
        status = self.child.poll()
        if status is None:
            return None
        self.child = None
        if self._beat is not None:
            self._beat.close()
            self._beat = None
        self.ends += 1
        self._due = now + self._backoff.after(now - self._started)
        return int(status)

    @property
    def is_starting(self) -> bool:
        """Whether its first life has not come to its first beat."""
        return self.ends == 0 and (self._beat is None or not self._beat.heard)

    def seconds_until_due(self) -> float | None:
        """When the next start is due; None while it runs."""
        return None if self.child is not None else max(0.0, self._due - time.monotonic())

    def end_if_frozen(self, patience: float) -> bool:
        """Kill a child that has not moved for `patience` seconds; whether it had to be. `tend` starts the next."""
        if self.child is None or self._beat is None:
            return False
        if self._beat.silence(time.monotonic(), effort(self.child.pid)) < patience:
            return False
        with suppress(ProcessLookupError):
            # To the group: what it has started must not go on without it. A stopped process hears nothing else.
            os.killpg(self.child.pid, signal.SIGKILL)
        return True

    def _start(self, now: float) -> None:
        self._started = now
        self._beat = Beat()
        self.child = start_child(
            self.argv,
            death_signal=signal.SIGTERM,
            apart=Apart.GROUP,
            environment={**self.environment, FILE: str(self._beat.file)},
            pass_fds=(*self.pass_fds, self._beat.file),
        )
        if self.niceness:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.child.pid, os.getpriority(os.PRIO_PROCESS, 0) + self.niceness)


class Signals:
    """Wakes the supervisor for signals to stop and for children that ended. Main thread only."""

    def __init__(self) -> None:
        self.stopping = False
        self._before: dict[signal.Signals, object] = {}
        self._read, self._write = -1, -1

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in (*_STOPPING, signal.SIGCHLD):
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue  # started by nohup: outlives the terminal
            self._before[number] = signal.signal(number, self._heard)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        os.close(self._read)
        os.close(self._write)

    def wait(self, seconds: float) -> None:
        """Return at the next signal, at the latest after `seconds`."""
        with suppress(InterruptedError):
            select.select([self._read], [], [], seconds)
        with suppress(BlockingIOError):
            os.read(self._read, 512)

    def _heard(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self.stopping = True
