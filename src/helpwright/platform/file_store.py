"""Where the bytes of uploaded files live: each content once, named by its SHA-256.

`FileStore` is all that the rest of the product knows. The local folder holds `ab/cd/<sha256>`, and in `tmp` what is
still arriving; both are on one file system, so that a finished upload moves into place in one step.
"""

import asyncio
import errno
import fcntl
import os
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Protocol
from urllib.parse import unquote, urlsplit

from helpwright.kernel.errors import Refusal, Unavailable
from helpwright.platform.terminal import sentences

FREE_FLOOR = 256 * 1024 * 1024
_BUFFER = 1024 * 1024
_CHUNK = 256 * 1024
_DIGEST_BYTES = 32
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageFull(Refusal):
    """No room for more; the database on the same disk must be able to go on."""

    status = 507

    def __init__(self) -> None:
        super().__init__("storage_full")


class FilesUnusable(Unavailable):
    """The place for files cannot be used. `str()` is a plain sentence in Chinese and English, for the start."""

    def __str__(self) -> str:
        return sentences(self.code, self.data)


class Incoming(Protocol):
    """Bytes that arrive. Nothing of them stays unless `keep` is called; `finish` comes before it."""

    @property
    def size(self) -> int:
        """Bytes so far."""
        ...

    async def write(self, data: bytes) -> None:
        """Append. Raises StorageFull."""
        ...

    async def tail(self, most: int) -> bytes:
        """The last bytes, at most `most`."""
        ...

    async def finish(self) -> bytes:
        """Everything is on disk now; the SHA-256. Raises StorageFull."""
        ...

    async def keep(self) -> None:
        """Store it under its SHA-256; content that is there already stays as it is."""
        ...


class FileStore(Protocol):
    """Contents by SHA-256. Who keeps or removes a content holds a lock on it, so that the two never cross."""

    def receive(self, expected: int = 0) -> AbstractAsyncContextManager[Incoming]:
        """A place for an upload of about `expected` bytes; cleared at the end of the block. Raises StorageFull."""
        ...

    async def size(self, digest: bytes) -> int | None:
        """Bytes of the content, None when it is not here."""
        ...

    def read(self, digest: bytes, start: int, stop: int) -> AsyncGenerator[bytes, None]:
        """The bytes from `start` up to `stop` in chunks. Raises FileNotFoundError at the first one."""
        ...

    async def remove(self, digest: bytes) -> bool:
        """Delete the content; whether it was there."""
        ...

    def digests(self) -> AsyncIterator[list[bytes]]:
        """Everything stored, some thousand at a time at most."""
        ...

    async def sweep(self, before: datetime) -> int:
        """Delete what uploads that died before the instant have left; how many. Running uploads are left alone."""
        ...


class LocalIncoming:
    """An upload into a local folder. Disk work happens in threads; at most one buffer is held in memory."""

    def __init__(self, store: "LocalFiles", path: Path) -> None:
        self._store = store
        self._path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)  # says to `sweep` that somebody is still there
        self._closed = False
        # A thread may still write when its request was canceled; closing waits for it.
        self._lock = Lock()
        self._buffer = bytearray()
        self._hash = sha256()
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._size

    async def write(self, data: bytes) -> None:
        """Append. Raises StorageFull."""
        self._buffer += data
        self._size += len(data)
        if len(self._buffer) >= _BUFFER:
            await self._flush()

    async def tail(self, most: int) -> bytes:
        """The last bytes, at most `most`."""
        await self._flush()
        return await asyncio.to_thread(self._read_tail, most)

    async def finish(self) -> bytes:
        """Flush to the disk; the SHA-256. Raises StorageFull."""
        await self._flush()
        await asyncio.to_thread(self._sync)
        return self._hash.digest()

    async def keep(self) -> None:
        """Move into place."""
        await asyncio.to_thread(self._store.take_in, self._path, self._hash.digest(), self._size)

    def discard(self) -> None:
        """Leave nothing behind; harmless after `keep`."""
        with self._lock:
            if not self._closed:
                self._closed = True
                os.close(self._descriptor)
        self._path.unlink(missing_ok=True)

    async def _flush(self) -> None:
        data, self._buffer = self._buffer, bytearray()
        if data:
            await asyncio.to_thread(self._write, data)

    def _write(self, data: bytearray) -> None:
        self._store.require_free(len(data))
        with self._lock, _out_of_space_is_refused():
            if self._closed:
                return
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        self._hash.update(data)

    def _read_tail(self, most: int) -> bytes:
        with self._lock:
            return b"" if self._closed else os.pread(self._descriptor, most, max(0, self._size - most))

    def _sync(self) -> None:
        with self._lock, _out_of_space_is_refused():
            if not self._closed:
                os.fsync(self._descriptor)


