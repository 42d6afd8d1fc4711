"""`helpwright serve`: starts, keeps alive and ends the parts; the children here are small stand-ins."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from helpwright.entry.data_dir import DataDir, attached_database
from helpwright.platform.postgres import EmbeddedPostgres, ask
from helpwright.platform.processes import wait_until
from tests.entry.conftest import SECONDS, Supervised

Supervise = Callable[..., Supervised]
STAND_IN = Path(__file__).parent / "stand_in"
ENDED_IN_ORDER = ["web database there", "worker database there"]


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_first_start_serves_and_ends_in_order(folder: Path, supervise: Supervise) -> None:
    running = supervise(folder / "data") if os.geteuid() != 0 else supervise(folder)
    answer = running.ask()
    connection = running.connection
    assert connection["address"] == running.ready()
    assert connection["pid"] == running.process.pid
    assert stat.S_IMODE((running.data_dir / "connection.json").stat().st_mode) == 0o600
    assert answer["settings"]["HELPWRIGHT_DATABASE_URL"] == connection["database_url"]
    assert answer["settings"]["HELPWRIGHT_DATA_DIR"] == str(running.data_dir)
    assert ask(connection["database_url"], "SELECT 6 * 7") == "42"
    running.send(signal.SIGTERM)
    assert running.ended() == 0
    assert running.diary() == ENDED_IN_ORDER
    assert not (running.data_dir / "connection.json").exists()
    assert not running.database_pids()
    assert gone(answer["pid"])


def test_what_is_started_once_ready_is_waited_for(data: Path, supervise: Supervise) -> None:
    server = supervise(data, greets=True)
    server.ready()
    assert wait_until(lambda: "Hello" in server.out, SECONDS)
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    assert wait_until(lambda: len(children.read_text().split()) == 3, SECONDS)  # one that ended unheeded would stay
    server.send(signal.SIGTERM)
    assert server.ended() == 0


def test_the_worker_lets_people_go_first(data: Path, supervise: Supervise) -> None:
    server = supervise(data)
    server.ready()
    own = os.getpriority(os.PRIO_PROCESS, server.process.pid)
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")

    def niceness() -> list[int]:
        return sorted(os.getpriority(os.PRIO_PROCESS, int(pid)) for pid in children.read_text().split())

    assert wait_until(lambda: niceness() == [own, own, min(19, own + 10)], SECONDS)  # database, web, worker


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_the_group_ends_everything_in_order(
    data: Path, supervise: Supervise, number: signal.Signals
) -> None:
    running = supervise(data)
    running.ready()
    running.send(number, group=True)
    assert running.ended() == 0
    assert running.diary() == ENDED_IN_ORDER
    assert not running.database_pids()


def test_a_request_under_way_is_finished(data: Path, supervise: Supervise) -> None:
    running = supervise(data)
    host, _, port = running.ready().removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=SECONDS) as connection:
        connection.sendall(b"GET /slow HTTP/1.0\r\n\r\n")
        time.sleep(0.2)  # until the request has arrived; nothing shows it from outside
        running.send(signal.SIGTERM)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert b"200 OK" in answer
    assert b"arguments" in answer
    assert running.ended() == 0


def test_a_quick_start_is_quiet_and_a_slow_one_says_what_it_does(data: Path, supervise: Supervise) -> None:
    running = supervise(data, web=["--delay", "2.5"])
    running.ready()
    assert running.out.splitlines()[-2:] == ["Starting Helpwright …", f"Helpwright is ready: {running.ready()}"]


def test_a_second_start_names_the_address_of_the_first(data: Path, supervise: Supervise) -> None:
    first = supervise(data)
    address = first.ready()
    second = supervise(data)
    assert second.ended() == 1
    assert "already running" in second.err
    assert address in second.err
    assert "服匠已在" in second.err
    assert first.ask()["pid"]


def test_a_taken_port_is_said_before_anything_is_started(data: Path, supervise: Supervise) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        running = supervise(data, port=port)
        assert running.ended() == 1
    assert f"Port {port}" in running.err
    assert "--port" in running.err
    assert not running.database_pids()
    assert not (data / "connection.json").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"host": "203.0.113.7"}, "--host"),
        ({"host": "no such name"}, "--host"),
        ({"port": 99_999}, "--port 99999"),
        ({"port": -1}, "--port -1"),
        ({"tls_cert": str(STAND_IN / "certificate.pem")}, "--tls-key"),
        ({"tls_cert": "/nowhere.pem", "tls_key": "/nowhere.pem"}, "/nowhere.pem"),
    ],
)
def test_unusable_options_are_said(data: Path, supervise: Supervise, options: dict[str, str], said: str) -> None:
    running = supervise(data, **options)
    assert running.ended() == 1
    assert said in running.err
    assert "Traceback" not in running.err


def test_an_unwritable_data_folder_is_said(folder: Path, supervise: Supervise) -> None:
    (folder / "file").touch()
    running = supervise(folder / "file" / "data")
    assert running.ended() == 1
    assert "--data-dir" in running.err
    assert "Traceback" not in running.err


def test_killed_parts_are_started_again_and_the_others_stay(data: Path, supervise: Supervise) -> None:
    running = supervise(data)
    web = running.ask()["pid"]
    url = running.connection["database_url"]
    os.kill(web, signal.SIGKILL)
    again = running.ask()["pid"]
    assert again != web
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
        pid = connection.info.backend_pid
    database = int((data / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])
    assert pid != database
    os.kill(database, signal.SIGKILL)
    assert wait_until(lambda: ask(url, "SELECT seven FROM kept") == "7", SECONDS, pause=0.1)
    assert database not in running.database_pids()
    assert running.ask()["pid"] == again
    assert running.connection["database_url"] == url
    assert wait_until(lambda: "The database ended (exit status -9)" in running.out, 5)


def test_a_part_that_is_frozen_is_ended_and_started_again(data: Path, supervise: Supervise) -> None:
    running = supervise(data, patience=3.0)
    web = running.ask()["pid"]
    (worker,) = (int(file.name.removeprefix("waiting-")) for file in data.glob("waiting-*"))
    os.kill(worker, signal.SIGSTOP)
    os.kill(web, signal.SIGSTOP)
    assert running.ask()["pid"] != web, "who asked meanwhile is answered by the next"
    assert gone(web)
    assert wait_until(lambda: gone(worker), SECONDS)
    assert wait_until(lambda: len([*data.glob("waiting-*")]) == 2, SECONDS)
    for name in ("web 1", "worker"):
        assert f'The part "{name}" has not moved for 3 s' in running.out


def test_a_database_that_cannot_be_started_for_now_is_tried_again(data: Path, supervise: Supervise) -> None:
    running = supervise(data)
    running.ready()
    url = running.connection["database_url"]
    configuration = data / "postgres" / "postgresql.conf"
    configuration.unlink()
    configuration.mkdir()  # as on a full disk: the file cannot be written
    database = int((data / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])
    os.kill(database, signal.SIGKILL)
    assert wait_until(lambda: "postgresql.conf" in running.err, SECONDS)
    configuration.rmdir()
    assert wait_until(lambda: ask(url, "SELECT 7") == "7", SECONDS, pause=0.1)
    running.send(signal.SIGTERM)
    assert running.ended() == 0


def test_web_processes_are_kept_alive_while_the_database_cannot_be_started(data: Path, supervise: Supervise) -> None:
    running = supervise(data)
    before = running.ask()["pid"]
    configuration = data / "postgres" / "postgresql.conf"
    configuration.unlink()
    configuration.mkdir()
    database = int((data / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])
    os.kill(database, signal.SIGKILL)
    assert wait_until(lambda: "postgresql.conf" in running.err, SECONDS)
    os.kill(before, signal.SIGKILL)
    assert running.ask()["pid"] != before
    assert not running.database_pids(), "the database is still away"
    running.send(signal.SIGTERM)
    assert running.ended() == 0


def test_everything_ends_when_the_supervisor_is_killed_and_the_next_start_works(
    data: Path, supervise: Supervise
) -> None:
    first = supervise(data)
    web = first.ask()["pid"]
    port = int(first.ready().rpartition(":")[2])
    first.send(signal.SIGKILL)
    assert first.process.wait(5) == -signal.SIGKILL
    second = supervise(data, port=port)
    assert second.ask()["pid"] != web
    assert wait_until(lambda: gone(web), 5)
    assert second.connection["pid"] == second.process.pid


def test_a_part_that_does_not_listen_is_killed_in_time(data: Path, supervise: Supervise) -> None:
    running = supervise(data, worker=["--deaf"])
    running.ready()
    begun = time.monotonic()
    running.send(signal.SIGTERM, group=True)
    assert running.ended() == 0
    assert time.monotonic() - begun < SECONDS
    assert "“worker”" not in running.err
    assert 'The part "worker" did not end in time' in running.out
    assert running.diary() == ["web database there"]
    assert not running.database_pids()


def test_a_part_that_cannot_start_ends_the_start(data: Path, supervise: Supervise) -> None:
    running = supervise(data, web=["--fail"])
    assert running.ended() == 1
    assert 'The part "web 1" ended 5 times' in running.err
    assert "exit status 7" in running.err
    assert not running.database_pids()


def test_a_migration_runs_only_when_it_is_needed(data: Path, supervise: Supervise) -> None:
    running = supervise(data, current=False)
    running.ready()
    assert running.diary() == ["migrate database there"]


def test_a_failed_migration_ends_the_start(data: Path, supervise: Supervise) -> None:
    running = supervise(data, current=False, migrate=["--fail"])
    assert running.ended() == 1
    assert "the table is on fire" in running.err
    assert "could not be brought to this version" in running.err
    assert running.diary() == ["migrate database there"]
    assert not running.database_pids()


def test_a_stop_while_starting_is_obeyed(data: Path, supervise: Supervise) -> None:
    running = supervise(data, web=["--delay", "60"])
    assert wait_until(lambda: "Starting Helpwright" in running.out, SECONDS)
    running.send(signal.SIGTERM, group=True)
    assert running.ended() == 0
    assert not running.database_pids()


def test_another_database_is_only_used(data: Path, folder: Path, supervise: Supervise) -> None:
    url = "postgresql://somebody:secret@127.0.0.1:1/elsewhere"
    running = supervise(data, database_url=url)
    assert running.ask()["settings"]["HELPWRIGHT_DATABASE_URL"] == url
    assert not running.database_pids()


def test_several_web_processes_share_the_port(data: Path, supervise: Supervise) -> None:
    running = supervise(data, processes=2, test_clock=True)
    running.ready()
    seen: set[int] = set()

    def both() -> bool:
        answer = running.ask()
        assert "--test-clock" in answer["arguments"]
        seen.add(answer["pid"])
        return len(seen) == 2

    assert wait_until(both, SECONDS)


def test_tls_is_passed_on(data: Path, supervise: Supervise) -> None:
    running = supervise(data, tls_cert=str(STAND_IN / "certificate.pem"), tls_key=str(STAND_IN / "key.pem"))
    assert running.ready().startswith("https://127.0.0.1:")
    assert "--tls-cert" in running.ask()["arguments"]


def test_a_command_uses_the_database_beside_a_running_server(data: Path, supervise: Supervise) -> None:
    running = supervise(data)
    running.ready()
    with attached_database(data, None) as url:
        assert url == running.connection["database_url"]
    with attached_database(data, "postgresql://elsewhere/x") as url:
        assert url == "postgresql://elsewhere/x"


def test_a_command_starts_the_database_for_itself_and_a_server_waits_for_it(data: Path, supervise: Supervise) -> None:
    (data / "connection.json").write_text(json.dumps({"pid": 1, "database_url": "postgresql://old/", "address": "x"}))
    assert DataDir(data).running() is None
    with attached_database(data, None) as url:
        assert ask(url, "SELECT 1") == "1"
        waiting = supervise(data)
        assert wait_until(lambda: "Waiting for another command" in waiting.out, SECONDS)
    assert waiting.ask()["pid"]


def test_a_question_that_cannot_be_asked_has_no_answer(data: Path) -> None:
    assert ask("postgresql://nobody:secret@127.0.0.1:1/none", "SELECT 1") is None
    server = EmbeddedPostgres(data)
    try:
        url = server.start()
        assert ask(url, "SELECT 1 WHERE false") is None
        assert ask(url, "SELECT rubbish") is None
        assert ask(url, "SELECT '客服'") == "客服"
    finally:
        server.stop()


def test_the_supervisor_is_small() -> None:
    heavy = {
        "alembic",
        "asyncio",
        "fastapi",
        "http",
        "psycopg",
        "pydantic",
        "sqlalchemy",
        "ssl",
        "structlog",
        "uvicorn",
    }
    run = subprocess.run(
        [sys.executable, "-c", "import sys, helpwright.entry.supervisor; print(*sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert not heavy.intersection(run.stdout.split())
