"""What every kind of answer tells the browser: data, files, pages and their parts, problems, streams; cookies."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from helpwright.access.founding import ensure_administrator
from helpwright.access.gate import COOKIE
from helpwright.access.trial import TRIAL_COOKIE
from helpwright.entry.redirect import answer as redirect
from helpwright.platform.database import Statement
from tests.records.files.conftest import PNG
from tests.support.office import TICKETS, Office, Person

SITE = "https://desk.example.com"
API = f"{SITE}/api/v1"
PASSWORD = "correct horse battery"
SHEET = "姓名,手机\n张伟,13800138000\n".encode()


@pytest.fixture
async def boss(office: Office) -> Person:
    """Who may do everything, over TLS."""
    boss = await office.person("老板", roles=["supervisor"], admin=True)
    boss.base_url = httpx.URL(API)
    return boss


async def a_file(office: Office) -> str:
    sent = await office.browser().post(
        "public/forms/ticket/files", params={"name": "a.png", "field": "attachments"}, content=PNG
    )
    await office.submit(attachments=[sent.json()["id"]])
    return str(sent.json()["id"])


async def answers(office: Office, boss: Person) -> AsyncIterator[tuple[str, int, httpx.Response]]:
    """One of each kind, with the status that is expected."""
    file = await a_file(office)
    slow: dict[str, Any] = {"content": b"{", "headers": {"Content-Type": "application/json"}}
    for wanted, method, path, more in (
        (200, "GET", "tasks", {}),
        (200, "GET", TICKETS, {}),
        (200, "GET", f"{TICKETS}/export?format=csv", {}),
        (200, "GET", f"{TICKETS}/export?format=xlsx", {}),
        (200, "GET", "apps/service_desk/blueprint", {}),
        (200, "GET", "people/sheet", {}),
        (200, "GET", "openapi.json", {}),
        (200, "GET", "public/forms/ticket", {}),
        (200, "GET", "public/forms/ticket/qr.svg", {}),
        (200, "GET", "public/forms/ticket/qr.png", {}),
        (200, "GET", f"files/{file}", {}),
        (200, "GET", f"files/{file}?download=1", {}),
        (304, "GET", f"files/{file}", {"headers": {"If-None-Match": "*"}}),
        (206, "GET", f"files/{file}", {"headers": {"Range": "bytes=0-3"}}),
        (416, "GET", f"files/{file}", {"headers": {"Range": "bytes=999999-"}}),
        (201, "POST", "forms/customer/imports?name=a.csv", {"content": SHEET}),
        (404, "GET", f"{TICKETS}/{uuid4()}", {}),
        (404, "GET", "nothing/here", {}),
        (405, "PUT", "tasks", {}),
        (413, "POST", "query", {"content": b"x" * 3_000_000}),
        (422, "POST", "query", slow),
        (204, "DELETE", "session", {}),
    ):
        yield path, wanted, await boss.request(method, path, **more)
    page = office.browser(base=SITE)
    for wanted, method, path in (
        (200, "GET", "/"),
        (200, "HEAD", "/"),
        (200, "GET", "/p/token"),
        (404, "GET", "/b/token"),
        (404, "GET", "/u/token"),
        (200, "GET", "/manifest.webmanifest"),
        (404, "GET", "/assets/nothing.js"),
        (405, "POST", "/tasks"),
        (401, "GET", "/api/v1/tasks"),
        (404, "GET", "/api/v1/public/progress/x"),
    ):
        yield path, wanted, await page.request(method, path)
    index = (await page.get("/")).text
    for part in {piece.split('"')[0] for piece in index.split("/assets/")[1:]}:
        yield f"/assets/{part}", 200, await page.get(f"/assets/{part}")


async def test_every_answer_says_what_browsers_may_do_with_it(office: Office, boss: Person) -> None:
    kinds = set()
    async for path, wanted, answer in answers(office, boss):
        headers, kind = answer.headers, answer.headers.get("content-type", "").partition(";")[0]
        kinds.add(kind)
        assert answer.status_code == wanted, (path, answer.text[:300])
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] in {"same-origin", "no-referrer"}, path
        assert headers["strict-transport-security"] == "max-age=31536000", path
        assert "server" not in headers, path
        assert "x-powered-by" not in headers, path
        assert not [name for name in headers if name.startswith("access-control-")], path
        policy = headers.get("content-security-policy", "")
        if not kind.startswith(("image/png", "text/css", "text/javascript", "font/")):
            assert "default-src" in policy, (path, kind)
            assert "frame-ancestors" in policy or "sandbox" in policy, (path, kind)
            assert "unsafe-eval" not in policy, path
        if path.startswith(("/api/", *"abcdefghijklmnopqrstuvwxyz")):
            assert "no-store" in headers["cache-control"] or path.startswith("files/"), (path, headers["cache-control"])
        if answer.content and wanted != 304:
            assert kind, path
            assert not kind.startswith("text/") or "charset=" in headers["content-type"], (
                path,
                headers["content-type"],
            )
    assert {
        "application/json", "application/problem+json", "application/yaml", "text/csv", "text/html", "image/png",
        "image/svg+xml", "text/javascript", "text/css", "text/plain", "application/manifest+json",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    } <= kinds  # fmt: skip


async def test_what_the_door_of_the_samples_answers_is_protected_too(office: Office, boss: Person) -> None:
    """It stands before everything else, and asks the database for itself."""
    boss.cookies.set(TRIAL_COOKIE, "x")
    await office.product.database.write([Statement("ALTER TABLE sessions RENAME TO sessions_gone")])
    answer = await boss.get("tasks")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"


async def test_cookies_are_for_the_server_alone_and_over_tls_for_tls_alone(office: Office) -> None:
    person = await ensure_administrator(office.product.gate, "boss@example.com", PASSWORD, "Boss")
    assert isinstance(person, UUID)
    for scheme in ("https", "http"):
        browser = office.browser(base=API.replace("https", scheme))
        body = {"login": "boss@example.com", "password": PASSWORD, "remember": True}
        entered = await browser.post("session", json=body)
        assert entered.status_code == 200, entered.text
        browser.headers["X-CSRF-Token"] = entered.json()["csrf_token"]
        for cookie in [entered.headers["set-cookie"], (await browser.delete("session")).headers["set-cookie"]]:
            parts = [part.strip().lower() for part in cookie.split(";")]
            assert parts[0].startswith(COOKIE)
            assert {"httponly", "samesite=lax", "path=/"} <= set(parts), cookie
            assert ("secure" in parts) == (scheme == "https"), cookie
            assert not [part for part in parts if part.startswith("domain=")], "no other host of the domain gets it"


@pytest.mark.parametrize(
    ("target", "host", "place"),
    [
        ("/tasks?x=1", "desk.example.com", "https://desk.example.com:8443/tasks?x=1"),
        ("/a", "evil.example/x?", "https://desk.house:8443/a"),
        ("/a", "user@evil.example", "https://desk.house:8443/a"),
        ("//evil.example/", "desk.example.com", None),
        ("/\\evil.example", "desk.example.com", "https://desk.example.com:8443/\\evil.example"),
        ("http://evil.example/", "desk.example.com", None),
    ],
)
def test_whoever_comes_without_tls_is_sent_to_ourselves_alone(target: str, host: str, place: str | None) -> None:
    told = redirect(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode("latin-1"), 8443, "desk.house", None)
    head = told.decode("latin-1").split("\r\n")
    found = [line.partition(": ")[2] for line in head if line.startswith("Location: ")]
    assert found == ([] if place is None else [place])
    assert head[0].startswith("HTTP/1.1 400" if place is None else "HTTP/1.1 308")
