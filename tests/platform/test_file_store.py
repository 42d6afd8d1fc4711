"""The local folder of contents, and which folder that is."""

import os
import resource
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from helpwright.platform.file_store import FilesUnusable, LocalFiles, StorageFull, open_file_store

CONTENT = b"content " * 400_000
DIGEST = sha256(CONTENT).digest()
LATER = datetime.now(UTC) + timedelta(days=400)  # the machine stamps files with its own time


@pytest.fixture
def store(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path / "files", floor=0).prepare()


async def keep(store: LocalFiles, content: bytes = CONTENT) -> None:
    async with store.receive() as incoming:
        for at in range(0, len(content), 70_001):
            await incoming.write(content[at : at + 70_001])
        await incoming.finish()
        await incoming.keep()


async def everything(store: LocalFiles) -> bytes:
    return b"".join([piece async for piece in store.read(DIGEST, 0, len(CONTENT))])


def temporary(store: LocalFiles) -> list[Path]:
    return list((store.root / "tmp").iterdir())


async def test_what_is_kept_is_read_again(store: LocalFiles) -> None:
    async with store.receive(len(CONTENT)) as incoming:
        await incoming.write(CONTENT)
        assert incoming.size == len(CONTENT)
        assert await incoming.tail(10) == CONTENT[-10:]
        assert await incoming.finish() == DIGEST
        assert await store.size(DIGEST) is None
        await incoming.keep()
    assert not temporary(store)
    assert await store.size(DIGEST) == len(CONTENT)
    assert await everything(store) == CONTENT
    assert b"".join([piece async for piece in store.read(DIGEST, 5, 300_000)]) == CONTENT[5:300_000]
    assert [digest async for digests in store.digests() for digest in digests] == [DIGEST]
    assert await store.remove(DIGEST)
    assert not await store.remove(DIGEST)
    assert await store.size(DIGEST) is None


async def test_what_is_not_kept_leaves_nothing(store: LocalFiles) -> None:
    async with store.receive() as incoming:
        await incoming.write(CONTENT)
        assert temporary(store)
        await incoming.finish()
    assert not temporary(store)
    assert [digests async for digests in store.digests()] == []


async def test_content_stands_once_and_a_damaged_one_is_replaced(store: LocalFiles) -> None:
    await keep(store)
    inode = store.path(DIGEST).stat().st_ino
    await keep(store)
    assert store.path(DIGEST).stat().st_ino == inode
    store.path(DIGEST).write_bytes(b"cut")
    await keep(store)
    assert await everything(store) == CONTENT


async def test_a_running_upload_is_never_swept(store: LocalFiles) -> None:
    (store.root / "tmp" / "dead").write_bytes(b"half")
    async with store.receive() as incoming:
        await incoming.write(CONTENT)
        assert await store.sweep(datetime(2020, 1, 1, tzinfo=UTC)) == 0
        assert await store.sweep(LATER) == 1
        await incoming.finish()
        await incoming.keep()
    assert await everything(store) == CONTENT


async def test_uploads_stop_above_the_floor(tmp_path: Path) -> None:
    state = os.statvfs(tmp_path)
    free = state.f_bavail * state.f_frsize
    store = LocalFiles(tmp_path / "files", floor=free // 2).prepare()
    with pytest.raises(StorageFull, match="storage_full"):
        async with store.receive(expected=free):
            pass
    async with store.receive(expected=1) as incoming:
        store._floor = 2 * free
        with pytest.raises(StorageFull):
            await incoming.write(CONTENT)
    assert not temporary(store)


@pytest.fixture
def at_most_a_megabyte() -> Iterator[None]:
    """The system refuses to let any file grow further, as on a full disk."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * 1024, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.usefixtures("at_most_a_megabyte")
async def test_a_disk_that_is_full_is_told_apart_from_a_broken_one(store: LocalFiles) -> None:
    with pytest.raises(StorageFull):
        await keep(store)
    assert not temporary(store)


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        (None, "data/files"),
        ("file:{base}/else where", "else where"),
        ("file://{base}/else%20where", "else where"),
        ("file://localhost{base}/else", "else"),
        ("file:uploads", "data/uploads"),
    ],
)
def test_the_folder_is_named_by_a_url(tmp_path: Path, url: str | None, folder: str) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    store = open_file_store(url and url.format(base=tmp_path), data_dir)
    assert store.root == tmp_path / folder
    assert (store.root / "tmp").is_dir()
    assert store.root.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("s3://key:secret@bucket/path?token=secret", "files_url_s3_later"),
        ("file://elsewhere/share", "files_url_unknown"),
        ("file:", "files_url_unknown"),
        ("ftp://me:secret@host/x", "files_url_unknown"),
        ("/plain/path", "files_url_unknown"),
        ("s3://[secret@", "files_url_unknown"),
    ],
)
def test_other_urls_are_refused_at_the_start(tmp_path: Path, url: str, code: str) -> None:
    with pytest.raises(FilesUnusable) as refused:
        open_file_store(url, tmp_path)
    assert refused.value.code == code
    assert "HELPWRIGHT_FILES_URL" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    with pytest.raises(FilesUnusable) as refused:
        open_file_store(None, tmp_path)
    assert str(tmp_path / "files") in str(refused.value)
