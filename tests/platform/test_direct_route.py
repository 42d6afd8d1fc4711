"""The short way of a route answers as the usual one does, to good requests and bad ones."""

from typing import Annotated
from uuid import UUID

import httpx
import pytest
from fastapi import Depends, FastAPI
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from helpwright.platform.direct_route import DirectRoute
from helpwright.platform.guards import SecurityHeaders
from helpwright.platform.problems import install, read_locale
from helpwright.platform.sentences import Sentences

ID = "01900000-0000-7000-8000-000000000001"
JSON = {"Content-Type": "application/json"}


class Wanted(BaseModel):
    """A body."""

    id: UUID
    count: int = 1


solved: list[str] = []


async def noted(locale: Annotated[str, Depends(read_locale)]) -> str:
    """A dependency that notes that it was solved."""
    solved.append(locale)
    return locale


async def answer(key: str, wanted: Wanted, request: Request, locale: Annotated[str, Depends(noted)]) -> Response:
    """What was understood."""
    return JSONResponse([key, str(wanted.id), wanted.count, locale, request.url.path.split("/")[1]])


def build() -> FastAPI:
    """Both ways to the same function."""
    app = FastAPI(openapi_url="/openapi.json")
    install(app, Sentences.load())
    app.add_middleware(SecurityHeaders)
    app.router.add_api_route("/usual/{key}", answer, methods=["POST"])
    app.router.add_api_route("/direct/{key}", answer, methods=["POST"], route_class_override=DirectRoute)
    return app


@pytest.fixture
async def browser() -> httpx.AsyncClient:
    """Of the app."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(build()), base_url="http://desk.example.com")


async def test_a_good_request_takes_the_short_way(browser: httpx.AsyncClient) -> None:
    solved.clear()
    said = await browser.post("/direct/a?language=en", json={"id": ID})
    assert (said.status_code, said.json()) == (200, ["a", ID, 1, "en", "direct"])
    assert solved == []
    assert (await browser.post("/usual/a?language=en", json={"id": ID})).json()[:4] == said.json()[:4]
    assert solved == ["en"]


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b'{"id": 7}', JSON),
        (b'{"id": "x", "count": "many"}', JSON),
        (b"{", JSON),
        (b"", JSON),
        (b"[]", JSON),
        (b'{"id": "\xff"}', JSON),
        (b'{"id": "\\ud800"}', JSON),
        (f'{{"id": "{ID}"}}'.encode(), {"Content-Type": "text/plain"}),
        (f'{{"id": "{ID}"}}'.encode(), {}),
    ],
)
async def test_a_bad_request_is_told_what_is_wrong_as_ever(
    browser: httpx.AsyncClient, content: bytes, headers: dict[str, str]
) -> None:
    direct, usual = [await browser.post(f"/{way}/a", content=content, headers=headers) for way in ("direct", "usual")]
    assert direct.status_code == 422
    assert (direct.status_code, direct.json()) == (usual.status_code, usual.json())


async def test_the_description_is_the_same(browser: httpx.AsyncClient) -> None:
    paths = (await browser.get("/openapi.json")).json()["paths"]
    direct, usual = (paths[f"/{way}/{{key}}"]["post"] for way in ("direct", "usual"))
    assert direct["requestBody"] == usual["requestBody"]
    assert direct["parameters"] == usual["parameters"]


async def test_data_carry_what_protects_them_on_both_ways(browser: httpx.AsyncClient) -> None:
    plain = await browser.post("/direct/a", json={"id": ID})
    refused = await browser.post("/direct/a", json={})
    for said in (plain, refused):
        assert said.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert said.headers["X-Content-Type-Options"] == "nosniff"
        assert said.headers.get_list("Cache-Control") == ["no-store"]
        assert said.headers.get_list("Referrer-Policy") == ["same-origin"]
