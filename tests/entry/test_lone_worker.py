"""`helpwright worker`: beside a running server, or a clear sentence."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from helpwright.platform.processes import wait_until
from tests.entry.conftest import SECONDS, Supervised

WORK = Path(__file__).parent / "stand_in" / "work.py"


def children(pid: int) -> list[int]:
    return [int(part) for part in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_workers_beside_a_server_are_kept_alive_and_end_in_order(
    data: Path, supervise: Callable[..., Supervised]
) -> None:
    server = supervise(data)
    server.ready()
    with subprocess.Popen([sys.executable, str(WORK), str(data)], stdout=subprocess.PIPE, text=True) as workers:
        try:
            assert wait_until(lambda: len(children(workers.pid)) == 2, SECONDS)
            first = children(workers.pid)
            os.kill(first[0], signal.SIGKILL)
            assert wait_until(
                lambda: len(children(workers.pid)) == 2 and first[0] not in children(workers.pid), SECONDS
            )
            assert wait_until(lambda: all((data / f"waiting-{pid}").exists() for pid in children(workers.pid)), SECONDS)
            workers.send_signal(signal.SIGTERM)
            said, _ = workers.communicate(timeout=SECONDS)
        finally:
            workers.kill()
    assert workers.returncode == 0
    assert 'The part "worker 1" ended (exit status -9)' in said
    assert server.diary() == ["worker database there"] * 2
    assert server.ask()["pid"]


def test_a_frozen_worker_is_ended_and_started_again(data: Path, supervise: Callable[..., Supervised]) -> None:
    supervise(data).ready()
    command = [sys.executable, str(WORK), str(data), "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as workers:
        try:
            assert wait_until(lambda: all((data / f"waiting-{pid}").exists() for pid in children(workers.pid)), SECONDS)
            assert wait_until(lambda: len(children(workers.pid)) == 2, SECONDS)
            frozen, other = children(workers.pid)
            assert wait_until((data / f"waiting-{frozen}").exists, SECONDS)
            os.kill(frozen, signal.SIGSTOP)
            assert wait_until(lambda: frozen not in children(workers.pid), SECONDS)
            assert wait_until(lambda: len(children(workers.pid)) == 2 and other in children(workers.pid), SECONDS)
            workers.send_signal(signal.SIGTERM)
            said, _ = workers.communicate(timeout=SECONDS)
        finally:
            workers.kill()
    assert "has not moved for 3 s" in said


def test_without_a_database_it_says_so(folder: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "helpwright.entry.cli", "worker", "--data-dir", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        env={name: value for name, value in os.environ.items() if not name.startswith("HELPWRIGHT_")},
    )
    assert run.returncode == 1
    assert "HELPWRIGHT_DATABASE_URL" in run.stderr
