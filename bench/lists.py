"""Lists of 50 records, filtered and sorted, out of 100,000 and out of a million.

A server of its own is filled by the database itself; 16 keep-alive clients of one signed-in person read lists over
HTTP, each request with another filter or order. Then one client each of an administrator and of a member who may see 30
of the million: a list of a member must not be slower by more than 20 ms. The floor is the same SQL of these requests,
sent in the same round trips through the same driver by 16 connections, with nothing around it. With ``--quick`` the
measurements are shorter; the million is a million.

Usage: ``python bench/lists.py [--json] [--quick]``
"""

import urllib.request
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import cycle, product
from typing import Any, Final
from urllib.parse import urlencode

import orjson
import uvloop

from load.client import Outcome, drive, request
from load.floor import bare_database
from load.many_records import Filler
from load.reads import replay_reads, requests_of
from load.report import Figure, options, show
from load.served import ADMIN, PASSWORD, Served, served

CLIENTS: Final = 16
WARM_UP: Final = 2.0
SECONDS: Final = 6.0
SECONDS_IN_FULL: Final = 20.0
SOME: Final = 100_000
MANY: Final = 1_000_000
FEW: Final = 30
ENOUGH: Final = 20.0
_MEMBER: Final = "member@example.com"
_STATES = ("new", "processing", "solved", "closed")
_LEVELS = ("normal", "urgent", "critical")
_ORDERS = ("-created_at", "created_at", "-number")


def main() -> None:
    """Measure and print a table, or with ``--json`` the keys of the catalogue."""
    asked = options(__doc__)
    seconds = SECONDS if asked.quick else SECONDS_IN_FULL
    paths = _paths()
    with served() as server:
        server.start()
        boss = _sign_in(server, ADMIN)
        _call(server, boss, "people", name="Member", email=_MEMBER, password=PASSWORD, **_MEMBERSHIP)
        member = _sign_in(server, _MEMBER)
        filler = Filler(server.database_url, MANY, datetime.now(UTC))
        teams = filler.teams()
        filler.fill(SOME, teams["service"])
        filler.add_tasks()
        filler.settle()
        some = _read(server, seconds, _requests(paths, boss["cookie"]))
        filler.fill(MANY, teams["service"])
        filler.hand_over(FEW, teams["tech"])
        filler.settle()
        filler.close()
        before = server.cpu_seconds()["web"]
        many = _read(server, seconds, _requests(paths, boss["cookie"]))
        took = server.cpu_seconds()["web"] - before
        alone = {
            name: _read(server, seconds / 2, _requests(paths, each["cookie"]), clients=1)
            for name, each in (("administrator", boss), ("member", member))
        }
        server.stop()
        with bare_database(server.data_dir) as bare:
            asked_of = uvloop.run(requests_of(server.data_dir, bare.url, paths, boss["token"]))
            floor = uvloop.run(replay_reads(bare.url, asked_of, clients=CLIENTS, warm_up=WARM_UP, seconds=seconds))
    load = f"{CLIENTS} clients, 50 of {{:,}}, filtered and sorted"
    lone = {name: outcome.percentile(0.95) * 1000 for name, outcome in alone.items()}
    figures = {
        "list_100k_rate": Figure(some.rate, "/s", floor.rate, load.format(SOME) + "; floor: of a million"),
        "list_1m_rate": Figure(many.rate, "/s", floor.rate, load.format(MANY)),
        "list_1m_p99": Figure(many.percentile(0.99) * 1000, "ms", floor.percentile(0.99) * 1000, load.format(MANY)),
        "list_1m_member_p95": Figure(
            lone["member"], "ms", lone["administrator"], f"1 client who sees {FEW} of {MANY:,}; floor: administrator"
        ),
    }
    more = lone["member"] - lone["administrator"]
    verdict = "within" if more <= ENOUGH else "beyond"
    notes = {
        "member": f"{more:+.1f} ms against the administrator, {verdict} {ENOUGH:.0f} ms",
        "processor time of a list": f"{took / (many.rate * (seconds + WARM_UP)) * 1000:.2f} ms in the web process",
        "median": f"{some.percentile(0.5) * 1000:.1f} ms of {SOME:,}, {many.percentile(0.5) * 1000:.1f} ms of {MANY:,}",
    }
    show(figures, notes, as_json=asked.json)


_MEMBERSHIP: Final = {"roles": ["service_desk.agent"], "teams": ["service_desk.tech"]}


def _paths() -> list[str]:
    """Lists that people look at: of a state, of an urgency in a state, the open ones, by time or number."""
    filters: list[Any] = [{"field": "status", "op": "eq", "value": state} for state in _STATES]
    filters += [
        {"all": [{"field": "status", "op": "eq", "value": state}, {"field": "urgency", "op": "eq", "value": level}]}
        for state, level in product(_STATES, _LEVELS)
    ]
    filters.append({"field": "status", "op": "in", "value": ["new", "processing"]})
    return [
        "/api/v1/forms/ticket/records?" + urlencode({"limit": 50, "sort": order, "filter": orjson.dumps(each).decode()})
        for each, order in product(filters, _ORDERS)
    ]


def _requests(paths: Sequence[str], cookie: str) -> Callable[[], bytes]:
    ready = cycle([request("GET", path, headers=f"Cookie: {cookie}\r\n") for path in paths])
    return lambda: next(ready)


def _read(server: Served, seconds: float, requests: Callable[[], bytes], clients: int = CLIENTS) -> Outcome:
    outcome = uvloop.run(drive(server.port, requests, clients=clients, warm_up=WARM_UP, seconds=seconds))
    if set(outcome.statuses) != {200}:
        raise RuntimeError(f"not every list was answered: {outcome.statuses}")
    return outcome


def _sign_in(server: Served, login: str) -> dict[str, str]:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/api/v1/session",
        orjson.dumps({"login": login, "password": PASSWORD}),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 -- our own server
        cookie = str(answer.headers["Set-Cookie"]).split(";", 1)[0]
        csrf = orjson.loads(answer.read())["csrf_token"]
    return {"cookie": cookie, "csrf": csrf, "token": cookie.partition("=")[2]}


def _call(server: Served, who: dict[str, str], path: str, **body: Any) -> None:
    headers = {"Content-Type": "application/json", "Cookie": who["cookie"], "X-CSRF-Token": who["csrf"]}
    asked = urllib.request.Request(f"http://127.0.0.1:{server.port}/api/v1/{path}", orjson.dumps(body), headers)
    with urllib.request.urlopen(asked):  # noqa: S310 -- our own server
        pass


if __name__ == "__main__":
    main()
