"""When a backup is due, and what an archive tells about damage; no server."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from helpwright.entry.backup import schedule, store
from helpwright.entry.backup.archive import Archive, ArchiveWriter, archives_in, open_archive, read_manifest
from helpwright.entry.backup.errors import BackupRefused
from helpwright.entry.backup.make import make_backup
from helpwright.entry.backup.manifest import MANIFEST, MANIFEST_HASH, Manifest, Member
from helpwright.entry.backup.schedule import (
    BackupPlan,
    due_now,
    is_due,
    keep_backing_up,
    last_due,
    next_due,
    read_state,
)
from helpwright.platform.database import Statement
from helpwright.platform.migrations.version import HEAD
from tests.support.office import Office
from tests.support.until import until

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLAN = BackupPlan(at="03:00")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
THREE = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)  # 03:00 of the same day
LONG_AGO = NOON - timedelta(days=30)


def at(instant: datetime, **more: object) -> dict[str, object]:
    return {"at": instant.isoformat(), **more}


def test_the_planned_instant_is_of_the_organization() -> None:
    assert last_due(NOON, "03:00", SHANGHAI) == THREE
    assert last_due(THREE - timedelta(seconds=1), "03:00", SHANGHAI) == THREE - timedelta(days=1)
    assert next_due(NOON, "03:00", SHANGHAI) == THREE + timedelta(days=1)
    assert next_due(THREE - timedelta(seconds=1), "03:00", SHANGHAI) == THREE


@pytest.mark.parametrize(
    ("plan", "begun", "state", "due"),
    [
        (PLAN, None, {}, False),
        (PLAN, NOON - timedelta(hours=1), {}, False),
        (PLAN, LONG_AGO, {}, True),
        (PLAN, LONG_AGO, {"last": at(THREE + timedelta(seconds=20))}, False),
        (PLAN, LONG_AGO, {"last": at(THREE - timedelta(hours=1))}, True),
        (PLAN, LONG_AGO, {"failure": at(NOON - timedelta(minutes=30))}, False),
        (PLAN, LONG_AGO, {"failure": at(NOON - timedelta(minutes=61))}, True),
        (BackupPlan(daily=False), LONG_AGO, {}, False),
    ],
    ids=[
        "nobody yet",
        "begun today",
        "never",
        "made",
        "of yesterday",
        "just failed",
        "failed a while ago",
        "not wanted",
    ],
)
def test_when_one_is_due(plan: BackupPlan, begun: datetime | None, state: dict[str, object], *, due: bool) -> None:
    assert is_due(NOON, plan, SHANGHAI, begun=begun, state=state) is due


def manifest(**values: object) -> Manifest:
    return Manifest.model_validate(
        {
            "product": "0",
            "made_at": "2026-11-23T04:00:00.000Z",
            "schema_version": HEAD,
            "postgres": "18.0",
            "company": "",
            "key": "",
            "holds_key": False,
            "extensions": [],
            "audit": None,
            "tables": {},
            "members": [],
            "missing": [],
            **values,
        }
    )


def read(path: Path, name: str) -> bytes:
    with open_archive(path) as archive:
        assert isinstance(archive, Archive)
        return b"".join(archive.chunks(name))


def test_nothing_half_appears(tmp_path: Path) -> None:
    path = tmp_path / "helpwright-1.tar"
    with ArchiveWriter(path) as out:
        out.add("a", b"half")
    assert list(tmp_path.iterdir()) == []


def test_every_bit_counts(tmp_path: Path) -> None:
    path = tmp_path / "whole.tar"
    content = b"0123456789" * 100
    digest = sha256(content).hexdigest()
    text = manifest(members=[Member(name="a", size=len(content), sha256=digest)]).model_dump_json().encode()
    with ArchiveWriter(path) as out:
        out.add(MANIFEST, text)
        out.add(MANIFEST_HASH, sha256(text).hexdigest().encode())
        out.add("a", content)
        out.finish()
    assert read(path, "a") == content
    whole = path.read_bytes()
    for place in (whole.index(b"0123456789") + 5, whole.index(b"schema_version"), 10):
        changed = bytearray(whole)
        changed[place] ^= 1
        damaged = tmp_path / "damaged.tar"
        damaged.write_bytes(changed)
        with pytest.raises(BackupRefused):
            read(damaged, "a")
    (tmp_path / "short.tar").write_bytes(whole[: len(whole) // 3])
    with pytest.raises(BackupRefused):
        read(tmp_path / "short.tar", "a")


async def test_the_worker_makes_it_and_only_once(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = office.product
    await office.person("老板", admin=True)
    assert not await due_now(product), "begun after the planned time of today"
    office.clock.advance(days=1)
    assert await due_now(product)
    monkeypatch.setattr(schedule, "LOOK_SECONDS", 0.05)
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", product.database.url)
    monkeypatch.setenv("HELPWRIGHT_DATA_DIR", str(product.environment.data_dir))
    keeping = asyncio.create_task(keep_backing_up(product))

    async def made() -> bool:
        return bool((await read_state(product.database)).get("last"))

    try:
        await until(made, 60)
    finally:
        keeping.cancel()
    found = archives_in(product.environment.data_dir / "backups")
    assert len(found) == 1
    assert read_manifest(found[0]).tables["helpwright.people"].rows >= 1


async def test_a_failure_is_noted_and_leaves_nothing(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "file"
    folder.write_text("no folder")
    with pytest.raises(BackupRefused):
        await make_backup(office.product, folder / "x.tar")
    assert (await read_state(office.product.database))["failure"]["reason"]
    there = tmp_path / "there.tar"
    there.touch()
    with pytest.raises(BackupRefused):
        await make_backup(office.product, there)
    async with office.product.database.session() as session:
        assert await session.one(store.TAKE_TURN)
        with pytest.raises(BackupRefused):
            await make_backup(office.product, tmp_path / "new.tar")
    assert not (tmp_path / "new.tar").exists()


async def test_a_backup_counts_though_an_older_one_cannot_be_removed(office: Office, tmp_path: Path) -> None:
    (tmp_path / "helpwright-20200101T000000Z.tar").mkdir()
    with pytest.raises(BackupRefused):
        await make_backup(office.product, tmp_path, keep=1)
    assert (await read_state(office.product.database))["last"]["file"].startswith(str(tmp_path))


async def test_only_the_stream_counts_transactions(office: Office) -> None:
    """What is numbered by the cluster's transactions is renumbered on the way back: all of it must be known.

    Roll-ups only ask whether their number is still open: one that was given elsewhere is not (`store.SAFE`).
    """
    rows = await office.product.database.all(
        Statement(
            """SELECT DISTINCT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE a.atttypid = 'xid8'::regtype AND n.nspname !~ '^pg_' AND c.relkind IN ('r', 'p')"""
        )
    )
    assert {row["relname"].split("_")[0] for row in rows} == {"events", "cursors", "rollup"}
