"""The product as it is started by a person, on a folder of its own, with the running example in it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Self

import psutil
from ruamel.yaml import YAML

BLUEPRINT: Final = Path(__file__).parents[2] / "blueprints" / "service_desk.yaml"
ADMIN: Final = "bench@example.com"
PASSWORD: Final = "correct-horse-9"  # noqa: S105 -- of a server that lives as long as the measurement
_PROGRAM = (sys.executable, "-m", "helpwright.entry.cli")
_READY_SECONDS = 60.0
_STOP_SECONDS = 20.0
_MORE_FIELDS = {
    "site": {"type": "text", "label": {"zh-CN": "地点", "en": "Site"}},
    "serial": {"type": "text", "label": {"zh-CN": "序列号", "en": "Serial number"}},
}


def blueprint_of(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The running example with two more fields, so that customers fill in eight, and these rules beside its own."""
    document: dict[str, Any] = YAML(typ="safe").load(BLUEPRINT)
    ticket = document["forms"]["ticket"]
    ticket["fields"].update(_MORE_FIELDS)
    ticket["layout"][1]["fields"].extend(_MORE_FIELDS)
    document["rules"].update(rules)
    return document


class Served:
    """A server on `data_dir`; `start` and `stop` as often as one likes."""

    def __init__(self, data_dir: Path, smtp_url: str | None, rules: Mapping[str, Any] | None = None) -> None:
        self.data_dir = data_dir
        self._rules = dict(rules or {})
        self.port = _free_port()
        self._smtp = {} if smtp_url is None else {"HELPWRIGHT_SMTP_URL": smtp_url}
        self._process: subprocess.Popen[bytes] | None = None

    def set_up(self) -> None:
        """One administrator, and the app that is measured."""
        document = blueprint_of(self._rules)
        with tempfile.TemporaryDirectory() as folder:
            blueprint, password = Path(folder) / "app.yaml", Path(folder) / "password"
            with blueprint.open("w", encoding="utf-8") as out:
                YAML().dump(document, out)
            password.write_text(PASSWORD + "\n")
            given = ["--admin", ADMIN, "--password-file", str(password), "--blueprint", str(blueprint)]
            self._run(["setup", "--data-dir", str(self.data_dir), *given])

    def start(self) -> float:
        """Start; seconds until the first 200 of its health."""
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [*_PROGRAM, "serve", "--data-dir", str(self.data_dir), "--port", str(self.port)],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        while not self._healthy():
            if self._process.poll() is not None or time.perf_counter() - began > _READY_SECONDS:
                raise RuntimeError("the server does not become ready")
            time.sleep(0.01)
        return time.perf_counter() - began

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(_STOP_SECONDS)

    @property
    def database_url(self) -> str:
        """Of the running server."""
        stored: dict[str, Any] = json.loads((self.data_dir / "connection.json").read_text())
        return str(stored["database_url"])

    def parts(self) -> Mapping[str, list[psutil.Process]]:
        """Processes by part: supervisor, web, worker, database."""
        if self._process is None:
            return {}
        top = psutil.Process(self._process.pid)
        found: dict[str, list[psutil.Process]] = {"supervisor": [top], "web": [], "worker": [], "database": []}
        for child in top.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                found[_part_of(child)].append(child)
        return found

    def memory(self) -> dict[str, float]:
        """MiB by part: the proportional set size of all its processes."""
        return {part: sum(map(_pss_mib, processes)) for part, processes in self.parts().items()}

    def cpu_seconds(self) -> dict[str, float]:
        """Processor time by part since it started."""
        return {part: sum(map(_cpu, processes)) for part, processes in self.parts().items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/health", timeout=5) as answer:
                return bool(answer.status == 200)  # noqa: PLR2004 -- HTTP's yes
        except (urllib.error.URLError, OSError):
            return False

    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("HELPWRIGHT_")}
        return {**own, **self._smtp}

    def _run(self, arguments: list[str]) -> None:
        subprocess.run([*_PROGRAM, *arguments], check=True, env=self._environment(), stdout=subprocess.DEVNULL)


@contextmanager
def served(
    smtp_url: str | None = None, rules: Mapping[str, Any] | None = None, kept: Path | None = None
) -> Iterator[Served]:
    """A server that is set up, with `rules` beside those of the running example; all of it is gone afterwards.

    With `kept` its folder is this one: it stays, and is not set up again.
    """
    folder = Path(tempfile.mkdtemp(prefix="hw-bench-")) if kept is None else kept
    try:
        with Served(folder, smtp_url, rules) as server:
            if kept is None or not kept.exists():
                server.set_up()
            yield server
    finally:
        if kept is None:
            shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _part_of(process: psutil.Process) -> str:
    if process.name() == "postgres":
        return "database"
    command = process.cmdline()
    return "web" if "_web" in command else "worker" if "_worker" in command else "supervisor"


def _pss_mib(process: psutil.Process) -> float:
    try:
        for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return 0.0


def _cpu(process: psutil.Process) -> float:
    try:
        times, name = process.cpu_times(), process.name()
    except psutil.NoSuchProcess:
        return 0.0
    # A server process of the database that ended has left its time to the one that had started it.
    gone = times.children_user + times.children_system if name == "postgres" else 0.0
    return float(times.user + times.system + gone)
