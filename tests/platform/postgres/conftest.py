"""Data folders for servers, ready-made once: making a database costs most of a second."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from helpwright.platform.postgres import EmbeddedPostgres

ROOT = os.geteuid() == 0
_LAUNCHER = """
import signal, sys
from pathlib import Path
from helpwright.platform.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
print(server.start(), server.pid, flush=True)
signal.pause()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder, mode 700, whose parents everybody may pass through (pytest's own are closed to others)."""
    path = Path(tempfile.mkdtemp(prefix="hw-pg-"))
    yield path
    with suppress(OSError):
        path.chmod(0o700)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def made_data() -> Iterator[Path]:
    """A data folder with a database that was stopped in order."""
    path = Path(tempfile.mkdtemp(prefix="hw-pg-made-"))
    server = EmbeddedPostgres(path)
    server.start()
    server.stop()
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def data(folder: Path, made_data: Path) -> Path:
    """A data folder of one's own with a stopped database in it."""
    subprocess.run(["cp", "-a", f"{made_data}/.", str(folder)], check=True)
    return folder


@pytest.fixture
def make_server(folder: Path) -> Iterator[Callable[..., EmbeddedPostgres]]:
    """Makes servers that are stopped when the test ends."""
    made: list[EmbeddedPostgres] = []

    def make(data_dir: Path, **options: object) -> EmbeddedPostgres:
        made.append(EmbeddedPostgres(data_dir, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for server in made:
        server.stop()


@pytest.fixture
def launch_elsewhere() -> Iterator[Callable[[Path], "subprocess.Popen[str]"]]:
    """Starts another process that launches a server and then only waits."""
    made: list[subprocess.Popen[str]] = []

    def launch(data_dir: Path) -> "subprocess.Popen[str]":
        made.append(
            subprocess.Popen([sys.executable, "-c", _LAUNCHER, str(data_dir)], stdout=subprocess.PIPE, text=True)
        )
        return made[-1]

    yield launch
    for process in made:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
