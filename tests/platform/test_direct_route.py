"""The short way of a route answers as the usual one does, to good requests and bad ones."""

from typing import Annotated
from uuid import UUID

import httpx
import pytest
from fastapi import Depends, FastAPI, Header, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from helpwright.kernel.errors import Unauthenticated
from helpwright.platform.direct_route import DirectRoute
from helpwright.platform.guards import SecurityHeaders
from helpwright.platform.problems import install, read_locale
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences
from helpwright.platform.short_way import ShortWay, Ways

ID = "01900000-0000-7000-8000-000000000001"
JSON = {"Content-Type": "application/json"}


class Wanted(BaseModel):
    """A body."""

    id: UUID
    count: int = 1


asked: list[str] = []


async def noted(locale: Annotated[str, Depends(read_locale)]) -> str:
    """A dependency of another, that notes each time it is asked and refuses one language."""
    asked.append(locale)
    if locale == "en":
        return locale
    raise Unauthenticated


async def upper(locale: Annotated[str, Depends(noted)]) -> str:
    """A second one that depends on the first."""
    return locale.upper()


async def answer(
    key: UUID,
    wanted: Wanted,
    request: Request,
    locale: Annotated[str, Depends(noted)],
    loud: Annotated[str, Depends(upper)],
    tag: Annotated[str | None, Header(alias="X-Tag", max_length=5)] = None,
    size: Annotated[int, Query(ge=1, le=9)] = 5,
    bold: Annotated[bool, Query(alias="is-bold")] = False,  # noqa: FBT002 -- a query parameter
) -> Response:
    """What was understood."""
    way = request.url.path.split("/")[1]
    return JSONResponse([str(key), str(wanted.id), wanted.count, locale, loud, tag, size, bold, way])


async def plain(there: bool) -> Response:
    """Takes what no direct route can give."""
    return JSONResponse(there)


def build(*, short: bool = False) -> FastAPI:
    """Both ways to the same function; the direct one `short` of the framework's search for it, or not."""
    app, ways = FastAPI(openapi_url="/openapi.json"), Ways()
    app.add_middleware(ShortWay, ways=ways, sentences=Sentences.load())
    install(app, Sentences.load())
    app.add_middleware(SecurityHeaders)
    app.router.add_api_route("/usual/{key}", answer, methods=["POST"])
    app.router.add_api_route("/direct/{key}", answer, methods=["POST"], route_class_override=DirectRoute)
    if short:
        ways.take([app.router], "")
    return app


def browser_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.example.com")


@pytest.fixture(params=[False, True], ids=["found", "short"])
async def browser(request: pytest.FixtureRequest) -> httpx.AsyncClient:
    """Of the app."""
    return browser_of(build(short=request.param))


async def test_a_good_request_takes_the_short_way(browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = await browser.post(f"/usual/{ID}?language=en", json={"id": ID}, headers={"X-Tag": "red"})
    monkeypatch.delattr("fastapi.routing.solve_dependencies")
    asked.clear()
    said = await browser.post(f"/direct/{ID}?language=en", json={"id": ID}, headers={"X-Tag": "red"})
    assert (said.status_code, said.json()) == (200, [ID, ID, 1, "en", "EN", "red", 5, False, "direct"])
    assert usual.json()[:-1] == said.json()[:-1]
    assert asked == ["en"]


async def test_who_is_refused_by_a_dependency_is_refused_on_both_ways(browser: httpx.AsyncClient) -> None:
    for body in ({"id": ID}, {}):
        direct, usual = [await browser.post(f"/{way}/{ID}?language=zh-CN", json=body) for way in ("direct", "usual")]
        assert direct.status_code == 401
        assert (direct.status_code, direct.json()) == (usual.status_code, usual.json())


@pytest.mark.parametrize(("key", "headers"), [("x", {}), (ID, {"X-Tag": "far too long"})])
async def test_other_parts_that_are_not_good_are_told_as_ever(
    browser: httpx.AsyncClient, key: str, headers: dict[str, str]
) -> None:
    direct, usual = [
        await browser.post(f"/{way}/{key}?language=en", json={"id": ID}, headers=headers) for way in ("direct", "usual")
    ]
    assert direct.status_code == 422
    assert (direct.status_code, direct.json()) == (usual.status_code, usual.json())


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        ("size=9&is-bold=true", [9, True]),
        ("size=2&size=3", [3, False]),
        ("size=%207&is-bold=off&more=x", [7, False]),
        ("bold=true", [5, False]),
        ("size=10", None),
        ("size=", None),
        ("size=x&is-bold=1", None),
        ("is-bold=perhaps", None),
        ("size=1.5", None),
    ],
)
async def test_the_query_is_read_as_ever(
    browser: httpx.AsyncClient, query: str, understood: list[int | bool] | None
) -> None:
    direct, usual = [
        await browser.post(f"/{way}/{ID}?language=en&{query}", json={"id": ID}) for way in ("direct", "usual")
    ]
    if understood is None:
        assert direct.status_code == 422
        assert (direct.status_code, direct.json()) == (usual.status_code, usual.json())
    else:
        assert direct.json()[-3:-1] == understood
        assert direct.json()[:-1] == usual.json()[:-1]


