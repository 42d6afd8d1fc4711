"""Uploads over real connections: what a client sees that is refused while it sends, and what one leaves that goes."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn

from tests.records.files.conftest import MIB, PNG, Desk
from tests.support.until import until

_PATH = "/api/v1/public/forms/ticket/files?field=proof&name=a.png"


@pytest.fixture
async def port(desk: Desk) -> AsyncIterator[int]:
    """Where the app answers."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(desk.app, lifespan="off", ws="none", log_config=None))
    serving = asyncio.create_task(server.serve([listener]))
    yield listener.getsockname()[1]
    server.should_exit = True
    await serving
    listener.close()


def head(length: int | None, *more: str) -> bytes:
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    lines = [f"POST {_PATH} HTTP/1.1", "Host: desk.example.com", "Content-Type: image/png", size, *more, "", ""]
    return "\r\n".join(lines).encode()


async def test_a_client_in_the_midst_of_a_large_body_sees_why_it_is_refused(desk: Desk, port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head(500 * MIB))
    for _ in range(64):
        writer.write(b"\x00" * (MIB // 8))
        await writer.drain()
    answer = await reader.readuntil(b"}")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()
    assert b'"code": "file_too_large"' in answer
    writer.close()
    assert await desk.nothing_stays()


async def test_an_endless_body_ends_with_the_connection(desk: Desk, port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head(None))
    chunk = b"10000\r\n" + b"\x89PNG\r\n\x1a\n".ljust(65536, b"\x00") + b"\r\n"

    async def send_on() -> None:
        while True:
            writer.write(chunk)
            await writer.drain()

    sending = asyncio.create_task(send_on())
    assert b'"code": "file_too_large"' in await reader.readuntil(b"}")
    with pytest.raises(ConnectionError):
        await sending
    assert await desk.nothing_stays()


async def test_a_client_that_asks_first_sends_nothing_in_vain(desk: Desk, port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head(500 * MIB, "Expect: 100-continue"))
    assert (await reader.readline()).startswith(b"HTTP/1.1 413 ")
    writer.close()
    assert await desk.nothing_stays()


async def test_a_phone_that_loses_its_connection_leaves_nothing(desk: Desk, port: int) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head(MIB) + PNG)
    await writer.drain()

    async def arriving() -> bool:
        return bool(desk.unfinished())

    await until(arriving)
    writer.transport.abort()
    await until(desk.nothing_stays)


async def test_a_film_goes_in_and_out(desk: Desk, port: int) -> None:
    film = b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42".ljust(MIB, b"\x5a")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1") as browser:
        params = {"field": "proof", "name": "现场.mp4"}
        answer = await browser.post("public/forms/ticket/files", params=params, files={"file": film})
        assert answer.status_code == 201, answer.text
        await desk.submitted(answer.json()["id"])
        reader = await desk.person("reader", ["desk.reader"])
        browser.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in reader.cookies.items())
        path = f"files/{answer.json()['id']}"
        assert (await browser.get(path)).content == film
        part = await browser.get(path, headers={"Range": "bytes=1000-"})
        assert (part.status_code, part.content) == (206, film[1000:])
        assert (await browser.head(path)).headers["content-length"] == str(MIB)
