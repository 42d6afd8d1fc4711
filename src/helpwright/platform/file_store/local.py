"""Files in a folder of this machine, or one that all machines mount."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

from helpwright.platform.file_store.model import FilesUnusable
from helpwright.platform.file_store.spool import FREE_FLOOR, Arriving, Spool, Waiting, out_of_space_is_refused

_CHUNK = 256 * 1024
DIGEST_BYTES = 32


class LocalIncoming(Waiting):
    """An upload into a local folder: on the same file system, so that it moves into place in one step."""

    def __init__(self, store: "LocalFiles", arriving: Arriving) -> None:
        super().__init__(arriving)
        self._store = store

    async def deliver(self) -> None:
        """Nothing: it lies where it moves from."""

    async def keep(self) -> None:
        """Move into place."""
        await asyncio.to_thread(self._store.take_in, self._arriving.path, self._arriving.digest, self._arriving.size)

    async def keep_part(self, upload: UUID, name: str) -> None:
        """Move among the parts."""
        await asyncio.to_thread(self._store.take_part, self._arriving.path, upload, name)


class LocalFiles:
    """Files in a folder. `tmp` holds what arrives, `parts` what has come of uploads in pieces."""

    def __init__(self, root: Path, floor: int = FREE_FLOOR) -> None:
        self.root = root
        self.spool = Spool(root / "tmp", floor)
        self._parts = root / "parts"

    def prepare(self) -> "LocalFiles":
        """Make the folders. Raises FilesUnusable."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or error
            raise FilesUnusable("files_folder_unusable", folder=self.root, reason=reason) from error
        self.spool.prepare()
        return self

    @asynccontextmanager
    async def receive(self, expected: int = 0) -> AsyncGenerator[LocalIncoming, None]:
        """A temporary file, gone at the end of the block. Raises StorageFull."""
        async with self.spool.receive(expected) as arriving:
            yield LocalIncoming(self, arriving)

    async def size(self, digest: bytes) -> int | None:
        """Bytes of the content, None when it is not here."""
        try:
            return (await asyncio.to_thread(self.path(digest).stat)).st_size
        except FileNotFoundError:
            return None

    def read(self, digest: bytes, start: int, stop: int) -> AsyncGenerator[bytes, None]:
        """The bytes from `start` up to `stop` in chunks. Raises FileNotFoundError at the first one."""
        return _read(self.path(digest), start, stop)

    async def remove(self, digest: bytes) -> bool:
        """Delete the content, what was made from it first; whether it was there."""
        return await asyncio.to_thread(self._remove, digest)

    async def digests(self) -> AsyncGenerator[list[bytes], None]:
        """Everything stored, one first folder at a time."""
        for folder in await asyncio.to_thread(lambda: sorted(self.root.glob("??"))):
            found = await asyncio.to_thread(lambda first: list(_digests(first)), folder)
            if found:
                yield found

    async def put_derived(self, digest: bytes, kind: str, data: bytes) -> None:
        """Keep what was made from a content beside it."""
        await asyncio.to_thread(self._put_derived, self._derived(digest, kind), data)

    async def derived(self, digest: bytes, kind: str) -> bytes | None:
        """What was made from the content, None when it was not."""
        try:
            return await asyncio.to_thread(self._derived(digest, kind).read_bytes)
        except FileNotFoundError:
            return None

    def read_part(self, upload: UUID, name: str) -> AsyncGenerator[bytes, None]:
        """The bytes of a part in chunks. Raises FileNotFoundError at the first one."""
        path = self._parts / upload.hex / name
        return _read(path, 0, None)

    async def drop_parts(self, upload: UUID, name: str | None = None) -> None:
        """Delete one part of an upload, or all of them."""
        folder = self._parts / upload.hex
        with suppress(FileNotFoundError):
            await asyncio.to_thread(shutil.rmtree, folder) if name is None else (folder / name).unlink()

    async def uploads(self) -> AsyncGenerator[list[UUID], None]:
        """The uploads of which there are parts."""
        names = await asyncio.to_thread(lambda: [path.name for path in self._parts.glob("?" * 32)])
        yield list(as_uploads(names))

    async def sweep(self, before: datetime) -> int:
        """Delete temporary files that nobody holds and nothing was written to since `before`; how many."""
        return await self.spool.sweep(before)

    async def probe(self) -> None:
        """Write and delete a small file. Raises StorageFull, OSError."""
        path = self.spool.folder / f"probe-{secrets.token_hex(8)}"

        def look() -> None:
            self.spool.require_free(0)
            try:
                path.write_bytes(b"probe")
            finally:
                path.unlink(missing_ok=True)

        await asyncio.to_thread(look)

    def path(self, digest: bytes) -> Path:
        """Where this content lies."""
        return self.root / key_of(digest)

    def take_in(self, temporary: Path, digest: bytes, size: int) -> None:
        """Move a finished file into place, on disk when this returns. A damaged content of that name is replaced."""
        path = self.path(digest)
        with suppress(FileNotFoundError):
            if path.stat().st_size == size:
                return
        self._move(temporary, path)

    def take_part(self, temporary: Path, upload: UUID, name: str) -> None:
        """Move a finished file among the parts of an upload, on disk when this returns."""
        self._move(temporary, self._parts / upload.hex / name)

    def _move(self, temporary: Path, path: Path) -> None:
        with out_of_space_is_refused():
            for folder in (path.parent.parent, path.parent):
                if not folder.exists():
                    folder.mkdir(mode=0o700, exist_ok=True)
                    _sync_folder(folder.parent)
            temporary.replace(path)
            _sync_folder(path.parent)

    def _remove(self, digest: bytes) -> bool:
        path = self.path(digest)
        for derived in list(path.parent.glob(f"{path.name}.*")):
            derived.unlink(missing_ok=True)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        return True

    def _derived(self, digest: bytes, kind: str) -> Path:
        path = self.path(digest)
        return path.with_name(f"{path.name}.{kind}")

    def _put_derived(self, path: Path, data: bytes) -> None:
        self.spool.require_free(len(data))
        temporary = self.spool.folder / secrets.token_hex(16)
        try:
            with out_of_space_is_refused():
                temporary.write_bytes(data)
            self._move(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def key_of(digest: bytes) -> str:
    """`ab/cd/<sha256>`: where a content stands in every store."""
    name = digest.hex()
    return f"{name[:2]}/{name[2:4]}/{name}"


def digest_of(name: str) -> bytes | None:
    """The content that a name stands for, or from which it was made; None for other names."""
    with suppress(ValueError):
        digest = bytes.fromhex(name.partition(".")[0])
        if len(digest) == DIGEST_BYTES:
            return digest
    return None


def as_uploads(names: list[str]) -> Iterator[UUID]:
    """The names that are uploads."""
    for name in names:
        with suppress(ValueError):
            yield UUID(name)


async def _read(path: Path, start: int, stop: int | None) -> AsyncGenerator[bytes, None]:
    descriptor = await asyncio.to_thread(os.open, path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        while stop is None or start < stop:
            most = _CHUNK if stop is None else min(_CHUNK, stop - start)
            data = await asyncio.to_thread(os.pread, descriptor, most, start)
            if not data:
                return
            start += len(data)
            yield data
    finally:
        os.close(descriptor)


def _digests(first: Path) -> set[bytes]:
    """Contents below one first folder; other files are left alone."""
    found = (digest_of(path.name) for path in first.glob("??/*"))
    return {digest for digest in found if digest is not None}


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
