"""A worker killed −9 in the midst of sending a dashboard: everybody gets it, doubled mails keep their Message-ID."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg

from helpwright.platform.processes import wait_until
from tests.support.product import Client, Product
from tests.support.smtp import smtp_server

PEOPLE = 24
KILLS = (3, 12)
JOBS = 4
"""So many jobs a worker carries out at a time: what each had in flight may go out again."""
SECONDS = 90.0
WANTED: dict[str, Any] = {
    "name": "客服日报",
    "when": {"every": "day", "at": "09:00"},
    "via": ["mail"],
    "roles": ["service_desk.supervisor"],
    "sheet": True,
}
_PEOPLE = """WITH made AS (
    INSERT INTO people (id, name, email, created_at)
    SELECT gen_random_uuid(), 'reader ' || n, 'reader' || n || '@example.com', '2026-11-01Z'
    FROM generate_series(1, %(people)s) n RETURNING id)
INSERT INTO role_members (app, role, person_id) SELECT 'service_desk', 'supervisor', id FROM made RETURNING 1 AS x"""
_GATE = """CREATE TABLE gate AS SELECT 0 AS most;
CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT count(*) FROM helpwright.delivery_results) >= (SELECT most FROM helpwright.gate) THEN
        PERFORM pg_advisory_xact_lock_shared(4711);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gate BEFORE INSERT ON delivery_results FOR EACH ROW EXECUTE FUNCTION wait_at_gate()"""
_NOW = """UPDATE timers SET due_at = '2026-11-01Z', next_at = '2026-11-01Z' WHERE kind = 'delivery' RETURNING 1 AS x"""


class Gate:
    """Lets so many have their result, and keeps the others waiting until it is set anew, however slow anybody is."""

    def __init__(self, product: Product) -> None:
        self._closed = psycopg.connect(product.database_url, autocommit=True, options="-c search_path=helpwright")
        self._closed.execute(_GATE)
        self._closed.execute("SELECT pg_advisory_lock(4711)")

    def let(self, most: int) -> None:
        """So many altogether; who waited is let go, and looks no more."""
        self._closed.execute("UPDATE gate SET most = %s", (most,))
        self._closed.execute("SELECT pg_advisory_unlock(4711)")
        self._closed.execute("SELECT pg_advisory_lock(4711)")

    def open(self) -> None:
        """Nobody is kept any more."""
        self._closed.close()


def told(product: Product) -> int:
    """How many have their result."""
    return int(product.sql("SELECT count(*) AS n FROM delivery_results")[0]["n"])


def told_at_least(product: Product, least: int) -> bool:
    return told(product) >= least


def all_sent(product: Product) -> bool:
    """Nothing is on its way any more."""
    runs = product.sql("SELECT state FROM delivery_runs")
    left = product.sql("SELECT 1 FROM messages WHERE state IN ('queued', 'sending', 'held')")
    return [row["state"] for row in runs] == ["done"] and not left


def test_everybody_gets_it_and_nothing_is_sent_twice_by_the_round(make_product: Callable[..., Product]) -> None:
    with smtp_server() as (inbox, smtp_url):
        product = make_product(smtp_url=smtp_url)
        product.start()
        with Client(product) as boss:
            boss.sign_in()
            made = boss.post("/dashboards/service_desk.cockpit/deliveries", json=WANTED)
            assert made.status_code == 201, made.text
        assert len(product.sql(_PEOPLE, {"people": PEOPLE})) == PEOPLE
        gate = Gate(product)
        assert len(product.sql(_NOW)) == 1
        for least in KILLS:
            gate.let(least)
            assert wait_until(partial(told_at_least, product, least), SECONDS, pause=0.01)
            product.kill("worker")
            assert told(product) < PEOPLE, "the kill was in the midst"
        gate.open()
        assert wait_until(partial(all_sent, product), SECONDS, pause=0.2)

        readers = {f"reader{number}@example.com" for number in range(1, PEOPLE + 1)}
        reached = Counter(inbox.recipients)
        assert readers <= reached.keys(), "nothing is lost"
        results = product.sql("SELECT messages FROM delivery_results")
        keys = [key for row in results for key in row["messages"]]
        assert len(keys) == len(set(keys)) == len(results), "one message each"
        assert len(set(inbox.ids)) == len(reached), "a doubled mail has its Message-ID"
        assert len(inbox.ids) - len(reached) <= len(KILLS) * JOBS, "only what was in flight when the worker was killed"
        acts = product.sql("SELECT act FROM audit_log WHERE act = 'dashboard_sent'")
        assert len(acts) == 1
