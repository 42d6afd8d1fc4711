"""A desk that has been used for years: tickets with all that the product keeps of each, written by the database itself.

One ticket every 30 seconds up to now; the newest are open, the others closed. Each has its row, its case with all
lines of both clocks, its flow, its task; the newest million also the start of its journal, and its events, which every
reader has read. What the nightly check computes again is what stands there. No backup is made meanwhile.
"""

import sys
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import psycopg

OPEN: Final = 2_000
"""So many of the newest are in hand, however many there were before: a desk keeps up."""
TOLD: Final = 1_000_000
"""Of so many the journal and the events are there: no measured request reads them, and they are half of all."""
PEOPLE: Final = 20
_URGENCIES: Final = ("normal", "normal", "urgent", "critical")
_AT_ONCE: Final = 250_000
_TOLD_EVERY: Final = 1_000_000

_PIECE: Final = """
CREATE TEMP TABLE piece ON COMMIT DROP AS SELECT *,
    CASE WHEN status <> 'new' THEN at + interval '20 min' END AS answered,
    CASE WHEN status IN ('solved', 'closed') THEN at + interval '3 hours' END AS solved
FROM (SELECT n, %(end)s::timestamptz - (interval '30 s' * (%(all)s - n)) AS at,
    ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id,
    CASE WHEN n > %(all)s - %(open)s / 2 THEN 'new' WHEN n > %(all)s - %(open)s THEN 'processing'
        WHEN n > %(all)s - 2 * %(open)s THEN 'solved' ELSE 'closed' END AS status,
    CASE WHEN n <= %(all)s - %(open)s / 2
        THEN (%(people)s::uuid[])[1 + n %% cardinality(%(people)s::uuid[])] END AS person,
    (%(urgencies)s::text[])[1 + n / 4 %% 4] AS urgency, %(team)s::uuid AS team, n > %(all)s - %(told)s AS told
FROM generate_series(%(first)s::int, %(last)s::int) n) each
"""
_WRITE: Final = (
    """INSERT INTO "service_desk"."ticket" (id, submission_key, number, created_at, updated_at, source, version,
    team_id, owner_id, assignee, customer_phone, customer_name, customer_email, problem_type, urgency, description,
    status, site, serial, attachments)
SELECT id, ('01900000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'GD' || lpad(n::text, 9, '0'), at, at,
    'link', 3, team, person, person,
    '138' || lpad(n::text, 8, '0'), '客户 ' || n, 'customer' || n || '@example.com',
    (ARRAY['product', 'support', 'complaint', 'after_sales'])[1 + n % 4],
    urgency,
    '设备 ' || n || ' 掉线，重启后仍然如此。', status, '三号楼 ' || n % 40 || ' 层', 'SN-' || n, '{}'
FROM piece""",
    """INSERT INTO cases (record_id, form, created_at, category, first_responded_at, first_response_halted_at,
    first_responded_by, touches, resolved_at, resolution_halted_at,
    closed_at, solved_by, holder, team_id, first_response_due, resolution_due)
SELECT id, 'service_desk.ticket', at, CASE WHEN status IN ('solved', 'closed') THEN status ELSE 'open' END,
    answered, answered, person, CASE WHEN status = 'new' THEN 0 ELSE 1 END, solved, solved,
    CASE WHEN status = 'closed' THEN at + interval '1 day' END,
    CASE WHEN status IN ('solved', 'closed') THEN person END, person, team,
    at + interval '2 hours', at + interval '16 hours' FROM piece""",
    """INSERT INTO case_clocks (record_id, clock, kind, at, reason, due_at)
SELECT id, clock, kind, line.at, reason,
    p.at + CASE clock WHEN 'resolution' THEN interval '16 hours' ELSE interval '2 hours' END
FROM piece p, LATERAL (VALUES ('first_response', 'start', p.at, 'created'), ('resolution', 'start', p.at, 'created'),
    ('first_response', 'stop', answered, 'responded'), ('resolution', 'stop', solved, 'solved'),
    ('resolution', 'stop', CASE WHEN status = 'closed' THEN p.at + interval '1 day' END, 'closed')
) line (clock, kind, at, reason) WHERE line.at IS NOT NULL""",
    """INSERT INTO instances (id, flow, version, form, record_id, status, seq, state, created_at, updated_at)
SELECT p.id, 'service_desk.ticket_flow', 1, 'service_desk.ticket', p.id, s.status, 1, s.state, at, at
FROM piece p, specimen s""",
    """INSERT INTO journal (instance_id, seq, command_key, at, event, effects, state_hash)
SELECT p.id, 1, 'start:' || p.id, at, s.event, s.effects, s.state_hash FROM piece p, specimen s WHERE told""",
    """INSERT INTO tasks (id, instance_id, activity, flow, flow_version, node, kind, form, record_id, state, team_id,
    claimed_by, why, created_at, done_at)
SELECT id, id, 'a1', 'service_desk.ticket_flow', 1, 'handle', 'task', 'service_desk.ticket', id,
    CASE WHEN status = 'new' THEN 'offered' ELSE 'done' END, team, person, '{}', at, answered FROM piece""",
    """INSERT INTO events (at, type, dataset, record_id, actor, data)
SELECT at, type, 'service_desk.ticket', id, '{"kind": "customer", "id": null}', jsonb_build_object('number', n)
FROM piece, unnest(ARRAY['record_created', 'flow_started', 'task_offered']) type WHERE told
UNION ALL SELECT answered, 'task_completed', 'service_desk.ticket', id,
    jsonb_build_object('kind', 'person', 'id', person),
    jsonb_build_object('number', n) FROM piece WHERE told AND answered IS NOT NULL""",
)
_SPECIMEN: Final = """
CREATE TEMP TABLE specimen AS SELECT i.status, i.state, j.event, j.effects, j.state_hash
FROM instances i JOIN journal j ON j.instance_id = i.id AND j.seq = 1 LIMIT 1
"""
_READ: Final = """INSERT INTO cursors (name, xid, id) SELECT 'rules', pg_current_xact_id(), max(id) FROM events
ON CONFLICT (name) DO UPDATE SET xid = excluded.xid, id = excluded.id"""
"""The worker may not have begun to read before it was stopped again; it would then work off years of events."""
_TABLES: Final = (
    '"service_desk"."ticket"', "cases", "case_clocks", "instances", "journal", "tasks", "events",
)  # fmt: skip
_INDEXES: Final = """
SELECT i.schemaname, i.indexname, i.indexdef FROM pg_indexes i
WHERE (i.schemaname || '.' || i.tablename) = ANY(%s)
AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)
"""
_REFERENCES: Final = """
SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace s ON s.oid = t.relnamespace
WHERE c.contype = 'f' AND (s.nspname || '.' || t.relname) = ANY(%s)
"""
_BARE: Final = [
    "service_desk.ticket", "helpwright.tasks", "helpwright.instances", "helpwright.journal", "helpwright.case_clocks",
]  # fmt: skip


