"""HTTP of exports: in and out, no decisions."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import StreamingResponse

from helpwright.access.gate import SignedIn, require_key
from helpwright.access.model import Caller
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences
from helpwright.platform.sheet import XLSX
from helpwright.records.api import Locale, RecordDesk, read_filter
from helpwright.records.exports.desk import Format, Wish, begin
from helpwright.records.files.names import clean_name, disposition
from helpwright.records.read import ListRequest

ROWS = "X-Total-Count"
_CSV = "text/csv; charset=utf-8"
_TYPES = {"xlsx": XLSX, "csv": _CSV}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": f"The sheet; `{ROWS}` says how many rows it has",
        "content": {XLSX: _BINARY, "text/csv": _BINARY},
    }
}
_AT_A_TIME = 2
_MOST_CHOSEN = 10_000
Key = Annotated[str, Field(max_length=80)]


class ExportBody(BaseModel):
    """As the query of GET; of the list only the rows with these `ids`, where they are given."""

    model_config = ConfigDict(extra="forbid")
    filter: dict[str, Any] | None = None
    sort: Annotated[str, Field(max_length=100)] | None = None
    search: str | None = None
    fields: Annotated[list[Key], Field(min_length=1, max_length=200)] | None = None
    format: Format = "xlsx"
    ids: Annotated[list[UUID], Field(min_length=1, max_length=_MOST_CHOSEN)] | None = None


def export_routes(desk: RecordDesk, sentences: Sentences) -> APIRouter:
    """Routes below `/api/v1`; they come before those of single records, whose ids stand in the same place."""
    router = Router(tags=["records"])
    turn = asyncio.Semaphore(_AT_A_TIME)

    async def answer(form: str, caller: Caller, locale: str, wish: Wish) -> StreamingResponse:
        view = await desk.view(caller, form)
        require_key(caller, "read", view.form.name)
        export = await begin(desk, view, wish, (sentences, locale), turn)
        day = desk.engine.clock.now().astimezone(view.definitions.zone).date()
        headers = {
            ROWS: str(export.rows),
            "Cache-Control": "no-store",
            "Content-Disposition": disposition(clean_name(f"{export.title} {day}.{wish.format}"), inline=False),
        }
        return StreamingResponse(export.pieces(), headers=headers, media_type=_TYPES[wish.format])

    @router.get("/forms/{form}/records/export", response_class=StreamingResponse, responses=_FILE)
    async def export_records(
        form: str,
        caller: SignedIn,
        locale: Locale,
        filter: Annotated[str | None, Query(max_length=20_000)] = None,  # noqa: A002 -- the contract's word
        sort: str | None = None,
        search: str | None = None,
        fields: Annotated[str | None, Query(max_length=8_000, description="keys of columns, by commas")] = None,
        format: Format = "xlsx",  # noqa: A002 -- the contract's word
    ) -> StreamingResponse:
        """A list as an Excel or CSV file: its rows in their order, as far as the caller may export them."""
        keys = [key.strip() for key in fields.split(",") if key.strip()] if fields else None
        wish = Wish(ListRequest(read_filter(filter), sort, search=search), keys or None, format)
        return await answer(form, caller, locale, wish)

    @router.post("/forms/{form}/records/export", response_class=StreamingResponse, responses=_FILE)
    async def export_chosen(form: str, wanted: ExportBody, caller: SignedIn, locale: Locale) -> StreamingResponse:
        """The same with a body, which also may name single rows."""
        request = ListRequest(wanted.filter, wanted.sort, search=wanted.search)
        return await answer(form, caller, locale, Wish(request, wanted.fields, wanted.format, wanted.ids))

    return router
