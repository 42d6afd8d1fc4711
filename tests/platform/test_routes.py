"""Routes are made when they are first asked for, and answer as if they had been made before."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel

from helpwright.platform.routes import LateRoute, Router, take_in


class Sum(BaseModel):
    """Of two numbers."""

    total: int


def build() -> FastAPI:
    router = Router(prefix="/sums", tags=["sums"])

    @router.get("/{one}")
    async def add(one: int, other: int = 1) -> Sum:
        """Both together."""
        return Sum(total=one + other)

    @router.post("/{one}", status_code=201)
    async def keep(one: int, wanted: Sum) -> Sum:
        return Sum(total=one + wanted.total)

    outer = Router()
    take_in(outer, router)
    app = FastAPI()
    take_in(app, outer, "/api")
    return app


def made(app: FastAPI) -> list[str]:
    return [each.name for each in app.routes if isinstance(each, LateRoute) and "dependant" in vars(each)]


async def test_only_what_is_asked_for_is_made() -> None:
    app = build()
    assert made(app) == []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x/api") as browser:
        assert (await browser.get("sums/4?other=3")).json() == {"total": 7}
        assert made(app) == ["add"]
        assert (await browser.get("sums/four")).status_code == 422
        assert (await browser.put("sums/4")).status_code == 405
        assert (await browser.get("sums")).status_code == 404
        assert made(app) == ["add"]
        assert (await browser.post("sums/4", json={"total": "x"})).status_code == 422
        kept = await browser.post("sums/4", json={"total": 5})
    assert (kept.status_code, kept.json(), made(app)) == (201, {"total": 9}, ["add", "keep"])


def test_the_description_is_that_of_the_framework() -> None:
    """The same as of routes that the framework makes at once and includes."""
    usual, app = APIRouter(), build()
    for each in app.routes:
        if isinstance(each, LateRoute):
            usual.add_api_route(
                each.path.removeprefix("/api"), each.endpoint, methods=sorted(each.methods or ()), tags=["sums"],
                status_code=each.status_code, operation_id=f"sums_{each.name}",
            )  # fmt: skip
    assert all(type(each) is APIRoute for each in usual.routes)
    other = FastAPI()
    other.include_router(usual, prefix="/api")
    assert app.openapi() == other.openapi()


def test_routes_of_another_kind_are_refused() -> None:
    usual = APIRouter()
    usual.add_api_route("/x", build, response_model=None)
    with pytest.raises(TypeError, match="platform"):
        take_in(FastAPI(), usual)
