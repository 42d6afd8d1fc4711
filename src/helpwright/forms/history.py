"""What was told of a field: sealed where it stands when the field becomes sensitive, emptied when it is erased.

Events, what flows and rules were told and did. Texts that people or rules have written with a value in them (notes,
sent messages) stay as they were written.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpwright.forms import store
from helpwright.forms.sealed import UNREADABLE, Sealed, is_sealed, taken_apart, without_key
from helpwright.platform.database import Json
from helpwright.platform.statement import Runner, Statement

Seal = Callable[[str], Sealed]
_HOLDERS = frozenset({"values", "changes", "record", "set"})
"""What maps of values by field are called: in events and journals, in what rules looked at and what they set."""
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of JSON: how its rows of some records are found, and named (`key` are columns of the alias `t`)."""

    table: str
    column: str
    key: tuple[str, ...]
    record: str
    beside: str = ""


_PLACES = (
    _Place("events", "data", ("id", "at"), "t.record_id"),
    _Place("journal", "event", ("instance_id", "seq"), "o.record_id", "JOIN instances o ON o.id = t.instance_id"),
    _Place("journal", "effects", ("instance_id", "seq"), "o.record_id", "JOIN instances o ON o.id = t.instance_id"),
    _Place("rule_runs", "event", ("id",), "t.record_id"),
    _Place("rule_runs", "inputs", ("id",), "t.record_id"),
    _Place("rule_runs", "steps", ("id",), "t.record_id"),
    _Place("rule_steps", "data", ("run_id", "step", "attempt"), "o.record_id", "JOIN rule_runs o ON o.id = t.run_id"),
)


async def seal_history(session: Runner, form: str, field: str, records: Sequence[UUID], seal: Seal) -> None:
    """In the open transaction. What is sealed already stays as it is."""
    if not records:
        return
    found = await session.pipeline([_told_of(place, [field], records) for place in _PLACES])
    statements: list[Statement] = []
    keys: dict[UUID, tuple[UUID, str]] = {}
    for place, rows in zip(_PLACES, found, strict=True):
        for row in rows:
            made: list[Sealed] = []
            data = _sealed(row["data"], field, seal, made)
            if made:
                keys |= {id_: (row["record_id"], wrapped) for id_, wrapped in taken_apart(made).items()}
                statements.append(_rewrite(place, row, data))
    if statements:
        await session.pipeline([store.keep_keys(form, keys), *statements])


async def empty_history(session: Runner, fields: Collection[str], record_id: UUID) -> None:
    """In the open transaction: `***` in the place of every text that was told of these fields of a record.

    That there was something stays, so that journals can be played again; ids of files stay, which lead nowhere.
    """
    found = await session.pipeline([_told_of(place, [*fields], [record_id]) for place in _PLACES])
    statements = [
        _rewrite(place, row, emptied)
        for place, rows in zip(_PLACES, found, strict=True)
        for row in rows
        if (emptied := _replaced(row["data"], fields, _nothing)) != row["data"]
    ]
    if statements:
        await session.pipeline(statements)


def _told_of(place: _Place, fields: Sequence[str], records: Sequence[UUID]) -> Statement:
    named = ", ".join(f"t.{each}" for each in place.key)
    return Statement(
        f"""SELECT {named}, {place.record} AS record_id, t.{place.column} AS data FROM {place.table} t {place.beside}
        WHERE {place.record} = ANY(%(records)s) AND EXISTS (
            SELECT 1 FROM unnest(%(fields)s::text[]) AS f (key) WHERE position(f.key IN t.{place.column}::text) > 0)""",  # noqa: S608 -- names of this module
        {"records": list(records), "fields": [f'"{field}"' for field in fields]},
    )


def _rewrite(place: _Place, row: Mapping[str, Any], data: Any) -> Statement:
    same = " AND ".join(f"{each} = %({each})s" for each in place.key)
    return Statement(
        f"UPDATE {place.table} SET {place.column} = %(written)s WHERE {same}",  # noqa: S608 -- names of this module
        {"written": Json(data), **{each: row[each] for each in place.key}},
    )


def _sealed(value: Any, field: str, seal: Seal, made: list[Sealed]) -> Any:
    """The same JSON with every text sealed that stands for the field."""
    return _replaced(value, {field}, lambda found: _every(found, seal, made))


def _replaced(value: Any, fields: Collection[str], act: Callable[[Any], Any], *, holds: bool = False) -> Any:
    """The same JSON with what stands under the keys of the fields, in the maps that hold values, as `act` makes it.

    Everywhere else the same keys are words of the event itself: its kind, its outcome, whom it is about.
    """
    if isinstance(value, Mapping):
        return {
            key: act(each) if holds and key in fields else _replaced(each, fields, act, holds=key in _HOLDERS)
            for key, each in value.items()
        }
    return [_replaced(each, fields, act) for each in value] if isinstance(value, list) else value


def _every(value: Any, seal: Seal, made: list[Sealed]) -> Any:
    if isinstance(value, str) and value and not is_sealed(value):
        made.append(seal(value))
        return without_key(made[-1])
    return [_every(each, seal, made) for each in value] if isinstance(value, list) else value


def _nothing(value: Any) -> Any:
    if isinstance(value, list):
        return [_nothing(each) for each in value]
    return str(UNREADABLE) if isinstance(value, str) and value and _ID.fullmatch(value) is None else value
