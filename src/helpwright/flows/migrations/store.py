"""SQL of migrations. Private to this concept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.flows.migrations.model import Migration
from helpwright.jobs import timers
from helpwright.platform.database import Json, Row, Statement

TIMER = "flow_migration"
_COLUMNS = """id, flow, to_version, nodes, state, after, total, moved, refused, refusals, started_by, started_at,
    finished_at"""
_OPEN = "flow = %(flow)s AND status IN ('running', 'suspended') AND version < %(to)s"


def to_migration(row: Row) -> Migration:
    """A row of the selects below."""
    return Migration(
        row["id"], row["flow"], row["to_version"], row["nodes"], row["state"], row["after"], row["total"],
        row["moved"], row["refused"], row["refusals"], row["started_by"], row["started_at"], row["finished_at"],
    )  # fmt: skip


def begin(wanted: Migration, publication: UUID | None) -> Sequence[Statement]:
    """Write it down, counted, and let it be looked at at once."""
    insert = Statement(
        f"""INSERT INTO flow_migrations
            (id, flow, to_version, nodes, state, total, publication_id, started_by, started_at, updated_at)
        SELECT %(id)s, %(flow)s, %(to)s, %(nodes)s, 'running', count(*), %(publication)s, %(by)s, %(at)s, %(at)s
        FROM instances WHERE {_OPEN}""",
        {
            "id": wanted.id,
            "flow": wanted.flow,
            "to": wanted.to,
            "nodes": dict(wanted.nodes),
            "publication": publication,
            "by": wanted.started_by,
            "at": wanted.started_at,
        },
    )
    return insert, continue_at(wanted.id, wanted.started_at, 0)


def continue_at(migration: UUID, at: datetime, piece: int) -> Statement:
    """Let the next piece be carried out."""
    return timers.schedule(TIMER, migration, "piece", at, gen=piece)


def alone(migration: UUID) -> Statement:
    """Be the only one at this migration until the transaction ends."""
    return Statement("SELECT pg_advisory_xact_lock(4759, hashtext(%(id)s))", {"id": str(migration)})


def running(migration: UUID) -> Statement:
    """The migration, unless it is over."""
    return Statement(
        f"SELECT {_COLUMNS} FROM flow_migrations WHERE id = %(id)s AND state = 'running'", {"id": migration}
    )


def next_piece(migration: Migration, most: int) -> Statement:
    """The instances that follow, as targets of commands."""
    after = "" if migration.after is None else " AND id > %(after)s"
    return Statement(
        f"""SELECT id AS instance_id, flow, version AS flow_version, form, record_id, status, state, NULL AS node,
            NULL AS activity, 'instance' AS kind FROM instances WHERE {_OPEN}{after} ORDER BY id LIMIT %(most)s""",
        {"flow": migration.flow, "to": migration.to, "after": migration.after, "most": most},
    )


def moved(migration: UUID, instance: UUID, at: datetime) -> Statement:
    """One more is on the new version; for the transaction in which it gets there."""
    return Statement(
        """UPDATE flow_migrations SET after = %(instance)s, moved = moved + 1, updated_at = %(at)s WHERE id = %(id)s""",
        {"id": migration, "instance": instance, "at": at},
    )


def refused(migration: UUID, instance: UUID, refusal: Mapping[str, Any], most: int, at: datetime) -> Statement:
    """One more stays; the first `most` are named."""
    return Statement(
        """UPDATE flow_migrations SET after = %(instance)s, refused = refused + 1, updated_at = %(at)s,
            refusals = CASE WHEN refused < %(most)s THEN refusals || %(refusal)s ELSE refusals END
        WHERE id = %(id)s""",
        {"id": migration, "instance": instance, "refusal": Json([dict(refusal)]), "most": most, "at": at},
    )


def finish(migration: UUID, at: datetime) -> Statement:
    """It is through."""
    return Statement(
        """UPDATE flow_migrations SET state = 'done', finished_at = %(at)s, updated_at = %(at)s
        WHERE id = %(id)s AND state = 'running'""",
        {"id": migration, "at": at},
    )


def cancel(flow: str, migration: UUID, at: datetime) -> Statement:
    """Stop it; one row when it was running. What has been moved stays where it is."""
    return Statement(
        """UPDATE flow_migrations SET state = 'cancelled', finished_at = %(at)s, updated_at = %(at)s
        WHERE id = %(id)s AND flow = %(flow)s AND state = 'running' RETURNING id""",
        {"id": migration, "flow": flow, "at": at},
    )


def of_flow(flow: str, most: int) -> Statement:
    """The newest of a flow."""
    return Statement(
        f"SELECT {_COLUMNS} FROM flow_migrations WHERE flow = %(flow)s ORDER BY number DESC LIMIT %(most)s",
        {"flow": flow, "most": most},
    )


def running_of(flow: str) -> Statement:
    """The one that is not over."""
    return Statement(
        f"SELECT {_COLUMNS} FROM flow_migrations WHERE flow = %(flow)s AND state = 'running' LIMIT 1", {"flow": flow}
    )


def open_before(flow: str, version: int, after: UUID | None, most: int) -> Statement:
    """Open instances that run on an earlier version, a page, with where each stands."""
    return Statement(
        f"""SELECT id, version, form, record_id, state FROM instances
        WHERE {_OPEN}{"" if after is None else " AND id > %(after)s"} ORDER BY id LIMIT %(most)s""",
        {"flow": flow, "to": version, "after": after, "most": most},
    )
