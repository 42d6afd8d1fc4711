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
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO, Final
from urllib.parse import unquote, urlsplit, urlunsplit

from helpwright.platform.postgres.binaries import INSTALLED, find_binaries, output_of
from helpwright.platform.postgres.errors import PostgresUnavailable, ToolFailed, ToolMissing
from helpwright.platform.processes import Apart, Child, start_child

_LINES: Final = 12
_PSQL: Final = ("-X", "-q", "--single-transaction", "--set=ON_ERROR_STOP=1")
_UNKNOWN_BEFORE_17: Final = b"SET transaction_timeout"


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


def run_script(program: Path, url: str, options: Sequence[str]) -> None:
    """What `pg_restore` writes as SQL, run by the `psql` beside it in one transaction: for servers before 17.

    A newer `pg_restore` begins with a setting that they do not know; that line is left out. Both end with us, however
    we end. Raises ToolFailed with nothing committed. Main thread only.
    """
    place, environment = without_password(url)
    around = {**os.environ, **environment}
    script, from_program = os.pipe()
    to_psql, filtered = os.pipe()
    children: list[Child] = []

    def begin(argv: Sequence[str], end: int, said: IO[bytes]) -> Child:
        try:
            children.append(
                start_child(
                    argv,
                    death_signal=signal.SIGTERM,
                    apart=Apart.GROUP,
                    environment=around,
                    output=said.fileno(),
                    pass_fds=(end,),
                )
            )
        finally:
            os.close(end)
        return children[-1]

    with tempfile.TemporaryFile() as said, os.fdopen(script, "rb") as source, os.fdopen(filtered, "wb") as target:
        try:
            writer = begin([str(program), *options, f"--file=/dev/fd/{from_program}"], from_program, said)
            psql = str(program.with_name("psql"))
            reader = begin([psql, *_PSQL, f"--dbname={place}", f"--file=/dev/fd/{to_psql}"], to_psql, said)
            with suppress(BrokenPipeError):
                _copy_for_older(source, target)
            # Only a script that is whole may be committed.
            source.close()
            if writer.wait() != 0 and reader.poll() is None:
                reader.terminate()
                reader.wait()
            with suppress(BrokenPipeError):
                target.close()
            reader.wait()
        finally:
            for child in children:
                if child.poll() is None:
                    child.terminate()
                    child.wait()
        # A writer that nobody reads any more ends by that signal: then the reader says why.
        for name, child, forgiven in ((program.name, writer, -signal.SIGPIPE), ("psql", reader, 0)):
            if child.returncode not in (0, forgiven):
                raise ToolFailed(tool=name, status=child.returncode, output=_end_of(said))


def _copy_for_older(source: BinaryIO, target: BinaryIO) -> None:
    for line in source:
        if line.startswith(_UNKNOWN_BEFORE_17):
            break
        target.write(line)
    shutil.copyfileobj(source, target)


def _end_of(said: IO[bytes]) -> str:
    said.seek(0)
    return "\n".join(said.read().decode(errors="replace").strip().splitlines()[-_LINES:])


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
    installed = sorted(each / name for pattern in INSTALLED for each in Path("/").glob(pattern))
    for program in (beside, None if on_path is None else Path(on_path), *reversed(installed)):
        if program is not None and os.access(program, os.X_OK):
            yield program
