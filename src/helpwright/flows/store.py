"""SQL of instances, journal, tasks and timers. Private to this concept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.flows.effects import Effect, effect_to_json
from helpwright.flows.model import Event, State, TimerSpec, state_hash
from helpwright.jobs import timers
from helpwright.platform.database import Json, Statement
from helpwright.platform.rows import among

TIMER = "flow"
_OWN_COLUMNS = """t.id, t.instance_id, t.activity, t.flow, t.flow_version, t.node, t.kind, t.form, t.record_id, t.state,
    t.team_id, t.role, t.person_id, t.claimed_by, t.why, t.outcome, t.created_at, t.claimed_at, t.done_at, t.due_at,
    t.warn_at"""
TASK_COLUMNS = f"{_OWN_COLUMNS}, p.name AS claimed_by_name"
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


def update_instance(
    instance_id: UUID, before: str, state: State, at: datetime, version: int | None = None
) -> Statement:
    """The state after an event; the row is locked by the caller, its status was `before`. `version`: it has another.

    Timers of an instance that is suspended are held, and go on with it.
    """
    suspended = state.status == "suspended"
    holding = (
        """WITH held AS (
            UPDATE timers SET held = %(suspended)s
            WHERE kind = 'flow' AND owner = %(id)s AND held <> %(suspended)s) """
        if suspended != (before == "suspended")
        else ""
    )
    return Statement(
        f"""{holding}UPDATE instances SET status = %(status)s, seq = %(seq)s, state = %(state)s, updated_at = %(at)s
            {", version = %(version)s" if version is not None else ""} WHERE id = %(id)s""",
        {
            "id": instance_id,
            "status": state.status,
            **({"suspended": suspended} if holding else {}),
            **({"version": version} if version is not None else {}),
            "seq": state.seq,
            "state": state.to_json(),
            "at": at,
        },
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
            team_id, role, person_id, claimed_by, why, created_at, claimed_at, due_at, warn_at)
        VALUES (%(id)s, %(instance_id)s, %(activity)s, %(flow)s, %(flow_version)s, %(node)s, %(kind)s, %(form)s,
            %(record_id)s, %(state)s, %(team_id)s, %(role)s, %(person_id)s, %(claimed_by)s, %(why)s, %(created_at)s,
            %(claimed_at)s, %(due_at)s, %(warn_at)s)""",
        values,
    )


_CHANGED = f"RETURNING {_OWN_COLUMNS}, (SELECT p.name FROM people p WHERE p.id = t.claimed_by) AS claimed_by_name"


def change_task(instance_id: UUID, activity: str, values: dict[str, Any]) -> Statement:
    """Set columns of the task of an activity; the row as `task_by_id` would give it then."""
    parts = ", ".join(f"{name} = %({name})s" for name in values)
    return Statement(
        f"UPDATE tasks t SET {parts} WHERE t.instance_id = %(instance)s AND t.activity = %(act)s {_CHANGED}",
        {**values, "instance": instance_id, "act": activity},
    )


def due(activity: str, level: str, gen: int, due_at: datetime, spec: TimerSpec) -> timers.Due:
    """A timer; the same level of an activity is set anew."""
    data = {"activity": activity, "level": level, **({} if spec.promise is None else {"promise": spec.promise})}
    return timers.Due(f"{activity}:{level}", due_at, data, gen, spec.until)


def schedule(instance_id: UUID, due: Sequence[timers.Due]) -> Statement:
    """Set timers of an instance."""
    return timers.schedule_all(TIMER, instance_id, due)


_MEMBERS = """SELECT count(*) FROM people p WHERE p.active AND (p.id = {person}
    OR p.id IN (SELECT m.person_id FROM team_members m WHERE m.team_id = {team})
    OR p.id IN (SELECT m.person_id FROM role_members m WHERE m.app || '.' || m.role = {role}))"""


def takers(instance_id: UUID, activity: str, other: Mapping[str, Any]) -> Statement:
    """How many could take the work of an activity, how many of the `other` (columns of a task), and an administrator.

    One row `{people, fallback, administrator}`.
    """
    own = _MEMBERS.format(person="t.person_id", team="t.team_id", role="t.role")
    others = _MEMBERS.format(person="%(person)s::uuid", team="%(team)s::uuid", role="%(role)s::text")
    return Statement(
        f"""SELECT ({own}) AS people, ({others}) AS fallback,
            (SELECT p.id FROM people p WHERE p.admin AND p.active ORDER BY p.created_at, p.id LIMIT 1) AS administrator
        FROM tasks t WHERE t.instance_id = %(instance)s AND t.activity = %(activity)s""",
        {
            "instance": instance_id,
            "activity": activity,
            "person": other.get("person_id"),
            "team": other.get("team_id"),
            "role": other.get("role"),
        },
    )


