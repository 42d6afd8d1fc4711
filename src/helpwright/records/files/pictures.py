"""Small pictures of pictures: made once by a process of its own, kept beside the content, given to who may see it."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

import structlog

from helpwright.platform.database import Database, Row
from helpwright.platform.file_store import FileStore
from helpwright.records.file_store import mark_drawn, undrawn

log = structlog.get_logger(__name__)

MOST_BYTES = 64 * 1024 * 1024
DRAWABLE = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/gif",
        "image/bmp",
        "image/tiff",
        "image/avif",
        "image/heic",
    }
)
FOREIGN = frozenset({"image/heic", "image/tiff"})
"""What many browsers cannot show; a large JPEG is made of it as well."""

TYPES = {"small": "image/webp", "view": "image/jpeg"}
_PATIENCE_SECONDS = 40.0
_BATCH = 20
_DRAWING = (sys.executable, "-I", "-m", "helpwright.records.files.draw")


@dataclass(frozen=True)
class Pictures:
    """Makes and keeps them in a store; one at a time in a process, so that the rest of it goes on."""

    store: FileStore
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, row: Row, kind: str) -> bytes | None:
        """The picture of a file's row, None when none can be made. Raises FilesUnreachable, StorageFull."""
        digest = bytes(row["sha256"])
        if row["type"] not in DRAWABLE or row["size"] > MOST_BYTES:
            return None
        found = await self.store.derived(digest, kind)
        if found is None:
            async with self.turn:
                found = await self.store.derived(digest, kind)
                if found is None:
                    found = await _draw(self.store.read(digest, 0, row["size"]), kind)
                    if found is None:
                        return None
                    # An empty one says that there is none to be had, and is not tried again.
                    await self.store.put_derived(digest, kind, found)
        return found or None


async def draw_ahead(database: Database, pictures: Pictures) -> int:
    """Make the pictures of new files before somebody waits for them; how many files were looked at.

    May run in several processes at once: the same picture is made twice at worst.
    """
    rows = await database.all(undrawn(sorted(DRAWABLE), _BATCH))
    for row in rows:
        with suppress(FileNotFoundError):  # its purge was faster
            await pictures.of(row, "small")
            if row["type"] in FOREIGN:
                await pictures.of(row, "view")
        await database.write([mark_drawn(row["id"])])
    return len(rows)


async def _draw(content: AsyncGenerator[bytes, None], kind: str) -> bytes | None:
    """The picture; empty when it is impossible; None when there was no time for it now. Raises FileNotFoundError."""
    program = await asyncio.create_subprocess_exec(
        *_DRAWING,
        kind,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
    )
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            _, picture = await asyncio.gather(_feed(program, content), _all_of(program))
            code = await program.wait()
    except TimeoutError:
        log.warning("picture_took_too_long", kind=kind)
        return None
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()
    return picture if code == 0 else b""


async def _feed(program: asyncio.subprocess.Process, content: AsyncGenerator[bytes, None]) -> None:
    stdin = program.stdin
    if stdin is None:
        return
    async with aclosing(content):
        with suppress(BrokenPipeError, ConnectionResetError):  # it has seen enough
            async for piece in content:
                stdin.write(piece)
                await stdin.drain()
            stdin.close()


async def _all_of(program: asyncio.subprocess.Process) -> bytes:
    return b"" if program.stdout is None else await program.stdout.read()
