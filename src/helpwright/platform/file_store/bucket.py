"""Files in a bucket that speaks S3. What arrives waits in a folder of this machine until all of it is there.

An object of S3 appears whole or not at all. The names are those of the local folder, so that either can be copied into
the other.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from helpwright.platform.file_store.local import as_uploads, digest_of, key_of
from helpwright.platform.file_store.model import FilesUnreachable
from helpwright.platform.file_store.one_put import put_file, reason_in
from helpwright.platform.file_store.spool import FREE_FLOOR, Arriving, Spool, Waiting

_CHUNK = 256 * 1024
_SMALL = 8 * 1024 * 1024
_SIGNED = timedelta(hours=1)
"""How long after its signing a request may begin."""

_LISTED = 1000
_ANSWER_SECONDS = 30.0
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Bucket:
    """Which bucket, and how to get there. What is None comes from the usual environment variables (`AWS_…`)."""

    name: str
    prefix: str = ""
    endpoint: str | None = None
    region: str | None = None
    key: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    virtual: bool = False

    def open(self) -> S3Store:
        """The connection; nothing is sent yet."""
        given = {
            "endpoint": self.endpoint,
            "region": self.region,
            "access_key_id": self.key,
            "secret_access_key": self.secret,
        }
        config: Any = {name: value for name, value in given.items() if value is not None}
        config["virtual_hosted_style_request"] = self.virtual
        config["disable_bulk_delete"] = True  # not every server knows it
        return S3Store(
            self.name,
            prefix=self.prefix or None,
            config=config,
            client_options={
                "allow_http": True,
                "connect_timeout": timedelta(seconds=5),
                "read_timeout": timedelta(seconds=60),
                "timeout": timedelta(hours=6),
            },
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=60)},
        )


class BucketIncoming(Waiting):
    """An upload that waits on this machine and then goes into the bucket."""

    def __init__(self, store: "BucketFiles", arriving: Arriving) -> None:
        super().__init__(arriving)
        self._store = store

    async def deliver(self) -> None:
        """Send the content, before anything is locked. A purge may take it away again until `keep`."""
        await self.keep()

    async def keep(self) -> None:
        """Send the content unless it is there, whole."""
        digest = self._arriving.digest
        if await self._store.size(digest) != self.size:
            await self._store.put_file(key_of(digest), self._arriving.path, self.size)

    async def keep_part(self, upload: UUID, name: str) -> None:
        """Send it as a part."""
        await self._store.put_file(_part(upload, name), self._arriving.path, self.size)


class BucketFiles:
    """Files in a bucket; uploads pass through `spool`, a folder of this machine."""

    def __init__(self, bucket: Bucket, spool: Path, floor: int = FREE_FLOOR) -> None:
        self.spool = Spool(spool, floor)
        self._store = bucket.open()

    def prepare(self) -> "BucketFiles":
        """Make the folder for what arrives. Raises FilesUnusable."""
        self.spool.prepare()
        return self

    @asynccontextmanager
    async def receive(self, expected: int = 0) -> AsyncGenerator[BucketIncoming, None]:
        """A temporary file of this machine, gone at the end of the block. Raises StorageFull."""
        async with self.spool.receive(expected) as arriving:
            yield BucketIncoming(self, arriving)

    async def size(self, digest: bytes) -> int | None:
        """Bytes of the content, None when it is not here."""
        try:
            with _answering():
                return (await _soon(obstore.head_async(self._store, key_of(digest))))["size"]
        except FileNotFoundError:
            return None

    def read(self, digest: bytes, start: int, stop: int) -> AsyncGenerator[bytes, None]:
        """The bytes from `start` up to `stop` in chunks. Raises FileNotFoundError at the first one."""
        return self._read(key_of(digest), start, stop)

    async def remove(self, digest: bytes) -> bool:
        """Delete the content, what was made from it first; whether it was there."""
        key = key_of(digest)
        there = await self._names(key.rpartition("/")[0])
        for each in there:
            if each.startswith(f"{key}."):
                await self._delete(each)
        if key in there:
            await self._delete(key)
        return key in there

    async def digests(self) -> AsyncGenerator[list[bytes], None]:
        """Everything stored, a page of names at a time."""
        with _answering():
            async for page in obstore.list(self._store, chunk_size=_LISTED):
                paths = [item["path"] for item in page]
                found = {digest_of(path.rpartition("/")[2]) for path in paths if not path.startswith("parts/")}
                yield [digest for digest in found if digest is not None]

    async def put_derived(self, digest: bytes, kind: str, data: bytes) -> None:
        """Keep what was made from a content beside it."""
        await self.put(f"{key_of(digest)}.{kind}", data)

    async def derived(self, digest: bytes, kind: str) -> bytes | None:
        """What was made from the content, None when it was not."""
        try:
            return b"".join([piece async for piece in self._read(f"{key_of(digest)}.{kind}", 0, None)])
        except FileNotFoundError:
            return None

    def read_part(self, upload: UUID, name: str) -> AsyncGenerator[bytes, None]:
        """The bytes of a part in chunks. Raises FileNotFoundError at the first one."""
        return self._read(_part(upload, name), 0, None)

    async def drop_parts(self, upload: UUID, name: str | None = None) -> None:
        """Delete one part of an upload, or all of them."""
        for key in await self._names(f"parts/{upload.hex}") if name is None else [_part(upload, name)]:
            await self._delete(key)

    async def uploads(self) -> AsyncGenerator[list[UUID], None]:
        """The uploads of which there are parts."""
        with _answering():
            found = await _soon(obstore.list_with_delimiter_async(self._store, prefix="parts"))
        yield list(as_uploads([path.rpartition("/")[2] for path in found["common_prefixes"]]))

    async def sweep(self, before: datetime) -> int:
        """Delete what died on this machine before it reached the bucket; how many."""
        return await self.spool.sweep(before)

    async def probe(self) -> None:
        """Write, read and delete a small object. Raises FilesUnreachable, StorageFull, OSError."""
        self.spool.require_free(0)
        key = f"probe/{uuid4().hex}"
        await self.put(key, b"probe")
        try:
            if b"".join([piece async for piece in self._read(key, 0, None)]) != b"probe":
                raise FilesUnreachable("what was written is not what is read")
        finally:
            await self._delete(key)

    async def put(self, key: str, data: Path | bytes) -> None:
        """Store one small object."""
        with _answering(writing=True):
            await obstore.put_async(self._store, key, data, use_multipart=False)

    async def put_file(self, key: str, path: Path, size: int) -> None:
        """Store a file as one object, never in pieces that could stay behind."""
        if size <= _SMALL:
            await self.put(key, path)
        else:
            await put_file(path, size, lambda: self._signed(key))

    async def _read(self, key: str, start: int, stop: int | None) -> AsyncGenerator[bytes, None]:
        if stop is not None and start >= stop:
            return
        with _answering():
            span: Any = None if stop is None else {"range": (start, stop)}
            answer = await _soon(obstore.get_async(self._store, key, options=span))
            async for piece in answer.stream(min_chunk_size=_CHUNK):
                yield bytes(piece)

    async def _signed(self, key: str) -> str:
        with _answering(writing=True):
            return await _soon(obstore.sign_async(self._store, "PUT", key, _SIGNED))

    async def _names(self, folder: str) -> list[str]:
        found: list[str] = []
        with _answering():
            async for page in obstore.list(self._store, prefix=folder, chunk_size=_LISTED):
                found += [item["path"] for item in page]
        return found

    async def _delete(self, key: str) -> None:
        try:
            with _answering():
                await _soon(obstore.delete_async(self._store, key))
        except FileNotFoundError:
            return


def _part(upload: UUID, name: str) -> str:
    return f"parts/{upload.hex}/{name}"


async def _soon(answer: Awaitable[_Answer]) -> _Answer:
    async with asyncio.timeout(_ANSWER_SECONDS):
        return await answer


@contextmanager
def _answering(*, writing: bool = False) -> Iterator[None]:
    """What the bucket says becomes ours. That an object is not there is no failure, unless the bucket is what lacks."""
    try:
        yield
    except FileNotFoundError as error:
        if writing or "NoSuchBucket" in str(error):
            raise FilesUnreachable(reason_in(str(error), type(error).__name__)) from error
        raise FileNotFoundError from error
    except (BaseError, OSError, TimeoutError) as error:
        raise FilesUnreachable(reason_in(str(error), type(error).__name__)) from error
