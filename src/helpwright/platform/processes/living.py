"""What /proc says about living processes. A pid alone proves nothing: pids are reused."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


def living_in(folder: Path, name: str) -> frozenset[int]:
    """Pids of living processes called `name` whose working folder is `folder`.

    Zombies have no working folder and do not count. Processes of other accounts are seen by root only.
    """
    try:
        wanted = folder.stat()
    except OSError:
        return frozenset()
    found = set()
    for entry in _PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if (entry / "comm").read_text(errors="replace").rstrip("\n") != name:
                continue
            here = (entry / "cwd").stat()
        except OSError:
            continue
        if (here.st_dev, here.st_ino) == (wanted.st_dev, wanted.st_ino):
            found.add(int(entry.name))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Effort:
    """Whether a process runs or waits for a processor, and the seconds of processors it has had."""

    wanting: bool
    seconds: float


def effort(pid: int) -> Effort:
    """Of a process that lives, or has ended and was not waited for yet; one that is gone has made none."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return Effort(wanting=False, seconds=0.0)
    return Effort(fields[0] == "R", (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.01) -> bool:
    """Ask `condition` every `pause` seconds until it holds; False when `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
    return True
