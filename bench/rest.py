"""The product at rest, and how fast the two screens that are open all day are answered.

A server of its own with 2,000 tickets: the second start until the first 200, the proportional set size of all
processes at rest, and 8 keep-alive clients of one signed-in person who read a list of 50 tickets, or one ticket; then
the proportional set size again, after 20,000 requests in all. The floors, in the same run: the database's own start and
memory, its smallest answer through the same server (health), and the memory before.

Usage: ``python bench/rest.py [--json] [--quick]``
"""

import urllib.request
from collections.abc import Callable
from itertools import count, cycle, islice
from typing import Final
from uuid import uuid4

import orjson
import uvloop

from load.client import Outcome, drive, request, send_all
from load.floor import bare_database
from load.report import Figure, options, show
from load.rest import resting_memory
from load.served import ADMIN, PASSWORD, Served, served
from load.tickets import PATH, values_of

CLIENTS: Final = 8
WARM_UP: Final = 1.0
SECONDS: Final = 4.0
SECONDS_IN_FULL: Final = 15.0
TICKETS: Final = 2_000
REQUESTS: Final = 20_000
_LIST: Final = "/api/v1/forms/ticket/records?limit=50"


def main() -> None:
    """Measure and print a table, or with ``--json`` the keys of the catalogue."""
    asked = options(__doc__)
    seconds = SECONDS if asked.quick else SECONDS_IN_FULL
    with served() as server:
        server.start()
        ids = _fill(server)
        server.stop()
        ready = server.start()
        memory = resting_memory(server)
        cookie = _sign_in(server)
        places = count()
        listed = _read(server, seconds, lambda: request("GET", _LIST, headers=cookie))
        one = _read(server, seconds, lambda: request("GET", f"{_one(ids[next(places) % len(ids)])}", headers=cookie))
        health = _read(server, seconds, lambda: request("GET", "/api/v1/health"))
        _ask_on(server, [request("GET", path, headers=cookie) for path in (_LIST, *map(_one, ids))])
        kept = resting_memory(server)
        server.stop()
        with bare_database(server.data_dir) as bare:
            ready_floor = bare.seconds
    load = f"{CLIENTS} clients, {TICKETS:,} tickets; floor: health"
    figures = {
        "ready": Figure(ready, "s", ready_floor, "second start to the first 200; floor: the database's start"),
        "memory": Figure(sum(memory.values()), "MiB", memory["database"], "at rest; floor: the database's share"),
        "memory_kept": Figure(
            sum(kept.values()), "MiB", sum(memory.values()), f"at rest after {REQUESTS:,} requests; floor: before them"
        ),
        "list_50_rate": Figure(listed.rate, "/s", health.rate, load),
        "detail_rate": Figure(one.rate, "/s", health.rate, load),
    }
    notes = {
        "memory": ", ".join(f"{part} {mib:.0f} MiB" for part, mib in memory.items()),
        "memory after the requests": ", ".join(f"{part} {mib:.0f} MiB" for part, mib in kept.items()),
        "list of 50": _spread(listed),
        "one ticket": _spread(one),
    }
    show(figures, notes, as_json=asked.json)


def _fill(server: Served) -> list[str]:
    bodies = [orjson.dumps({"id": str(uuid4()), "values": values_of(number)}) for number in range(TICKETS)]
    answers = uvloop.run(send_all(server.port, [request("POST", PATH, body) for body in bodies]))
    return [orjson.loads(body)["id"] for _, body in answers]


def _sign_in(server: Served) -> str:
    """The header line of the session's cookie."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/api/v1/session",
        data=orjson.dumps({"login": ADMIN, "password": PASSWORD}),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 -- our own server
        return f"Cookie: {answer.headers['Set-Cookie'].split(';', 1)[0]}\r\n"


def _one(record_id: str) -> str:
    return f"/api/v1/forms/ticket/records/{record_id}"


def _read(server: Served, seconds: float, requests: Callable[[], bytes]) -> Outcome:
    outcome = uvloop.run(drive(server.port, requests, clients=CLIENTS, warm_up=WARM_UP, seconds=seconds))
    if set(outcome.statuses) != {200}:
        raise RuntimeError(f"not every request was answered: {outcome.statuses}")
    return outcome


def _ask_on(server: Served, requests: list[bytes]) -> None:
    """So many requests, lists and tickets in turn."""
    answers = uvloop.run(send_all(server.port, list(islice(cycle(requests), REQUESTS))))
    if {status for status, _ in answers} != {200}:
        raise RuntimeError("not every request was answered")


def _spread(outcome: Outcome) -> str:
    return f"median {outcome.percentile(0.5) * 1000:.1f} ms, p99 {outcome.percentile(0.99) * 1000:.1f} ms"


if __name__ == "__main__":
    main()
