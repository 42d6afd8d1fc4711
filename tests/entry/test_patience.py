"""Whoever sends slowly without end holds nobody up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from fastapi import FastAPI, Request

from helpwright.entry.commands.web import server_settings
from helpwright.entry.patience import HEAD_SECONDS, PatientProtocol, PatientSocket
from helpwright.platform import problems
from helpwright.platform.guards import PAUSE_SECONDS, BodyLimit
from helpwright.platform.sentences import Sentences

HURRIED = 0.3
LONG = 10.0


class _Hurried(PatientProtocol):
    head_seconds = HURRIED


def _app(patience: float) -> FastAPI:
    app, sentences = FastAPI(), Sentences.load()
    problems.install(app, sentences)
    app.add_middleware(
        BodyLimit, sentences=sentences, patience=patience, exempt=lambda _method, path: path == "/streamed"
    )

    @app.post("/{name}")
    async def take(name: str, request: Request) -> dict[str, int | str]:
        return {"name": name, "bytes": len(await request.body())}

    return app


@asynccontextmanager
async def _serving(patience: float = HURRIED) -> AsyncIterator[int]:
    config = server_settings(_app(patience), [])
    config.port, config.http, config.lifespan = 0, _Hurried, "off"
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 -- it has no event
        await asyncio.sleep(0)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _line(port: int, sent: bytes) -> Line:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    await writer.drain()
    return reader, writer


async def _rest(line: Line) -> bytes:
    """What comes until the server closes, or nothing when it resets."""
    async with asyncio.timeout(LONG):
        try:
            return await line[0].read()
        except ConnectionError:
            return b""
        finally:
            line[1].close()


@pytest.mark.parametrize("begun", [b"", b"POST", b"POST /x HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_a_head_that_never_ends_is_not_waited_for(begun: bytes) -> None:
    async with _serving() as port:
        slow = [await _line(port, begun) for _ in range(50)]
        whole = await _line(port, b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab")
        assert b'"bytes":2' in await _rest(whole)
        assert [await _rest(each) for each in slow] == [b""] * 50


@pytest.mark.parametrize("path", ["/counted", "/streamed"])
async def test_a_body_that_stops_is_answered(path: str) -> None:
    async with _serving() as port:
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nab"
        answer = await _rest(await _line(port, head.encode()))
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"body_too_slow" in answer


async def test_a_body_that_comes_in_pieces_is_taken_and_so_is_the_next_request() -> None:
    # Together they take longer than one may; each has time to spare on a busy machine.
    async with _serving(patience=1.0) as port:
        reader, writer = await _line(port, b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n")
        for piece in (b"a", b"b", b"c"):
            await asyncio.sleep(0.4)
            writer.write(piece)
        assert b"200 OK" in await reader.readuntil(b"}")
        writer.write(b"POST /y HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        assert b'"name":"y"' in await _rest((reader, writer))


def test_people_on_slow_lines_have_time() -> None:
    assert HEAD_SECONDS >= 10
    assert PAUSE_SECONDS >= 20


def test_live_connections_are_those_that_end() -> None:
    config = server_settings(FastAPI(), [])
    config.load()
    assert config.ws_protocol_class is PatientSocket
