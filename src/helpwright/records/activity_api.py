"""HTTP of what happened to a record and what is said about it: in and out, no decisions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from helpwright.access.gate import SignedIn, require_key
from helpwright.access.model import Caller
from helpwright.kernel.errors import FieldProblem, Forbidden, Invalid
from helpwright.kernel.events import Actor
from helpwright.platform.database import Row, Statement
from helpwright.platform.routes import Router
from helpwright.records.activity import read_activity, read_whole
from helpwright.records.activity_answers import ActivityItem, ActivityPage
from helpwright.records.answers import CommentAnswer, ReadersAnswer
from helpwright.records.api import Key, Locale, Mention, RecordDesk, actions_now, body
from helpwright.records.comments import Visibility, write_comment
from helpwright.records.model import title_of
from helpwright.records.read import View, read_one
from helpwright.records.readers import readers_of, require_readers


class CommentBody(BaseModel):
    """A note (internal) or a reply the customer can read (public); a note may name colleagues who see the record.

    `files` are uploads to `/forms/{form}/records/{record_id}/files`; with some, the text may be empty.
    """

    text: Annotated[str, Field(max_length=25_000)]
    visibility: Visibility = "internal"
    mentions: Annotated[list[UUID], Field(max_length=50)] = []
    files: Annotated[list[UUID], Field(max_length=10)] = []


def activity_routes(desk: RecordDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["records"])
    engine = desk.engine

    @router.get("/forms/{form}/records/{record_id}/activity", response_model=ActivityPage)
    async def list_activity(
        form: str,
        record_id: UUID,
        caller: SignedIn,
        locale: Locale,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        view = await desk.view(caller, form)
        record = await read_one(engine, view, record_id)

        def step(row: Row, language: str) -> dict[str, Any]:
            return desk.describe_step(row, language, view.definitions)

        page = await read_activity(engine, view, record_id, view.rights_on(record), locale, step, cursor, limit)
        return body(page)

    @router.get("/forms/{form}/records/{record_id}/activity/{entry_id}", response_model=ActivityItem)
    async def read_activity_entry(
        form: str, record_id: UUID, entry_id: Annotated[int, Path(ge=1, lt=2**63)], caller: SignedIn, locale: Locale
    ) -> Response:
        """With every text whole; a page of the activity has the beginnings of long ones."""
        view = await desk.view(caller, form)
        record = await read_one(engine, view, record_id)

        def step(row: Row, language: str) -> dict[str, Any]:
            return desk.describe_step(row, language, view.definitions)

        return body(await read_whole(engine, view, record_id, entry_id, view.rights_on(record), locale, step))

    @router.post("/forms/{form}/records/{record_id}/comments", response_model=CommentAnswer, status_code=201)
    async def comment(form: str, record_id: UUID, wanted: CommentBody, caller: SignedIn, key: Key = None) -> Response:
        view = await desk.view(caller, form)
        record = await read_one(engine, view, record_id)
        title = record.number or title_of(view.form, view.visible_values(record))
        require_key(caller, "write", view.form.name)
        mentions = [each for each in dict.fromkeys(wanted.mentions) if each != caller.person_id]
        named = await _require_word(desk, view, record_id, wanted.visibility, mentions)

        def also(at: datetime) -> Sequence[Statement]:
            if wanted.visibility == "public":
                return desk.on_public_comment(record_id, caller.person_id, at)
            mention = Mention(view.form.name, record_id, title, caller.name, wanted.text, named, at)
            return desk.tell_mentioned(mention) if named else ()

        actor = Actor("person", caller.person_id)
        event_id = await write_comment(
            engine, view.form, record_id, actor, wanted.text, wanted.visibility, also, key, mentions,
            [*dict.fromkeys(wanted.files)],
        )  # fmt: skip
        return body({"id": str(event_id)}, 201)

    @router.get("/forms/{form}/records/{record_id}/readers", response_model=ReadersAnswer)
    async def read_readers(form: str, record_id: UUID, caller: SignedIn) -> Response:
        view = await desk.view(caller, form)
        await read_one(engine, view, record_id)
        found = await readers_of(engine, desk.rights_of, view, record_id)
        return body({"items": [{"id": str(each.person_id), "name": each.name} for each in found]})

    return router


async def _require_word(
    desk: RecordDesk, view: View, record_id: UUID, visibility: Visibility, mentions: Sequence[UUID]
) -> Sequence[Caller]:
    """Who is named.

    Raises Forbidden for who may not answer the customer, Invalid for colleagues named where they must not be.
    """
    if visibility == "public":
        if not await desk.may_answer(view, record_id, await actions_now(desk, view, record_id)):
            raise Forbidden("answer_forbidden")
        if mentions:
            raise Invalid([FieldProblem("mentions", "mention_public")])
    if not mentions:
        return ()
    return await require_readers(desk.engine, desk.rights_of, view, record_id, mentions)
