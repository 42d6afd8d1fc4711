"""HTTP of acts on many records, and of the recycle bin."""

from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from helpwright.access.gate import SignedIn, require_key
from helpwright.definitions.teams import teams_by_id
from helpwright.kernel.events import Actor
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences
from helpwright.records.answers import RecordAnswer, RecordDetail, RelatedAnswer
from helpwright.records.api import Locale, RecordDesk, body, detail
from helpwright.records.bulk import MOST_ROWS, BulkWish, act_on_one, result_of
from helpwright.records.read import ListRequest, View, require_form
from helpwright.records.recycle import MOST_SHOWN, read_bin, restore


class BulkBody(BaseModel):
    """One act on up to 500 records.

    `versions` by id, where a row that changed meanwhile shall be left alone; `began` by id, where that shall be so only
    if the very fields that are set were changed.
    """

    model_config = ConfigDict(extra="forbid")
    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_ROWS)]
    act: Literal["set", "delete", "restore"]
    values: dict[str, Any] = {}
    versions: dict[UUID, int] = {}
    began: dict[UUID, int] = {}


class BulkResult(BaseModel):
    """What became of one row: `code` and `message` say what was in the way."""

    id: str
    ok: bool
    code: str | None
    message: str | None


class BulkAnswer(BaseModel):
    """One result a row, in the order of the request."""

    results: list[BulkResult]


class DeletedRecord(RecordAnswer):
    """A record in the recycle bin."""

    deleted_at: str
    deleted_by: str | None


class BinAnswer(BaseModel):
    """Newest first, and the cursor of the next page."""

    items: list[DeletedRecord]
    related: RelatedAnswer
    next: str | None


def bulk_routes(desk: RecordDesk, sentences: Sentences) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["records"])
    engine = desk.engine

    @router.post("/forms/{form}/records/bulk", response_model=BulkAnswer)
    async def change_many(form: str, wanted: BulkBody, caller: SignedIn, locale: Locale) -> Response:
        view = await desk.view(caller, form)
        await require_form(engine, view)
        require_key(caller, "write", view.form.name)
        wish = BulkWish(tuple(dict.fromkeys(wanted.ids)), wanted.act, wanted.values, wanted.versions, wanted.began)

        async def one(record_id: UUID) -> None:
            async def write(current: View) -> None:
                await act_on_one(engine, current, wish, record_id, desk.instead)

            await desk.current(caller, form, write)

        # One after the other: many rows may share a lock, and the caller is one person.
        results = [await result_of(each, partial(one, each), locale, sentences) for each in wish.ids]
        return body({"results": results})

    @router.get("/forms/{form}/bin", response_model=BinAnswer)
    async def read_recycle_bin(
        form: str,
        caller: SignedIn,
        search: Annotated[str | None, Query(max_length=200)] = None,
        cursor: Annotated[str | None, Query(max_length=1_000)] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_SHOWN)] = 100,
    ) -> Response:
        view = await desk.view(caller, form)
        await require_form(engine, view)
        teams = {key: part.key for key, part in teams_by_id(view.definitions).items()}
        request = ListRequest(search=search, cursor=cursor, limit=limit)
        return body(await read_bin(engine, view, request, teams))

    @router.post("/forms/{form}/records/{record_id}/restore", response_model=RecordDetail)
    async def restore_record(form: str, record_id: UUID, caller: SignedIn) -> Response:
        async def write(view: View) -> None:
            await require_form(engine, view)
            await restore(engine, view, record_id, Actor("person", caller.person_id))

        view, _ = await desk.current(caller, form, write)
        return body(await detail(desk, view, record_id, written=True))

    return router
