"""A field becomes sensitive, and is none any more, while the processes that carry its values over are killed −9.

Nothing readable is left anywhere, nothing is lost, and the publication goes on by itself.
"""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import psycopg

from helpwright.platform.processes import wait_until
from tests.records.sensitive_world import BLUEPRINT
from tests.support.product import Client, Product
from tests.support.publish_load import publishing

ROWS = 2_000
CLOSED = BLUEPRINT.split("rules:")[0]
OPEN = CLOSED.replace(", sensitive: true", "")
NEWEST = "SELECT id, state, progress FROM publications ORDER BY number DESC LIMIT 1"
END_SECONDS = 120.0

_SEED = """WITH made AS (
    INSERT INTO clinic.patient (id, number, created_at, updated_at, source, version, name, phone, card, illness)
    SELECT gen_random_uuid(), 'S' || n, '2026-11-01Z', '2026-11-01Z', 'import', 1, 'patient ' || n,
        '139' || lpad(n::text, 8, '0'), 'CARD-' || n || '-X', 'illness of ' || n
    FROM generate_series(1, %(rows)s) n RETURNING *)
INSERT INTO events (at, type, dataset, record_id, actor, data, cause)
SELECT created_at, 'record_created', 'clinic.patient', id, '{"kind": "system", "id": null}',
    jsonb_build_object('number', number, 'source', source, 'version', 1, 'values',
        jsonb_build_object('phone', phone, 'card', card, 'illness', illness)), '{}'
FROM made RETURNING record_id"""
_TABLES = """SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"""
# Whole words: the hexadecimal name of a key may hold such digits.
_PLAIN = r"\y(139[0-9]{8}|CARD-[0-9]+-X|illness of [0-9]+)\y"


def plain(product: Product) -> dict[str, int]:
    """In how many rows of which tables some value can be read."""
    found = {
        row["name"]: product.sql(f"SELECT count(*) AS n FROM {row['name']} t WHERE t::text ~ '{_PLAIN}'")[0]["n"]  # noqa: S608 -- of the catalogue
        for row in product.sql(_TABLES)
    }
    return {name: n for name, n in found.items() if n}


def publish_with_kills(product: Product, text: str, folder: Path) -> None:
    """Kill the process that publishes after its first rows, then the worker that took it up, then the database."""
    before = product.sql(NEWEST)[0]["id"]

    def carried(rows: int) -> bool:
        (row,) = product.sql(NEWEST)
        done = row["progress"].get("form.patient", {}).get("done", 0)
        return bool(row["id"] != before and (done >= rows or row["state"] == "done"))

    with publishing(product, text, folder) as process:
        assert wait_until(lambda: carried(1), END_SECONDS, pause=0.02)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    states = [product.sql(NEWEST)[0]["state"]]
    for part, rows in (("worker", 501), ("database", 1_001)):
        assert wait_until(partial(carried, rows), END_SECONDS, pause=0.02)
        states.append(product.sql(NEWEST)[0]["state"])
        product.kill(part)
        assert wait_until(product.healthy, END_SECONDS, pause=0.1)
    assert states == ["running"] * 3, "each kill was in the midst"

    def over() -> bool:
        # The database may still be on its way down or up.
        with suppress(psycopg.OperationalError):
            return bool(product.sql(NEWEST)[0]["state"] != "running")
        return False

    assert wait_until(over, END_SECONDS, pause=0.2)
    assert product.sql(NEWEST)[0]["state"] == "done"


def test_nothing_readable_is_left_and_nothing_is_lost(make_product: Callable[..., Product], tmp_path: Path) -> None:
    product = make_product()
    product.start()
    with publishing(product, OPEN, tmp_path) as process:
        assert process.wait(END_SECONDS) == 0
    records = product.sql(_SEED, {"rows": ROWS})
    assert {"clinic.patient": ROWS, "helpwright.events": ROWS}.items() <= plain(product).items()

    publish_with_kills(product, CLOSED, tmp_path)
    assert plain(product) == {}
    columns = product.sql("SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'patient'")
    assert not {"phone", "card", "illness"} & {row["name"] for row in columns}
    assert product.sql("SELECT 1 FROM conversion_rows") == []
    with Client(product) as boss:
        boss.sign_in()
        boss.patch(f"/people/{boss.person_id}", json={"roles": ["service_desk.supervisor", "clinic.doctor"]})
        url = f"/forms/clinic.patient/records/{records[ROWS // 2]['record_id']}"
        number = int(boss.get(url).json()["number"].removeprefix("S"))
        seen = boss.post(f"{url}/reveal", json={"fields": ["phone", "card"], "reason": "核对"})
        assert seen.json()["values"] == {"phone": f"139{number:08d}", "card": f"CARD-{number}-X"}

        publish_with_kills(product, OPEN, tmp_path)
        (right,) = product.sql(
            """SELECT count(*) AS n FROM clinic.patient WHERE phone__3 = '139' || lpad(substr(number, 2), 8, '0')
            AND card__3 = 'CARD-' || substr(number, 2) || '-X' AND illness__3 = 'illness of ' || substr(number, 2)"""
        )
        assert right == {"n": ROWS}
        assert boss.get(url).json()["values"]["phone"] == f"139{number:08d}"
