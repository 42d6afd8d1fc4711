"""Drops the columns of fields that have been hidden for long, and those that fields left when their type changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import structlog
from psycopg.errors import LockNotAvailable

from helpwright.definitions.kind import AppDraft
from helpwright.definitions.live import Definitions, versions_with_times
from helpwright.definitions.model import Part
from helpwright.definitions.pins import PinCheck
from helpwright.definitions.publications.publisher import Publisher, read_live
from helpwright.definitions.publications.tidying import is_lost
from helpwright.forms import store
from helpwright.forms.document import FormDocument
from helpwright.forms.publish import Table
from helpwright.platform.database import Row, Session

log = structlog.get_logger(__name__)

KEPT = timedelta(days=30)


async def purge_columns(
    publisher: Publisher,
    definitions: Definitions,
    model: type[FormDocument],
    now: datetime,
    pinned: PinCheck,
) -> int:
    """Drop what no live version and no open instance refers to, and has not for 30 days; how many columns."""
    dropped = 0
    async with publisher.alone() as session:
        if session is None:
            return 0
        for part in (await read_live(session)).of_kind("form"):
            versions = await session.all(versions_with_times(part.id))
            before = Table.of(part)
            after = _without(before, *await _due(session, model, part, versions, now, pinned))
            gone = _columns(before) - _columns(after)
            if gone and await _drop(session, part, after, sorted(gone)):
                dropped += len(gone)
    if dropped:
        await definitions.refresh()
    return dropped


def _columns(table: Table) -> set[str]:
    return {*table.columns.values(), *(each["column"] for each in table.former)}


def _without(table: Table, fields: Sequence[str], columns: Sequence[str]) -> Table:
    return replace(
        table,
        columns={field: column for field, column in table.columns.items() if field not in fields},
        types={field: each for field, each in table.types.items() if field not in fields},
        hidden={field: raw for field, raw in table.hidden.items() if field not in fields},
        former=[each for each in table.former if each["column"] not in columns],
        used=table.used | frozenset(table.columns.values()),
    )


async def _due(
    session: Session,
    model: type[FormDocument],
    part: Part,
    versions: Sequence[Row],
    now: datetime,
    pinned: PinCheck,
) -> tuple[list[str], list[str]]:
    """Hidden fields, and columns of former types, whose time is over. `versions` are the newest first."""
    table = Table.of(part)
    fields = [
        field
        for field in table.columns
        if field not in part.document["fields"]
        and _hidden_since(versions, field, now) <= now - KEPT
        and not await _needed(session, model, part, versions, field, pinned)
    ]
    columns = [
        each["column"]
        for each in table.former
        if min((row["published_at"] for row in versions if row["version"] > each["left_at"]), default=now) <= now - KEPT
    ]
    return fields, columns


def _hidden_since(versions: Sequence[Row], field: str, now: datetime) -> datetime:
    since = now
    for row in versions:
        if field in row["document"]["fields"]:
            return since
        since = row["published_at"]
    return since


async def _needed(
    session: Session,
    model: type[FormDocument],
    part: Part,
    versions: Sequence[Row],
    field: str,
    pinned: PinCheck,
) -> bool:
    """Whether an open instance runs on a flow version that knows the field."""
    with_it: Any = next((row["document"] for row in versions if field in row["document"]["fields"]), None)
    if with_it is None:
        return False
    before = model.model_validate(with_it)
    after = model.model_validate(part.document)
    drafts = (AppDraft(part.app, {"form": {part.key: each}}) for each in (before, after))
    problems = await pinned(session, *drafts)
    return any(field in problem.path for problem in problems)


async def _drop(session: Session, part: Part, after: Table, columns: Sequence[str]) -> bool:
    try:
        async with session.transaction():
            for statement in store.drop_columns(after.quoted, part.id, columns, after.to_json()):
                await session.execute(statement)
    except LockNotAvailable:
        return False  # the next round tries again
    except psycopg.Error as error:
        if is_lost(session, error):
            raise
        # Such as a view of somebody's own that reads the column: the other forms are purged all the same.
        log.exception("columns_not_dropped", form=part.name, columns=list(columns))
        return False
    return True
