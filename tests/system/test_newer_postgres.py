"""The running example on the oldest PostgreSQL: moved to the one of the wheel, killed at every step, and back again."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

from helpwright.entry.backup.archive import archives_in, read_manifest
from helpwright.entry.backup.newer_postgres import room_for
from helpwright.entry.cli import main
from helpwright.entry.data_dir import attached_database
from helpwright.entry.put_in_place import BUILDING
from helpwright.platform.postgres import EmbeddedPostgres, find_binaries
from helpwright.platform.processes import wait_until
from helpwright.platform.terminal import sentence
from tests.support.older_postgres import MAJOR, make_data, put_beside
from tests.support.product import Client, Product, environment, scratch_folder, set_up

PROOF = "设备照片：门口的机柜\n".encode()
STEPS = (
    "migrate_postgres_old",
    "migrate_postgres_backup",
    "restore_step_load",
    "restore_step_compare",
    "restore_step_place",
)
GIB = 1024**3


@pytest.fixture(scope="module")
def older_installation() -> Iterator[tuple[Path, str]]:
    """A data folder of the old version with one ticket that has an attachment; the ticket's id."""
    with scratch_folder("hw-older-") as folder:
        data_dir = folder / "data"
        folder.chmod(0o711)
        make_data(data_dir)
        set_up(data_dir)
        product = Product(data_dir)
        try:
            product.start()
            with Client(product) as client:
                sent = client.post(
                    "/public/forms/ticket/files",
                    params={"field": "attachments", "name": "a.txt"},
                    files={"file": PROOF},
                )
                receipt = client.submit(attachments=[sent.json()["id"]])
                client.sign_in()
                assert wait_until(
                    lambda: bool(client.get(f"/forms/ticket/records/{receipt['id']}/flow").json()["tasks"]), 30
                )
        finally:
            product.clean_up()
        yield data_dir, str(receipt["id"])


@pytest.fixture
def older(older_installation: tuple[Path, str], make_product: Callable[..., Product]) -> tuple[Product, str]:
    """An installation of one's own of it."""
    source, ticket = older_installation
    product = make_product(empty=True)
    subprocess.run(["cp", "-a", str(source), str(product.data_dir)], check=True)
    return product, ticket


def major(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "cluster" / "PG_VERSION").read_text())


def migrate(data_dir: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(data_dir, *options), capture_output=True, text=True, check=False, env=environment())


def command(data_dir: Path, *options: str) -> list[str]:
    return [
        *(sys.executable, "-m", "helpwright.entry.cli", "migrate", "--postgres"),
        *("--data-dir", str(data_dir), *options),
    ]


def works(product: Product, *tickets: str) -> str:
    """The server runs, has these tickets and no others, and takes one more, which it answers; that it ends."""
    product.start()
    with Client(product) as client:
        client.sign_in()
        found = {each["id"] for each in product.sql("SELECT id::text FROM service_desk.ticket")}
        assert found == set(tickets)
        record = client.get(f"/forms/ticket/records/{tickets[0]}").json()
        assert client.get(f"/files/{record['values']['attachments'][0]}").content == PROOF
        new: str = client.submit()["id"]
        assert wait_until(lambda: bool(client.get(f"/forms/ticket/records/{new}/flow").json()["tasks"]), 30)
    product.stop()
    return new


def test_over_and_back_and_over_for_good(older: tuple[Product, str]) -> None:
    product, ticket = older
    data_dir, newest = product.data_dir, find_binaries().major
    assert major(data_dir) == MAJOR
    second = works(product, ticket)
    moved = migrate(data_dir)
    assert moved.returncode == 0, moved.stdout + moved.stderr
    told = moved.stdout.splitlines()
    places = [told.index(sentence(step, {}, "en")) for step in STEPS]
    assert places == sorted(places), "every step is told, in this order"
    assert major(data_dir) == newest
    (archive,) = archives_in(data_dir / "backups")
    assert read_manifest(archive).files == [], "attachments stay where they are"
    (aside,) = data_dir.glob("before-restore-*")
    assert major(aside) == MAJOR
    third = works(product, ticket, second)
    back = migrate(data_dir, "--back")
    assert back.returncode == 0, back.stderr
    assert major(data_dir) == MAJOR
    fourth = works(product, ticket, second)
    assert fourth != third
    assert migrate(data_dir).returncode == 0
    confirmed = migrate(data_dir, "--confirm")
    assert f"PostgreSQL {MAJOR}" in confirmed.stdout
    assert [major(each) for each in data_dir.glob("before-restore-*")] == [newest], "what was new once is not the old"
    assert "nothing to do" in migrate(data_dir, "--confirm").stdout
    refused = migrate(data_dir, "--back")
    assert refused.returncode == 1
    assert "Nothing was changed" in refused.stderr
    works(product, ticket, second, fourth)


def test_killed_at_every_step(older: tuple[Product, str]) -> None:
    product, ticket = older
    data_dir = product.data_dir
    for step in STEPS:
        running = subprocess.Popen(
            command(data_dir), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment()
        )
        assert running.stdout is not None
        wanted = sentence(step, {}, "en")
        assert any(line.rstrip() == wanted for line in running.stdout)
        running.kill()
        running.stdout.close()
        assert running.wait(20) == -signal.SIGKILL
        assert major(data_dir) == MAJOR
        with attached_database(data_dir, None) as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT id::text FROM service_desk.ticket").fetchall() == [(ticket,)]
        assert not (data_dir / BUILDING).exists(), "nothing half made is left"
    finished = migrate(data_dir)
    assert finished.returncode == 0, finished.stderr
    assert major(data_dir) == find_binaries().major
    works(product, ticket)


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
    works(product, ticket)
    custom.unlink()
    product.start()
    refused = migrate(product.data_dir)
    assert product.url in refused.stderr
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
