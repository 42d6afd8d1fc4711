"""HTTP of deliveries: in and out, no decisions."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict

from helpwright.access.gate import SignedIn
from helpwright.access.model import Caller
from helpwright.platform.database import to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router
from helpwright.reports.deliveries.desk import DeliveryDesk
from helpwright.reports.deliveries.model import DeliveryDocument, State
from helpwright.reports.deliveries.work import read_refusal
from helpwright.reports.drawing.frame import PAGE_HEADERS, message_html
from helpwright.reports.reader import Reader

Locale = Annotated[str, Depends(read_locale)]
OpenReader = Callable[[Caller, str], Awaitable[Reader]]


class Named(BaseModel):
    """Something to choose."""

    key: str
    name: str


class Owner(BaseModel):
    """A person."""

    id: str
    name: str


class Told(BaseModel):
    """How it went with one of them: the state of the message, or `left_out` with the reason."""

    name: str
    state: str
    reason: str | None


class DeliveryRun(BaseModel):
    """One time that it went out; `told` is how many got it, `reason` why it stopped or failed."""

    id: str
    at: str
    trial: bool
    state: Literal["waiting", "done", "stopped", "failed"]
    reason: str | None
    told: int
    people: list[Told]


class DeliveryAnswer(BaseModel):
    """A delivery; `reason` says why it stopped, `refused` that the caller wants no more of it.

    Those who do not look after it see neither to whom it goes nor its runs.
    """

    id: str
    version: int
    name: str
    owner: Owner
    mine: bool
    may_change: bool
    reaches_me: bool
    refused: bool
    state: State
    reason: str | None
    next_at: str | None
    document: DeliveryDocument
    runs: list[DeliveryRun]


class DeliveryRights(BaseModel):
    """Whether the caller may send to others, and to addresses outside."""

    send: bool
    outside: bool


class DeliveryList(BaseModel):
    """Deliveries of a dashboard, and what there is to choose from; `reachable`: links can be written into them."""

    items: list[DeliveryAnswer]
    may: DeliveryRights
    zone: str
    calendars: list[Named]
    roles: list[Named]
    teams: list[Named]
    robots: list[Named]
    reachable: bool


class DeliveryChange(BaseModel):
    """Another document in place of the `version` that was seen."""

    model_config = ConfigDict(extra="forbid")
    version: int
    document: DeliveryDocument


class DeliveryMade(BaseModel):
    """The id of what was made."""

    id: str


def _body(value: Any, status: int = 200) -> Response:
    return Response(to_json(value), status, media_type="application/json")


def delivery_routes(desk: DeliveryDesk, open_reader: OpenReader) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["reports"])

    async def reader_of(caller: SignedIn, locale: Locale) -> Reader:
        return await open_reader(caller, locale)

    Opened = Annotated[Reader, Depends(reader_of)]  # noqa: N806 -- a type
    nothing = Response(status_code=204)

    @router.get("/dashboards/{key}/deliveries", response_model=DeliveryList)
    async def list_deliveries(key: str, reader: Opened) -> Response:
        """List what is sent of a dashboard."""
        return _body(await desk.all(reader, key))

    @router.post("/dashboards/{key}/deliveries", response_model=DeliveryMade, status_code=201)
    async def make_delivery(key: str, document: DeliveryDocument, reader: Opened) -> Response:
        """Send a dashboard again and again."""
        return _body({"id": str(await desk.make(reader, key, document))}, 201)

    @router.put("/deliveries/{delivery_id}", status_code=204)
    async def change_delivery(delivery_id: UUID, wanted: DeliveryChange, reader: Opened) -> Response:
        """Change a delivery; it is the caller's from then on."""
        await desk.change(reader, delivery_id, wanted.version, wanted.document)
        return nothing

    @router.delete("/deliveries/{delivery_id}", status_code=204)
    async def remove_delivery(delivery_id: UUID, reader: Opened) -> Response:
        """End a delivery."""
        await desk.remove(reader, delivery_id)
        return nothing

    @router.post("/deliveries/{delivery_id}/{verb}", status_code=204)
    async def do_with_delivery(
        delivery_id: UUID, verb: Literal["pause", "resume", "try", "refuse", "accept"], reader: Opened
    ) -> Response:
        """Let it rest or go on, send it to oneself now, want no more of it or want it again."""
        match verb:
            case "pause" | "resume":
                await desk.pause(reader, delivery_id, on=verb == "resume")
            case "try":
                await desk.attempt(reader, delivery_id)
            case _:
                await desk.refuse(reader, delivery_id, refuse=verb == "refuse")
        return nothing

    @router.post("/deliveries/{delivery_id}/runs/{run_id}/again", status_code=204)
    async def send_again(delivery_id: UUID, run_id: UUID, reader: Opened) -> Response:
        """Send once more what failed, to those who have not got it."""
        await desk.again(reader, delivery_id, run_id)
        return nothing

    return router


def refusal_pages(desk: DeliveryDesk) -> APIRouter:
    """`/u/TOKEN`: where the last line of such a mail leads. Looking ends nothing: mail programs look by themselves."""
    router = Router(include_in_schema=False)

    def page(locale: str, title: str, text: str, act: str | None = None, status: int = 200) -> Response:
        return HTMLResponse(message_html(locale, title, text, act), status, PAGE_HEADERS)

    @router.get("/u/{token}")
    async def ask(token: str, locale: Locale) -> Response:
        words = desk.work.sentences
        found = read_refusal(desk.work.key, token)
        name = None if found is None else await desk.name_of(found[0])
        if name is None:
            return page(locale, words(locale, "delivery_refusal_gone"), words(locale, "delivery_refusal_gone_text"),
                        status=404)  # fmt: skip
        return page(
            locale,
            words(locale, "delivery_refusal_ask", {"name": name}),
            words(locale, "delivery_refusal_ask_text"),
            words(locale, "delivery_refusal_do"),
        )

    @router.post("/u/{token}")
    async def refuse(token: str, locale: Locale) -> Response:
        words = desk.work.sentences
        found = read_refusal(desk.work.key, token)
        name = None if found is None else await desk.refuse_by_token(*found)
        if name is None:
            return page(locale, words(locale, "delivery_refusal_gone"), words(locale, "delivery_refusal_gone_text"),
                        status=404)  # fmt: skip
        done = words(locale, "delivery_refusal_done", {"name": name})
        return page(locale, done, words(locale, "delivery_refusal_done_text"))

    return router
