"""Pages, the interface beside them, and what is neither."""

import json
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from helpwright.entry.static import Pages
from tests.support.office import Office


@pytest.fixture
def pages(tmp_path: Path) -> httpx.AsyncClient:
    built = tmp_path / "static"
    (built / "assets").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    for name, text in (
        ("index.html", "console"),
        ("portal.html", "portal"),
        ("assets/a-1.js", "code"),
        ("icon.svg", "<svg/>"),
    ):
        (built / name).write_text(text)
        (built / f"{name}.gz").write_text(f"gzip of {text}")
    (built / "assets" / "a-1.js.br").write_text("br of code")
    app = Starlette()
    app.router.default = Pages(built)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.example.com")


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip", "gzip"),
        ("identity", None),
        ("", None),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.0,gzip; q=0", None),
        ("brotli", None),
    ],
)
async def test_the_best_encoding_that_the_browser_takes(
    pages: httpx.AsyncClient, accepts: str, encoding: str | None
) -> None:
    request = pages.build_request("GET", "/assets/a-1.js", headers={"Accept-Encoding": accepts})
    answer = await pages.send(request, stream=True)
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "javascript" in answer.headers["content-type"]
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    await answer.aclose()


async def test_pages_by_address(pages: httpx.AsyncClient) -> None:
    plain = {"Accept-Encoding": "identity"}
    for path, text in (
        ("/", "console"),
        ("/tickets/1", "console"),
        ("/f/ticket", "portal"),
        ("/p/x.y", "portal"),
        ("/icon.svg", "<svg/>"),
    ):
        answer = await pages.get(path, headers=plain)
        assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, text, "no-cache")
    assert (await pages.get("/assets/gone.js")).status_code == 404
    assert (await pages.head("/")).status_code == 200
    assert (await pages.post("/")).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/assets/../../secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "//etc/passwd",
        "/%00",
        "/" + "a" * 5000,
        "/\\..\\secret.txt",
    ],
)
async def test_nothing_outside_of_the_folder(pages: httpx.AsyncClient, path: str) -> None:
    answer = await pages.get(path, headers={"Accept-Encoding": "identity"})
    assert answer.status_code in {200, 404}
    assert "secret" not in answer.text
    assert "root:" not in answer.text


async def test_pages_that_are_not_built(tmp_path: Path) -> None:
    app = Starlette()
    app.router.default = Pages(tmp_path / "nothing")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        answer = await client.get("/")
        assert answer.status_code == 503
        assert "make setup" in answer.text


async def test_the_interface_answers_as_the_interface(office: Office) -> None:
    client = office.browser("en", base="http://desk.example.com")
    for method, path, status in (
        ("GET", "/api/v1/nope", 404),
        ("POST", "/api/v1/nope", 404),
        ("GET", "/api/nope", 404),
        ("PUT", "/api/v1/session", 405),
        ("DELETE", "/api/v1/public/forms/ticket", 405),
    ):
        answer = await client.request(method, path)
        assert answer.status_code == status, (method, path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]
    health = await client.get("/api/v1/health")
    assert (health.status_code, health.json()["status"]) == (200, "ok")
    description = (await client.get("/api/v1/openapi.json")).json()
    assert "/api/v1/tasks/{task_id}/complete" in json.dumps(description["paths"])


async def test_the_workspace_of_three_people(office: Office) -> None:
    agent, nobody = await office.agent(language="en"), await office.person("路人")
    boss = await office.person("Boss", admin=True)
    app = (await agent.get("workspace")).json()["apps"][0]
    assert [form["key"] for form in app["forms"]] == ["service_desk.customer", "service_desk.ticket"]
    ticket = app["forms"][1]
    assert (ticket["can"], ticket["case"], ticket["public"]["slug"]) == (["create", "read", "update"], True, "ticket")
    assert ticket["fields"][0]["fill"]["form"] == "service_desk.customer"
    assert {team["key"]: team["member"] for team in app["teams"]} == {
        "service_desk.service": False,
        "service_desk.tech": True,
    }
    assert app["dashboards"] == [{"key": "service_desk.cockpit", "name": "Service cockpit"}]
    assert (await nobody.get("workspace")).json()["apps"] == []
    assert [each["key"] for each in (await boss.get("workspace")).json()["apps"]] == ["service_desk"]
    saved = await boss.put("settings", json={"company": " 示例公司 ", "public_url": "https://desk.example.com/"})
    assert saved.json() == {
        "company": "示例公司", "public_url": "https://desk.example.com", "zone": "Asia/Shanghai", "country": "CN",
    }  # fmt: skip
    moved = (await boss.put("settings", json={"zone": "Europe/London", "country": "GB"})).json()
    assert (moved["zone"], moved["country"]) == ("Europe/London", "GB")
    told = (await nobody.get("workspace")).json()
    assert (told["zone"], told["country"]) == ("Europe/London", "GB")
    assert (await nobody.get("workspace")).json()["company"] == "示例公司"
    for body in (
        {"public_url": "javascript:x"},
        {"company": ""},
        {"nope": 1},
        {"public_url": "http://a/b"},
        {"zone": "Mars/Base"},
        {"country": "XX"},
    ):
        assert (await boss.put("settings", json=body)).status_code == 422
    assert (await nobody.put("settings", json={})).status_code == 403
