"""What a store of files can do, whatever it is made of."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from helpwright.kernel.errors import Refusal, Unavailable
from helpwright.platform.terminal import sentences


class StorageFull(Refusal):
    """No room for more; the database on the same disk must be able to go on."""

    status = 507

    def __init__(self) -> None:
        super().__init__("storage_full")


class FilesUnreachable(Unavailable):
    """The store does not answer, or not us. `reason` is for administrators and holds no credentials."""

    def __init__(self, reason: str) -> None:
        super().__init__("files_unreachable")
        self.reason = reason


class FilesUnusable(Unavailable):
    """The place for files cannot be used. `str()` is a plain sentence in Chinese and English, for the start."""

    def __str__(self) -> str:
        return sentences(self.code, self.data)


class Incoming(Protocol):
    """Bytes that arrive. They belong to nothing unless `keep` or `keep_part` is called; `finish` comes before it."""

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

    async def deliver(self) -> None:
        """Do before `keep` what may take long, so that `keep` does not. Raises StorageFull, FilesUnreachable."""
        ...

    async def keep(self) -> None:
        """Store it under its SHA-256; content that is there already stays as it is."""
        ...

    async def keep_part(self, upload: UUID, name: str) -> None:
        """Store it as a part of an upload that comes in pieces."""
        ...


class FileStore(Protocol):
    """Contents by SHA-256. Who keeps or removes a content holds a lock on it, so that the two never cross.

    Every method raises FilesUnreachable when a store over the network does not answer.
    """

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
        """Delete the content and all that was made from it; whether the content was there."""
        ...

    def digests(self) -> AsyncIterator[list[bytes]]:
        """Everything stored, some thousand at a time at most."""
        ...

    async def put_derived(self, digest: bytes, kind: str, data: bytes) -> None:
        """Keep what was made from a content beside it; it goes with the content."""
        ...

    async def derived(self, digest: bytes, kind: str) -> bytes | None:
        """What was made from the content, None when it was not."""
        ...

    def read_part(self, upload: UUID, name: str) -> AsyncGenerator[bytes, None]:
        """The bytes of a part in chunks. Raises FileNotFoundError at the first one."""
        ...

    async def drop_parts(self, upload: UUID, name: str | None = None) -> None:
        """Delete one part of an upload, or all of them; harmless when there are none."""
        ...

    def uploads(self) -> AsyncIterator[list[UUID]]:
        """The uploads of which there are parts."""
        ...

    async def sweep(self, before: datetime) -> int:
        """Delete what uploads that died before the instant have left; how many. Running uploads are left alone."""
        ...

    async def probe(self) -> None:
        """Write, read and delete something small. Raises FilesUnreachable, StorageFull or OSError."""
        ...