def cancel_levels(instance_id: UUID, activity: str, levels: Sequence[str]) -> Statement:
    """Forget the timers of these levels of an activity."""
    return timers.cancel_all(TIMER, instance_id, [f"{activity}:{level}" for level in levels])


def open_times(instance_id: UUID) -> Statement:
    """When the open work of an instance began, and until when it is due."""
    return Statement(
        """SELECT activity, created_at, due_at, warn_at FROM tasks
        WHERE instance_id = %(id)s AND state IN ('offered', 'claimed')""",
        {"id": instance_id},
    )


def cancel_timers(instance_id: UUID, activity: str) -> Statement:
    """Forget every timer of an activity."""
    return Statement(
        """DELETE FROM timers WHERE kind = 'flow' AND owner = %(instance)s AND data->>'activity' = %(activity)s""",
        {"instance": instance_id, "activity": activity},
    )


def end_due_times(record_id: UUID, until: str) -> Statement:
    """What ends due times early has come: open tasks of the record are due no more, nor do their timers remain.

    The instances are locked by the caller. OFFSET 0: each timer is looked up by its key, never all of them read.
    """
    return Statement(
        """WITH ended AS (
            UPDATE tasks t SET due_at = NULL, warn_at = NULL
            WHERE t.record_id = %(record)s AND t.state IN ('offered', 'claimed') AND EXISTS (
                SELECT 1 FROM timers m WHERE m.kind = 'flow' AND m.owner = t.instance_id
                AND m.key = t.activity || ':due' AND m.until = %(until)s OFFSET 0)
            RETURNING t.instance_id, t.activity
        )
        DELETE FROM timers m USING ended e
        WHERE m.kind = 'flow' AND m.owner = e.instance_id AND m.key IN (e.activity || ':due', e.activity || ':warn')""",
        {"record": record_id, "until": until},
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


def instance_by_id(instance_id: UUID) -> Statement:
    """One instance in the shape of what commands are for."""
    return Statement(
        """SELECT id AS instance_id, flow, version AS flow_version, form, record_id, status, state, NULL AS node,
            NULL AS activity, 'instance' AS kind FROM instances WHERE id = %(id)s""",
        {"id": instance_id},
    )


def last_done(instances: Collection[UUID]) -> Statement:
    """The nodes at which somebody has chosen an outcome, each with who was the last; None for those who have left."""
    these, params = among("t.instance_id", instances)
    return Statement(
        f"""SELECT DISTINCT ON (t.instance_id, t.node) t.instance_id, t.node, p.id AS person, p.name
        FROM tasks t LEFT JOIN people p ON p.id = t.claimed_by AND p.active
        WHERE {these} AND t.kind = 'task' AND t.state = 'done' AND t.outcome IS NOT NULL
        ORDER BY t.instance_id, t.node, t.done_at DESC""",
        params,
    )


def openings(instances: Collection[UUID]) -> Statement:
    """The open activities of running instances, each with the event that opened it and the node at which that was."""
    these, params = among("i.id", instances)
    return Statement(
        f"""SELECT i.id AS instance_id, a.key AS activity, a.value->>'state' AS state, a.value->>'kind' AS kind,
            j.event->>'kind' AS by_kind, j.event->>'activity' AS by_activity, j.event->'actor'->>'kind' AS actor_kind,
            j.event->'actor'->>'id' AS actor_id, t.node, t.kind AS node_kind
        FROM instances i CROSS JOIN LATERAL jsonb_each(i.state->'activities') a
        JOIN journal j ON j.instance_id = i.id AND j.seq = (a.value->>'opened_seq')::int
        LEFT JOIN tasks t ON t.instance_id = i.id AND t.activity = j.event->>'activity'
        WHERE {these} AND i.status = 'running'""",
        params,
    )


def wake_timers(record_id: UUID, level: str, at: datetime) -> Statement:
    """What these timers count from has changed: look at them again."""
    return Statement(
        """UPDATE timers m SET due_at = %(at)s, next_at = %(at)s FROM instances i
        WHERE i.record_id = %(record)s AND m.kind = 'flow' AND m.owner = i.id AND m.data->>'level' = %(level)s""",
        {"record": record_id, "level": level, "at": at},
    )


def wake_promised(record_id: UUID, at: datetime) -> Statement:
    """What the case of the record promises may be due at another time: timers that end with it look again."""
    return Statement(
        """UPDATE timers m SET due_at = %(at)s, next_at = %(at)s FROM instances i
        WHERE i.record_id = %(record)s AND m.kind = 'flow' AND m.owner = i.id AND m.data ? 'promise'
        AND m.due_at > %(at)s""",
        {"record": record_id, "at": at},
    )


def lock_instance(instance_id: UUID) -> Statement:
    """The instance, kept for this transaction.

    `gone`: those of the people it remembers, to whom work may go back, who have left; null where it remembers none.
    `beside`: whether another one of its record is open.
    """
    return Statement(
        """SELECT id, flow, version, form, record_id, status, state, created_at, EXISTS (
                SELECT 1 FROM instances o WHERE o.record_id = instances.record_id AND o.id <> instances.id
                AND o.status IN ('running', 'suspended')) AS beside,
            CASE WHEN state->'handlers' <> '{}' OR state @? '$.activities.*.back' THEN ARRAY(
                SELECT p.id::text FROM people p WHERE NOT p.active AND p.id IN (
                    SELECT value::uuid FROM jsonb_each_text(state->'handlers')
                    UNION SELECT (value->'back'->>'person')::uuid FROM jsonb_each(state->'activities'))
                ORDER BY p.id) END AS gone
        FROM instances WHERE id = %(id)s FOR UPDATE""",
        {"id": instance_id},
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
        """SELECT id, flow, version, status, state FROM instances
        WHERE record_id = %(id)s AND status IN ('running', 'suspended') ORDER BY id FOR UPDATE""",
        {"id": record_id},
    )


def sample_of_instances(limit: int) -> Statement:
    """Some instances, whichever; none of a record from which something was erased: what they were told is gone.

    Of a large table only some pages are read, as many as hold about eight times the number asked for.
    """
    return Statement(
        """SELECT id, flow, version, form, record_id FROM instances i TABLESAMPLE SYSTEM (
            (SELECT least(100, 800.0 * %(limit)s / greatest(reltuples, 1)) FROM pg_class
            WHERE oid = 'instances'::regclass))
        WHERE NOT EXISTS (SELECT 1 FROM record_erasures e WHERE e.record_id = i.record_id)
        ORDER BY random() LIMIT %(limit)s""",
        {"limit": limit},
    )


def instance_with_journal(instance_id: UUID) -> Statement:
    """State and journal as one snapshot sees them."""
    return Statement(
        """SELECT i.state, i.version, (
            SELECT jsonb_agg(jsonb_build_object('seq', j.seq, 'event', j.event, 'hash', j.state_hash) ORDER BY j.seq)
            FROM journal j WHERE j.instance_id = i.id) AS journal
        FROM instances i WHERE i.id = %(id)s""",
        {"id": instance_id},
    )


def incident_told(record_id: UUID, instance: str, code: str) -> Statement:
    """Whether this has been said of the instance."""
    return Statement(
        """SELECT 1 FROM events WHERE record_id = %(record)s AND type = 'flow_incident'
        AND data->>'instance' = %(instance)s AND data->>'code' = %(code)s LIMIT 1""",
        {"record": record_id, "instance": instance, "code": code},
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


def open_of_flows(flows: Sequence[str]) -> Statement:
    """How many instances of each of these flows are open."""
    return Statement(
        """SELECT flow, count(*) AS open FROM instances
        WHERE flow = ANY(%(flows)s) AND status IN ('running', 'suspended') GROUP BY flow""",
        {"flows": list(flows)},
    )


def running(record_id: UUID) -> Statement:
    """The open tasks of the running instances of a record."""
    return Statement(
        """SELECT i.id, i.flow, i.version, t.node FROM instances i
        LEFT JOIN tasks t ON t.instance_id = i.id AND t.state IN ('offered', 'claimed')
        WHERE i.record_id = %(id)s AND i.status = 'running' ORDER BY i.created_at, i.id, t.created_at""",
        {"id": record_id},
    )
