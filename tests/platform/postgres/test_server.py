"""The private PostgreSQL: cold and warm start, what it promises the product."""

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from helpwright.platform.postgres import EmbeddedPostgres
from helpwright.platform.postgres.errors import ServerInUse
from helpwright.platform.processes import living_in, wait_until

MakeServer = Callable[..., EmbeddedPostgres]


def rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_the_first_start_makes_a_database_for_chinese_text(folder: Path, make_server: MakeServer) -> None:
    server = make_server(folder)
    url = server.start()
    assert rows(url, "SELECT current_user, current_database(), current_setting('server_encoding')") == [
        ("helpwright", "helpwright", "UTF8")
    ]
    assert rows(url, "CREATE EXTENSION pg_trgm; SELECT similarity('客户服务工单', '客户服务')") == []
    assert rows(url, "SELECT similarity('客户服务工单', '客户服务') > 0.3, 'Ä' = upper('ä')") == [(True, True)]
    assert rows(url, "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user") == [(False, True)]
    assert rows(server.superuser_url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(True,)]


def test_the_first_start_tells_of_no_earlier_run(folder: Path, make_server: MakeServer) -> None:
    told: list[str] = []
    make_server(folder, progress=told.append).start()
    assert {*told} == {"step_database_prepare", "step_database_start"}


def test_commits_are_durable_and_the_log_holds_no_values(folder: Path, make_server: MakeServer) -> None:
    server = make_server(folder)
    url = server.start()
    settings: dict[str, str] = dict(rows(url, "SELECT name, setting FROM pg_settings"))
    assert (settings["fsync"], settings["synchronous_commit"], settings["full_page_writes"]) == ("on", "on", "on")
    assert (settings["jit"], settings["TimeZone"], settings["data_checksums"]) == ("off", "UTC", "on")
    with pytest.raises(psycopg.errors.UniqueViolation):
        rows(url, "CREATE TABLE p (phone text UNIQUE); INSERT INTO p VALUES ('13800138000'), ('13800138000')")
    server.stop()
    logs = "".join(path.read_text() for path in (folder / "postgres" / "log").iterdir())
    assert "duplicate key" in logs
    assert "13800138000" not in logs


def test_only_the_password_opens_it_and_only_we_can_read_it(data: Path, make_server: MakeServer) -> None:
    url = make_server(data).start()
    password = str(conninfo_to_dict(url)["password"])
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(password, "guess"))
    port = conninfo_to_dict(url)["port"]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://helpwright:guess@127.0.0.1:{port}/helpwright")
    credentials = data / "postgres" / "credentials.json"
    assert password in credentials.read_text()
    assert stat.S_IMODE(credentials.stat().st_mode) == 0o600


def test_a_warm_start_keeps_rows_url_and_port(data: Path, make_server: MakeServer) -> None:
    server = make_server(data)
    url = server.start()
    rows(url, "CREATE TABLE kept AS SELECT 7 AS seven")
    assert server.stop()
    assert not (data / "postgres" / "cluster" / "postmaster.pid").exists()
    again = make_server(data)
    assert again.start() == url
    assert rows(url, "SELECT seven FROM kept") == [(7,)]


def test_lost_credentials_are_renewed(data: Path, make_server: MakeServer) -> None:
    (data / "postgres" / "credentials.json").unlink()
    server = make_server(data)
    assert rows(server.start(), "SELECT 1") == [(1,)]
    assert rows(server.superuser_url, "SELECT 1") == [(1,)]


def test_a_taken_port_makes_room(data: Path, make_server: MakeServer) -> None:
    first = int((data / "postgres" / "port").read_text())
    with socket.create_server(("127.0.0.1", first)):
        url = make_server(data).start()
    assert conninfo_to_dict(url)["port"] != str(first)
    assert rows(url, "SELECT 1") == [(1,)]


def test_a_long_path_means_tcp_only(folder: Path, make_server: MakeServer) -> None:
    deep = folder / ("数" * 40)
    folder.chmod(0o755)
    url = make_server(deep).start()
    assert conninfo_to_dict(url)["host"] == "127.0.0.1"
    assert rows(url, "SELECT 1") == [(1,)]


def test_the_administrators_own_settings_win(data: Path, make_server: MakeServer) -> None:
    (data / "postgres" / "custom.conf").write_text("work_mem = 13MB\n")
    (data / "postgres" / "custom.conf").chmod(0o644)
    assert rows(make_server(data).start(), "SHOW work_mem") == [("13MB",)]


def test_two_launchers_do_not_share_a_folder(data: Path, make_server: MakeServer) -> None:
    url = make_server(data).start()
    with pytest.raises(ServerInUse) as caught:
        make_server(data).start()
    assert str(data) in str(caught.value)
    assert rows(url, "SELECT 1") == [(1,)]


def test_the_server_has_a_session_of_its_own(data: Path, make_server: MakeServer) -> None:
    server = make_server(data)
    server.start()
    assert server.pid is not None
    assert os.getsid(server.pid) == server.pid != os.getsid(0)


def test_stop_breaks_connections_and_leaves_nothing_behind(data: Path, make_server: MakeServer) -> None:
    server = make_server(data)
    with psycopg.connect(server.start()) as connection:
        connection.execute("SELECT 1")
        assert server.stop()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    cluster = data / "postgres" / "cluster"
    assert wait_until(lambda: not living_in(cluster, "postgres"), 5)
    assert server.poll() is not None
