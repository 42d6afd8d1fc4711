from collections.abc import MutableMapping
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import WebSocket

from helpwright.access.gate import COOKIE, SignedIn
from helpwright.kernel.errors import Missing
from helpwright.platform.database import Statement
from tests.access.conftest import PASSWORD, Desk


async def _write(browser: httpx.AsyncClient) -> httpx.Response:
    return await browser.patch("people/00000000-0000-0000-0000-000000000000", json={})


async def test_a_write_needs_the_token_of_its_session(desk: Desk, boss: httpx.AsyncClient) -> None:
    assert (await _write(boss)).status_code == 404
    await desk.person("Other", email="other@example.com")
    other = await desk.signed_in("other@example.com")
    for token in ("", "nonsense", "x" * 5000, other.headers["X-CSRF-Token"]):
        boss.headers["X-CSRF-Token"] = token
        answer = await _write(boss)
        assert answer.status_code == 403
        assert answer.json()["code"] == "csrf_missing"
        assert answer.json()["detail"] == "This page is out of date. Refresh and try again."


async def test_signing_out_needs_the_token_too(desk: Desk, boss: httpx.AsyncClient) -> None:
    del boss.headers["X-CSRF-Token"]
    assert (await boss.delete("session")).status_code == 403
    assert (await boss.get("session")).status_code == 200


async def test_without_a_session_nothing_is_said_about_tokens(desk: Desk) -> None:
    answer = await _write(desk.browser())
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in_required"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://desk.example.com:81", "http://[", ""])
async def test_a_write_from_a_foreign_page_is_refused(boss: httpx.AsyncClient, origin: str) -> None:
    boss.headers["Origin"] = origin
    answer = await _write(boss)
    assert answer.status_code == 403
    assert answer.json()["code"] == "origin_foreign"


async def test_a_foreign_page_cannot_sign_its_victim_in(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    browser = desk.browser(Origin="https://evil.example")
    answer = await browser.post("session", json={"login": "a@example.com", "password": PASSWORD})
    assert answer.json()["code"] == "origin_foreign"


async def test_our_own_page_is_known_by_host_and_by_public_url(desk: Desk, boss: httpx.AsyncClient) -> None:
    boss.headers["Origin"] = "http://desk.example.com"
    assert (await _write(boss)).status_code == 404
    boss.headers["Origin"] = "https://service.example.org"
    assert (await _write(boss)).status_code == 403
    set_url = "INSERT INTO settings VALUES ('public_url', '\"https://service.example.org\"')"
    await desk.gate.database.write([Statement(set_url)])
    assert (await _write(boss)).status_code == 404


@pytest.mark.parametrize("own_url", ["https://front.example.org", "https://front.example.org:443"])
async def test_behind_a_proxy_our_own_page_is_known_by_the_environment(
    desk: Desk, boss: httpx.AsyncClient, own_url: str
) -> None:
    replace(desk.gate, own_url=own_url).install(desk.app)
    for origin, status in (
        ("https://front.example.org", 404),
        ("http://desk.example.com", 404),
        ("https://front.example.org.evil.example", 403),
        ("null", 403),
        ("", 403),
    ):
        boss.headers["Origin"] = origin
        assert (await _write(boss)).status_code == status


async def _knock(desk: Desk, **headers: str) -> list[dict[str, Any]]:
    """Open a WebSocket at /live; what the application sent."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"} if not sent else {"type": "websocket.disconnect", "code": 1000}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(dict(message))

    scope = {
        "type": "websocket",
        "path": "/live",
        "raw_path": b"/live",
        "query_string": b"",
        "scheme": "ws",
        "headers": [(b"host", b"desk.example.com"), *((k.lower().encode(), v.encode()) for k, v in headers.items())],
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
        "app": desk.app,
    }
    await desk.app(scope, receive, send)
    return sent


async def test_websockets_check_cookie_and_origin(desk: Desk, boss: httpx.AsyncClient) -> None:
    @desk.app.websocket("/live")
    async def live(socket: WebSocket, caller: SignedIn) -> None:
        await socket.accept()
        await socket.send_text(caller.name)
        raise Missing

    cookie = f"{COOKIE}={boss.cookies[COOKIE]}"
    opened = await _knock(desk, Cookie=cookie, Origin="http://desk.example.com")
    assert [message["type"] for message in opened] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert opened[1]["text"] == "Han Meimei"
    assert opened[2]["reason"] == "not_found"
    for wanted in ("https://front.example.org", "https://service.example.org"):
        assert (await _knock(desk, Cookie=cookie, Origin=wanted))[0]["status"] == 403
    replace(desk.gate, own_url="https://front.example.org").install(desk.app)
    set_url = "INSERT INTO settings VALUES ('public_url', '\"https://service.example.org\"')"
    await desk.gate.database.write([Statement(set_url)])
    for wanted in ("https://front.example.org", "https://service.example.org"):
        assert (await _knock(desk, Cookie=cookie, Origin=wanted))[0]["type"] == "websocket.accept"
    for headers, status in (({}, 401), ({"Cookie": cookie, "Origin": "https://evil.example"}, 403)):
        refused = await _knock(desk, **headers)
        assert refused[0]["type"] == "websocket.http.response.start"
        assert refused[0]["status"] == status


async def test_a_key_opens_websockets_from_anywhere(desk: Desk, boss: httpx.AsyncClient) -> None:
    @desk.app.websocket("/live")
    async def live(socket: WebSocket, caller: SignedIn) -> None:
        await socket.accept()
        await socket.send_text(f"{caller.name} {caller.admin}")
        raise Missing

    made = (await boss.post("keys", json={"name": "screen", "scopes": ["read"]})).json()
    opened = await _knock(desk, Authorization=f"Bearer {made['key']}", Origin="https://evil.example")
    assert opened[1]["text"] == "Han Meimei False"
    await boss.delete(f"keys/{made['id']}")
    refused = await _knock(desk, Authorization=f"Bearer {made['key']}", Cookie=f"{COOKIE}={boss.cookies[COOKIE]}")
    assert refused[0]["status"] == 401, "the key wins over the cookie"
