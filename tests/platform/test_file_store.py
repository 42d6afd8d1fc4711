"""Both stores of contents keep the same promises; and which one a URL names."""

import asyncio
import os
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from helpwright.platform.file_store import (
    BucketFiles,
    FilesUnreachable,
    FilesUnusable,
    LocalFiles,
    StorageFull,
    open_file_store,
    place_of,
)
from tests.support.bucket import BucketServer, bucket_server

CONTENT = b"content " * 400_000
LARGE = 9 * 1024 * 1024
DIGEST = sha256(CONTENT).digest()
LATER = datetime.now(UTC) + timedelta(days=400)  # the machine stamps files with its own time


Store = LocalFiles | BucketFiles


@pytest.fixture(scope="module")
def server() -> Iterator[BucketServer]:
    with bucket_server() as running:
        yield running


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return LocalFiles(tmp_path / "files", floor=0).prepare()
    server: BucketServer = request.getfixturevalue("server")
    made = open_file_store(server.url(server.bucket()), tmp_path)
    made.spool.floor = 0
    return made


async def keep(store: Store, content: bytes = CONTENT) -> None:
    async with store.receive() as incoming:
        for at in range(0, len(content), 70_001):
            await incoming.write(content[at : at + 70_001])
        await incoming.finish()
        await incoming.deliver()
        await incoming.keep()


async def everything(store: Store, digest: bytes = DIGEST) -> bytes:
    return b"".join([piece async for piece in store.read(digest, 0, len(CONTENT))])


async def digests(store: Store) -> set[bytes]:
    return {digest async for found in store.digests() for digest in found}


def temporary(store: Store) -> list[Path]:
    return list(store.spool.folder.iterdir())


async def test_what_is_kept_is_read_again(store: Store) -> None:
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
    assert b"".join([piece async for piece in store.read(DIGEST, 5, 5)]) == b""
    assert await digests(store) == {DIGEST}
    assert await store.remove(DIGEST)
    assert not await store.remove(DIGEST)
    assert await store.size(DIGEST) is None
    with pytest.raises(FileNotFoundError):
        await everything(store)


async def test_what_is_not_kept_leaves_nothing(store: Store) -> None:
    async with store.receive() as incoming:
        await incoming.write(CONTENT)
        assert temporary(store)
        await incoming.finish()
    assert not temporary(store)
    assert await digests(store) == set()


async def test_a_content_that_a_purge_took_between_delivery_and_keeping_is_there(store: Store) -> None:
    async with store.receive() as incoming:
        await incoming.write(CONTENT)
        await incoming.finish()
        await incoming.deliver()
        await store.remove(DIGEST)
        await incoming.keep()
    assert await everything(store) == CONTENT


async def test_what_was_made_from_a_content_goes_with_it(store: Store) -> None:
    await keep(store)
    assert await store.derived(DIGEST, "small") is None
    await store.put_derived(DIGEST, "small", b"picture")
    await store.put_derived(DIGEST, "none", b"")
    assert await store.derived(DIGEST, "small") == b"picture"
    assert await store.derived(DIGEST, "none") == b""
    assert await digests(store) == {DIGEST}
    assert await store.remove(DIGEST)
    assert await store.derived(DIGEST, "small") is None
    # A picture of a content that is gone already is found, and goes too.
    await store.put_derived(DIGEST, "small", b"picture")
    assert await digests(store) == {DIGEST}
    assert not await store.remove(DIGEST)
    assert await digests(store) == set()


async def test_parts_of_uploads_are_no_contents(store: Store) -> None:
    one, other = uuid4(), uuid4()
    for upload, name in ((one, "a"), (one, "b"), (other, "a")):
        async with store.receive() as incoming:
            await incoming.write(CONTENT + name.encode())
            await incoming.finish()
            await incoming.keep_part(upload, name)
    assert not temporary(store)
    assert await digests(store) == set()
    assert {upload async for found in store.uploads() for upload in found} == {one, other}
    assert b"".join([piece async for piece in store.read_part(one, "b")]) == CONTENT + b"b"
    await store.drop_parts(one)
    await store.drop_parts(one)
    with pytest.raises(FileNotFoundError):
        await anext(store.read_part(one, "b"))
    assert {upload async for found in store.uploads() for upload in found} == {other}


async def test_both_are_probed_without_a_trace(store: Store) -> None:
    await store.probe()
    assert not temporary(store)
    assert await digests(store) == set()


async def test_content_stands_once_and_a_damaged_one_is_replaced(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path / "files", floor=0).prepare()
    await keep(store)
    inode = store.path(DIGEST).stat().st_ino
    await keep(store)
    assert store.path(DIGEST).stat().st_ino == inode
    store.path(DIGEST).write_bytes(b"cut")
    await keep(store)
    assert await everything(store) == CONTENT


@pytest.mark.parametrize("prefix", ["desk/files", ""])
async def test_a_large_content_goes_to_the_bucket_in_one_request(
    prefix: str, server: BucketServer, tmp_path: Path
) -> None:
    bucket = server.bucket()
    store = open_file_store(server.url(bucket, prefix), tmp_path)
    content = os.urandom(1024 * 1024) * 20
    await keep(store, content)
    digest = sha256(content).digest()
    name = digest.hex()
    key = f"{prefix}/{name[:2]}/{name[2:4]}/{name}".lstrip("/")
    assert server.keys(bucket) == [key]
    (called,) = server.hashes(bucket)
    assert "-" not in called, "what came in pieces has their number behind its hash"
    assert b"".join([piece async for piece in store.read(digest, 0, len(content))]) == content