async def test_a_good_request_needs_no_search_for_its_route() -> None:
    app = build(short=True)
    app.router.routes.clear()
    browser = browser_of(app)
    good, bad, other = [
        await browser.request(method, f"/direct/{ID}?language=en", json=body)
        for method, body in (("POST", {"id": ID}), ("POST", {}), ("GET", None))
    ]
    assert (good.status_code, bad.status_code, other.status_code) == (200, 404, 404)
    assert good.json()[-1] == "direct"


async def test_an_unforeseen_failure_is_an_incident_on_both_ways(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Wanted, "id", property(lambda _: 1 // 0), raising=False)
    for way in ("direct", "usual"):
        said = await browser.post(f"/{way}/{ID}?language=en", json={"id": ID})
        assert (said.status_code, said.json()["code"]) == (500, "internal")


@pytest.mark.parametrize("path", ["/direct/", f"/direct/{ID}/", f"/direct/{ID}%2F", f"//direct/{ID}"])
async def test_another_path_is_no_short_way(browser: httpx.AsyncClient, path: str) -> None:
    found = await browser_of(build()).post(f"{path}?language=en", json={"id": ID})
    assert (await browser.post(f"{path}?language=en", json={"id": ID})).status_code == found.status_code != 200


def test_typed_parts_of_a_path_are_refused_when_the_application_is_made() -> None:
    router = Router()
    router.add_api_route("/x/{key:int}", answer, methods=["POST"], route_class_override=DirectRoute)
    with pytest.raises(TypeError, match="key:int"):
        Ways().take([router], "")


def test_what_cannot_be_given_is_told_when_the_application_is_made() -> None:
    router = Router()
    router.add_api_route("/x", plain, methods=["POST"], route_class_override=DirectRoute)
    with pytest.raises(TypeError, match="there"):
        Ways().take([router], "")


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
    direct, usual = [
        await browser.post(f"/{way}/{ID}?language=en", content=content, headers=headers) for way in ("direct", "usual")
    ]
    assert direct.status_code == 422
    assert (direct.status_code, direct.json()) == (usual.status_code, usual.json())


async def test_the_description_is_the_same(browser: httpx.AsyncClient) -> None:
    paths = (await browser.get("/openapi.json")).json()["paths"]
    direct, usual = (paths[f"/{way}/{{key}}"]["post"] for way in ("direct", "usual"))
    assert direct["requestBody"] == usual["requestBody"]
    assert direct["parameters"] == usual["parameters"]


async def test_data_carry_what_protects_them_on_both_ways(browser: httpx.AsyncClient) -> None:
    plain = await browser.post(f"/direct/{ID}?language=en", json={"id": ID})
    refused = await browser.post(f"/direct/{ID}?language=en", json={})
    for said in (plain, refused):
        assert said.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert said.headers["X-Content-Type-Options"] == "nosniff"
        assert said.headers.get_list("Cache-Control") == ["no-store"]
        assert said.headers.get_list("Referrer-Policy") == ["same-origin"]
