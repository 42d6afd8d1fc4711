"""The secret key: there, and read by us alone."""

import stat

from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.platform.secret_key import key_file

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


async def _look(scene: Scene) -> Finding:
    file = key_file(scene.environment.data_dir, scene.environment.secret_key_file)
    about = {"file": str(file)}
    try:
        mode = file.stat().st_mode
    except PermissionError:
        return Finding("note", "not_seen", about)
    except OSError as error:
        return Finding("bad", "missing", {**about, "reason": error.strerror or str(error)})
    if mode & _OTHERS:
        return Finding("bad", "open", {**about, "mode": f"{stat.S_IMODE(mode):o}"})
    return Finding("good", "good", about)


check = Check(_look, database=False)