@dataclass
class Cut:
    """A bucket whose line breaks in the middle of what it is sent, or that says no; then it takes everything."""

    answers: list[bytes | None]
    heads: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.heads.append(head)
            answer = self.answers.pop(0) if self.answers else b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            if answer is None:
                await reader.readexactly(100_000)
            else:
                await reader.readexactly(int(head.lower().partition("content-length: ")[2].split()[0]))
                writer.write(answer)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def cutting(tmp_path: Path, *answers: bytes | None) -> AsyncIterator[tuple[Cut, BucketFiles]]:
    cut = Cut(list(answers))
    listener = await asyncio.start_server(cut.serve, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    store = open_file_store(f"s3://id:hush@bucket?endpoint={address}&region=cn-east-1", tmp_path)
    assert isinstance(store, BucketFiles)
    yield cut, store
    listener.close()


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large"
    path.write_bytes(b"x" * LARGE)
    return path


async def test_a_line_that_breaks_leaves_nothing_that_waits_to_be_finished(
    tmp_path: Path, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpwright.platform.file_store.one_put._PAUSES", (0, 0))
    busy = b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n"
    async with cutting(tmp_path, None, busy) as (cut, store):
        await store.put_file("a/b", large, LARGE)
    assert [head.partition("?")[0] for head in cut.heads] == ["PUT /bucket/a/b"] * 3
    assert not any("uploads" in head or "partNumber" in head for head in cut.heads)
    async with cutting(tmp_path, None, None, None) as (cut, store):
        with pytest.raises(FilesUnreachable):
            await store.put_file("a/b", large, LARGE)


async def test_a_bucket_that_says_no_to_a_large_file_is_heard_once(tmp_path: Path, large: Path) -> None:
    said = b"<Error><Code>AccessDenied</Code><Message>Not you</Message></Error>"
    no = b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n%b" % (len(said), said)
    async with cutting(tmp_path, no) as (cut, store):
        with pytest.raises(FilesUnreachable) as refused:
            await store.put_file("a/b", large, LARGE)
    assert refused.value.reason == "AccessDenied: Not you"
    assert len(cut.heads) == 1


async def test_a_bucket_that_is_not_to_be_had_is_unreachable(server: BucketServer, tmp_path: Path) -> None:
    for url in (server.url("no-such-bucket"), "s3://id:hush@bucket?endpoint=http://127.0.0.1:1"):
        store = open_file_store(url, tmp_path)
        store.spool.floor = 0
        with pytest.raises(FilesUnreachable) as refused:
            await keep(store)
        assert refused.value.status == 503
        assert refused.value.reason
        assert "hush" not in refused.value.reason
        with pytest.raises(FilesUnreachable):
            await store.probe()
        with pytest.raises(FilesUnreachable):
            await everything(store)
        assert not temporary(store)
        assert "hush" not in repr(vars(store))


async def test_a_running_upload_is_never_swept(store: Store) -> None:
    (store.spool.folder / "dead").write_bytes(b"half")
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
        store.spool.floor = 2 * free
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
async def test_a_disk_that_is_full_is_told_apart_from_a_broken_one(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path / "files", floor=0).prepare()
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
    assert isinstance(store, LocalFiles)
    assert store.root == tmp_path / folder
    assert (store.root / "tmp").is_dir()
    assert store.root.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("s3://key:secret@bucket/path?token=secret", "files_url_bucket"),
        ("s3://key@bucket", "files_url_bucket"),
        ("s3://key:secret@", "files_url_bucket"),
        ("s3://key:secret@bucket?endpoint=bucket.example.com", "files_url_bucket"),
        ("s3://key:secret@bucket?endpoint=https://me:secret@example.com", "files_url_bucket"),
        ("s3://key:secret@bucket?style=host", "files_url_bucket"),
        ("s3://key:secret@bucket?style=virtual&endpoint=http://10.0.0.5:9000", "files_url_bucket"),
        ("s3://key:secret@bucket?style=virtual&endpoint=http://[::1]:9000", "files_url_bucket"),
        ("s3://key:sec/secret@bucket", "files_url_unknown"),
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


async def test_a_bucket_may_be_asked_by_its_host_name(tmp_path: Path, server: BucketServer) -> None:
    # The name is put before the host of the endpoint; nobody is there.
    url = f"s3://id:hush@bucket?style=virtual&endpoint={server.address.replace('127.0.0.1', 'nowhere.invalid')}"
    store = open_file_store(url, tmp_path)
    with pytest.raises(FilesUnreachable, match="files_unreachable") as refused:
        await store.probe()
    assert "bucket.nowhere.invalid" in refused.value.reason


async def test_credentials_come_from_the_usual_variables(
    tmp_path: Path, server: BucketServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.address)
    bucket = server.bucket()
    await open_file_store(f"s3://{bucket}", tmp_path).probe()
    assert server.keys(bucket) == []


def test_the_place_is_shown_without_what_is_secret(tmp_path: Path) -> None:
    assert place_of("s3://id:hush@bucket/desk?endpoint=https://example.com", tmp_path) == "s3://bucket/desk"
    assert place_of("file:/var/files", tmp_path) == "file:///var/files"
    assert place_of(None, tmp_path) == str(tmp_path / "files")
