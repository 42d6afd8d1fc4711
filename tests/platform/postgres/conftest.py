"""Servers that are stopped when the test ends, in this process and in another."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpwright.platform.postgres import EmbeddedPostgres

_LAUNCHER = """
import signal, sys
from pathlib import Path
from helpwright.platform.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
print(server.start(), server.pid, flush=True)
signal.pause()
"""


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
