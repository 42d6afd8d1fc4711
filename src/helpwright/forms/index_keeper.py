"""Indexes of forms that an earlier version published: what this version has others for is made anew behind them."""

import asyncio
from collections.abc import Mapping
from typing import Final

import psycopg
import structlog

from helpwright.definitions.kind import Index
from helpwright.definitions.model import Part
from helpwright.definitions.publications.indexing import drop_index, make_index, waiting_briefly
from helpwright.definitions.publications.publisher import Publisher, read_live
from helpwright.definitions.publications.tidying import is_lost
from helpwright.forms import store
from helpwright.forms.field_type import FieldType
from helpwright.forms.indexes import field_indexes, outgrown, system_indexes
from helpwright.forms.publish import Table, settings_of, stored_fields
from helpwright.platform.database import Session

log = structlog.get_logger(__name__)

_PAUSE: Final = 2.0
_LOOKS: Final = 300


async def keep_indexes(publisher: Publisher, types: Mapping[str, FieldType], pause: float = _PAUSE) -> int:
    """Make what is missing or was not finished, while people write; then drop what has successors. How many.

    Whoever publishes comes in between: nobody else does while one is made, half a minute for ten million records.
    Who publishes now is waited for, so many seconds between two looks, but not for ever.
    """
    tried: set[str] = set()
    looks = 0
    while looks < _LOOKS:
        more = await _one(publisher, types, tried)
        if more is False:
            break
        if more is None:
            looks += 1
            await asyncio.sleep(pause)
    return len(tried)


async def _one(publisher: Publisher, types: Mapping[str, FieldType], tried: set[str]) -> bool | None:
    """Whether there may be more to do; None while somebody else publishes."""
    async with publisher.alone() as session:
        if session is None:
            return None
        for part in (await read_live(session)).of_kind("form"):
            table = Table.of(part)
            there = {row["name"]: row["valid"] for row in await session.all(store.indexes_of(table.quoted))}
            wanted = [each for each in _wanted(types, part, table) if _bare(each) not in tried]
            missing = next((each for each in wanted if there and not there.get(_bare(each))), None)
            if missing is not None:
                tried.add(_bare(missing))
                await _act(session, part, missing.name, missing)
                return True
            last = next((each for each in outgrown(part.id) if each in there and each not in tried), None)
            if last is not None and all(there.get(_bare(each)) for each in _wanted(types, part, table)):
                tried.add(last)
                await _act(session, part, f'"{table.app}"."{last}"')
                return True
    return False


def _wanted(types: Mapping[str, FieldType], part: Part, table: Table) -> list[Index]:
    """All but those that keep values apart, which only a publication may make: it says what stands against them."""
    fields = {
        key: settings_of(types, raw)
        for key, raw in stored_fields(types, part).items()
        if raw["type"] in types and key in table.columns
    }
    found = (
        *system_indexes(part.id, table.app, table.quoted),
        *field_indexes(part.id, table.app, table.quoted, fields, table.columns, types),
    )
    return [each for each in found if each.clash is None]


def _bare(index: Index) -> str:
    """The name without its schema and quotes."""
    return index.name.rpartition(".")[2].strip('"')


async def _act(session: Session, part: Part, name: str, made: Index | None = None) -> None:
    try:
        async with waiting_briefly(session):
            await (drop_index(session, name) if made is None else make_index(session, name, made.sql))
    except psycopg.Error as error:
        if is_lost(session, error):
            raise
        # Such as a full disk, or somebody's transaction that does not end: the others are made all the same.
        log.exception("index_not_kept", form=part.name, index=name)
    else:
        log.info("index_dropped" if made is None else "index_made", form=part.name, index=name)
