import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import httpx
import psycopg
import pytest
from fastapi import FastAPI, Request
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError
from starlette.responses import StreamingResponse
from structlog.testing import capture_logs

from helpwright.kernel import errors
from helpwright.kernel.errors import FieldProblem, Invalid, Refusal
from helpwright.kernel.text import LOCALES
from helpwright.platform.database import Database, Statement
from helpwright.platform.guards import BodyLimit, SecurityHeaders
from helpwright.platform.problems import install
from helpwright.platform.sentences import Sentences

SENTENCES = Sentences.load()
ID = UUID("01939b7e-0000-7000-8000-000000000001")


class Conflicted(errors.Conflict):
    """Somebody else was faster."""


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=2, max_length=5)
    count: int = 0
    tags: list[str] = Field(default=[], max_length=1)
    special: str = ""

    @field_validator("special")
    @classmethod
    def _special(cls, value: str) -> str:
        if value == "coded":
            raise ValueError("list_expected")
        if value == "custom":
            raise PydanticCustomError("zone_unknown", "developer text", {"zone": value})
        if value:
            raise ValueError("Not a code at all")
        return value


class Urged(Refusal):
    """A refusal that knows when to come back, without a limiter."""

    status = 429

    def __init__(self) -> None:
        super().__init__("urged_recently", next=datetime(2026, 11, 22, 8, tzinfo=UTC))
        self.retry_after = 1800


RAISED: dict[str, Exception] = {
    "invalid": Invalid([FieldProblem("phone", "mobile_malformed"), FieldProblem("x", "required", {"key": ID})]),
    "conflict": Conflicted("stale", current={"version": 3}, yours={"version": 2}, by=ID, status="must not win"),
    "missing": errors.Missing(),
    "gone": errors.Gone("setup_token_expired"),
    "forbidden": errors.Forbidden(),
    "unauthenticated": errors.Unauthenticated(),
    "large": errors.TooLarge("body_too_large"),
    "media": errors.WrongMedia("value_wrong"),
    "many": errors.TooMany(retry_after=90),
    "urged": Urged(),
    "unavailable": errors.Unavailable("database_unavailable"),
    "unknown_code": errors.Conflict("nobody_wrote_this", name="x"),
    "bug": RuntimeError("secret detail"),
    "database_bug": psycopg.errors.UndefinedTable("relation secret does not exist"),
    "lost": psycopg.OperationalError("connection to secret lost"),
    "deadlock": psycopg.errors.DeadlockDetected("secret"),
    "twice": psycopg.errors.UniqueViolation("secret"),
    "nul": psycopg.DataError("PostgreSQL text fields cannot contain NUL"),
    "odd_data": errors.Conflict("definition_missing", name="\ud800", thing=object()),
}


def build() -> FastAPI:
    app = FastAPI(openapi_url="/openapi.json")
    install(app, SENTENCES)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(
        BodyLimit,
        sentences=SENTENCES,
        exempt=lambda _method, path: path.startswith("/upload"),
        limit=1000,
    )

    @app.get("/raise/{name}")
    async def raising(name: str) -> None:
        raise RAISED[name]

    @app.post("/body")
    async def with_body(body: Body) -> Body:
        return body

    @app.post("/stream")
    @app.post("/upload")
    async def stream(request: Request) -> int:
        return sum([len(part) async for part in request.stream()])

    @app.get("/half")
    async def half() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"first"
            raise RuntimeError

        return StreamingResponse(parts())

    return app


@pytest.fixture
def browser() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(build(), raise_app_exceptions=True)
    return httpx.AsyncClient(transport=transport, base_url="http://desk", headers={"Accept-Language": "en"})


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The body, checked for what every problem has."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:helpwright:problem:{code}")
    assert body["title"]
    assert body["detail"]
    assert isinstance(body["errors"], list)
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    return body


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("invalid", 422, "invalid"),
        ("conflict", 409, "stale"),
        ("missing", 404, "not_found"),
        ("gone", 410, "setup_token_expired"),
        ("forbidden", 403, "forbidden"),
        ("unauthenticated", 401, "sign_in_required"),
        ("large", 413, "body_too_large"),
        ("media", 415, "value_wrong"),
        ("many", 429, "too_many_requests"),
        ("unavailable", 503, "database_unavailable"),
        ("lost", 503, "database_unavailable"),
        ("deadlock", 503, "try_again"),
        ("twice", 409, "already_exists"),
        ("nul", 422, "value_unstorable"),
        ("bug", 500, "internal"),
        ("database_bug", 500, "internal"),
    ],
)
@pytest.mark.parametrize("locale", LOCALES)
async def test_every_failure_is_a_problem_in_both_languages(
    browser: httpx.AsyncClient,
    name: str,
    status: int,
    code: str,
    locale: str,
) -> None:
    answer = await browser.get(f"/raise/{name}", params={"language": locale})
    body = problem(answer, status, code)
    assert answer.headers["content-language"] == locale
    assert body["title"] == SENTENCES(locale, f"status_{status}")
    chinese = re.search("[\u4e00-\u9fff]", body["detail"]) is not None
    assert chinese == (locale == "zh-CN")


