"""Many tickets at once, written by the database itself: the same rows as customers would make, without their clocks."""

from typing import Any, Final
from uuid import UUID

import psycopg

_TABLE: Final = '"service_desk"."ticket"'
TASKS: Final = 100_000
"""Only the first records have a task, which the lists of members look for."""

# Ids, numbers and times rise together, as they do in life; every other value is a function of the number.
_RECORDS: Final = f"""
INSERT INTO {_TABLE} (id, submission_key, number, created_at, updated_at, source, version, team_id, customer_phone,
    customer_name, customer_email, problem_type, urgency, description, status, site, serial, attachments)
SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
    ('01900000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid,
    'GD' || lpad(n::text, 9, '0'), at, at, 'link', 1, %(team)s,
    '138' || lpad(n::text, 8, '0'), '客户 ' || n, 'customer' || n || '@example.com',
    (ARRAY['product', 'support', 'complaint', 'after_sales'])[1 + n %% 4],
    (ARRAY['normal', 'normal', 'urgent', 'critical'])[1 + n / 4 %% 4],
    '设备 ' || n || ' 掉线，重启后仍然如此。',
    (ARRAY['new', 'processing', 'solved', 'closed', 'closed'])[1 + n / 16 %% 5],
    '三号楼 ' || n %% 40 || ' 层', 'SN-' || n, '{{}}'
FROM (SELECT n, %(end)s::timestamptz - (interval '30 s' * (%(all)s - n)) AS at
    FROM generate_series(%(first)s::int, %(last)s::int) n) made
"""  # noqa: S608 -- no part of it comes from outside
_INDEXES: Final = """
SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.schemaname = 'service_desk' AND i.tablename = 'ticket'
AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)
"""
_INSTANCES: Final = """
INSERT INTO instances (id, flow, version, form, record_id, status, seq, state, created_at, updated_at)
SELECT id, 'service_desk.ticket_flow', 1, 'service_desk.ticket', id, 'completed', 1, '{}', created_at, created_at
FROM service_desk.ticket ORDER BY id LIMIT %(most)s
"""
_TASKS: Final = """
INSERT INTO tasks (id, instance_id, activity, flow, flow_version, node, kind, form, record_id, state, team_id, why,
    created_at)
SELECT id, id, 'handle-1', 'service_desk.ticket_flow', 1, 'handle', 'task', 'service_desk.ticket', id,
    CASE WHEN status = 'new' THEN 'offered' ELSE 'done' END, team_id, '{}', created_at
FROM service_desk.ticket ORDER BY id LIMIT %(most)s
"""


class Filler:
    """Adds tickets of one team to a database; `end` is the creation time of the last of `all_of_them`."""

    def __init__(self, url: str, all_of_them: int, end: Any) -> None:
        self._connection = psycopg.connect(url, autocommit=True, options="-c search_path=helpwright")
        self._given = {"all": all_of_them, "end": end}
        self._written = 0

    def teams(self) -> dict[str, UUID]:
        """Ids of the teams by key."""
        return dict(self._connection.execute("SELECT key, id FROM teams").fetchall())

    def fill(self, number: int, team: UUID) -> None:
        """Until there are `number` tickets. Indexes are made anew behind them, which is faster than keeping them."""
        given = {**self._given, "team": team, "first": self._written + 1, "last": number}
        with self._connection.transaction():
            self._connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
            indexes = self._connection.execute(_INDEXES).fetchall()
            for name, _ in indexes:
                self._connection.execute(f'DROP INDEX service_desk."{name}"'.encode())
            self._connection.execute(_RECORDS, given)
            for _, definition in indexes:
                self._connection.execute(definition.encode())
        self._written = number

    def settle(self) -> None:
        """Let the database know what it holds, as its own cleaner would after a while."""
        for table in (_TABLE, "tasks", "instances"):
            self._connection.execute(f"VACUUM (ANALYZE) {table}".encode())

    def add_tasks(self) -> None:
        """One task each for the oldest tickets."""
        self._connection.execute(_INSTANCES, {"most": TASKS})
        self._connection.execute(_TASKS, {"most": TASKS})

    def hand_over(self, number: int, team: UUID) -> None:
        """Let some tickets, spread over all, belong to a team."""
        step = self._written // number
        self._connection.execute(
            f"""UPDATE {_TABLE} SET team_id = %(team)s
            WHERE number IN (SELECT 'GD' || lpad((n * %(step)s)::text, 9, '0') FROM generate_series(1, %(n)s) n)""",  # noqa: S608
            {"team": team, "step": step, "n": number},
        )

    def close(self) -> None:
        """End."""
        self._connection.close()
