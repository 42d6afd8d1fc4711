"""A backup of a server that is being written to comes back whole, goes on working, and damage to it is found."""

import json
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import pytest

from helpwright.entry.backup.archive import archives_in, read_manifest
from helpwright.entry.cli import main
from helpwright.platform.processes import wait_until
from tests.support.product import Client, Product, environment, named, submission

SECONDS = 120
PROOF = "设备照片：门口的机柜\n".encode()


def command(*arguments: str | Path, database: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "helpwright.entry.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        env=environment(named(database)),
    )


def done(*arguments: str | Path, database: str | None = None) -> str:
    finished = command(*arguments, database=database)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def has_task(client: Client, record_id: str) -> bool:
    return bool(client.get(f"/forms/ticket/records/{record_id}/flow").json()["tasks"])


def with_attachment(client: Client) -> dict[str, str]:
    """A ticket with a photograph; id and token."""
    sent = client.post(
        "/public/forms/ticket/files", params={"field": "attachments", "name": "a.txt"}, files={"file": PROOF}
    )
    assert sent.status_code == 201, sent.text
    receipt: dict[str, str] = client.submit(attachments=[sent.json()["id"]])
    return receipt


def test_made_under_load_restored_elsewhere_and_working(make_product: Callable[..., Product]) -> None:
    product = make_product()
    product.start()
    acknowledged: set[str] = set()
    stop = threading.Event()

    def write() -> None:
        with httpx.Client(timeout=20, trust_env=False) as client:
            while not stop.is_set():
                answer = client.post(f"{product.url}/api/v1/public/forms/ticket/submissions", json=submission())
                if answer.status_code == 201:
                    acknowledged.add(answer.json()["id"])

    with Client(product) as client:
        receipt = with_attachment(client)
        client.sign_in()
        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        assert wait_until(lambda: len(acknowledged) >= 20, 30)
        before = set(acknowledged)
        archive = product.data_dir.parent / "made.tar"
        told = done("backup", "--data-dir", product.data_dir, "--to", archive, "--with-secret-key")
        stop.set()
        writer.join(20)
    assert "secret.key" in told
    assert len(read_manifest(archive).files) == 1
    product.stop()

    other = make_product(empty=True)
    assert "the same" in done("restore", archive, "--data-dir", other.data_dir)
    other.start()
    stored = {str(row["id"]) for row in other.sql("SELECT id FROM service_desk.ticket")}
    assert before | {receipt["id"]} <= stored <= acknowledged | {receipt["id"]}
    with Client(other) as client:
        assert client.get(f"/public/progress/{receipt['token']}").status_code == 200, "the key came along"
        client.sign_in()
        record = client.get(f"/forms/ticket/records/{receipt['id']}").json()
        file = client.get(f"/files/{record['values']['attachments'][0]}")
        assert file.content == PROOF
        # What was not read from the stream before is read now, and what is new as well.
        new = client.submit(problem_type="complaint")
        for each in (receipt["id"], new["id"]):
            assert wait_until(partial(has_task, client, each), 30)
        assert wait_until(lambda: not other.sql(UNREAD), 30), "every reader has come to the end of the stream"
    other.stop()
    assert "whole" in done("audit", "verify", "--data-dir", other.data_dir)


UNREAD = """SELECT c.name FROM cursors c
WHERE EXISTS (SELECT 1 FROM events e WHERE (e.xid, e.id) > (c.xid, c.id))"""


def test_the_key_may_be_there_before_the_backup_is(make_product: Callable[..., Product]) -> None:
    product = make_product()
    archive = product.data_dir.parent / "nightly.tar"
    done("backup", "--data-dir", product.data_dir, "--to", archive)
    key = (product.data_dir / "secret.key").read_text()
    other = make_product(empty=True)
    assert "Put the old one back" in command("restore", archive, "--data-dir", other.data_dir).stderr
    assert not (other.data_dir / "secret.key").exists(), "what the sentence says"
    moved = make_product(empty=True)
    moved.data_dir.mkdir(mode=0o711, exist_ok=True)
    (moved.data_dir / "secret.key").write_text(key)
    finished = command("restore", archive, "--data-dir", moved.data_dir)
    assert finished.returncode == 0, finished.stderr
    assert "secret.key" not in finished.stderr
    assert (moved.data_dir / "secret.key").read_text() == key
    assert not [*moved.data_dir.glob("before-restore-*")]


