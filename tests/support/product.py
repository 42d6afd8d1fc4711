"""The whole product as a person starts it: `helpwright serve` on a data folder, as processes of their own."""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import psutil
import psycopg
from psycopg.rows import dict_row

from tests.support.scratch import scratch_base

ADMIN = "boss@example.com"
PASSWORD = "correct-horse-9"
READY_SECONDS = 60.0
STOP_SECONDS = 20.0
_PROGRAM = (sys.executable, "-m", "helpwright.entry.cli")
_PAUSE_SECONDS = 0.02
_AUTHORITIES = ssl.create_default_context()  # reading them takes 20 ms, which each client would take
_OK = 200


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours without any setting of the product, in English, with `more`."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HELPWRIGHT_")}
    return {**own, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **(more or {})}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """An empty folder that is gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix=prefix, dir=scratch_base()))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def named(database_url: str | None) -> dict[str, str]:
    """The setting that names a database of one's own, where there is one."""
    return {} if database_url is None else {"HELPWRIGHT_DATABASE_URL": database_url}


def of_version(source: Path | None) -> dict[str, str]:
    """The setting that runs the program of another folder `src`."""
    return {} if source is None else {"PYTHONPATH": str(source)}


def set_up(data_dir: Path, database_url: str | None = None, *, source: Path | None = None) -> None:
    """`helpwright setup` with the running example and one administrator who belongs to all roles and teams."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as password:
        password.write(PASSWORD + "\n")
        password.flush()
        given = ["--admin", ADMIN, "--password-file", password.name, "--blueprint", "service_desk"]
        subprocess.run(
            [*_PROGRAM, "setup", "--data-dir", str(data_dir), *given],
            check=True,
            env=environment(named(database_url) | of_version(source)),
            stdout=subprocess.DEVNULL,
        )


class Product:
    """One installation: a data folder that is set up, a port, and the server when it runs.

    It can be started again on the same folder after it was stopped or killed. Without `outside`, the URL of a database
    that somebody else runs, it has a database of its own; without `files_url` its files are in the data folder.
    `source` is the folder `src` of another version of the program.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        smtp_url: str | None = None,
        options: Sequence[str] = (),
        outside: str | None = None,
        files_url: str | None = None,
        source: Path | None = None,
    ) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir.parent / f"{data_dir.name}.log"
        self._options = options
        self.outside = outside
        self._more = (
            named(outside) | of_version(source) | ({} if smtp_url is None else {"HELPWRIGHT_SMTP_URL": smtp_url})
        )
        if files_url is not None:
            self._more["HELPWRIGHT_FILES_URL"] = files_url
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the supervisor."""
        assert self.process is not None
        return self.process.pid

    @property
    def database_url(self) -> str:
        """Of the running server's database."""
        stored: dict[str, Any] = json.loads((self.data_dir / "connection.json").read_text())
        return str(stored["database_url"])

    def start(self) -> float:
        """Start the server and wait for the first 200 of its health; the seconds that took."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*_PROGRAM, "serve", "--data-dir", str(self.data_dir), "--port", str(self.port), *self._options],
                env=environment(self._more),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while not self.healthy():
            assert self.process.poll() is None, self.log.read_text()[-4000:]
            assert time.monotonic() - began < READY_SECONDS, self.log.read_text()[-4000:]
            time.sleep(_PAUSE_SECONDS)
        return time.monotonic() - began

    def healthy(self) -> bool:
        """Whether it answers 200 now."""
        # Asked fifty times a second while it starts; a client of httpx would read all authorities of TLS each time.
        asked = HTTPConnection("127.0.0.1", self.port, timeout=5)
        with closing(asked), suppress(OSError, HTTPException):
            asked.request("GET", "/api/v1/health")
            return asked.getresponse().status == _OK
        return False

    def stop(self, number: signal.Signals = signal.SIGTERM, *, group: bool = False) -> float:
        """Ask the server to end; the seconds until it has. TimeoutExpired when it does not end."""
        assert self.process is not None
        began = time.monotonic()
        (os.killpg if group else os.kill)(self.process.pid, number)
        self.process.wait(STOP_SECONDS)
        return time.monotonic() - began

    def parts(self) -> dict[str, list[int]]:
        """Pids by part: supervisor, web, worker, database (its first process)."""
        found: dict[str, list[int]] = {"supervisor": [self.pid], "web": [], "worker": [], "database": []}
        for child in psutil.Process(self.pid).children():
            with suppress(psutil.NoSuchProcess):
                command = child.cmdline()
                for part, word in (("web", "_web"), ("worker", "_worker")):
                    if word in command:
                        found[part].append(child.pid)
                if child.name() == "postgres":
                    found["database"].append(child.pid)
        return found

    def kill(self, *names: str) -> None:
        """Kill −9 these parts at once."""
        parts = self.parts()
        for pid in (pid for name in names for pid in parts[name]):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if "supervisor" in names and self.process is not None:
            self.process.wait(STOP_SECONDS)

    def processes(self) -> list[psutil.Process]:
        """Everything that runs, the database's helpers too."""
        top = psutil.Process(self.pid)
        return [top, *top.children(recursive=True)]

    def clean_up(self) -> None:
        """End it whatever state it is in."""
        if self.process is not None and self.process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                self.stop()
        if self.process is not None and self.process.poll() is None:
            self.kill("web", "worker", "database", "supervisor")

    def sql(self, statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """Rows straight from the database."""
        with psycopg.connect(
            self.database_url, autocommit=True, row_factory=dict_row, options="-c search_path=helpwright"
        ) as connection:
            return connection.execute(statement.encode(), parameters).fetchall()


class Client(httpx.Client):
    """Speaks to a product below `/api/v1`; after `sign_in` as a person."""

    def __init__(self, product: Product, *, language: str = "zh-CN", timeout: float = 30.0) -> None:
        super().__init__(
            base_url=f"{product.url}/api/v1",
            headers={"Accept-Language": language},
            timeout=timeout,
            trust_env=False,
            verify=_AUTHORITIES,
        )
        self.product = product
        self.person_id = ""

    def sign_in(self, login: str = ADMIN, password: str = PASSWORD) -> "Client":
        """Open a session; later calls carry its cookie and token."""
        answer = self.post("/session", json={"login": login, "password": password})
        assert answer.status_code == _OK, answer.text
        self.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        self.person_id = answer.json()["person"]["id"]
        return self

    def submit(self, **values: Any) -> dict[str, Any]:
        """Send a ticket as a customer; the receipt, with the progress link's `token`."""
        answer = self.post("/public/forms/ticket/submissions", json=submission(**values))
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return {**receipt, "token": receipt["progress_url"].rsplit("/", 1)[1]}

    def task_of(self, record_id: str) -> dict[str, Any]:
        """The newest task of a ticket."""
        answer = self.get(f"/forms/ticket/records/{record_id}/flow")
        assert answer.status_code == _OK, answer.text
        found: dict[str, Any] = answer.json()["tasks"][-1]
        return found


def submission(submission_id: UUID | None = None, **values: Any) -> dict[str, Any]:
    """A body that is accepted, unless `values` say otherwise; None leaves a field out."""
    filled = {
        "customer_phone": "13800138000",
        "customer_name": "张伟",
        "customer_email": "zhang@example.com",
        "problem_type": "support",
        "urgency": "critical",
        "description": "设备掉线\n第二行",
        **values,
    }
    kept = {key: value for key, value in filled.items() if value is not None}
    return {"id": str(submission_id or uuid4()), "values": kept}
