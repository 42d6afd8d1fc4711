"""What /proc says about living processes. A pid alone proves nothing: pids are reused."""

import time
from collections.abc import Callable
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


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.01) -> bool:
    """Ask `condition` every `pause` seconds until it holds; False when `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
    return True
