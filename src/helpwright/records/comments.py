"""Comments: notes among colleagues, and replies that the customer can read."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from helpwright.forms.form import Form
from helpwright.jobs.events import append
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.events import Actor, Event
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Statement
from helpwright.records.engine import RecordEngine

LONGEST = 20_000
Visibility = Literal["internal", "public"]


def clean_comment(text: str) -> str:
    """Trimmed text without control characters. Raises Invalid."""
    cleaned = text.replace("\r\n", "\n").strip()
    if not cleaned:
        raise Invalid([FieldProblem("text", "required")])
    if len(cleaned) > LONGEST:
        raise Invalid([FieldProblem("text", "text_too_long", {"most": LONGEST, "length": len(cleaned)})])
    if any(ord(each) < 32 and each not in "\n\t" for each in cleaned):  # noqa: PLR2004 -- first printable
        raise Invalid([FieldProblem("text", "text_control")])
    return cleaned


async def write_comment(
    engine: RecordEngine,
    form: Form,
    record_id: UUID,
    actor: Actor,
    text: str,
    visibility: Visibility,
    also: Callable[[datetime], Sequence[Statement]] = lambda _at: (),
) -> int:
    """Store it and tell the stream; `also(at)` are statements of the same commit. Returns the event's id."""
    at = engine.clock.now()
    comment_id = new_id()
    insert = Statement(
        """INSERT INTO comments (id, form, record_id, at, actor, visibility, text)
        VALUES (%(id)s, %(form)s, %(record)s, %(at)s, %(actor)s, %(visibility)s, %(text)s)""",
        {
            "id": comment_id,
            "form": form.name,
            "record": record_id,
            "at": at,
            "actor": actor.to_json(),
            "visibility": visibility,
            "text": clean_comment(text),
        },
    )
    data = {"comment_id": str(comment_id), "visibility": visibility}
    event = Event("comment", form.name, record_id, actor, at, data)
    rows = await engine.database.write([insert, *also(at), append(event)])
    return int(rows[-1][0]["id"])
