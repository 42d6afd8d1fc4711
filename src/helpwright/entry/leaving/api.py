"""HTTP of handing over: in and out, no decisions."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from helpwright.access.gate import ForPeople
from helpwright.entry.leaving.desk import LeavingDesk
from helpwright.platform.database import to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router

Locale = Annotated[str, Depends(read_locale)]


class HandOver(BaseModel):
    """To whom, in turn; `deactivate` ends the person's access first."""

    model_config = ConfigDict(extra="forbid")
    to: Annotated[list[UUID], Field(min_length=1, max_length=50)]
    deactivate: bool = False


class HeldRecords(BaseModel):
    """How many records under way of a form they own or that name them."""

    form: str
    name: str
    n: int


class NamedIn(BaseModel):
    """A part of an app that names them, or (`delivery`, with the key of its dashboard) a dashboard sent to them."""

    app: str
    kind: str
    key: str
    name: str


class NotGiven(BaseModel):
    """What would not go, and why."""

    form: str
    record: str
    number: str
    code: str
    message: str


class LastHandOver(BaseModel):
    """The newest one; `done` of `total` pieces."""

    state: Literal["working", "done"]
    total: int
    done: int
    to: list[str]
    by: str | None
    started_at: str
    failed: list[NotGiven]


class Held(BaseModel):
    """What somebody holds; `led` are people whose manager they are."""

    tasks: int
    records: list[HeldRecords]
    views: int
    led: int
    named: list[NamedIn]
    last: LastHandOver | None


def leaving_routes(desk: LeavingDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["people"])

    async def standing(person: UUID, locale: str, status: int = 200) -> Response:
        found: Any = await desk.standing(person, locale)
        return Response(to_json(found), status, media_type="application/json")

    @router.get("/people/{person_id}/handover", response_model=Held)
    async def read_handover(person_id: UUID, _caller: ForPeople, locale: Locale) -> Response:
        return await standing(person_id, locale)

    @router.post("/people/{person_id}/handover", response_model=Held, status_code=202)
    async def begin_handover(person_id: UUID, wanted: HandOver, caller: ForPeople, locale: Locale) -> Response:
        await desk.begin(person_id, wanted.to, caller, deactivate=wanted.deactivate)
        return await standing(person_id, locale, 202)

    return router
