"""The private PostgreSQL survives kill -9 of itself and of us, and what earlier runs left behind."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from helpwright.platform.postgres import EmbeddedPostgres
from helpwright.platform.postgres.binaries import find_binaries
from helpwright.platform.postgres.errors import ClusterDamaged, OtherMajorVersion
from helpwright.platform.processes import Account, Apart, living_in, start_child, wait_until

MakeServer = Callable[..., EmbeddedPostgres]
Launch = Callable[[Path], "subprocess.Popen[str]"]


class Writer(threading.Thread):
    """Commits one row after the other and remembers which commits were acknowledged."""

    def __init__(self, url: str, name: str) -> None:
        super().__init__()
        self.url = url
        self.label = name
        self.acknowledged = 0

    def run(self) -> None:
        try:
            with psycopg.connect(self.url, autocommit=True) as connection:
                while True:
                    connection.execute("INSERT INTO written VALUES (%s, %s)", (self.label, self.acknowledged + 1))
                    self.acknowledged += 1
        except psycopg.OperationalError:
            return


def one(url: str, statement: str, *values: object) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement.encode(), values).fetchone()
    assert row is not None
    return row[0]


def server_account(data: Path) -> Account | None:
    return Account.of_uid((data / "postgres" / "cluster").stat().st_uid) if os.geteuid() == 0 else None


def alive(data: Path) -> frozenset[int]:
    return living_in(data / "postgres" / "cluster", "postgres")


def test_no_acknowledged_row_is_lost_when_the_server_is_killed(data: Path, make_server: MakeServer) -> None:
    server = make_server(data)
    url = server.start()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE written (writer text, number int, PRIMARY KEY (writer, number))")
    for round_number in range(2):
        writers = [Writer(url, f"{round_number}-{each}") for each in range(3)]
        for writer in writers:
            writer.start()
        assert wait_until(lambda: all(writer.acknowledged > 100 for writer in writers), 20)  # noqa: B023
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        for writer in writers:
            writer.join(20)
        assert wait_until(lambda: server.poll() == -signal.SIGKILL, 5)
        assert server.restart() == url
        for writer in writers:
            stored = one(url, "SELECT count(*) FROM written WHERE writer = %s", writer.label)
            assert stored in (writer.acknowledged, writer.acknowledged + 1)


def test_the_server_ends_in_order_when_its_launcher_is_killed(
    data: Path, make_server: MakeServer, launch_elsewhere: Launch
) -> None:
    launcher = launch_elsewhere(data)
    assert launcher.stdout is not None
    _, pid = launcher.stdout.readline().split()
    assert int(pid) in alive(data)
    launcher.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not alive(data), 10)
    assert not (data / "postgres" / "cluster" / "postmaster.pid").exists()
    assert one(make_server(data).start(), "SELECT 1") == 1


def test_a_start_right_after_the_launcher_was_killed_waits_for_its_server(
    data: Path, make_server: MakeServer, launch_elsewhere: Launch
) -> None:
    launcher = launch_elsewhere(data)
    assert launcher.stdout is not None
    url, _ = launcher.stdout.readline().split()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
        launcher.send_signal(signal.SIGKILL)
        launcher.wait()
        assert one(make_server(data).start(), "SELECT seven FROM kept") == 7


def test_a_pid_file_whose_pid_now_belongs_to_another_is_not_believed(data: Path, make_server: MakeServer) -> None:
    stranger = start_child(
        ["sleep", "60"], death_signal=signal.SIGKILL, apart=Apart.SESSION, account=server_account(data)
    )
    try:
        assert wait_until(lambda: Path(f"/proc/{stranger.pid}/comm").read_text() == "sleep\n", 5)
        cluster = data / "postgres" / "cluster"
        for text in (f"{stranger.pid}\n{cluster}\n1\n5432\n\n127.0.0.1\n  123  456\nready   \n", "", "rubbish\n"):
            (cluster / "postmaster.pid").write_text(text)
            port = (data / "postgres" / "port").read_text().strip()
            lock = data / "postgres" / "run" / f".s.PGSQL.{port}.lock"
            lock.write_text(text)
            server = make_server(data)
            assert one(server.start(), "SELECT 1") == 1
            server.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_living_server_of_an_earlier_run_is_ended_in_order(data: Path, make_server: MakeServer) -> None:
    home = data / "postgres"
    earlier = start_child(
        [str(find_binaries().postgres), "-D", str(home / "cluster"), "-c", f"config_file={home / 'postgresql.conf'}"],
        death_signal=signal.SIGKILL,
        apart=Apart.SESSION,
        account=server_account(data),
        output=subprocess.DEVNULL,
        folder=home,
    )
    assert wait_until(lambda: "ready" in _text(home / "cluster" / "postmaster.pid"), 10)
    server = make_server(data)
    assert one(server.start(), "SELECT 1") == 1
    assert earlier.wait(5) == 0
    assert server.pid in alive(data)


def test_half_an_initialization_is_begun_anew(folder: Path, make_server: MakeServer, launch_elsewhere: Launch) -> None:
    launcher = launch_elsewhere(folder)
    half = folder / "postgres" / "cluster.new"
    assert wait_until((half / "PG_VERSION").exists, 10)
    launcher.send_signal(signal.SIGKILL)
    launcher.wait()
    assert half.exists()
    assert not (folder / "postgres" / "cluster").exists()
    assert one(make_server(folder).start(), "SELECT 1") == 1
    assert not half.exists()


def test_data_of_another_major_version_is_refused_untouched(data: Path, make_server: MakeServer) -> None:
    version = data / "postgres" / "cluster" / "PG_VERSION"
    version.write_text("13\n")
    with pytest.raises(OtherMajorVersion) as caught:
        make_server(data).start()
    assert caught.value.code == "postgres_other_major"
    assert "PostgreSQL 13" in str(caught.value)
    assert version.read_text() == "13\n"


def test_a_folder_that_is_no_database_is_refused_untouched(folder: Path, make_server: MakeServer) -> None:
    odd = folder / "postgres" / "cluster" / "letter.txt"
    odd.parent.mkdir(parents=True)
    odd.write_text("dear all")
    with pytest.raises(ClusterDamaged):
        make_server(folder).start()
    assert odd.read_text() == "dear all"


def test_a_server_that_cannot_start_says_why(data: Path, make_server: MakeServer) -> None:
    (data / "postgres" / "custom.conf").write_text("shared_buffers = nonsense\n")
    (data / "postgres" / "custom.conf").chmod(0o644)
    server = make_server(data)
    with pytest.raises(Exception, match="shared_buffers") as caught:
        server.start()
    assert json.dumps(caught.value.code) == '"postgres_start_failed"'  # type: ignore[attr-defined]
    assert server.pid is None


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""
