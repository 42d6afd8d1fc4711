"""Starting a child whose life is bound to ours, and ending children in order."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO

from helpwright.platform.processes.account import Account

_BOUND_EXEC = Path(__file__).parent / "bound_exec.py"
_KILL_SECONDS = 5.0
Child = subprocess.Popen[bytes]


class Apart(Enum):
    """How far a child stands apart from signals sent to our process group."""

    GROUP = "group"
    SESSION = "session"


def start_child(  # noqa: PLR0913  -- each is one property of a process
    argv: Sequence[str],
    *,
    death_signal: signal.Signals,
    apart: Apart,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    pass_fds: Sequence[int] = (),
    text_input: str | None = None,
    folder: Path | None = None,
) -> Child:
    """Start `argv`; the kernel sends it `death_signal` when we die, however we die.

    The child reads `text_input` (or nothing) as standard input; `output` takes both its streams, None leaves them ours.
    Raises FileNotFoundError when there is no such program, and RuntimeError outside the main thread, where the death
    signal would come when that thread ends.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("children are started from the main thread")
    program = shutil.which(argv[0])
    if program is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), argv[0])
    bound = [
        *(sys.executable, "-I", "-S", str(_BOUND_EXEC)),
        *(str(os.getpid()), str(int(death_signal)), account.encoded() if account else "-"),
        *(str(Path(program).absolute()), *argv[1:]),
    ]
    source = _input(text_input)
    try:
        return subprocess.Popen(
            bound,
            stdin=source,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            env=None if environment is None else dict(environment),
            pass_fds=tuple(pass_fds),
            cwd=folder,
            start_new_session=apart is Apart.SESSION,
            process_group=0 if apart is Apart.GROUP else None,
        )
    finally:
        os.close(source)


def _input(text: str | None) -> int:
    if text is None:
        return os.open(os.devnull, os.O_RDONLY)
    memory = os.memfd_create("input")
    os.write(memory, text.encode())
    os.lseek(memory, 0, os.SEEK_SET)
    return memory


@dataclass(frozen=True, slots=True)
class Ending:
    """One step of ending: send `signal`, wait at most `seconds`."""

    signal: signal.Signals
    seconds: float


def end_in_order(children: Sequence[Child], endings: Sequence[Ending]) -> bool:
    """End all children at once, step by step; True when no step after the first was needed.

    The steps go to the child alone, the final SIGKILL to its whole group, so that nothing of it stays behind.
    """
    for number, ending in enumerate(endings):
        for child in children:
            if child.poll() is None:
                child.send_signal(ending.signal)
        deadline = time.monotonic() + ending.seconds
        for child in children:
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, deadline - time.monotonic()))
        if all(child.poll() is not None for child in children):
            return number == 0
    for child in children:
        if child.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            with suppress(subprocess.TimeoutExpired):
                child.wait(_KILL_SECONDS)
    return False
