"""Head and body of an answer leave the server together; what a slow body follows is not kept back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import pytest
import uvicorn
import uvloop
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from helpwright.entry.joined import Joined
from helpwright.entry.patience import PatientProtocol


class Written(asyncio.Transport):
    """A transport that keeps apart what is written by each call."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []
        self.closed = False

    def write(self, data: Any) -> None:
        self.pieces.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


async def test_head_and_body_are_one_piece_and_the_rest_goes_as_it_comes() -> None:
    written = Written()
    joined = Joined(written, asyncio.get_running_loop())
    for piece in (b"head ", b"body", b" more", b" end"):
        joined.write(piece)
    await asyncio.sleep(0)
    assert written.pieces == [b"head body", b" more", b" end"]


async def test_a_head_alone_leaves_within_a_turn_of_the_loop() -> None:
    written = Written()
    Joined(written, asyncio.get_running_loop()).write(b"head")
    assert written.pieces == []
    await asyncio.sleep(0)
    assert written.pieces == [b"head"]


async def test_nothing_is_lost_when_the_connection_is_closed_at_once() -> None:
    written = Written()
    joined = Joined(written, asyncio.get_running_loop())
    joined.write(b"head")
    joined.close()
    assert (written.pieces, joined.is_closing()) == ([b"head"], True)


class Arrived(asyncio.Protocol):
    """Knows the transport of whoever has connected."""

    def __init__(self) -> None:
        self.there: asyncio.Future[asyncio.Transport] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.there.set_result(cast("asyncio.Transport", transport))


async def _cut_short(complaints: list[dict[str, Any]]) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: complaints.append(context))
    arrived = Arrived()
    server = await loop.create_server(lambda: arrived, "127.0.0.1", 0)
    _reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
    transport = await arrived.there
    loop.call_soon(transport.abort)
    joined = Joined(transport, loop)
    joined.write(b"head")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    try:
        joined.write(b"body")
        joined.close()
    except RuntimeError as error:
        complaints.append({"exception": error})
    writer.close()
    server.close()


async def test_who_has_gone_meanwhile_is_written_to_no_more() -> None:
    complaints: list[dict[str, Any]] = []
    # The loop of the product: its transports refuse what is written after their end.
    await asyncio.to_thread(lambda: uvloop.run(_cut_short(complaints)))
    assert complaints == []


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[ASGIApp], Any]]:
    """Serve an application with the product's protocol; the streams of a client of it."""
    servers: list[tuple[uvicorn.Server, asyncio.Task[None]]] = []

    async def start(app: ASGIApp) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        config = uvicorn.Config(app, port=0, http=PatientProtocol, log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        servers.append((server, asyncio.create_task(server.serve())))
        while not server.started:  # noqa: ASYNC110 -- it has no event
            await asyncio.sleep(0)
        port = server.servers[0].sockets[0].getsockname()[1]
        return await asyncio.open_connection("127.0.0.1", port)

    yield start
    for server, task in servers:
        server.should_exit = True
        await task


async def test_answers_one_after_the_other_on_one_connection(serve: Callable[[ASGIApp], Any]) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        answer = Response(status_code=204) if scope["path"] == "/none" else PlainTextResponse(scope["path"])
        await answer(scope, receive, send)

    reader, writer = await serve(app)
    writer.write(b"".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for path in ("/one", "/none", "/two")))
    for path in ("/one", "", "/two"):
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        assert head.startswith(b"HTTP/1.1 204" if not path else b"HTTP/1.1 200")
        assert await reader.readexactly(len(path)) == path.encode()
    writer.close()


async def test_the_head_of_a_slow_answer_is_there_before_its_body(serve: Callable[[ASGIApp], Any]) -> None:
    seen = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def slowly() -> AsyncIterator[bytes]:
            await seen.wait()
            yield b"late"

        await StreamingResponse(slowly())(scope, receive, send)

    reader, writer = await serve(app)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"200 OK" in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    seen.set()
    assert b"late" in await asyncio.wait_for(reader.read(), 5)
    writer.close()