async def test_language_is_the_wish_then_the_header_then_chinese(browser: httpx.AsyncClient) -> None:
    async def detail(url: str, header: str) -> str:
        answer = await browser.get(url, headers={"Accept-Language": header})
        return str(answer.json()["detail"])

    assert await detail("/raise/forbidden?language=en", "zh-CN") == "You do not have the right to do this."
    assert await detail("/raise/forbidden", "fr, en;q=0.8, zh;q=0.5") == "You do not have the right to do this."
    assert await detail("/raise/forbidden", "fr") == "您没有这样做的权限。"
    assert await detail("/raise/forbidden?language=xx", "en") == "You do not have the right to do this."


async def test_fields_have_a_sentence_each(browser: httpx.AsyncClient) -> None:
    body = problem(await browser.get("/raise/invalid"), 422, "invalid")
    assert body["errors"] == [
        {"field": "phone", "code": "mobile_malformed", "message": "Enter a valid phone number."},
        {"field": "x", "code": "required", "message": "This is required.", "data": {"key": str(ID)}},
    ]


async def test_data_of_a_refusal_stand_beside_the_standard_members(browser: httpx.AsyncClient) -> None:
    body = problem(await browser.get("/raise/conflict"), 409, "stale")
    assert body["current"] == {"version": 3}
    assert body["yours"] == {"version": 2}
    assert body["by"] == str(ID)


async def test_waiting_is_told_in_the_header_and_in_words(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/raise/many")
    assert answer.headers["retry-after"] == "90"
    assert problem(answer, 429, "too_many_requests")["detail"].endswith("in 2 minutes.")
    answer = await browser.get("/raise/urged")
    assert answer.headers["retry-after"] == "1800"
    assert problem(answer, 429, "urged_recently")["detail"].endswith("in 30 minutes.")
    assert answer.json()["next"] == "2026-11-22T08:00:00.000Z"
    assert (await browser.get("/raise/unavailable")).headers["retry-after"] == "1"
    assert (await browser.get("/raise/lost")).headers["retry-after"] == "1"


async def test_an_unforeseen_error_has_an_incident_in_the_log(browser: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        body = problem(await browser.get("/raise/bug"), 500, "internal")
    (entry,) = [each for each in logs if each["event"] == "incident"]
    assert body["incident"] == entry["incident"]
    assert entry["incident"] in body["detail"]
    assert isinstance(entry["exc_info"], RuntimeError)


async def test_a_code_without_sentence_is_answered_and_logged_once(browser: httpx.AsyncClient) -> None:
    body: dict[str, Any] = {}
    with capture_logs() as logs:
        for _ in range(2):
            body = problem(await browser.get("/raise/unknown_code"), 409, "nobody_wrote_this")
    assert body["detail"] == "This did not work."
    assert [each["code"] for each in logs if each["event"] == "sentence_missing"] in ([], ["nobody_wrote_this"])


async def test_odd_data_do_not_break_the_answer(browser: httpx.AsyncClient) -> None:
    problem(await browser.get("/raise/odd_data"), 409, "definition_missing")


async def test_unknown_addresses_and_methods(browser: httpx.AsyncClient) -> None:
    problem(await browser.get("/nowhere"), 404, "not_found")
    answer = await browser.put("/body", json={})
    problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "name", "required"),
        ({"name": "x"}, "name", "too_short"),
        ({"name": "too long"}, "name", "too_long"),
        ({"name": "good", "other": 1}, "other", "key_unknown"),
        ({"name": "good", "count": "many"}, "count", "value_wrong"),
        ({"name": "good", "tags": ["a", "b"]}, "tags", "too_many_items"),
        ({"name": "good", "tags": [1]}, "tags.0", "value_wrong"),
        ({"name": "good", "special": "coded"}, "special", "list_expected"),
        ({"name": "good", "special": "other"}, "special", "value_wrong"),
        ({"name": "good", "special": "custom"}, "special", "zone_unknown"),
        ([], "body", "value_wrong"),
    ],
)
async def test_invalid_input_names_its_field(browser: httpx.AsyncClient, body: Any, field: str, code: str) -> None:
    found = problem(await browser.post("/body", json=body), 422, "invalid")
    assert [(each["field"], each["code"]) for each in found["errors"]] == [(field, code)]
    assert "{" not in found["errors"][0]["message"]
    assert found["detail"] == "Something needs correcting: 1."


