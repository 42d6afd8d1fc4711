"""Everything that a list shows, chosen at once: which rows these are now, with what acts on them need to know."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from helpwright.access.gate import SignedIn
from helpwright.access.row_scope import merged
from helpwright.platform.database import Row
from helpwright.platform.routes import Router
from helpwright.records.api import RecordDesk, body, read_filter
from helpwright.records.engine import RecordEngine
from helpwright.records.links import only_title
from helpwright.records.listing import asked_for
from helpwright.records.model import title_of
from helpwright.records.read import ListRequest, View, require_form
from helpwright.records.store import Selection, list_page, to_record

MOST_CHOSEN = 10_000
_AT_A_TIME = 1_000


class ChosenRecord(BaseModel):
    """One of the rows: its version as it is chosen, and what to call it."""

    id: str
    number: str
    title: str
    version: int


class ChosenAnswer(BaseModel):
    """The first 10,000 rows in the order of the list; `more` when there are others behind them."""

    items: list[ChosenRecord]
    more: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows as JSON, and whether there are more."""

    items: Sequence[Mapping[str, Any]]
    more: bool


async def choose(engine: RecordEngine, view: View, request: ListRequest) -> Chosen:
    """All that the list would show, page by page. Raises Invalid as `list_records`."""
    asked, scopes = asked_for(engine, view, request), view.scopes("read")
    short = View(view.caller, view.definitions, only_title(view.form), view.rights)
    selection = Selection(scopes, asked.condition, {**merged(scopes), **asked.params})
    rows = await engine.database.all(list_page(short.form, selection, asked.order, MOST_CHOSEN + 1, short.marks))
    items: list[Mapping[str, Any]] = []
    for start in range(0, min(len(rows), MOST_CHOSEN), _AT_A_TIME):
        items += [_item(short, row) for row in rows[start : min(start + _AT_A_TIME, MOST_CHOSEN)]]
        await asyncio.sleep(0)  # others have their turn
    return Chosen(items, len(rows) > MOST_CHOSEN)


async def called(engine: RecordEngine, view: View, ids: Collection[UUID]) -> dict[UUID, str]:
    """What those of these records that the caller sees are called: by their number, else by their title."""
    asked, scopes = asked_for(engine, view, ListRequest()), view.scopes("read")
    short = View(view.caller, view.definitions, only_title(view.form), view.rights)
    named = f"{asked.condition} AND r.id = ANY(%(called)s)"
    selection = Selection(scopes, named, {**merged(scopes), **asked.params, "called": list(ids)})
    rows = await engine.database.all(list_page(short.form, selection, asked.order, len(ids), short.marks))
    items = [_item(short, row) for row in rows]
    return {UUID(each["id"]): each["number"] or each["title"] for each in items}


def _item(short: View, row: Row) -> Mapping[str, Any]:
    record = to_record(short.form, row)
    title = title_of(short.form, short.visible_values(record))
    return {"id": str(record.id), "number": record.number, "title": title or record.number, "version": record.version}


def choosing_routes(desk: RecordDesk) -> APIRouter:
    """Routes below `/api/v1`; they come before those of single records, whose ids stand in the same place."""
    router = Router(tags=["records"])

    @router.get("/forms/{form}/records/chosen", response_model=ChosenAnswer)
    async def choose_all(
        form: str,
        caller: SignedIn,
        filter: Annotated[str | None, Query(max_length=20_000)] = None,  # noqa: A002 -- the contract's word
        sort: str | None = None,
        search: str | None = None,
    ) -> Response:
        view = await desk.view(caller, form)
        await require_form(desk.engine, view)
        chosen = await choose(desk.engine, view, ListRequest(read_filter(filter), sort, search=search))
        return body({"items": chosen.items, "more": chosen.more})

    return router
