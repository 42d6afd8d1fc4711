"""Running the supervisor as a process of its own, with stand-in children."""

import json
import logging
import os
import re
import signal
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import structlog

from helpwright.platform.processes import living_in, wait_until

SERVE = Path(__file__).parent / "stand_in" / "serve.py"
SECONDS = 20.0


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """Commands that run inside the test set up logging on a stream that is closed with the test: put it back."""
    root = logging.getLogger()
    handlers, level = [*root.handlers], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


class Supervised:
    """A running supervisor in a session of its own, and what it said so far."""

    def __init__(self, data_dir: Path, **options: object) -> None:
        self.data_dir = data_dir
        environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen(
            [sys.executable, str(SERVE), json.dumps({"data_dir": str(data_dir), **options})],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={name: value for name, value in environment.items() if not name.startswith("HELPWRIGHT_")},
        )
        self._parts: dict[str, list[str]] = {"out": [], "err": []}
        self._readers = [
            threading.Thread(target=self._read, args=("out", self.process.stdout), daemon=True),
            threading.Thread(target=self._read, args=("err", self.process.stderr), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    @property
    def out(self) -> str:
        return "".join(self._parts["out"])

    @property
    def err(self) -> str:
        return "".join(self._parts["err"])

    @property
    def connection(self) -> dict[str, Any]:
        stored: dict[str, Any] = json.loads((self.data_dir / "connection.json").read_text())
        return stored

    def ready(self) -> str:
        """Wait until it says that it is ready and the worker stand-in listens for its end; the address."""
        assert wait_until(lambda: "is ready: " in self.out or self.process.poll() is not None, SECONDS), self.err
        found = re.search(r"is ready: (\S+)", self.out)
        assert found is not None, self.out + self.err
        assert wait_until(lambda: any(self.data_dir.glob("waiting-*")), SECONDS)
        return found[1]

    def ask(self, path: str = "/api/v1/health") -> dict[str, Any]:
        """One request; each on a connection of its own."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with urllib.request.urlopen(self.ready() + path, timeout=SECONDS, context=context) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
        return found

    def send(self, number: signal.Signals, *, group: bool = False) -> None:
        (os.killpg if group else os.kill)(self.process.pid, number)

    def ended(self) -> int:
        """Wait for the end; the exit status."""
        status = self.process.wait(SECONDS)
        for reader in self._readers:
            reader.join(5)
        return status

    def diary(self) -> list[str]:
        path = self.data_dir / "diary"
        return path.read_text().splitlines() if path.exists() else []

    def database_pids(self) -> frozenset[int]:
        return living_in(self.data_dir / "postgres" / "cluster", "postgres")

    def _read(self, name: str, stream: Any) -> None:
        with suppress(ValueError):
            for line in stream:
                self._parts[name].append(line)

    def clean_up(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.ended()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


@pytest.fixture
def supervise(folder: Path) -> Iterator[Callable[..., Supervised]]:
    """Starts supervisors that are ended when the test ends."""
    made: list[Supervised] = []

    def start(data_dir: Path, **options: object) -> Supervised:
        made.append(Supervised(data_dir, **options))
        return made[-1]

    yield start
    for each in made:
        each.clean_up()
