"""The data folder: ours, writable, closed to others."""

import asyncio
import os
import stat
from pathlib import Path

from helpwright.entry.doctor.kind import Check, Finding, Scene

_OTHERS = stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH
_CLOSED = frozenset({"not_writable", "read_only"})


def judge(folder: Path) -> Finding:
    """How the account that asks stands with it."""
    about = {"folder": str(folder)}
    try:
        state = folder.stat()
        read_only = bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except PermissionError:  # a folder on the way to it
        return Finding("bad", "not_writable", about)
    except OSError as error:
        return Finding("bad", "missing", {**about, "reason": error.strerror or str(error)})
    if read_only:
        return Finding("bad", "read_only", about)
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding("bad", "not_writable", about)
    if state.st_mode & _OTHERS:
        return Finding("warning", "open", {**about, "mode": f"{stat.S_IMODE(state.st_mode):o}"})
    return Finding("good", "good", about)


def closed(folder: Path) -> bool:
    """Whether what lies in it cannot be told for that reason alone."""
    return judge(folder).code in _CLOSED


async def _look(scene: Scene) -> Finding:
    return await asyncio.to_thread(judge, scene.environment.data_dir)


check = Check(_look, database=False)
