"""Sheets of people over HTTP: a file is read, looked at row by row, brought in; wrong rows go back as a sheet."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from helpwright.access.gate import ForPeople, TheGate
from helpwright.access.operations.account_links import address_of
from helpwright.access.operations.people import chosen_language
from helpwright.access.operations.people_sheet import Newcomers, bring_in, look_at
from helpwright.access.people_plan import RowPlan
from helpwright.access.sheet import FIELDS, Sheet, SheetUnreadableError, guess, read_sheet, write_sheet
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.platform.bodies import read_body
from helpwright.platform.problems import locale_of
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_BYTES = 5_000_000
_MOST_AT_ONCE = 500
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": _BINARY}}}

Cell = Annotated[str, Field(max_length=400)]
Cells = Annotated[list[Cell], Field(max_length=60)]
Held = Literal["name", "phone", "email", "staff_number", "wecom_id", "department", "manager", "roles", "teams"]


class SheetAnswer(BaseModel):
    """What a file holds, and what each of its columns probably is."""

    columns: list[str]
    rows: list[list[str]]
    mapping: list[Held | None]


class SheetBody(BaseModel):
    """Rows as `people/sheet` read them; `mapping` says what each column holds, null what nothing is made of.

    With `plan` nothing changes. New people get `password`; without one they cannot sign in yet, or they are invited
    (`invite`) to set it themselves.
    """

    model_config = ConfigDict(extra="forbid")
    mapping: Annotated[list[Held | None], Field(max_length=60)]
    rows: Annotated[list[Cells], Field(max_length=_MOST_AT_ONCE)]
    password: str | None = None
    invite: bool = False
    plan: bool = False


class RowProblem(BaseModel):
    """What is wrong in a cell."""

    field: str
    message: str


class RowAnswer(BaseModel):
    """What becomes, or became, of a row; `row` counts from the first one sent, as 2; `mail`: it has an address."""

    row: int
    name: str
    state: Literal["new", "changed", "same", "wrong"]
    mail: bool
    problems: list[RowProblem]


class ImportAnswer(BaseModel):
    """Every row, in order."""

    items: list[RowAnswer]


class WrongRowsBody(BaseModel):
    """Rows to write into a sheet, the last cell of each being what is wrong."""

    model_config = ConfigDict(extra="forbid")
    columns: Cells
    rows: Annotated[
        list[Annotated[list[Annotated[str, Field(max_length=2000)]], Field(max_length=61)]], Field(max_length=5000)
    ]


def sheet_routes(sentences: Sentences) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["people"])

    def _answer(plans: Sequence[RowPlan], locale: str) -> ImportAnswer:
        return ImportAnswer(
            items=[
                RowAnswer(
                    row=plan.row,
                    name=plan.name,
                    state=plan.state,
                    mail=bool(plan.given.get("email")),
                    problems=[
                        RowProblem(field=each.field, message=sentences(locale, each.code, each.data))
                        for each in plan.problems
                    ],
                )
                for plan in plans
            ]
        )

    @router.get("/people/sheet", response_class=Response, responses={200: {"content": {XLSX: _BINARY}}})
    async def empty_sheet(request: Request, _caller: ForPeople) -> Response:
        """Give a sheet to fill in."""
        locale = locale_of(request)
        names = [sentences(locale, f"sheet_{name}") for name in FIELDS]
        example = [sentences(locale, f"sheet_{name}_example") for name in FIELDS]
        return Response(await asyncio.to_thread(write_sheet, names, [example]), media_type=XLSX)

    @router.post("/people/sheet", openapi_extra=_FILE)
    async def read_people_sheet(request: Request, _caller: ForPeople) -> SheetAnswer:
        """Read an Excel or CSV file; nothing changes."""
        content = await read_body(request, _MOST_BYTES)
        try:
            sheet: Sheet = await asyncio.to_thread(read_sheet, content)
        except SheetUnreadableError as error:
            raise Invalid(code=error.code, **error.data) from error
        mapping = guess(sheet.columns)
        return SheetAnswer.model_validate({"columns": sheet.columns, "rows": sheet.rows, "mapping": mapping})

    @router.post("/people/import")
    async def import_people(body: SheetBody, request: Request, caller: ForPeople, gate: TheGate) -> ImportAnswer:
        """Look at rows (`plan`), or create and change people from them."""
        if body.plan:
            plans = await look_at(gate, body.rows, body.mapping)
        else:
            locale = await chosen_language(gate) or locale_of(request)
            if body.invite and body.password:
                raise Invalid([FieldProblem("password", "password_or_invitation")])
            base = await address_of(gate, str(request.base_url)) if body.invite else None
            newcomers = Newcomers(body.password, locale, base)
            plans = await bring_in(gate, body.rows, body.mapping, newcomers, caller)
        return _answer(plans, locale_of(request))

    @router.post("/people/sheet/wrong", response_class=Response, responses={200: {"content": {XLSX: _BINARY}}})
    async def wrong_rows(body: WrongRowsBody, request: Request, _caller: ForPeople) -> Response:
        """Give rows back as a sheet with what is wrong in the last column."""
        columns = [*body.columns, sentences(locale_of(request), "sheet_wrong")]
        content = await asyncio.to_thread(write_sheet, columns, body.rows, len(columns) - 1)
        return Response(content, media_type=XLSX)

    return router