def test_the_drill_tells_a_good_backup_from_a_bad_one(make_product: Callable[..., Product]) -> None:
    product = make_product()
    product.start()
    with Client(product) as client:
        with_attachment(client)
        assert wait_until(lambda: bool(product.sql("SELECT 1 FROM instances")), 30)
        done("backup", "--data-dir", product.data_dir)
        scratch = product.data_dir.parent / "not" / "there"
        told = done("restore", "--drill", "--data-dir", product.data_dir, "--scratch", scratch)
        assert [*scratch.iterdir()] == []
        assert "1 process instance was replayed to the same state" in told
        state = product.sql("SELECT value FROM settings WHERE name = 'backup_state'")[0]["value"]
        assert state["drill"]["problem"] is None
        assert state["last"]["files"] == 1
    full = product.data_dir.parent / "full"
    program = " ".join([sys.executable, "-m", "helpwright.entry.cli", "backup", "--data-dir", str(product.data_dir)])
    limited = subprocess.run(
        ["sh", "-c", f"ulimit -f 40; exec {program} --to {full}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        env=environment(),
    )
    assert limited.returncode == 1, "no room"
    assert "Traceback" not in limited.stderr
    assert list(full.iterdir()) == [], "nothing half is left"
    archive = archives_in(product.data_dir / "backups")[0]
    content = bytearray(archive.read_bytes())
    for place in (content.find(PROOF[:8]), 60_000, 300):
        damaged = archive.with_name("damaged.tar")
        changed = bytearray(content)
        changed[place] ^= 0xFF
        damaged.write_bytes(changed)
        refused = command("restore", damaged, "--drill", "--data-dir", product.data_dir)
        assert refused.returncode == 1
        assert "damaged" in refused.stderr or "not a Helpwright backup" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert command("restore", product.log, "--drill", "--data-dir", product.data_dir).returncode == 1


def test_what_is_there_is_kept(make_product: Callable[..., Product]) -> None:
    product = make_product()
    product.start()
    with Client(product) as client:
        first = with_attachment(client)
    archive = product.data_dir.parent / "first.tar"
    assert "rsync" in done("backup", "--data-dir", product.data_dir, "--to", archive, "--without-files")
    assert read_manifest(archive).files == []
    refused = command("restore", archive, "--data-dir", product.data_dir, "--force")
    assert refused.returncode == 1
    assert product.url in refused.stderr, "a server that runs is not taken its data away"
    with Client(product) as client:
        second = client.submit()
    product.stop()
    assert command("restore", archive, "--data-dir", product.data_dir).returncode == 1
    told = done("restore", archive, "--data-dir", product.data_dir, "--force")
    aside = next(product.data_dir.glob("before-restore-*"))
    assert str(aside) in told
    assert (aside / "postgres" / "cluster" / "PG_VERSION").is_file()
    product.start()
    with Client(product) as client:
        assert client.get(f"/public/progress/{first['token']}").status_code == 200, "the key in use went on"
        assert client.get(f"/public/progress/{second['token']}").status_code == 410
        client.sign_in()
        record = client.get(f"/forms/ticket/records/{first['id']}").json()
        assert client.get(f"/files/{record['values']['attachments'][0]}").content == PROOF, "attachments stayed"


def test_a_database_of_others(make_product: Callable[..., Product]) -> None:
    product = make_product(database="outside")
    product.start()
    with Client(product) as client:
        receipt = client.submit()
    archive = product.data_dir.parent / "outside.tar"
    done("backup", "--data-dir", product.data_dir, "--to", archive, database=product.outside)
    product.stop()
    assert command("restore", archive, "--data-dir", product.data_dir, database=product.outside).returncode == 1
    told = done("restore", archive, "--data-dir", product.data_dir, "--force", database=product.outside)
    assert "kept in hw_outside" in told
    product.start()
    with Client(product) as client:
        assert client.get(f"/public/progress/{receipt['token']}").status_code == 200


def test_old_ones_go_and_half_ones_too(make_product: Callable[..., Product], tmp_path: Path) -> None:
    data_dir = make_product().data_dir
    folder = tmp_path / "kept"
    folder.mkdir()
    for day in range(1, 5):
        (folder / f"helpwright-2020010{day}T000000Z.tar").touch()
    (folder / "helpwright-20200105T000000Z.tar.partial").write_bytes(b"half")
    done("backup", "--data-dir", data_dir, "--to", folder, "--keep", "3")
    left = sorted(path.name for path in folder.iterdir())
    assert len(left) == 3
    assert left[:2] == ["helpwright-20200103T000000Z.tar", "helpwright-20200104T000000Z.tar"]
    newest = archives_in(folder)[0]
    assert newest.stat().st_mode & 0o777 == 0o600
    with tarfile.open(newest) as tar:
        assert tar.getnames()[:3] == ["manifest.json", "manifest.sha256", "database.dump"]
        manifest = tar.extractfile("manifest.json")
        assert manifest is not None
        assert json.load(manifest)["holds_key"] is False


def test_nothing_is_moved_to_the_same_postgres_or_for_others(
    make_product: Callable[..., Product], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data_dir = make_product().data_dir
    monkeypatch.delenv("HELPWRIGHT_DATABASE_URL", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert main(["migrate", "--postgres", "--data-dir", str(data_dir)]) == 0
    assert "nothing to do" in capsys.readouterr().out
    assert list(data_dir.glob("b*")) == [], "neither a backup nor older data"
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", "postgresql://x@127.0.0.1/x")
    for options in ((), ("--confirm",), ("--back",)):
        assert main(["migrate", "--postgres", "--data-dir", str(data_dir), *options]) == 1
