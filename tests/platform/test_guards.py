"""What every answer tells the browser, of the built pages, data and uploads."""

import re
from uuid import uuid4

import httpx
import pytest

from helpwright.entry.static import BUILT
from helpwright.platform.guards import live_sources
from tests.support.office import Office, Person

XHTML = b'<html xmlns="http://www.w3.org/1999/xhtml"><script>1</script></html>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"


def _policy(answer: httpx.Response) -> dict[str, str]:
    rules = (rule.strip().partition(" ") for rule in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in rules}


@pytest.mark.parametrize("path", ["/", "/tasks", "/admin/people", "/f/ticket", "/p/x", "/s/x"])
async def test_pages_run_our_own_files_alone(office: Office, path: str) -> None:
    answer = await office.browser(base="http://desk.example.com").get(path)
    assert answer.status_code == 200, answer.text
    policy = _policy(answer)
    assert policy["default-src"] == policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self' ws://desk.example.com wss://desk.example.com"
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'none'", "'self'")
    assert "unsafe-eval" not in answer.headers["Content-Security-Policy"]
    assert "microphone=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("page", ["index.html", "portal.html"])
def test_the_built_pages_hold_no_script_of_their_own(page: str) -> None:
    text = (BUILT / page).read_text("utf-8")
    assert re.findall(r"<script[^>]*>", text)
    assert all(" src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.search(r"\son\w+=|javascript:", text)


@pytest.mark.parametrize(
    ("host", "sources"),
    [
        ("desk.example.com", " ws://desk.example.com wss://desk.example.com"),
        ("[::1]:8000", " ws://[::1]:8000 wss://[::1]:8000"),
        ("evil; script-src *", ""),
        ("a b", ""),
        ("x.example:99999999", ""),
        ("", ""),
    ],
)
def test_a_host_writes_nothing_else_into_the_policy(host: str, sources: str) -> None:
    assert live_sources(host) == sources


async def test_over_tls_browsers_stay_there(office: Office) -> None:
    answer = await office.browser(base="https://desk.example.com").get("/")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_data_run_nowhere_and_are_kept_by_nobody(office: Office) -> None:
    agent = await office.agent()
    for answer in (
        await agent.get("tasks"),
        await agent.get("forms/ticket/records"),
        await agent.get("forms/nothing/records"),
        await office.browser().get("public/forms/ticket"),
    ):
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def _sent(office: Office, name: str, content: bytes, kind: str) -> tuple[Person, str]:
    customer = office.browser()
    up = await customer.post(
        "public/forms/ticket/files",
        params={"name": name, "field": "attachments"},
        content=content,
        headers={"Content-Type": kind},
    )
    assert up.status_code in {201, 415, 422}, up.text
    if up.status_code != 201:
        return await office.supervisor(), ""
    file_id = up.json()["id"]
    await office.submit(uuid4(), attachments=[file_id])
    return await office.supervisor(), file_id


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("page.html", HTML, "text/html"),
        ("photo.png", HTML, "image/png"),
        ("picture.svg", SVG, "image/svg+xml"),
        ("photo.jpg", SVG, "image/jpeg"),
        ("note.txt", HTML, "text/plain"),
        (
            "page.xhtml",
            XHTML,
            "application/xhtml+xml",
        ),
    ],
)
async def test_an_uploaded_page_is_never_a_page_of_ours(office: Office, name: str, content: bytes, kind: str) -> None:
    boss, file_id = await _sent(office, name, content, kind)
    if not file_id:
        return  # not taken at all
    answer = await boss.get(f"files/{file_id}")
    assert answer.status_code == 200
    shown = answer.headers["Content-Disposition"].startswith("inline")
    assert not shown or answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in _policy(answer)
    assert "allow-scripts" not in _policy(answer)["sandbox"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
