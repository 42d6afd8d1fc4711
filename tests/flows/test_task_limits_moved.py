"""Tasks of an older release that wait for an answer stand in the new order at once."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg

from helpwright.platform.migrations.upgrade import upgrade
from tests.support.older_tables import bring_to

NOON, EVENING, NEXT_WEEK = (datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in ((23, 12), (23, 18), (30, 12)))
NEVER = datetime(9998, 12, 31, tzinfo=UTC)


def test_open_tasks_get_the_limit_of_the_answer(new_database: Callable[[], str]) -> None:
    url = new_database()
    bring_to(url, "0051")
    waits, answered, done = uuid4(), uuid4(), uuid4()
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("SET search_path = helpwright")
        # Their instances say nothing about this.
        database.execute("ALTER TABLE tasks DROP CONSTRAINT tasks_instance_id_fkey")
        for record, reply, state in ((waits, None, "offered"), (answered, NOON, "claimed"), (done, None, "done")):
            database.execute(
                """INSERT INTO cases (record_id, form, created_at, first_responded_at, resolution_due,
                    next_response_asked_at, next_response_answered_at, next_response_due)
                VALUES (%s, 'f', %s, %s, %s, %s, %s, %s)""",
                (record, NOON, NOON, NEXT_WEEK, NOON, reply, EVENING),
            )
            database.execute(
                """INSERT INTO tasks (id, instance_id, activity, flow, flow_version, node, kind, form, record_id, state,
                    why, created_at)
                VALUES (%s, %s, 'a', 'f', 1, 'n', 'task', 'f', %s, %s, '{}', %s)""",
                (uuid4(), uuid4(), record, state, NOON),
            )
        assert order(database) == {waits: NEXT_WEEK, answered: NEXT_WEEK, done: NEVER}
    upgrade(url)
    with psycopg.connect(url) as database:
        assert order(database) == {waits: EVENING, answered: NEXT_WEEK, done: NEVER}


def order(database: psycopg.Connection) -> dict[UUID, datetime]:
    """By which instant each task is listed, by its record."""
    rows: list[tuple[UUID, datetime]] = database.execute("SELECT record_id, limit_at FROM helpwright.tasks").fetchall()
    return dict(rows)
