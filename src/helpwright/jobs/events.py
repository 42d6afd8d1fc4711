"""Append to the event stream, and read it in commit-safe order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpwright.kernel.events import Actor, Event
from helpwright.platform.database import Json, Row, Statement
from helpwright.platform.rows import FEW, insert_few

_APPEND = """INSERT INTO events (at, type, dataset, record_id, actor, data, cause)
VALUES (%(at)s, %(type)s, %(dataset)s, %(record_id)s, %(actor)s, %(data)s, %(cause)s::bigint[]) RETURNING id"""

_APPEND_ALL = """INSERT INTO events (at, type, dataset, record_id, actor, data, cause)
SELECT at, type, dataset, record_id, actor, data, cause
FROM ROWS FROM (jsonb_to_recordset(%(events)s) AS
    (at timestamptz, type text, dataset text, record_id uuid, actor jsonb, data jsonb, cause bigint[]))
    WITH ORDINALITY
ORDER BY ordinality RETURNING id"""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the stream: transaction, then event. `xid` is the decimal text of an xid8."""

    xid: str
    id: int


BEGINNING = Position("0", 0)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as stored: with its id and its place in the stream."""

    id: int
    position: Position
    event: Event


def append(event: Event, *more: Event) -> Statement:
    """Insert the events in this order, in the caller's transaction; returns one row `{id}` each."""
    if not more:
        return Statement(_APPEND, _columns(event))
    return append_all((event, *more))


def append_all(events: Sequence[Event]) -> Statement:
    """The same for a list, in one statement whatever its length."""
    rows = [_columns(event) for event in events]
    if 0 < len(rows) <= FEW:
        return insert_few("events", rows, " RETURNING id", "cause::bigint[]")
    return Statement(_APPEND_ALL, {"events": Json(rows)})


def _columns(event: Event) -> dict[str, Any]:
    return {
        "at": event.at,
        "type": event.type,
        "dataset": event.dataset,
        "record_id": event.record_id,
        "actor": event.actor.to_json(),
        "data": dict(event.data),
        "cause": list(event.cause),
    }


# An output column must not be named `xid`: ORDER BY prefers output names, and as text 1000 comes before 999.
_READ_AFTER = """SELECT e.id, e.xid::text AS transaction, e.at, e.type, e.dataset, e.record_id, e.actor, e.data, e.cause
FROM events e
WHERE (e.xid, e.id) > (%(xid)s::xid8, %(id)s) AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY e.xid, e.id LIMIT %(limit)s"""

_READ_ON = _READ_AFTER.replace(
    "(%(xid)s::xid8, %(id)s)",
    "((SELECT xid FROM cursors WHERE name = %(name)s), (SELECT id FROM cursors WHERE name = %(name)s))",
)

_WAITING = """SELECT 1 FROM events
WHERE (xid, id) > (%(xid)s::xid8, %(id)s) AND xid >= pg_snapshot_xmin(pg_current_snapshot())
ORDER BY xid, id LIMIT 1"""

NOW = Statement("SELECT (pg_snapshot_xmin(pg_current_snapshot()))::text AS xid")


def read_after(position: Position, limit: int) -> Statement:
    """Events after `position` that no running transaction can still precede; oldest first."""
    return Statement(_READ_AFTER, {"xid": position.xid, "id": position.id, "limit": limit})


def read_on(name: str, limit: int) -> Statement:
    """As `read_after`, from where the cursor of this name stands."""
    return Statement(_READ_ON, {"name": name, "limit": limit})


def events_of_record(record_id: UUID, limit: int) -> Statement:
    """Events of a record, newest first, to be read with `recorded`."""
    return Statement(
        """SELECT e.id, e.xid::text AS transaction, e.at, e.type, e.dataset, e.record_id, e.actor, e.data, e.cause
        FROM events e WHERE e.record_id = %(record)s ORDER BY e.id DESC LIMIT %(limit)s""",
        {"record": record_id, "limit": limit},
    )


def waiting_after(position: Position) -> Statement:
    """One row when a committed event after `position` waits for an older transaction to end."""
    return Statement(_WAITING, {"xid": position.xid, "id": position.id})


def recorded(row: Row) -> Recorded:
    """A row of `read_after` as a value."""
    return Recorded(
        id=row["id"],
        position=Position(row["transaction"], row["id"]),
        event=Event(
            type=row["type"],
            dataset=row["dataset"],
            record_id=row["record_id"],
            actor=Actor.of_json(row["actor"]),
            at=row["at"],
            data=row["data"],
            cause=tuple(row["cause"]),
        ),
    )