@pytest.mark.parametrize(
    "content",
    [b"{", b"", b"nonsense", b"\xff\xfe", b'"\\ud800"', b"[" * 900, b'{"name": NaN}', b"null", b"1e999"],
)
async def test_rubbish_as_body_is_422(browser: httpx.AsyncClient, content: bytes) -> None:
    answer = await browser.post("/body", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"] or answer.json()["code"] == "body_unreadable"


async def test_a_declared_large_body_is_refused_unread(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/body", content=b"x" * 1001)
    problem(answer, 413, "body_too_large")
    assert answer.headers["connection"] == "close"
    assert (await browser.post("/stream", content=b"x" * 1000)).json() == 1000


@pytest.mark.parametrize("path", ["/body", "/stream"])
async def test_an_endless_body_is_refused_while_it_arrives(browser: httpx.AsyncClient, path: str) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 100
            yield b"x" * 100

    async with asyncio.timeout(10):
        answer = await browser.post(path, content=endless(), headers={"Content-Type": "application/json"})
    problem(answer, 413, "body_too_large")
    assert answer.headers["connection"] == "close"
    assert sent <= 1300


async def test_routes_that_count_for_themselves_are_exempt(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/upload", content=b"x" * 5000)).json() == 5000


async def test_an_answer_that_broke_in_the_middle_is_not_made_whole(browser: httpx.AsyncClient) -> None:
    with pytest.raises(RuntimeError):
        await browser.get("/half")


@pytest.mark.parametrize("url", ["/openapi.json", "/raise/bug", "/nowhere"])
async def test_security_headers_are_on_every_answer(browser: httpx.AsyncClient, url: str) -> None:
    answer = await browser.get(url)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("content_type", "part"),
    [("text/html; charset=utf-8", "frame-ancestors 'self'"), ("image/svg+xml", "sandbox"), ("image/png", None)],
)
async def test_pages_cannot_be_framed_and_pictures_cannot_run_scripts(content_type: str, part: str | None) -> None:
    app = FastAPI()
    app.add_middleware(SecurityHeaders)

    @app.get("/")
    async def page() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"x"

        return StreamingResponse(parts(), media_type=content_type)

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        policy = (await client.get("/")).headers.get("content-security-policy")
    assert policy is None if part is None else part in policy


async def test_openapi_describes_problems(browser: httpx.AsyncClient) -> None:
    document = (await browser.get("/openapi.json")).json()
    for path in document["paths"].values():
        for operation in path.values():
            assert "422" not in operation["responses"]
            schema = operation["responses"]["default"]["content"]["application/problem+json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/Problem"}
    assert "HTTPValidationError" not in json.dumps(document)
    assert document["components"]["schemas"]["Problem"]["required"][0] == "type"


class Guarded:
    """Statements of which PostgreSQL itself refuses, and what becomes of them."""

    CASES: ClassVar = [
        ("SELECT require(false, 'task_claimed')", {}, 409, "task_claimed"),
        ("SELECT require(false, 'Not A Code')", {}, 409, "conflict"),
        ("SELECT enter_form(1, 99)", {}, 503, "definitions_changed"),
        ("SELECT %(text)s::text", {"text": "a\x00b"}, 422, "value_unstorable"),
        ("SELECT %(text)s::text", {"text": "a\ud800b"}, 422, "value_unstorable"),
        ("SELECT %(number)s::int", {"number": 2**40}, 422, "value_unstorable"),
        ("SELECT 1/0", {}, 422, "value_unstorable"),
        ("SELECT nothing", {}, 500, "internal"),
        ("INSERT INTO epoch VALUES (true, 1)", {}, 409, "already_exists"),
        ("INSERT INTO team_members VALUES (%(id)s, %(id)s)", {"id": ID}, 409, "reference_missing"),
    ]


@pytest.mark.parametrize(("sql", "params", "status", "code"), Guarded.CASES)
async def test_what_postgresql_refuses(
    database: str,
    sql: str,
    params: dict[str, Any],
    status: int,
    code: str,
) -> None:
    app = FastAPI()
    install(app, SENTENCES)
    opened = Database(database, size=1)
    await opened.open()

    @app.get("/")
    async def run() -> None:
        await opened.write([Statement(sql, params)])

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        problem(await client.get("/"), status, code)
    await opened.close()


def test_refusals_have_a_status_that_has_a_title() -> None:
    kinds: list[type[Refusal]] = [Refusal, *Refusal.__subclasses__()]
    for refusal in kinds:
        assert SENTENCES.knows(f"status_{refusal.status}"), refusal
