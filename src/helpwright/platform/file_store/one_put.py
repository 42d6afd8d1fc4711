"""A file becomes an object of S3 in one request, however large: cut off, it leaves nothing in the bucket.

What the client library makes of a large file, a multipart upload, stays there unseen and paid for when its process is
killed. One PUT takes up to 5 GB, more than any field allows.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Final

import httpx

from helpwright.platform.file_store.model import FilesUnreachable
from helpwright.platform.machine_roots import verified_by

_CHUNK: Final = 1024 * 1024
_PAUSES: Final = (0.5, 2.0)
"""Seconds before it is tried again; the whole file goes anew."""

_LATER: Final = frozenset({408, 429, 500, 502, 503, 504})
_MOST_REASON: Final = 300
_MOST_SAID: Final = 4000
_SAID: Final = re.compile(r"<Code>(.*?)</Code>.*?<Message>(.*?)</Message>", re.DOTALL)
_PATIENCE: Final = httpx.Timeout(60, connect=5, read=600)
"""Seconds; a server may take its time over the last byte."""


async def put_file(path: Path, size: int, address: Callable[[], Awaitable[str]]) -> None:
    """Send the file to an address that is signed for it, a fresh one for each try. Raises FilesUnreachable."""
    for pause in (*_PAUSES, None):
        try:
            refused = await _put(path, size, await address())
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            refused = type(error).__name__, True
        if refused is None:
            return
        if pause is None or not refused[1]:
            raise FilesUnreachable(refused[0])
        await asyncio.sleep(pause)


def reason_in(text: str, otherwise: str) -> str:
    """What the server said, else the first line of what went wrong; neither holds credentials."""
    said = _SAID.search(text)
    line = f"{said[1]}: {said[2]}" if said else text.partition("\n")[0].strip()
    return (line or otherwise)[:_MOST_REASON]


async def _put(path: Path, size: int, address: str) -> tuple[str, bool] | None:
    """Why it was not taken, and whether it is worth another try; None when it was."""
    async with httpx.AsyncClient(timeout=_PATIENCE, verify=verified_by()) as client:
        answer = await client.put(address, content=_read(path), headers={"Content-Length": str(size)})
    if answer.is_success:
        return None
    return reason_in(answer.text[:_MOST_SAID], str(answer.status_code)), answer.status_code in _LATER


async def _read(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while data := await asyncio.to_thread(file.read, _CHUNK):
            yield data
