"""One question to a database without loading a driver: for the small supervisor."""

import os
import shutil
import subprocess

from helpwright.platform.postgres.binaries import find_binaries
from helpwright.platform.postgres.errors import PostgresUnavailable
from helpwright.platform.postgres.tools import without_password

_SECONDS = 15.0


def ask(url: str, statement: str) -> str | None:
    """The first value of the answer as text; None when there is none, or when it could not be asked.

    Takes some 20 ms: it runs `psql`. The password travels in the environment, not on the command line.
    """
    program = _psql()
    if program is None:
        return None
    url, added = without_password(url)
    environment = {**os.environ, **added}
    try:
        run = subprocess.run(
            [program, "-XAtqw", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement],
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    answer = run.stdout.decode(errors="replace").rstrip("\n")
    return answer.split("\n", 1)[0] if run.returncode == 0 and answer else None


def _psql() -> str | None:
    try:
        beside = find_binaries().folder / "psql"
    except PostgresUnavailable:
        return shutil.which("psql")
    return str(beside) if os.access(beside, os.X_OK) else shutil.which("psql")
