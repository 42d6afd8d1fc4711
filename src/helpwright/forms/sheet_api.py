"""HTTP of a sheet from which a form shall be made: nothing is kept."""

import asyncio
from collections.abc import Mapping
from itertools import islice
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from helpwright.access.gate import ForDefinitions
from helpwright.forms.field_type import FieldType
from helpwright.forms.guess import LOOKED_AT, Guess, guess_field
from helpwright.kernel.errors import Invalid
from helpwright.platform.bodies import read_body
from helpwright.platform.routes import Router
from helpwright.platform.sheet import SheetUnreadableError, rows_of

MOST_BYTES = 50_000_000
MOST_COLUMNS = 300
_SHOWN = 3
_MOST_OPTIONS = 60
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class GuessedColumn(BaseModel):
    """A column as a field: `settings` beside label and key, `options` its values where it is a choice.

    `misfits` of the first 2,000 values would not fit, `wrong` are some of them; `filled` rows have a value.
    """

    label: str
    type: str
    settings: dict[str, Any]
    options: list[str]
    filled: int
    sample: list[str]
    misfits: int
    wrong: list[str]


class GuessedSheet(BaseModel):
    """The columns that have a heading or a value, and how many rows there are below the first."""

    columns: list[GuessedColumn]
    rows: int


def guess_sheet(types: Mapping[str, FieldType], content: bytes) -> GuessedSheet:
    """Raises Invalid for what is no sheet."""
    try:
        rows = rows_of(content, MOST_COLUMNS)
        heads = next(rows, None)
        if heads is None:
            raise Invalid(code="sheet_empty")
        first = list(islice(rows, LOOKED_AT))
        count = len(first) + sum(1 for _ in rows)
    except SheetUnreadableError as error:
        raise Invalid(code=error.code, **error.data) from error
    width = max(map(len, [heads, *first]))
    columns = [[row[place] if place < len(row) else "" for row in first] for place in range(width)]
    named = [(heads[place] if place < len(heads) else "", values) for place, values in enumerate(columns)]
    there = [(label, values) for label, values in named if label or any(values)]
    found = [_column(label, values, guess_field(types, label, values)) for label, values in there]
    if not found:
        raise Invalid(code="sheet_empty")
    return GuessedSheet(columns=found, rows=count)


def _column(label: str, values: list[str], guess: Guess) -> GuessedColumn:
    filled = [each for each in values if each]
    settings = dict(guess.settings)
    options = settings.pop("options", [])
    return GuessedColumn(
        label=label,
        type=guess.type,
        settings=settings,
        options=options or list(dict.fromkeys(filled))[:_MOST_OPTIONS],
        filled=len(filled),
        sample=list(dict.fromkeys(filled))[:_SHOWN],
        misfits=guess.misfits,
        wrong=list(guess.sample),
    )


def sheet_routes(types: Mapping[str, FieldType]) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["studio"])

    @router.post("/sheets/guess", openapi_extra=_FILE)
    async def guess_columns(request: Request, _caller: ForDefinitions) -> GuessedSheet:
        """Say what the columns of an Excel or CSV file probably are as fields of a form."""
        return await asyncio.to_thread(guess_sheet, types, await read_body(request, MOST_BYTES))

    return router