def urgency_of(number: int) -> str:
    """What the ticket with this number was filled with."""
    return _URGENCIES[number // 4 % 4]


def grow(url: str, number: int, end: Any) -> None:
    """So many tickets in a database that nobody else uses; the last is of `end`. One must be there already.

    Secondary indexes and references are made anew behind the rows, which is faster than keeping them.
    """
    with psycopg.connect(url, autocommit=True, options="-c search_path=helpwright -c timezone=UTC") as connection:
        connection.execute("SET maintenance_work_mem = '256MB'")
        team, people = _team(connection), _people(connection)
        if connection.execute(_SPECIMEN).rowcount != 1:
            raise RuntimeError("there is no ticket yet from whose flow the others are copied")
        references = connection.execute(_REFERENCES, [_BARE]).fetchall()
        for table, name, _ in references:
            connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'.encode())
        indexes = connection.execute(_INDEXES, [_BARE]).fetchall()
        for schema, name, _ in indexes:
            connection.execute(f'DROP INDEX "{schema}"."{name}"'.encode())
        for first, last in _pieces(number):
            shared = {"all": number, "open": OPEN, "told": TOLD, "end": end}
            shared |= {"team": team, "people": people, "urgencies": [*_URGENCIES]}
            with connection.transaction():
                connection.execute(_PIECE, {**shared, "first": first, "last": last})
                for statement in _WRITE:
                    connection.execute(statement)
            if last % _TOLD_EVERY == 0:
                print(f"… {last:,} of {number:,} tickets written", file=sys.stderr, flush=True)
        for _, _, definition in indexes:
            connection.execute(definition.encode())
        print("… indexes made", file=sys.stderr, flush=True)
        for table, name, definition in references:
            connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'.encode())
        connection.execute("""INSERT INTO settings (name, value) VALUES ('backup', '{"daily": false}')""")
        connection.execute(_READ)
        for table in _TABLES:
            connection.execute(f"VACUUM (ANALYZE) {table}".encode())


def _pieces(number: int) -> Iterator[tuple[int, int]]:
    for first in range(1, number + 1, _AT_ONCE):
        yield first, min(first + _AT_ONCE - 1, number)


def _team(connection: psycopg.Connection[Any]) -> UUID:
    found = connection.execute("SELECT id FROM teams WHERE key = 'service'").fetchone()
    if found is None:
        raise RuntimeError("the running example is not there")
    return UUID(str(found[0]))


def _people(connection: psycopg.Connection[Any]) -> list[UUID]:
    """Who has solved the tickets: made here, without a way to sign in."""
    return [
        row[0]
        for number in range(PEOPLE)
        for row in connection.execute(
            """INSERT INTO people (id, name, created_at) VALUES (gen_random_uuid(), %s, '2020-01-01Z') RETURNING id""",
            [f"客服 {number + 1}"],
        ).fetchall()
    ]
