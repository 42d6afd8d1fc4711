"""HTTP of the outbox 发件箱."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from helpwright.access.gate import SignedIn
from helpwright.access.model import Caller
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.notify.model import MessageState
from helpwright.notify.store import page
from helpwright.platform.database import Database, Row, to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.sentences import Sentences

ReadableForms = Callable[[Caller], Awaitable[Collection[str] | None]]
"""Forms (`app.key`) whose messages the caller may read; None for all. Raises Forbidden when it is none of theirs."""


class RecordOfMessage(BaseModel):
    """The record a message is about."""

    form: str
    id: str
    number: str | None


class MessageAnswer(BaseModel):
    """One message. `reason` is a sentence when skipped, the other side's words when failed or to be tried again."""

    id: str
    at: str
    via: str
    to: str | None
    subject: str
    text: str
    state: MessageState
    reason: str | None
    record: RecordOfMessage | None


class MessagePage(BaseModel):
    """Messages, newest first."""

    items: list[MessageAnswer]
    next: str | None


def message_routes(
    database: Database,
    readable_forms: ReadableForms,
    sentences: Sentences | None = None,
) -> APIRouter:
    """`GET /messages` below `/api/v1`."""
    router = APIRouter(tags=["messages"])
    words = sentences or Sentences.load()

    @router.get("/messages", response_model=MessagePage)
    async def list_messages(
        caller: SignedIn,
        locale: Annotated[str, Depends(read_locale)],
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Response:
        forms = await readable_forms(caller)
        rows = await database.all(page(forms, _read_cursor(cursor), limit + 1))
        more, rows = len(rows) > limit, rows[:limit]
        body = {
            "items": [_answer(row, locale, words) for row in rows],
            "next": _write_cursor(rows[-1]) if more else None,
        }
        return Response(to_json(body), media_type="application/json")

    return router


def _answer(row: Row, locale: str, sentences: Sentences) -> dict[str, object]:
    reason = row["reason"]
    if row["state"] == "skipped" and reason is not None:
        reason = sentences(locale, reason)
    record = {"form": row["form"], "id": row["record_id"], "number": row["number"]}
    return {
        "id": row["id"],
        "at": iso(row["created_at"]),
        "via": row["via"],
        "to": row["recipient"],
        "subject": row["subject"],
        "text": row["text"],
        "state": row["state"],
        "reason": reason,
        "record": None if row["form"] is None else record,
    }


def _write_cursor(row: Row) -> str:
    return f"{row['created_at'].isoformat()}_{row['id']}"


def _read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    if not cursor:
        return None
    at, _, message = cursor.partition("_")
    try:
        instant, identity = datetime.fromisoformat(at), UUID(message)
    except ValueError:
        instant, identity = None, None
    if instant is None or identity is None or instant.tzinfo is None:
        raise Invalid([FieldProblem("cursor", "cursor_malformed")])
    return instant, identity
