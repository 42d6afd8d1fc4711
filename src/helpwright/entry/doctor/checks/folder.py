"""The data folder: ours, writable, closed to others."""

import os
import stat

from helpwright.entry.doctor.kind import Check, Finding, Scene

_OTHERS = stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH


async def _look(scene: Scene) -> Finding:
    folder = scene.environment.data_dir
    about = {"folder": str(folder)}
    try:
        state = folder.stat()
    except OSError as error:
        return Finding("bad", "missing", {**about, "reason": error.strerror or str(error)})
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding("bad", "not_writable", about)
    if state.st_mode & _OTHERS:
        return Finding("warning", "open", {**about, "mode": f"{stat.S_IMODE(state.st_mode):o}"})
    return Finding("good", "good", about)


check = Check(_look, database=False)
