"""What systemd is told: a real datagram socket stands in its place, the supervisor is the real one."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path

import pytest

from helpwright.entry.service_manager import ServiceManager
from helpwright.platform.processes import wait_until
from tests.entry.conftest import SECONDS, Supervised

Supervise = Callable[..., Supervised]


class Listening:
    """The end of the socket that systemd would have."""

    def __init__(self, path: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        self.socket.settimeout(0)
        self.heard: list[str] = []

    def hear(self) -> list[str]:
        """Everything told so far."""
        while True:
            try:
                self.heard.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return self.heard

    def hears(self, words: str, seconds: float = SECONDS) -> bool:
        """Whether it is told from now on."""
        before = len(self.hear())
        return wait_until(lambda: words in self.hear()[before:], seconds)


@pytest.fixture
def manager(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listening]:
    path = folder / "notify"
    listening = Listening(str(path))
    path.chmod(0o777)
    monkeypatch.setenv("NOTIFY_SOCKET", str(path))
    monkeypatch.setenv("WATCHDOG_USEC", "2000000")
    monkeypatch.delenv("WATCHDOG_PID", raising=False)
    yield listening
    listening.socket.close()


def test_the_supervisor_tells_that_it_is_ready_moves_and_ends(
    data: Path, supervise: Supervise, manager: Listening
) -> None:
    server = supervise(data)
    server.ready()
    assert wait_until(lambda: "READY=1" in manager.hear(), SECONDS)
    assert manager.heard.index("READY=1") > 0
    assert all("EXTEND_TIMEOUT_USEC=" in told for told in manager.heard[: manager.heard.index("READY=1")])
    assert manager.hears("WATCHDOG=1", 2.0)
    os.kill(server.process.pid, signal.SIGSTOP)
    stat = Path(f"/proc/{server.process.pid}/stat")
    assert wait_until(lambda: stat.read_text().rpartition(") ")[2].startswith("T"), SECONDS)
    manager.hear()
    assert not manager.hears("WATCHDOG=1", 2.5)  # systemd would end it now
    os.kill(server.process.pid, signal.SIGCONT)
    assert manager.hears("WATCHDOG=1", 2.0)
    server.send(signal.SIGTERM)
    assert server.ended() == 0
    assert manager.hear()[-1] == "STOPPING=1"
    assert manager.heard.count("READY=1") == 1


def test_a_long_migration_is_no_reason_to_be_ended(data: Path, supervise: Supervise, manager: Listening) -> None:
    server = supervise(data, current=False, migrate=["--slow"])
    server.ready()
    told = manager.hear()
    assert len([each for each in told[: told.index("READY=1")] if "EXTEND_TIMEOUT_USEC=" in each]) >= 2


def test_the_children_are_not_the_service(data: Path, supervise: Supervise, manager: Listening) -> None:
    settings = Path(f"/proc/{supervise(data).ask()['pid']}/environ").read_bytes()
    assert b"HELPWRIGHT_DATA_DIR=" in settings
    assert b"NOTIFY_SOCKET=" not in settings
    assert b"WATCHDOG_USEC=" not in settings
    assert manager.hear()


def test_an_abstract_address() -> None:
    name = f"helpwright-test-{os.getpid()}"
    listening = Listening(f"\0{name}")
    told = ServiceManager.of({"NOTIFY_SOCKET": f"@{name}"})
    told.ready()
    told.ready()
    told.alive()
    told.stopping()
    told.alive()
    assert listening.hear() == ["READY=1", "WATCHDOG=1", "STOPPING=1"]
    listening.socket.close()


@pytest.mark.parametrize(
    ("settings", "patience"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, inf),
        ({"WATCHDOG_USEC": "0"}, inf),
        ({"WATCHDOG_USEC": "soon"}, inf),
        ({}, inf),
    ],
)
def test_how_long_it_waits(settings: dict[str, str], patience: float) -> None:
    assert ServiceManager.of(settings).patience == patience
    assert settings == {}


def test_who_does_not_listen_at_once_is_told_all_the_same(folder: Path) -> None:
    listening = Listening(str(folder / "notify"))
    told = ServiceManager.of({"NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": "4"})
    for _ in range(300):  # more than any socket holds
        told.alive()
    threading.Timer(0.2, listening.hear).start()
    told.ready()
    assert wait_until(lambda: "READY=1" in listening.hear(), SECONDS)
    told.stopping()
    listening.socket.close()


def test_nobody_there_is_no_reason_to_fail(folder: Path) -> None:
    told = ServiceManager.of({"NOTIFY_SOCKET": str(folder / "nobody")})
    told.ready()
    told.alive()
    told.stopping()
    ServiceManager.of({}).alive()


def alive(server: Supervised) -> tuple[int, str]:
    """What a container is told."""
    asked = subprocess.run(
        [sys.executable, "-m", "helpwright.entry.cli", "alive", "--data-dir", str(server.data_dir)],
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith("HELPWRIGHT_")},
    )
    return asked.returncode, asked.stdout + asked.stderr


def test_a_container_is_told_whether_it_answers_and_moves(data: Path, supervise: Supervise) -> None:
    server = supervise(data)
    address = server.ready()
    assert alive(server) == (0, f"Helpwright answers: {address}\n")
    os.kill(server.process.pid, signal.SIGSTOP)
    found = (0, "")

    def seen() -> bool:
        nonlocal found
        found = alive(server)
        return found[0] == 1

    assert wait_until(seen, 60.0, pause=1.0)
    assert f"({server.process.pid})" in found[1]
    assert "守护进程" in found[1]
    os.kill(server.process.pid, signal.SIGCONT)
    assert wait_until(lambda: alive(server)[0] == 0, SECONDS)
    web = server.ask()["pid"]
    os.kill(web, signal.SIGSTOP)
    assert f"No answer from {address}" in alive(server)[1]
    os.kill(web, signal.SIGCONT)
    server.send(signal.SIGTERM)
    assert server.ended() == 0
    assert "No helpwright serve runs" in alive(server)[1]
