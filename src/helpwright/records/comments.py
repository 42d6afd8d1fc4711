"""Comments: notes among colleagues, and replies that the customer can read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from psycopg.errors import DatabaseError, UniqueViolation

from helpwright.forms.field_type import is_storable
from helpwright.forms.form import Form
from helpwright.jobs.events import append
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Missing
from helpwright.kernel.events import Actor, Event
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Row, Statement
from helpwright.records.engine import RecordEngine
from helpwright.records.file_store import attach_files
from helpwright.records.refusals import refused_by_database, unmet

LONGEST = 20_000
Visibility = Literal["internal", "public"]


def clean_comment(text: str, *, optional: bool = False) -> str:
    """Trimmed text without control characters; `optional` where files say enough. Raises Invalid."""
    cleaned = text.replace("\r\n", "\n").strip()
    if not cleaned and not optional:
        raise Invalid([FieldProblem("text", "required")])
    if len(cleaned) > LONGEST:
        raise Invalid([FieldProblem("text", "text_too_long", {"most": LONGEST, "length": len(cleaned)})])
    if not is_storable(cleaned):
        raise Invalid([FieldProblem("text", "text_control")])
    return cleaned


def comment_id_of(record_id: UUID, actor: Actor, key: str) -> UUID:
    """The id of the comment that this actor writes under this key, whether it is written yet or not."""
    return uuid5(record_id, f"{actor.kind}:{actor.id}:{key}")


@dataclass(frozen=True, slots=True)
class Following:
    """What else a comment does, which depends on what stands there: `follow(rows, at)` of what `looks` has locked."""

    looks: Sequence[Statement]
    follow: Callable[[Sequence[list[Row]], datetime], Sequence[Statement]]


async def write_comment(  # noqa: PLR0913, PLR0917 -- what is said, by whom, where, and what comes with it
    engine: RecordEngine,
    form: Form,
    record_id: UUID,
    actor: Actor,
    text: str,
    visibility: Visibility,
    also: Callable[[datetime], Sequence[Statement]] = lambda _at: (),
    key: str | None = None,
    mentions: Sequence[UUID] = (),
    files: Sequence[UUID] = (),
    following: Following | None = None,
) -> int:
    """Store it and tell the stream; `also(at)` and `following` are of the same commit. Returns the event's id.

    The same `key` of the same actor on the same record writes once; a repetition answers the first event's id.
    `files` are uploads of the actor that wait for a comment. Raises Invalid, Conflict `key_reused` when something else
    was written under the key.
    """
    comment_id = new_id() if key is None else comment_id_of(record_id, actor, key)
    attach = [attach_files(form.name, record_id, files, actor)] if files else []
    words = Words(actor, engine.clock.now(), text, visibility, mentions=mentions, files=files)

    def written(words: Words, *more: Statement) -> list[Statement]:
        insert, told = comment_statements(form.name, record_id, comment_id, words)
        return [insert, *attach, *also(words.at), *more, told]

    try:
        if following is None:
            rows = await engine.database.write(written(words))
        else:
            async with engine.database.deciding(following.looks) as decision:
                # what it follows may have changed while the lock was waited for
                words = replace(words, at=engine.clock.now())
                rows = await decision.finish(written(words, *following.follow(decision.rows, words.at)))
    except UniqueViolation:
        if key is None:
            raise
        return await _written_before(engine, record_id, comment_id, words)
    except DatabaseError as error:
        message = unmet(error)
        if message is not None and message.startswith("files:"):
            raise refused_by_database(message) from error
        raise
    return int(rows[-1][0]["id"])


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes; `cause` leads to it, `by_rule` names the rule that writes."""

    actor: Actor
    at: datetime
    text: str
    visibility: Visibility
    cause: tuple[int, ...] = ()
    by_rule: str | None = None
    mentions: Sequence[UUID] = ()
    files: Sequence[UUID] = ()


def comment_statements(form: str, record_id: UUID, comment_id: UUID, words: Words) -> list[Statement]:
    """The comment, and the event that tells of it (its row has the event's `id`). Raises Invalid."""
    insert = Statement(
        """INSERT INTO comments (id, form, record_id, at, actor, visibility, text, mentions, files)
        VALUES (%(id)s, %(form)s, %(record)s, %(at)s, %(actor)s, %(visibility)s, %(text)s, %(mentions)s,
            %(files)s)""",
        {
            "id": comment_id,
            "form": form,
            "record": record_id,
            "at": words.at,
            "actor": words.actor.to_json(),
            "visibility": words.visibility,
            "text": clean_comment(words.text, optional=bool(words.files)),
            "mentions": list(words.mentions),
            "files": list(words.files),
        },
    )
    data = {"comment_id": str(comment_id), "visibility": words.visibility}
    if words.by_rule is not None:
        data["by_rule"] = words.by_rule
    return [insert, append(Event("comment", form, record_id, words.actor, words.at, data, words.cause))]


async def _written_before(engine: RecordEngine, record_id: UUID, comment_id: UUID, words: Words) -> int:
    row = await engine.database.one(
        Statement(
            """SELECT e.id, c.text, c.visibility, c.files FROM events e JOIN comments c ON c.id = %(id)s
            WHERE e.record_id = %(record)s AND e.type = 'comment' AND e.data->>'comment_id' = %(comment)s""",
            {"record": record_id, "id": comment_id, "comment": str(comment_id)},
        ),
    )
    if row is None:
        raise Missing("record_missing")
    text = clean_comment(words.text, optional=bool(words.files))
    if (row["text"], row["visibility"], row["files"]) != (text, words.visibility, list(words.files)):
        raise Conflict("key_reused")
    return int(row["id"])
