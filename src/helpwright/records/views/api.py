"""HTTP of saved views: in and out, no decisions."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from helpwright.access.gate import SignedIn
from helpwright.platform.routes import Router
from helpwright.records.answers import CountAnswer
from helpwright.records.api import Key, Locale, RecordDesk, body
from helpwright.records.views.document import ViewChange, ViewDocument, ViewLook
from helpwright.records.views.operations import SavedViews
from helpwright.records.views.pinned import pinned_views


class ViewAnswer(BaseModel):
    """One view; `usable` is false for one's own that asks for what one may no longer read."""

    id: str
    name: str
    query: dict[str, Any]
    look: ViewLook
    roles: list[str]
    mine: bool
    owner: str
    pinned: bool
    usable: bool
    changed_at: str


class SharingRole(BaseModel):
    """A role one can share with."""

    key: str
    name: str


class Sharing(BaseModel):
    """Whether the caller may share views of this form, and with which roles."""

    may: bool
    roles: list[SharingRole]


class ViewsAnswer(BaseModel):
    """One's own views and those shared with one, oldest first."""

    items: list[ViewAnswer]
    sharing: Sharing


class PinnedView(BaseModel):
    """A view kept at hand; `form` is `app.key`."""

    form: str
    id: str
    name: str


class PinnedViews(BaseModel):
    """What one keeps at hand of all forms, oldest view first; what one may no longer use is left out."""

    items: list[PinnedView]


class PinBody(BaseModel):
    """Whether it is kept at hand."""

    pinned: bool


def view_routes(desk: RecordDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(prefix="/forms/{form}/views", tags=["views"])

    async def opened(form: str, caller: SignedIn) -> SavedViews:
        return SavedViews(desk.engine, await desk.view(caller, form))

    Opened = Annotated[SavedViews, Depends(opened)]  # noqa: N806 -- a type

    @router.get("", response_model=ViewsAnswer)
    async def list_views(views: Opened, locale: Locale) -> Response:
        return body({"items": await views.all(), "sharing": views.sharing(locale)})

    @router.get("/counts", response_model=dict[str, CountAnswer])
    async def count_views(views: Opened) -> Response:
        return body(await views.counts())

    @router.post("", response_model=ViewAnswer, status_code=201)
    async def create_view(views: Opened, wanted: ViewDocument, key: Key = None) -> Response:
        return body(await views.create(wanted, key), 201)

    @router.put("/{view_id}", response_model=ViewAnswer)
    async def change_view(view_id: UUID, views: Opened, wanted: ViewChange) -> Response:
        return body(await views.change(view_id, wanted))

    @router.delete("/{view_id}", status_code=204)
    async def delete_view(view_id: UUID, views: Opened) -> Response:
        await views.remove(view_id)
        return Response(status_code=204)

    @router.put("/{view_id}/pin", status_code=204)
    async def pin_view(view_id: UUID, views: Opened, wanted: PinBody) -> Response:
        await views.pin(view_id, pinned=wanted.pinned)
        return Response(status_code=204)

    return router


def pinned_routes(desk: RecordDesk) -> APIRouter:
    """The route below `/api/v1` that is about the views of all forms."""
    router = Router(prefix="/views", tags=["views"])

    @router.get("/pinned", response_model=PinnedViews)
    async def list_pinned_views(caller: SignedIn) -> Response:
        return body({"items": await pinned_views(desk.engine, caller, desk.rights_of)})

    return router
