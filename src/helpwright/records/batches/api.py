"""HTTP of batches: in and out, no decisions."""

import asyncio
from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from helpwright.access.gate import SignedIn, require_key
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences
from helpwright.platform.sheet import XLSX, write_rows
from helpwright.records.api import Locale, RecordDesk, body
from helpwright.records.batches.desk import Act, Batches, Wish
from helpwright.records.choosing import MOST_CHOSEN

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_LONGEST_WAIT = 30
State = Literal["running", "done", "cancelled", "failed"]


class BatchRow(BaseModel):
    """A record of a batch; `version` where what others changed since shall not be overwritten."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    version: Annotated[int, Field(ge=1)] | None = None


class BatchBody(BaseModel):
    """One act on up to 10,000 records; `set` wants `values`, `transfer` wants `to`.

    `id` is chosen by the caller: the same again is the same batch. For `wait` seconds it can be stopped before it
    begins.
    """

    model_config = ConfigDict(extra="forbid")
    id: UUID
    act: Act
    rows: Annotated[list[BatchRow], Field(min_length=1, max_length=MOST_CHOSEN)]
    values: dict[str, Any] = {}
    to: UUID | None = None
    reason: Annotated[str, Field(max_length=5_000)] = ""
    wait: Annotated[int, Field(ge=0, le=_LONGEST_WAIT)] = 0

    def wish(self) -> Wish:
        """As the desk takes it."""
        rows = {each.id: each.version for each in self.rows}
        return Wish(self.id, self.act, rows, self.values, self.to, self.reason, timedelta(seconds=self.wait))


class BatchShort(BaseModel):
    """How far it is: `done` and `refused` rows of `total`; `fields` that it sets, `error` why it failed."""

    id: str
    act: Act
    fields: list[str]
    state: State
    total: int
    done: int
    refused: int
    error: str | None
    starts_at: str
    created_at: str


class RefusedRow(BaseModel):
    """A record that was left as it is, and why."""

    row: int
    id: str
    name: str
    code: str
    message: str


class BatchDetail(BatchShort):
    """With the first hundred rows that were left as they are."""

    rows: list[RefusedRow]


class BatchList(BaseModel):
    """Those that go on, or whose end was not read yet; the newest first."""

    items: list[BatchShort]


def batch_routes(desk: RecordDesk, sentences: Sentences) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(prefix="/forms/{form}/batches", tags=["records"])

    async def opened(form: str, caller: SignedIn) -> Batches:
        view = await desk.view(caller, form)
        require_key(caller, "write", view.form.name)
        return Batches(desk.engine, view, sentences)

    Opened = Annotated[Batches, Depends(opened)]  # noqa: N806 -- a type

    @router.get("", response_model=BatchList)
    async def list_batches(batches: Opened) -> Response:
        return body({"items": await batches.all()})

    @router.post("", response_model=BatchDetail, status_code=202)
    async def begin_batch(batches: Opened, wanted: BatchBody, locale: Locale) -> Response:
        """Do the same to many records in the background, each under its own checks."""
        return body(await batches.begin(wanted.wish(), locale), 202)

    @router.get("/{batch_id}", response_model=BatchDetail)
    async def read_batch(batch_id: UUID, batches: Opened) -> Response:
        return body(await batches.show(batch_id))

    @router.post("/{batch_id}/cancel", response_model=BatchDetail)
    async def cancel_batch(batch_id: UUID, batches: Opened) -> Response:
        """Stop; what is done stays done."""
        return body(await batches.cancel(batch_id))

    @router.post("/{batch_id}/seen", status_code=204)
    async def see_batch(batch_id: UUID, batches: Opened) -> Response:
        """Say no more of one that is over."""
        await batches.seen(batch_id)
        return Response(status_code=204)

    @router.get("/{batch_id}/refused", response_class=Response, responses={200: {"content": {XLSX: _BINARY}}})
    async def read_refused_rows(batch_id: UUID, batches: Opened) -> Response:
        """Give all rows that were left as they are, with why in the last column."""
        columns, rows = await batches.refused(batch_id)
        return Response(await asyncio.to_thread(write_rows, columns, rows, len(columns) - 1), media_type=XLSX)

    return router
