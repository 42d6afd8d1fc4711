"""Signed-in writes a second: one field of a ticket changed, a task claimed, a task completed; with events and rules on.

A server of its own is filled with tickets; 16 keep-alive clients change the urgency of tickets that nobody else
changes at that moment, then claim one task after the other, which moves its flow on and changes ticket and case, then
complete others, each with its solution. Each begins when the server is through with what follows from the requests
before, as on a desk that was not filled a minute ago; what follows from its own runs beside it. The floors, in the
same run: the very statements that the product sends for such requests, played again through the same driver.

Usage: ``python bench/update.py [--json] [--quick]``
"""

import json
import time
import urllib.request
from collections.abc import Callable
from itertools import count, cycle
from typing import Any, Final
from uuid import uuid4

import orjson
import psycopg
import uvloop

from load.client import Outcome, drive, request, send_all
from load.floor import bare_database
from load.report import Figure, options, show
from load.rest import until_at_rest
from load.served import ADMIN, PASSWORD, Served, served
from load.tickets import PATH, values_of
from load.trace import replay, traces

CLIENTS: Final = 16
WARM_UP: Final = 2.0
SECONDS: Final = 10.0
SECONDS_IN_FULL: Final = 20.0
MOST_CLAIMS_A_SECOND: Final = 1_400
MOST_COMPLETIONS_A_SECOND: Final = 900
FLOOR_REQUESTS: Final = 600
Wish = tuple[str, str, Any]
LOAD: Final = f"{CLIENTS} clients, flow and rules on"


def main() -> None:
    """Measure and print a table, or with ``--json`` the keys of the catalogue."""
    asked = options(__doc__)
    seconds = SECONDS if asked.quick else SECONDS_IN_FULL
    with served() as server:
        server.start()
        token, csrf = _sign_in(server)
        claims = int(MOST_CLAIMS_A_SECOND * (seconds / 2 + WARM_UP))
        _fill(server, FLOOR_REQUESTS + claims + int(MOST_COMPLETIONS_A_SECOND * (seconds + WARM_UP)))
        tasks = _tasks(server.database_url)
        kept, free = tasks[:FLOOR_REQUESTS], tasks[FLOOR_REQUESTS:]
        head = f"Cookie: helpwright_session={token}\r\nX-CSRF-Token: {csrf}\r\n"
        notes = {"what follows from the tickets": f"done in {until_at_rest(server):.0f} s"}
        update = _measured(server, _updates([record for _, record in tasks], head), seconds, "update", notes)
        until_at_rest(server)
        claim = _measured(server, _claims(iter(free[:claims]), head), seconds / 2, "claim", notes)
        until_at_rest(server)
        complete = _measured(server, _completions(iter(free[claims:]), head), seconds, "complete", notes)
        server.stop()
        with bare_database(server.data_dir) as bare:
            played = _played(kept)
            floors = [uvloop.run(_floor(server, bare.url, (token, csrf), wanted)) for wanted in played]
    figures = {
        "update_rate": Figure(update.rate, "/s", floors[0].rate, f"PATCH urgency, {LOAD}"),
        "transition_rate": Figure(claim.rate, "/s", floors[1].rate, f"claim a task, {LOAD}"),
        "complete_rate": Figure(complete.rate, "/s", floors[2].rate, f"complete a task, {LOAD}"),
    }
    show(figures, notes, as_json=asked.json)


def _sign_in(server: Served) -> tuple[str, str]:
    """The token of the administrator's session, and the one that writes carry."""
    body = json.dumps({"login": ADMIN, "password": PASSWORD}).encode()
    address = f"http://127.0.0.1:{server.port}/api/v1/session"
    asked = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 -- the same
        cookie = str(answer.headers["Set-Cookie"]).split(";", 1)[0].partition("=")[2]
        return cookie, str(json.loads(answer.read())["csrf_token"])


def _fill(server: Served, tickets: int) -> None:
    def submission(number: int) -> bytes:
        return request("POST", PATH, orjson.dumps({"id": str(uuid4()), "values": values_of(number)}))

    answers = uvloop.run(send_all(server.port, [submission(number) for number in range(tickets)], clients=CLIENTS))
    if {status for status, _ in answers} != {201}:
        raise RuntimeError("not every ticket was taken")


def _tasks(url: str) -> list[tuple[str, str]]:
    """Ids of the open tasks and of their records."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT id, record_id FROM helpwright.tasks WHERE state = 'offered'").fetchall()
    return [(str(task), str(record)) for task, record in found]


def _record(record: str) -> str:
    return f"forms/ticket/records/{record}"


def _urgency(number: int) -> dict[str, Any]:
    return {"values": {"urgency": ("critical", "normal", "urgent")[number % 3]}}


def _outcome(number: int) -> dict[str, Any]:
    return {"outcome": "done", "values": {"solution": f"换了主板 {number}"}}


def _updates(records: list[str], head: str) -> Callable[[], bytes]:
    """Each time another ticket, and another urgency than it had."""
    rounds, turns = cycle(records), count()

    def update() -> bytes:
        turn = next(turns)
        body = orjson.dumps(_urgency(turn + turn // len(records)))
        return request("PATCH", f"/api/v1/{_record(next(rounds))}", body, head)

    return update


def _claims(tasks: Any, head: str) -> Callable[[], bytes]:
    def claim() -> bytes:
        task, _ = next(tasks)
        return request("POST", f"/api/v1/tasks/{task}/claim", b"{}", head)

    return claim


def _played(tasks: list[tuple[str, str]]) -> list[list[Wish]]:
    """What the floors are measured with: changes of all, then claims of one half and completions of the other."""
    half = len(tasks) // 2
    return [
        [("PATCH", f"/api/v1/{_record(record)}", _urgency(at)) for at, (_, record) in enumerate(tasks)],
        [("POST", f"/api/v1/tasks/{task}/claim", {}) for task, _ in tasks[:half]],
        [("POST", f"/api/v1/tasks/{task}/complete", _outcome(at)) for at, (task, _) in enumerate(tasks[half:])],
    ]


def _completions(tasks: Any, head: str) -> Callable[[], bytes]:
    turns = count()

    def complete() -> bytes:
        task, _ = next(tasks)
        return request("POST", f"/api/v1/tasks/{task}/complete", orjson.dumps(_outcome(next(turns))), head)

    return complete


def _measured(
    server: Served, requests: Callable[[], bytes], seconds: float, name: str, notes: dict[str, str]
) -> Outcome:
    began, before = time.perf_counter(), server.cpu_seconds()
    outcome = uvloop.run(drive(server.port, requests, clients=CLIENTS, warm_up=WARM_UP, seconds=seconds))
    after, took = server.cpu_seconds(), time.perf_counter() - began
    if set(outcome.statuses) != {200}:
        raise RuntimeError(f"not every request was carried out: {outcome.statuses}")
    sent = outcome.rate * took
    each = ", ".join(f"{part} {(after[part] - before[part]) / sent * 1000:.2f} ms" for part in after)
    notes[f"{name}, processor time each"] = each
    notes[f"{name}, median and p99"] = f"{outcome.percentile(0.5) * 1000:.1f}, {outcome.percentile(0.99) * 1000:.1f} ms"
    return outcome


async def _floor(server: Served, url: str, session: tuple[str, str], requests: list[Wish]) -> Outcome:
    return await replay(url, await traces(server.data_dir, url, session, requests), clients=CLIENTS)


if __name__ == "__main__":
    main()
