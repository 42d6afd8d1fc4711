"""HTTP of public links, and the page that they open: no script, no sign-in, nothing to change."""

import asyncio
import base64
from html import escape
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from helpwright.access.gate import SignedIn
from helpwright.kernel.errors import Gone, Missing
from helpwright.platform.database import to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router
from helpwright.reports.deliveries.api import OpenReader
from helpwright.reports.drawing.board import widgets_html
from helpwright.reports.drawing.frame import PAGE_HEADERS, message_html, page_html
from helpwright.reports.links.desk import MOST_DAYS, LinkDesk
from helpwright.reports.reader import Reader

Locale = Annotated[str, Depends(read_locale)]
_REFRESH_SECONDS = 300


class LinkAnswer(BaseModel):
    """A public link; `url` for its owner, while it opens something."""

    id: str
    name: str
    owner: str
    mine: bool
    state: Literal["open", "over", "revoked"]
    url: str | None
    created_at: str
    expires_at: str
    looks: int
    looked_at: str | None


class LinkList(BaseModel):
    """Links to a dashboard; `may` says whether the caller may make any."""

    may: bool
    items: list[LinkAnswer]


class NewLink(BaseModel):
    """What for, for how many days, and narrowed to what (conditions of the filter bar)."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    name: Annotated[str, Field(min_length=1, max_length=100)]
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]
    filter: Annotated[list[dict[str, Any]], Field(max_length=20)] = []


def link_routes(desk: LinkDesk, open_reader: OpenReader) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["reports"])

    async def reader_of(caller: SignedIn, locale: Locale) -> Reader:
        return await open_reader(caller, locale)

    Opened = Annotated[Reader, Depends(reader_of)]  # noqa: N806 -- a type

    async def listed(reader: Reader, key: str, request: Request) -> Response:
        found = await desk.all(reader, key, str(request.base_url).rstrip("/"))
        return Response(to_json(found), media_type="application/json")

    @router.get("/dashboards/{key}/links", response_model=LinkList)
    async def list_links(key: str, reader: Opened, request: Request) -> Response:
        """List the public links to a dashboard."""
        return await listed(reader, key, request)

    @router.post("/dashboards/{key}/links", response_model=LinkList)
    async def make_link(key: str, wanted: NewLink, reader: Opened, request: Request) -> Response:
        """Let everybody who has the address see what the caller sees, for a while."""
        await desk.make(reader, key, wanted.name, wanted.days, wanted.filter)
        return await listed(reader, key, request)

    @router.delete("/dashboard-links/{link_id}", status_code=204)
    async def revoke_link(link_id: UUID, reader: Opened) -> Response:
        """End a public link at once."""
        await desk.revoke(reader, link_id)
        return Response(status_code=204)

    return router


def board_pages(desk: LinkDesk) -> APIRouter:
    """`/b/TOKEN`."""
    router = Router(include_in_schema=False)

    @router.get("/b/{token}")
    async def show_board(token: str, locale: Locale) -> Response:
        words = desk.sentences
        try:
            row, board = await desk.look(token, locale)
        except (Missing, Gone) as refusal:
            title, text = words(locale, refusal.code), words(locale, "board_link_over_text")
            return HTMLResponse(message_html(locale, title, text), refusal.status, PAGE_HEADERS)
        until = f"{row['expires_at'].astimezone(board.words.zone):%Y-%m-%d %H:%M}"
        foot = words(locale, "board_link_foot", {"owner": row["owner"], "until": until})

        def draw() -> str:
            body = widgets_html(board.widgets, board.words, _inside)
            return page_html(locale, board.name, board.lines, body, escape(foot), refresh_seconds=_REFRESH_SECONDS)

        return HTMLResponse(await asyncio.to_thread(draw), 200, PAGE_HEADERS)

    return router


def _inside(_name: str, content: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"