class LocalFiles:
    """Files in a folder of this machine (or one that all machines mount). Refuses uploads below `floor` free bytes."""

    def __init__(self, root: Path, floor: int = FREE_FLOOR) -> None:
        self.root = root
        self._temporary = root / "tmp"
        self._floor = floor

    def prepare(self) -> "LocalFiles":
        """Make the folders. Raises FilesUnusable."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._temporary.mkdir(mode=0o700, exist_ok=True)
            if not os.access(self._temporary, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        except OSError as error:
            raise FilesUnusable("files_folder_unusable", folder=self.root, reason=error.strerror or error) from error
        return self

    @asynccontextmanager
    async def receive(self, expected: int = 0) -> AsyncGenerator[LocalIncoming, None]:
        """A temporary file, gone at the end of the block. Raises StorageFull."""
        incoming = await asyncio.to_thread(self._begin, expected)
        try:
            yield incoming
        finally:
            incoming.discard()

    async def size(self, digest: bytes) -> int | None:
        """Bytes of the content, None when it is not here."""
        try:
            return (await asyncio.to_thread(self.path(digest).stat)).st_size
        except FileNotFoundError:
            return None

    async def read(self, digest: bytes, start: int, stop: int) -> AsyncGenerator[bytes, None]:
        """The bytes from `start` up to `stop` in chunks. Raises FileNotFoundError at the first one."""
        descriptor = await asyncio.to_thread(os.open, self.path(digest), os.O_RDONLY | os.O_CLOEXEC)
        try:
            while start < stop:
                data = await asyncio.to_thread(os.pread, descriptor, min(_CHUNK, stop - start), start)
                if not data:
                    return
                start += len(data)
                yield data
        finally:
            os.close(descriptor)

    async def remove(self, digest: bytes) -> bool:
        """Delete the content; whether it was there."""
        try:
            await asyncio.to_thread(self.path(digest).unlink)
        except FileNotFoundError:
            return False
        return True

    async def digests(self) -> AsyncGenerator[list[bytes], None]:
        """Everything stored, one first folder at a time."""
        for folder in await asyncio.to_thread(lambda: sorted(self.root.glob("??"))):
            found = await asyncio.to_thread(lambda first: list(_digests(first)), folder)
            if found:
                yield found

    async def sweep(self, before: datetime) -> int:
        """Delete temporary files that nobody holds and nothing was written to since `before`; how many."""
        return await asyncio.to_thread(self._sweep, before.timestamp())

    def path(self, digest: bytes) -> Path:
        """Where this content lies."""
        name = digest.hex()
        return self.root / name[:2] / name[2:4] / name

    def require_free(self, wanted: int) -> None:
        """Raise StorageFull when `wanted` bytes more would leave less than the floor."""
        state = os.statvfs(self._temporary)
        if state.f_bavail * state.f_frsize - wanted < self._floor:
            raise StorageFull

    def take_in(self, temporary: Path, digest: bytes, size: int) -> None:
        """Move a finished file into place, on disk when this returns. A damaged content of that name is replaced."""
        path = self.path(digest)
        with suppress(FileNotFoundError):
            if path.stat().st_size == size:
                return
        with _out_of_space_is_refused():
            for folder in (path.parent.parent, path.parent):
                if not folder.exists():
                    folder.mkdir(mode=0o700, exist_ok=True)
                    _sync_folder(folder.parent)
            temporary.replace(path)
            _sync_folder(path.parent)

    def _begin(self, expected: int) -> LocalIncoming:
        self.require_free(expected)
        with _out_of_space_is_refused():
            return LocalIncoming(self, self._temporary / secrets.token_hex(16))

    def _sweep(self, before: float) -> int:
        return sum(_remove_abandoned(path, before) for path in list(self._temporary.iterdir()))


@contextmanager
def _out_of_space_is_refused() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull from error
        raise


def open_file_store(files_url: str | None, data_dir: Path) -> LocalFiles:
    """The store that HELPWRIGHT_FILES_URL names (`file:/some/folder`), else `files` in the data folder.

    A relative folder is one inside the data folder. Raises FilesUnusable for what cannot be used.
    """
    if files_url is None:
        return LocalFiles(data_dir / "files").prepare()
    try:
        parts = urlsplit(files_url)
    except ValueError as error:
        raise FilesUnusable("files_url_unknown", url=files_url.rpartition("@")[2]) from error
    if parts.scheme == "s3":
        raise FilesUnusable("files_url_s3_later", url=_without_secrets(files_url))
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or not parts.path:
        raise FilesUnusable("files_url_unknown", url=_without_secrets(files_url))
    return LocalFiles(data_dir / unquote(parts.path)).prepare()


def _without_secrets(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


def _digests(first: Path) -> Iterator[bytes]:
    """Contents below one first folder; other files are left alone."""
    for path in first.glob("??/*"):
        with suppress(ValueError):
            digest = bytes.fromhex(path.name)
            if len(digest) == _DIGEST_BYTES:
                yield digest


def _remove_abandoned(path: Path, before: float) -> bool:
    """Remove the file of an upload whose process died; whether it was one."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        if os.fstat(descriptor).st_mtime >= before:
            return False
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    except (BlockingIOError, FileNotFoundError):
        return False
    finally:
        os.close(descriptor)
    return True


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
