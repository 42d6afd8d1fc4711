"""Run as a script: sends plain HTTP on to HTTPS, and hands out the certificate of our own authority where there is one.

Arguments: descriptor of a listening socket, port of HTTPS, host for requests that name none, file of the authority's
certificate or `-`. The standard library only; nothing of a request but its first line and `Host` is looked at.
"""

import asyncio
import re
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

AUTHORITY = "/helpwright-ca.crt"
_HEAD_BYTES = 8192
_SECONDS = 5.0
_HTTPS = 443
_HOST = re.compile(r"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_TARGET = re.compile(r"/[!-~]*")


def answer(head: bytes, port: int, host: str, authority: bytes | None) -> bytes:
    """The whole answer to the head of a request."""
    lines = head.decode("latin-1").split("\r\n")
    method, _, rest = lines[0].partition(" ")
    target = rest.rpartition(" ")[0]
    if not _TARGET.fullmatch(target) or target.startswith("//"):
        return _response("400 Bad Request", {}, b"")
    if target == AUTHORITY and authority is not None and method in {"GET", "HEAD"}:
        kind = {"Content-Type": "application/x-x509-ca-cert"}
        return _response("200 OK", kind, authority, body=method == "GET")
    named = next((line.partition(":")[2].strip() for line in lines[1:] if line.lower().startswith("host:")), "")
    match = _HOST.fullmatch(named)
    place = (match[1] if match else host) + ("" if port == _HTTPS else f":{port}")
    return _response("308 Permanent Redirect", {"Location": f"https://{place}{target}"}, b"")


def _response(status: str, headers: Mapping[str, str], content: bytes, *, body: bool = True) -> bytes:
    told = {**headers, "Content-Length": str(len(content)), "Connection": "close", "Cache-Control": "no-store"}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + (content if body else b"")


async def serve(descriptor: int, port: int, host: str, authority: Path | None) -> None:
    """Answer until ended."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _SECONDS)
            content = await asyncio.to_thread(_read, authority)
            writer.write(answer(head, port, host, content))
            await asyncio.wait_for(writer.drain(), _SECONDS)
        writer.close()

    listening = socket.socket(fileno=descriptor)
    async with await asyncio.start_server(handle, sock=listening, limit=_HEAD_BYTES) as server:
        await server.serve_forever()


def _read(file: Path | None) -> bytes | None:
    with suppress(OSError):
        return None if file is None else file.read_bytes()
    return None


if __name__ == "__main__":
    asyncio.run(
        serve(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], None if sys.argv[4] == "-" else Path(sys.argv[4]))
    )
