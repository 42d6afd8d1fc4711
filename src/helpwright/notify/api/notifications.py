"""HTTP of what the caller is told inside the product, and of what they want to be told."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from helpwright.access.gate import ForSettings, SignedIn
from helpwright.access.model import Caller
from helpwright.jobs.events import append_all
from helpwright.kernel.clock import Clock, iso
from helpwright.kernel.errors import Missing
from helpwright.kernel.events import Actor
from helpwright.notify import notification_store, people_store
from helpwright.notify.catalogue import SENDERS
from helpwright.notify.cursor import read_cursor, write_cursor
from helpwright.notify.notifications import changed
from helpwright.notify.people import of_person, read_quiet
from helpwright.notify.quiet_hours import QuietHours
from helpwright.platform.database import Database, Row, to_json
from helpwright.platform.routes import Router, take_in


class RecordOfNotification(BaseModel):
    """The record a notification is about; opening it is a question of the reader's rights then."""

    form: str
    id: str


class NotificationAnswer(BaseModel):
    """One notification; `event` is the type of what led to it."""

    id: str
    at: str
    title: str
    text: str
    event: str | None
    record: RecordOfNotification | None
    read_at: str | None


class NotificationPage(BaseModel):
    """Notifications of the caller, newest first; `unread` counts all of them."""

    items: list[NotificationAnswer]
    unread: int
    next: str | None


class ReadAnswer(BaseModel):
    """How many are unread now."""

    unread: int


class PreferencesBody(BaseModel):
    """Ways the caller wants (those left out stay wanted), and quiet hours of their own."""

    model_config = ConfigDict(extra="forbid")
    ways: dict[str, bool] = Field(default_factory=dict)
    quiet: QuietHours | None = Field(default_factory=lambda: None)


class WayOfPerson(BaseModel):
    """One way: whether the caller wants it and has an address for it. `fixed` ones cannot be switched off."""

    way: str
    wanted: bool
    reachable: bool
    fixed: bool


class PreferencesAnswer(BaseModel):
    """What the caller wants, and the organization's quiet hours that hold beside their own."""

    ways: list[WayOfPerson]
    quiet: QuietHours | None
    organization_quiet: QuietHours | None


class QuietBody(BaseModel):
    """Quiet hours of the organization; null for none."""

    model_config = ConfigDict(extra="forbid")
    quiet: QuietHours | None


@dataclass(frozen=True)
class NotificationDesk:
    """What the routes need."""

    database: Database
    clock: Clock


def _body(value: Any) -> Response:
    return Response(to_json(value), media_type="application/json")


def notification_routes(desk: NotificationDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["notifications"])

    @router.get("/notifications", response_model=NotificationPage)
    async def list_notifications(
        caller: SignedIn,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 30,
        unread: Annotated[bool, Query(description="only those not read yet")] = False,  # noqa: FBT002 -- a query parameter
    ) -> Response:
        person = caller.person_id
        wanted = notification_store.page(person, read_cursor(cursor), limit + 1, unread=unread)
        rows, counted = await desk.database.read([wanted, notification_store.count_unread(person)])
        more, rows = len(rows) > limit, rows[:limit]
        following = write_cursor(rows[-1]["at"], rows[-1]["id"]) if more else None
        return _body({"items": [_answer(row) for row in rows], "unread": counted[0]["unread"], "next": following})

    @router.post("/notifications/{notification_id}/read", response_model=ReadAnswer)
    async def read_notification(notification_id: UUID, caller: SignedIn) -> Response:
        if await desk.database.one(notification_store.own(caller.person_id, notification_id)) is None:
            raise Missing
        return await _mark(desk, caller, notification_id)

    @router.post("/notifications/read_all", response_model=ReadAnswer)
    async def read_all_notifications(caller: SignedIn) -> Response:
        return await _mark(desk, caller, None)

    take_in(router, _preference_routes(desk))
    return router


async def _mark(desk: NotificationDesk, caller: Caller, notification: UUID | None) -> Response:
    """Other screens of the person learn of it; they read the list again, so one id is enough."""
    at = desk.clock.now()
    async with desk.database.transaction() as session:
        rows = await session.all(notification_store.mark_read(caller.person_id, at, notification))
        if rows:
            told = changed("notification_read", rows[0]["id"], at, by=Actor("person", caller.person_id))
            await session.execute(append_all([told]))
        left = await session.one(notification_store.count_unread(caller.person_id))
    return _body({"unread": 0 if left is None else left["unread"]})


def _answer(row: Row) -> dict[str, Any]:
    record = {"form": row["form"], "id": row["record_id"]}
    return {
        "id": row["id"],
        "at": iso(row["at"]),
        "title": row["title"],
        "text": row["text"],
        "event": row["event"],
        "record": None if row["form"] is None or row["record_id"] is None else record,
        "read_at": None if row["read_at"] is None else iso(row["read_at"]),
    }


def _preference_routes(desk: NotificationDesk) -> APIRouter:
    router = Router(tags=["notifications"])

    @router.get("/notifications/preferences", response_model=PreferencesAnswer)
    async def read_preferences(caller: SignedIn) -> Response:
        return _body(await _preferences(desk, caller.person_id))

    @router.put("/notifications/preferences", response_model=PreferencesAnswer)
    async def save_preferences(wanted: PreferencesBody, caller: SignedIn) -> Response:
        ways = {way: on for way, on in wanted.ways.items() if _chosen_by_people(way)}
        quiet = None if wanted.quiet is None else wanted.quiet.model_dump(by_alias=True)
        await desk.database.write([people_store.save_preferences(caller.person_id, ways, quiet)])
        return _body(await _preferences(desk, caller.person_id))

    @router.get("/quiet_hours", response_model=QuietBody)
    async def read_quiet_hours(caller: SignedIn) -> Response:
        del caller
        row = await desk.database.one(people_store.organization_quiet())
        return _body({"quiet": _told(read_quiet(None if row is None else row["value"]))})

    @router.put("/quiet_hours", response_model=QuietBody)
    async def save_quiet_hours(wanted: QuietBody, caller: ForSettings) -> Response:
        del caller
        await desk.database.write([people_store.save_organization_quiet(_told(wanted.quiet))])
        return _body({"quiet": _told(wanted.quiet)})

    return router


def _chosen_by_people(way: str) -> bool:
    return way in SENDERS and SENDERS[way].inside is None and not SENDERS[way].to_groups


async def _preferences(desk: NotificationDesk, person: UUID) -> dict[str, Any]:
    row = await desk.database.one(people_store.preferences(person))
    if row is None:
        raise Missing
    found = of_person(row)
    return {
        "ways": [
            {
                "way": way,
                "wanted": way not in found.off,
                "reachable": way in found.addresses,
                "fixed": sender.inside is not None,
            }
            for way, sender in SENDERS.items()
            if not sender.to_groups
        ],
        "quiet": _told(read_quiet(row["quiet"])),
        "organization_quiet": _told(read_quiet(row["organization_quiet"])),
    }


def _told(quiet: QuietHours | None) -> dict[str, Any] | None:
    return None if quiet is None else quiet.model_dump(by_alias=True)
