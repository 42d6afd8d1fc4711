"""The same act on many records: each under its own checks, in a transaction of its own, with a result of its own."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

import psycopg

from helpwright.kernel.errors import Conflict, Missing, Refusal
from helpwright.kernel.events import Actor
from helpwright.platform.database import Statement
from helpwright.platform.problems import Outcome, outcome_of
from helpwright.platform.sentences import Sentences
from helpwright.records.engine import RecordEngine
from helpwright.records.operations.change import Change, change, remove
from helpwright.records.read import View, require_action
from helpwright.records.recycle import restore

MOST_ROWS = 500
Act = Literal["set", "delete", "restore"]


@dataclass(frozen=True, slots=True)
class BulkWish:
    """What to do with which records.

    `versions` are those that were looked at: a row that changed since is left alone. `began` are the same and ask for
    less: a row is left alone if the fields that are set were changed since.
    """

    ids: Sequence[UUID]
    act: Act
    values: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[UUID, int] = field(default_factory=dict)
    began: Mapping[UUID, int] = field(default_factory=dict)


Instead = Callable[[View, Change], Awaitable[bool]]


async def act_on_one(
    engine: RecordEngine,
    view: View,
    wish: BulkWish,
    record_id: UUID,
    instead: Instead,
    beside: Sequence[Statement] = (),
) -> None:
    """Raises what the act on a single record raises. `beside` is written with the record, where that is written."""
    actor = Actor("person", view.caller.person_id)
    one = Change(record_id, dict(wish.values), wish.versions.get(record_id), wish.began.get(record_id))
    match wish.act:
        case "set":
            await _set(engine, view, one, actor, instead, beside)
        case "delete":
            scope = await require_action(engine, view, record_id, "delete")
            await remove(engine, view, one, scope, actor, beside)
        case "restore":
            await restore(engine, view, record_id, actor)


async def _set(
    engine: RecordEngine, view: View, wish: Change, actor: Actor, instead: Instead, beside: Sequence[Statement]
) -> None:
    try:
        await change(engine, view, wish, view.acting("update"), actor, beside)
    except Missing:
        await require_action(engine, view, wish.record_id, "update")
        raise
    except Conflict as refusal:
        if refusal.code != "status_belongs_to_flow" or not await instead(view, wish):
            raise


async def result_of(
    one: UUID, work: Callable[[], Awaitable[None]], locale: str, sentences: Sentences
) -> dict[str, Any]:
    """What became of one row: done, or the code and the sentence of what was in the way."""
    try:
        await work()
    except (Refusal, psycopg.Error) as error:
        code, message = told(outcome_of(error), locale, sentences)
        return {"id": str(one), "ok": False, "code": code, "message": message}
    return {"id": str(one), "ok": True, "code": None, "message": None}


def told(outcome: Outcome, locale: str, sentences: Sentences) -> tuple[str, str]:
    """The code and the sentence of what was in the way; of a single problem that of the problem."""
    first = outcome.errors[0] if len(outcome.errors) == 1 else None
    code, data = (first.code, first.data) if first is not None else (outcome.code, outcome.data)
    return code, sentences(locale, code, data)
