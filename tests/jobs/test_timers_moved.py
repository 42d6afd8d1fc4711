"""What waited and what had happened before the tables changed is there afterwards."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
from psycopg.rows import dict_row

from helpwright.platform.migrations.upgrade import upgrade
from tests.support.older_tables import bring_to

INSTANCE, RECORD = uuid4(), uuid4()
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_timers_and_events_survive(new_database: Callable[[], str]) -> None:
    url = new_database()
    bring_to(url, "0003")
    with psycopg.connect(url, autocommit=True, row_factory=dict_row, options="-c search_path=helpwright") as database:
        for status, activity in (("running", "a1"), ("suspended", "a2")):
            instance = INSTANCE if status == "running" else uuid4()
            database.execute(
                "INSERT INTO instances (id, flow, version, form, record_id, status, seq, state, created_at, updated_at)"
                " VALUES (%s, 'd.f', 1, 'd.t', %s, %s, 1, '{}', %s, %s)",
                (instance, uuid4(), status, AT, AT),
            )
            database.execute(
                "INSERT INTO timers (instance_id, activity, level, gen, due_at, until)"
                " VALUES (%s, %s, 'due', 3, %s, 'x')",
                (instance, activity, AT),
            )
        for month in (9, 11, 10):
            database.execute(
                "INSERT INTO events (at, type, dataset, record_id, actor, data)"
                " VALUES (%s, 't', 'd.t', %s, '{}', '{}')",
                (AT.replace(month=month), RECORD),
            )
        before = database.execute("SELECT id, xid::text AS x, at FROM events ORDER BY xid, id").fetchall()
        upgrade(url)
        timers = database.execute("SELECT * FROM timers ORDER BY key").fetchall()
        assert [(row["kind"], row["key"], row["gen"], row["due_at"], row["held"]) for row in timers] == [
            ("flow", "a1:due", 3, AT, False),
            ("flow", "a2:due", 3, AT, True),
        ]
        assert timers[0]["owner"] == INSTANCE
        assert timers[0]["data"] == {"activity": "a1", "level": "due"}
        assert database.execute("SELECT id, xid::text AS x, at FROM events ORDER BY xid, id").fetchall() == before
        parts = database.execute("SELECT DISTINCT tableoid::regclass::text AS part FROM events ORDER BY 1").fetchall()
        assert [row["part"] for row in parts] == ["events_202609", "events_202610", "events_202611"]
        added = database.execute(
            "INSERT INTO events (at, type, dataset, actor, data) VALUES (%s, 't', 'd', '{}', '{}') RETURNING id", (AT,)
        ).fetchone()
        assert added is not None
        assert added["id"] > max(row["id"] for row in before)
