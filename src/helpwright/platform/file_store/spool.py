"""A folder for what is still arriving: one temporary file an upload, cleared even when its process dies."""

import asyncio
import errno
import fcntl
import os
import secrets
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock

from helpwright.platform.file_store.model import FilesUnusable, StorageFull

FREE_FLOOR = 256 * 1024 * 1024
_BUFFER = 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Arriving:
    """A temporary file of this machine. Disk work happens in threads; at most one buffer is held in memory."""

    def __init__(self, spool: "Spool", path: Path) -> None:
        self._spool = spool
        self.path = path
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

    @property
    def digest(self) -> bytes:
        """The SHA-256 of what was written out; all of it after `finish`."""
        return self._hash.digest()

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
        return self.digest

    def discard(self) -> None:
        """Leave nothing behind; harmless after the file was moved away."""
        with self._lock:
            if not self._closed:
                self._closed = True
                os.close(self._descriptor)
        self.path.unlink(missing_ok=True)

    async def _flush(self) -> None:
        data, self._buffer = self._buffer, bytearray()
        if data:
            await asyncio.to_thread(self._write, data)

    def _write(self, data: bytearray) -> None:
        self._spool.require_free(len(data))
        with self._lock, out_of_space_is_refused():
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
        with self._lock, out_of_space_is_refused():
            if not self._closed:
                os.fsync(self._descriptor)


class Waiting:
    """What both stores do alike with an upload: it waits in a spool, whatever becomes of it then."""

    def __init__(self, arriving: Arriving) -> None:
        self._arriving = arriving
        self.write = arriving.write
        self.tail = arriving.tail
        self.finish = arriving.finish

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._arriving.size


class Spool:
    """Temporary files in a folder. Refuses to write when fewer than `floor` bytes would be left free."""

    def __init__(self, folder: Path, floor: int = FREE_FLOOR) -> None:
        self.folder = folder
        self.floor = floor

    def prepare(self) -> None:
        """Make the folder. Raises FilesUnusable."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(self.folder, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        except OSError as error:
            place, reason = self.folder.parent, error.strerror or error
            raise FilesUnusable("files_folder_unusable", folder=place, reason=reason) from error

    @asynccontextmanager
    async def receive(self, expected: int = 0) -> AsyncGenerator[Arriving, None]:
        """A temporary file, gone at the end of the block. Raises StorageFull."""
        arriving = await asyncio.to_thread(self._begin, expected)
        try:
            yield arriving
        finally:
            arriving.discard()

    async def sweep(self, before: datetime) -> int:
        """Delete temporary files that nobody holds and nothing was written to since `before`; how many."""
        return await asyncio.to_thread(self._sweep, before.timestamp())

    def require_free(self, wanted: int) -> None:
        """Raise StorageFull when `wanted` bytes more would leave less than the floor."""
        state = os.statvfs(self.folder)
        if state.f_bavail * state.f_frsize - wanted < self.floor:
            raise StorageFull

    def _begin(self, expected: int) -> Arriving:
        self.require_free(expected)
        with out_of_space_is_refused():
            return Arriving(self, self.folder / secrets.token_hex(16))

    def _sweep(self, before: float) -> int:
        return sum(_remove_abandoned(path, before) for path in list(self.folder.iterdir()))


@contextmanager
def out_of_space_is_refused() -> Iterator[None]:
    """A full disk raises StorageFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull from error
        raise


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
