"""SQL of instances, journal, tasks and timers. Private to this concept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.flows.model import Effect, Event, State, effect_to_json, state_hash
from helpwright.platform.database import Json, Statement

TASK_COLUMNS = """t.id, t.instance_id, t.activity, t.flow, t.flow_version, t.node, t.kind, t.form, t.record_id, t.state,
    t.team_id, t.role, t.person_id, t.claimed_by, t.why, t.outcome, t.created_at, t.claimed_at, t.done_at, t.due_at,
    p.name AS claimed_by_name"""
TASK_TABLES = "tasks t LEFT JOIN people p ON p.id = t.claimed_by"


def insert_instance(
    instance_id: UUID,
    flow: str,
    version: int,
    form: str,
    record_id: UUID,
    state: State,
    at: datetime,
    started_by: UUID | None,
) -> Statement:
    """A new instance after its start event."""
    return Statement(
        """INSERT INTO instances (id, flow, version, form, record_id, status, seq, state, created_at, updated_at,
            started_by)
        VALUES (%(id)s, %(flow)s, %(version)s, %(form)s, %(record)s, %(status)s, %(seq)s, %(state)s, %(at)s, %(at)s,
            %(by)s)""",
        {
            "id": instance_id,
            "flow": flow,
            "version": version,
            "form": form,
            "record": record_id,
            "status": state.status,
            "seq": state.seq,
            "state": state.to_json(),
            "at": at,
            "by": started_by,
        },
    )


def update_instance(instance_id: UUID, state: State, at: datetime) -> Statement:
    """The state after an event; the row is locked by the caller."""
    return Statement(
        """UPDATE instances SET status = %(status)s, seq = %(seq)s, state = %(state)s, updated_at = %(at)s
        WHERE id = %(id)s""",
        {"id": instance_id, "status": state.status, "seq": state.seq, "state": state.to_json(), "at": at},
    )


def journal(instance_id: UUID, event: Event, effects: Sequence[Effect], state: State) -> Statement:
    """What happened, and the hash of where it led."""
    return Statement(
        """INSERT INTO journal (instance_id, seq, command_key, at, event, effects, state_hash)
        VALUES (%(id)s, %(seq)s, %(key)s, %(at)s, %(event)s, %(effects)s, %(hash)s)""",
        {
            "id": instance_id,
            "seq": state.seq,
            "key": event.key,
            "at": event.at,
            "event": event.to_json(),
            "effects": Json([effect_to_json(each) for each in effects]),
            "hash": state_hash(state),
        },
    )


def insert_task(values: dict[str, Any]) -> Statement:
    """A new task."""
    return Statement(
        """INSERT INTO tasks (id, instance_id, activity, flow, flow_version, node, kind, form, record_id, state,
            team_id, role, person_id, claimed_by, why, created_at, claimed_at, due_at)
        VALUES (%(id)s, %(instance_id)s, %(activity)s, %(flow)s, %(flow_version)s, %(node)s, %(kind)s, %(form)s,
            %(record_id)s, %(state)s, %(team_id)s, %(role)s, %(person_id)s, %(claimed_by)s, %(why)s, %(created_at)s,
            %(claimed_at)s, %(due_at)s)""",
        values,
    )


def change_task(instance_id: UUID, activity: str, values: dict[str, Any]) -> Statement:
    """Set columns of the task of an activity."""
    parts = ", ".join(f"{name} = %({name})s" for name in values)
    return Statement(
        f"UPDATE tasks SET {parts} WHERE instance_id = %(instance)s AND activity = %(act)s",
        {**values, "instance": instance_id, "act": activity},
    )


def schedule(instance_id: UUID, activity: str, level: str, gen: int, due_at: datetime, until: str | None) -> Statement:
    """Set a timer; the same level of an activity is set anew. `until` names what ends it early."""
    return Statement(
        """INSERT INTO timers (instance_id, activity, level, gen, due_at, until)
        VALUES (%(instance)s, %(activity)s, %(level)s, %(gen)s, %(due)s, %(until)s)
        ON CONFLICT (instance_id, activity, level)
        DO UPDATE SET gen = excluded.gen, due_at = excluded.due_at, until = excluded.until""",
        {"instance": instance_id, "activity": activity, "level": level, "gen": gen, "due": due_at, "until": until},
    )


def cancel_timers(instance_id: UUID, activity: str) -> Statement:
    """Forget every timer of an activity."""
    return Statement(
        "DELETE FROM timers WHERE instance_id = %(instance)s AND activity = %(activity)s",
        {"instance": instance_id, "activity": activity},
    )


def end_due_times(record_id: UUID, until: str) -> Statement:
    """What ends due times early has come: open tasks of the record are due no more, nor do their timers remain.

    The instances are locked by the caller.
    """
    return Statement(
        """WITH ended AS (
            UPDATE tasks t SET due_at = NULL FROM timers m
            WHERE t.record_id = %(record)s AND t.state IN ('offered', 'claimed') AND m.instance_id = t.instance_id
            AND m.activity = t.activity AND m.level = 'due' AND m.until = %(until)s
            RETURNING t.instance_id, t.activity
        )
        DELETE FROM timers m USING ended e
        WHERE m.instance_id = e.instance_id AND m.activity = e.activity AND m.level = 'due'""",
        {"record": record_id, "until": until},
    )


def forget_timer(instance_id: UUID, activity: str, level: str, gen: int) -> Statement:
    """Remove a timer that has been delivered."""
    return Statement(
        """DELETE FROM timers WHERE instance_id = %(instance)s AND activity = %(activity)s AND level = %(level)s
        AND gen = %(gen)s""",
        {"instance": instance_id, "activity": activity, "level": level, "gen": gen},
    )


def postpone_timer(instance_id: UUID, activity: str, level: str, gen: int, due_at: datetime) -> Statement:
    """Try a timer again later."""
    return Statement(
        """UPDATE timers SET due_at = %(due)s WHERE instance_id = %(instance)s AND activity = %(activity)s
        AND level = %(level)s AND gen = %(gen)s""",
        {"instance": instance_id, "activity": activity, "level": level, "gen": gen, "due": due_at},
    )


def due_timers(now: datetime, limit: int) -> Statement:
    """What is due, earliest first."""
    return Statement(
        """SELECT t.instance_id, t.activity, t.level, t.gen, t.due_at, i.form, i.record_id
        FROM timers t JOIN instances i ON i.id = t.instance_id
        WHERE t.due_at <= %(now)s AND i.status <> 'suspended' ORDER BY t.due_at LIMIT %(limit)s""",
        {"now": now, "limit": limit},
    )


NEXT_TIMER = Statement(
    """SELECT t.due_at FROM timers t JOIN instances i ON i.id = t.instance_id
    WHERE i.status <> 'suspended' ORDER BY t.due_at LIMIT 1""",
)


def task_by_id(task_id: UUID) -> Statement:
    """One task, whoever asks."""
    return Statement(f"SELECT {TASK_COLUMNS} FROM {TASK_TABLES} WHERE t.id = %(id)s", {"id": task_id})


def tasks_of_record(record_id: UUID) -> Statement:
    """Tasks of a record, oldest first."""
    return Statement(
        f"SELECT {TASK_COLUMNS} FROM {TASK_TABLES} WHERE t.record_id = %(id)s ORDER BY t.created_at, t.id",
        {"id": record_id},
    )


def task_of_activity(instance_id: UUID, activity: str) -> Statement:
    """The task of an activity, whatever its state."""
    return Statement(
        f"SELECT {TASK_COLUMNS} FROM {TASK_TABLES} WHERE t.instance_id = %(instance)s AND t.activity = %(activity)s",
        {"instance": instance_id, "activity": activity},
    )


def lock_instance(instance_id: UUID) -> Statement:
    """The instance, kept for this transaction."""
    return Statement(
        """SELECT id, flow, version, form, record_id, status, state, created_at FROM instances
        WHERE id = %(id)s FOR UPDATE""",
        {"id": instance_id},
    )


def lock_record(table: str, record_id: UUID) -> Statement:
    """The first lock of every transition."""
    return Statement(
        f"SELECT 1 FROM {table} WHERE id = %(id)s AND deleted_at IS NULL FOR UPDATE",
        {"id": record_id},
    )


def journal_has(instance_id: UUID, key: str) -> Statement:
    """The event of this command, when it was carried out before."""
    return Statement(
        "SELECT event FROM journal WHERE instance_id = %(id)s AND command_key = %(key)s",
        {"id": instance_id, "key": key},
    )


def instances_of_record(record_id: UUID) -> Statement:
    """Instances of a record, newest first."""
    return Statement(
        """SELECT id, flow, version, status, state, created_at, updated_at FROM instances
        WHERE record_id = %(id)s ORDER BY created_at DESC, id DESC""",
        {"id": record_id},
    )


def lock_open_instances(record_id: UUID) -> Statement:
    """Instances of a record that have not ended, kept for this transaction."""
    return Statement(
        """SELECT id, flow, version, state FROM instances
        WHERE record_id = %(id)s AND status IN ('running', 'suspended') ORDER BY id FOR UPDATE""",
        {"id": record_id},
    )


def pinned_versions(forms: Sequence[str]) -> Statement:
    """Flow versions that open instances on records of these forms run on, with how many are open."""
    return Statement(
        """SELECT flow, version, count(*) AS open FROM instances
        WHERE form = ANY(%(forms)s) AND status IN ('running', 'suspended')
        GROUP BY flow, version ORDER BY flow, version""",
        {"forms": list(forms)},
    )


def open_of_flow(flow: str) -> Statement:
    """How many instances of a flow are open, by version."""
    return Statement(
        """SELECT version, count(*) AS open FROM instances
        WHERE flow = %(flow)s AND status IN ('running', 'suspended') GROUP BY version ORDER BY version""",
        {"flow": flow},
    )


def running(record_id: UUID) -> Statement:
    """The open tasks of the running instances of a record."""
    return Statement(
        """SELECT i.id, i.flow, i.version, t.node FROM instances i
        LEFT JOIN tasks t ON t.instance_id = i.id AND t.state IN ('offered', 'claimed')
        WHERE i.record_id = %(id)s AND i.status = 'running'""",
        {"id": record_id},
    )
