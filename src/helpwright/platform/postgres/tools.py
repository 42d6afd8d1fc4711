"""The programs that write a database into a file and read it again: `pg_dump` and `pg_restore`.

Those beside the server's binaries come first, else any on the machine that is new enough: a `pg_dump` reads servers of
its own major version and of older ones.
"""

import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from helpwright.platform.postgres.binaries import find_binaries, output_of
from helpwright.platform.postgres.errors import PostgresUnavailable, ToolFailed, ToolMissing
from helpwright.platform.processes import Apart, start_child

_INSTALLED: Final = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "usr/local/pgsql/bin", "opt/postgresql*/bin")
_LINES: Final = 12


def find_tool(name: str, major: int) -> Path:
    """The program `name` of at least that major version. Raises ToolMissing."""
    for program in _candidates(name):
        match = re.search(r"\(PostgreSQL\) (\d+)", output_of(str(program), "--version"))
        if match is not None and int(match[1]) >= major:
            return program
    raise ToolMissing(tool=name, major=major)


def run_tool(program: Path, url: str, options: Sequence[str], *, named: bool = True) -> str:
    """Run it on the database; what it said. It ends with us, however we end. Raises ToolFailed.

    The password travels in the environment, not on the command line. Without `named` it is not told the database.
    Main thread only.
    """
    place, environment = without_password(url)
    argv = [str(program), *options, *(("--dbname", place) if named else ())]
    with tempfile.TemporaryFile() as said:
        child = start_child(
            argv,
            death_signal=signal.SIGTERM,
            apart=Apart.GROUP,
            environment={**os.environ, **environment},
            output=said.fileno(),
        )
        try:
            status = child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()
        said.seek(0)
        told = said.read().decode(errors="replace").strip()
    if status != 0:
        raise ToolFailed(tool=program.name, status=status, output="\n".join(told.splitlines()[-_LINES:]))
    return told


def without_password(url: str) -> tuple[str, Mapping[str, str]]:
    """The URL without its password, and the environment that holds it."""
    parts = urlsplit(url)
    environment = {"PGCONNECT_TIMEOUT": "10", "PGCLIENTENCODING": "UTF8"}
    if parts.password is None:
        return url, environment
    account, _, place = parts.netloc.rpartition("@")
    bare = parts._replace(netloc=f"{account.partition(':')[0]}@{place}")
    return urlunsplit(bare), {**environment, "PGPASSWORD": unquote(parts.password)}


def _candidates(name: str) -> Iterator[Path]:
    try:
        beside = find_binaries().folder / name
    except PostgresUnavailable:
        beside = None
    on_path = shutil.which(name)
    installed = sorted(each / name for pattern in _INSTALLED for each in Path("/").glob(pattern))
    for program in (beside, None if on_path is None else Path(on_path), *reversed(installed)):
        if program is not None and os.access(program, os.X_OK):
            yield program
