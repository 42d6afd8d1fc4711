"""Where tests put the folders of real servers."""

import os
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108  -- only used with names made by tempfile or random run names
_ENOUGH_BYTES = 2 * 1024**3


def scratch_base() -> Path:
    """Memory where there is plenty of it and programs may run from it, else the usual place for temporary files."""
    try:
        state = os.statvfs(_MEMORY)
    except OSError:
        return Path(tempfile.gettempdir())
    roomy = state.f_bavail * state.f_frsize >= _ENOUGH_BYTES and not state.f_flag & (os.ST_NOEXEC | os.ST_RDONLY)
    return _MEMORY if roomy and os.access(_MEMORY, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())
