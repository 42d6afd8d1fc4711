"""HTTP of the outbox 发件箱."""

from collections.abc import Awaitable, Callable, Collection
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from helpwright.access.gate import SignedIn
from helpwright.access.model import Caller
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Missing
from helpwright.kernel.text import BEGINNING, shortened
from helpwright.notify.catalogue import SENDERS
from helpwright.notify.cursor import read_cursor, write_cursor
from helpwright.notify.events import UNTOLD
from helpwright.notify.model import MessageState
from helpwright.notify.retry import Retrying
from helpwright.notify.store import ERASED, page, whole
from helpwright.notify.wording import reason_in_words, words_of_other_side
from helpwright.platform.database import Database, Row, to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router, take_in
from helpwright.platform.sentences import Sentences

ReadableForms = Callable[[Caller], Awaitable[Collection[str] | None]]
"""Forms (`app.key`) whose messages the caller may read; None for all. Raises Forbidden when it is none of theirs."""


class RecordOfMessage(BaseModel):
    """The record a message is about."""

    form: str
    id: str
    number: str | None


class PersonOfMessage(BaseModel):
    """The person of the organization a message is for."""

    id: str
    name: str | None


class MessageAnswer(BaseModel):
    """One message. `reason` is a sentence when skipped, the other side's words when failed or to be tried again.

    `code` is what a skipped message lacks (`no_address`, `template_missing` …), `field` the field of the record that
    holds the address, `template` the message template (`app.key`), `due_at` the end of quiet hours. `can_retry` says
    whether `POST messages/{id}/retry` makes sense in this state. `uncertain`: an attempt ended without an answer after
    the message was handed over, so it may have arrived, and arrive twice. Of a long text a page has the beginning, and
    in `text_length` the characters of the whole, which `GET messages/{id}` gives. `group` is what the group is called
    that a robot writes to, `together` how many messages went into it as one; `robot_pace` is the code of what waits
    for that.
    """

    id: str
    at: str
    via: str
    to: str | None
    person: PersonOfMessage | None
    group: str | None
    subject: str
    text: str
    text_length: int | None
    state: MessageState
    reason: str | None
    code: str | None
    field: str | None
    template: str | None
    rule: str | None
    due_at: str | None
    sent_at: str | None
    attempts: int
    uncertain: bool
    together: int | None
    receipt: str | None
    can_retry: bool
    record: RecordOfMessage | None


class RetryAnswer(BaseModel):
    """The message is on its way again."""

    id: str
    state: MessageState


class MessagePage(BaseModel):
    """Messages, newest first."""

    items: list[MessageAnswer]
    next: str | None


def message_routes(
    database: Database,
    readable_forms: ReadableForms,
    sentences: Sentences | None = None,
    retrying: Retrying | None = None,
) -> APIRouter:
    """`GET /messages`, `GET /messages/{id}` and `POST /messages/{id}/retry` below `/api/v1`."""
    router = Router(tags=["messages"])
    words = sentences or Sentences.load()

    @router.get("/messages", response_model=MessagePage)
    async def list_messages(
        caller: SignedIn,
        locale: Annotated[str, Depends(read_locale)],
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        forms = await readable_forms(caller)
        rows = await database.all(page(forms, read_cursor(cursor), limit + 1))
        more, rows = len(rows) > limit, rows[:limit]
        body = {
            "items": [_answer(row, locale, words) for row in rows],
            "next": write_cursor(rows[-1]["created_at"], rows[-1]["id"]) if more else None,
        }
        return Response(to_json(body), media_type="application/json")

    @router.get("/messages/{message_id}", response_model=MessageAnswer)
    async def read_message(
        message_id: UUID, caller: SignedIn, locale: Annotated[str, Depends(read_locale)]
    ) -> Response:
        forms = await readable_forms(caller)
        row = await database.one(whole(message_id))
        if row is None or not (forms is None or row["form"] in forms):
            raise Missing("message_missing")
        return Response(to_json(_answer(row, locale, words)), media_type="application/json")

    if retrying is not None:
        take_in(router, _retry_routes(retrying, readable_forms))
    return router


def _retry_routes(retrying: Retrying, readable_forms: ReadableForms) -> APIRouter:
    router = Router(tags=["messages"])

    @router.post("/messages/{message_id}/retry", response_model=RetryAnswer)
    async def retry_message(message_id: UUID, caller: SignedIn) -> Response:
        forms = await readable_forms(caller)
        state = await retrying.retry(message_id, caller.person_id, lambda form: forms is None or form in forms)
        return Response(to_json({"id": message_id, "state": state}), media_type="application/json")

    return router


def _answer(row: Row, locale: str, sentences: Sentences) -> dict[str, object]:
    reason, extra = row["reason"], row["extra"]
    told = row["state"] == "skipped" or (row["state"] == "held" and reason is not None)
    if told:
        reason = reason_in_words(sentences, locale, row["via"], reason)
    else:
        reason = words_of_other_side(sentences, locale, reason)
    record = {"form": row["form"], "id": row["record_id"], "number": row["number"]}
    return {
        "id": row["id"],
        "at": iso(row["created_at"]),
        "via": row["via"],
        "to": row["recipient"],
        "person": None if row["person_id"] is None else {"id": row["person_id"], "name": extra.get("name")},
        "group": extra.get("name") if row["via"] in SENDERS and SENDERS[row["via"]].to_groups else None,
        "subject": row["subject"],
        "text": row["text"] if row["length"] is None else shortened(row["text"], BEGINNING),
        "text_length": row["length"],
        "state": row["state"],
        "reason": reason,
        "code": row["reason"] if told else None,
        "field": extra.get("field"),
        "template": row["template"],
        "rule": row["rule"],
        "due_at": None if row["due_at"] is None else iso(row["due_at"]),
        "sent_at": None if row["sent_at"] is None else iso(row["sent_at"]),
        "attempts": row["attempts"],
        "uncertain": bool(extra.get("uncertain")),
        "together": extra.get("together"),
        "receipt": row["receipt"],
        "can_retry": _can_retry(row),
        "record": None if row["form"] is None else record,
    }


def _can_retry(row: Row) -> bool:
    if row["key"].startswith(ERASED):
        return False
    if row["state"] == "skipped":
        return row["reason"] not in {*UNTOLD, "nobody"}
    return row["state"] in {"failed", "trial", "held"}
