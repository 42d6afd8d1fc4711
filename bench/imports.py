"""How long 10,000 rows of a sheet take: read, looked at and brought in, each with its flow, clocks, events and rules.

A person uploads a CSV file of customers' tickets, lets every row be looked at, and brings them in. The floor, in the
same run: the same rows put into the table of a form by the database alone, 250 in a transaction.

Usage: ``python bench/imports.py [--json] [--quick]``
"""

import csv
import io
import json
import time
import urllib.request
from collections.abc import Sequence
from typing import Any, Final

import psycopg

from load.floor import bare_database
from load.people import Signed, sign_in
from load.report import Figure, options, show
from load.served import Served, served
from load.tickets import values_of

ROWS: Final = 10_000
QUICK: Final = 2_000
AT_ONCE: Final = 250
LONGEST_SECONDS: Final = 900.0
_COLUMNS: Final = (
    "customer_phone", "customer_name", "customer_email", "problem_type", "urgency", "description", "site", "serial",
)  # fmt: skip
_BARE: Final = """INSERT INTO service_desk.ticket (id, submission_key, number, created_at, updated_at, source, version,
    customer_phone, customer_name, customer_email, problem_type, urgency, description, site, serial, status)
SELECT gen_random_uuid(), gen_random_uuid(), 'B' || n, at, at, 'import', 1,
    '138' || lpad(n::text, 8, '0'), '客户 ' || n, 'customer' || n || '@example.com', 'product', 'normal',
    '设备 ' || n || ' 掉线，重启后仍然如此。', '三号楼', 'SN-' || n, 'new'
FROM generate_series(%s::int, %s::int) n, (SELECT '2026-03-02 01:00Z'::timestamptz AS at) moment"""


def main() -> None:
    """Measure and print a table, or with ``--json`` the keys of the catalogue."""
    asked = options(__doc__)
    rows = QUICK if asked.quick else ROWS
    with served() as server:
        server.start()
        person = sign_in(server)
        looked, brought = _import(server, person, _sheet(rows))
        with psycopg.connect(server.database_url) as connection:
            found = connection.execute("SELECT count(*) FROM service_desk.ticket").fetchone()
        if found is None or found[0] != rows:
            raise RuntimeError(f"{found} tickets, and not {rows}")
        server.stop()
        with bare_database(server.data_dir) as bare:
            floor = _bare(bare.url, rows)
    scale = ROWS / rows
    load = f"{rows:,} rows of 8 columns" + ("" if rows == ROWS else f", times {scale:g}")
    figures = {"import_10k": Figure((looked + brought) * scale, "s", floor * scale, f"{load}; looked at, then made")}
    show(figures, {"of that": f"looking {looked:.1f} s, making {brought:.1f} s"}, as_json=asked.json)


def _sheet(rows: int) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for number in range(rows):
        values = values_of(number)
        writer.writerow([values.get(each, "") for each in _COLUMNS])
    return out.getvalue().encode()


def _import(server: Served, person: Signed, sheet: bytes) -> tuple[float, float]:
    """Seconds until every row was looked at, and from then until every row is in."""
    began = time.perf_counter()
    made = _ask(server, person, "POST", "?name=tickets.csv", sheet, "application/octet-stream")
    plan = json.dumps({"mapping": list(_COLUMNS), "history": False, "match": None}).encode()
    _ask(server, person, "POST", f"/{made['id']}/look", plan)
    _wait(server, person, made["id"], "checked")
    looked = time.perf_counter()
    _ask(server, person, "POST", f"/{made['id']}/run", b"{}")
    counts = _wait(server, person, made["id"], "done")["counts"]
    if counts["wrong"]:
        raise RuntimeError(f"not every row was good: {counts}")
    return looked - began, time.perf_counter() - looked


def _wait(server: Served, person: Signed, name: str, state: str) -> Any:
    began = time.perf_counter()
    while time.perf_counter() - began < LONGEST_SECONDS:
        found = _ask(server, person, "GET", f"/{name}")
        if found["state"] == state:
            return found
        if found["state"] in {"failed", "cancelled"}:
            raise RuntimeError(found["error"])
        time.sleep(0.1)
    raise RuntimeError(f"the import is not {state}")


def _ask(
    server: Served, person: Signed, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
) -> Any:
    address = f"http://127.0.0.1:{server.port}/api/v1/forms/ticket/imports{path}"
    head = {"Cookie": f"helpwright_session={person.token}", "X-CSRF-Token": person.csrf, "Content-Type": kind}
    asked = urllib.request.Request(address, body, head, method=method)
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 -- our own server
        return json.loads(answer.read())


def _bare(url: str, rows: int) -> float:
    pieces: Sequence[int] = range(1, rows + 1, AT_ONCE)
    began = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        for first in pieces:
            connection.execute(_BARE, [first, min(first + AT_ONCE - 1, rows)])
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
