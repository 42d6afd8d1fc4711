"""The running example on the oldest PostgreSQL: moved to the one of the wheel, killed before the last step, and back.

Killed at every step, and over, back and over for good: tests/soak/newer_postgres.py.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from helpwright.entry.backup.archive import archives_in, read_manifest
from helpwright.entry.backup.newer_postgres import room_for
from helpwright.entry.cli import main
from helpwright.platform.postgres import EmbeddedPostgres, find_binaries
from helpwright.platform.postgres.home import Home
from helpwright.platform.terminal import sentence
from tests.support.moved_postgres import STEPS, kill_at, major, make_older, migrate, tickets, works
from tests.support.older_postgres import MAJOR, put_beside
from tests.support.product import Product, environment, scratch_folder

GIB = 1024**3


@pytest.fixture(scope="module")
def older_installation() -> Iterator[tuple[Path, str]]:
    """Made once."""
    with scratch_folder("hw-older-") as folder:
        folder.chmod(0o711)
        yield folder / "data", make_older(folder / "data")


@pytest.fixture
def older(older_installation: tuple[Path, str], make_product: Callable[..., Product]) -> tuple[Product, str]:
    """An installation of one's own of it."""
    source, ticket = older_installation
    product = make_product(empty=True)
    subprocess.run(["cp", "-a", str(source), str(product.data_dir)], check=True)
    return product, ticket


def test_killed_and_over_and_back(older: tuple[Product, str]) -> None:
    product, ticket = older
    data_dir, newest = product.data_dir, find_binaries().major
    kill_at(STEPS[-1], data_dir, ticket)
    moved = migrate(data_dir)
    assert moved.returncode == 0, moved.stdout + moved.stderr
    told = moved.stdout.splitlines()
    places = [told.index(sentence(step, {}, "en")) for step in STEPS]
    assert places == sorted(places), "every step is told, in this order"
    assert major(data_dir) == newest
    archive = max(archives_in(data_dir / "backups"))
    assert read_manifest(archive).files == [], "attachments stay where they are"
    (aside,) = data_dir.glob("before-restore-*")
    assert major(aside) == MAJOR
    works(product, ticket)
    back = migrate(data_dir, "--back")
    assert back.returncode == 0, back.stderr
    assert major(data_dir) == MAJOR
    assert tickets(data_dir) == {ticket}


def data_of(version: int, folder: Path) -> None:
    cluster = Home(folder).cluster
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text(f"{version}\n")


def test_only_what_is_older_is_removed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    newest = find_binaries().major
    for version, name in ((newest, "."), (MAJOR, "before-restore-1"), (newest, "before-restore-2")):
        data_of(version, tmp_path / name)
    arguments = ["migrate", "--postgres", "--data-dir", str(tmp_path)]
    assert main([*arguments, "--confirm"]) == 0
    assert f"PostgreSQL {MAJOR}" in capfd.readouterr().out
    assert [major(each) for each in tmp_path.glob("before-restore-*")] == [newest], "what was new once is not the old"
    assert main([*arguments, "--confirm"]) == 0
    assert main([*arguments, "--back"]) == 1
    assert "Nothing was changed" in capfd.readouterr().err


def test_refused_before_anything_is_touched(
    older: tuple[Product, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    product, ticket = older
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("HELPWRIGHT_DATABASE_URL", raising=False)
    arguments = ["migrate", "--postgres", "--data-dir", str(product.data_dir)]
    little = partial(shutil._ntuple_diskusage, 100 * GIB, 100 * GIB)
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda _place: little(200 * 1024**2))
        assert main(arguments) == 1
    told = capsys.readouterr().err
    assert "200.0 MB are free" in told
    assert "空间不足" in told
    # What the administrator has written for the old version, the new one does not know.
    custom = product.data_dir / "postgres" / "custom.conf"
    custom.write_text("old_snapshot_threshold = 60\n")
    refused = migrate(product.data_dir)
    assert refused.returncode == 1
    assert "old_snapshot_threshold" in refused.stderr
    assert major(product.data_dir) == MAJOR
    product.start()
    refused = migrate(product.data_dir)
    assert product.url in refused.stderr
    assert [each["id"] for each in product.sql("SELECT id::text FROM service_desk.ticket")] == [ticket]
    product.stop()


def test_room() -> None:
    small, large = room_for(20 * 1024**2, GIB), room_for(30 * GIB, 50 * GIB)
    assert small.needed < small.free
    assert large.needed == 61 * GIB + 256 * 1024**2


def test_a_backup_comes_back_into_an_older_server_of_others(
    older: tuple[Product, str], make_product: Callable[..., Product], folder: Path
) -> None:
    """The wheel's `pg_restore` is newer than that server."""
    product, ticket = older
    archive = product.data_dir.parent / "older.tar"
    run = [sys.executable, "-m", "helpwright.entry.cli"]
    subprocess.run([*run, "backup", "--data-dir", str(product.data_dir), "--to", str(archive)], check=True)
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder, binaries=put_beside(folder), durable=False)
    try:
        url = server.start()
        other = make_product(empty=True)
        subprocess.run(
            [*run, "restore", str(archive), "--data-dir", str(other.data_dir)],
            check=True,
            env=environment({"HELPWRIGHT_DATABASE_URL": url}),
        )
        works(Product(other.data_dir, outside=url), ticket)
    finally:
        server.stop()
