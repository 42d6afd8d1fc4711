"""HTTP of imports: in and out, no decisions."""

import asyncio
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from helpwright.access.gate import SignedIn, require_key
from helpwright.platform.bodies import read_body
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences
from helpwright.platform.sheet import MOST_COLUMNS, XLSX, write_rows
from helpwright.records.api import Locale, RecordDesk, body
from helpwright.records.imports.desk import Imports, Plan, suggests_history

MOST_BYTES = 50_000_000
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": _BINARY}}}
State = Literal["read", "checking", "checked", "running", "done", "cancelled", "failed"]


class ImportShort(BaseModel):
    """A sheet on its way in; `done` rows of `total` in the present state, `error` why it failed."""

    id: str
    name: str
    state: State
    total: int
    done: int
    error: str | None
    created_at: str


class SheetColumn(BaseModel):
    """A column of the sheet, with its first values."""

    name: str
    sample: list[str]


class ToldProblem(BaseModel):
    """What is wrong in a column of a row."""

    column: str
    message: str


class WrongRow(BaseModel):
    """A row that cannot be brought in; `row` as the sheet counts it."""

    row: int
    cells: list[str]
    problems: list[ToldProblem]


class ImportDetail(ImportShort):
    """The whole of it: what each column holds, how many rows are how, and the first that are wrong.

    `fields` are those that a column can fill, `matching` those by which existing records can be found; with `history`
    also `number` and `created_at`, and of tickets `first_responded_at`, `resolved_at` and `closed_at`. `counts` by:
    waiting, new, known, wrong, made, changed. `uncounted` new ones say too little to count in measures of tickets.
    """

    columns: list[SheetColumn]
    mapping: list[str | None]
    history: bool
    match: str | None
    may_history: bool
    fields: list[str]
    matching: list[str]
    counts: dict[str, int]
    uncounted: int
    wrong: list[WrongRow]
    suggests_history: bool


class ImportList(BaseModel):
    """One's own, the newest first."""

    items: list[ImportShort]


class PlanBody(BaseModel):
    """What each column holds (null: nothing); `history` keeps numbers and times and starts nothing.

    With `match` records that have the same value there are changed, not made.
    """

    model_config = ConfigDict(extra="forbid")
    mapping: Annotated[list[Annotated[str, Field(max_length=40)] | None], Field(max_length=MOST_COLUMNS)]
    history: bool = False
    match: Annotated[str, Field(max_length=40)] | None = None


def _whole(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "suggests_history": found["may_history"] and suggests_history(found["mapping"])}


def import_routes(desk: RecordDesk, sentences: Sentences) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(prefix="/forms/{form}/imports", tags=["records"])

    async def opened(form: str, caller: SignedIn) -> Imports:
        view = await desk.view(caller, form)
        require_key(caller, "write", view.form.name)
        return Imports(desk.engine, view, sentences)

    Opened = Annotated[Imports, Depends(opened)]  # noqa: N806 -- a type

    @router.get("", response_model=ImportList)
    async def list_imports(imports: Opened) -> Response:
        return body({"items": await imports.all()})

    @router.post("", response_model=ImportDetail, status_code=201, openapi_extra=_FILE)
    async def read_records_sheet(
        request: Request, imports: Opened, locale: Locale, name: Annotated[str, Query(max_length=200)] = ""
    ) -> Response:
        """Read an Excel or CSV file; no record changes."""
        return body(_whole(await imports.read(await read_body(request, MOST_BYTES), name, locale)), 201)

    @router.get("/{import_id}", response_model=ImportDetail)
    async def read_import(import_id: UUID, imports: Opened) -> Response:
        return body(_whole(await imports.show(import_id)))

    @router.post("/{import_id}/look", response_model=ImportDetail, status_code=202)
    async def look_at_import(import_id: UUID, imports: Opened, wanted: PlanBody) -> Response:
        """Look at every row in the background; no record changes."""
        plan = Plan(tuple(wanted.mapping), wanted.history, wanted.match)
        return body(_whole(await imports.look(import_id, plan)), 202)

    @router.post("/{import_id}/run", response_model=ImportDetail, status_code=202)
    async def run_import(import_id: UUID, imports: Opened) -> Response:
        """Bring in what was found good, in the background."""
        return body(_whole(await imports.run(import_id)), 202)

    @router.post("/{import_id}/cancel", response_model=ImportDetail)
    async def cancel_import(import_id: UUID, imports: Opened) -> Response:
        """Stop; what is in stays in."""
        return body(_whole(await imports.cancel(import_id)))

    @router.get("/{import_id}/wrong", response_class=Response, responses={200: {"content": {XLSX: _BINARY}}})
    async def read_wrong_rows(import_id: UUID, imports: Opened) -> Response:
        """Give back the rows that were not brought in, with what is wrong in the last column."""
        columns, rows = await imports.wrong_rows(import_id)
        return Response(await asyncio.to_thread(write_rows, columns, rows, len(columns) - 1), media_type=XLSX)

    @router.delete("/{import_id}", status_code=204)
    async def forget_import(import_id: UUID, imports: Opened) -> Response:
        await imports.forget(import_id)
        return Response(status_code=204)

    return router
