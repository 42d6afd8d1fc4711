"""Public submissions: how many a second, how slow the slowest, with flow, events, rules and mails on.

A server of its own takes tickets from 16 keep-alive clients; its worker sends each customer a mail meanwhile. `ready`
is the second start until the first 200, `memory` the proportional set size of all processes at rest. The floors, in
the same run: the very same statements through the same driver, the database's own start, the database's own memory.

Usage: ``python bench/submit.py [--json] [--quick]``
"""

import time
from collections.abc import Mapping
from itertools import count
from typing import Final
from uuid import uuid4

import orjson
import uvloop

from load.client import Outcome, drive, request
from load.floor import bare_database, replay, submissions
from load.mail_sink import Sink, mail_sink
from load.report import Figure, options, show
from load.rest import resting_memory
from load.served import Served, served
from load.tickets import PATH, values_of

CLIENTS: Final = 16
WARM_UP: Final = 3.0
SECONDS: Final = 10.0
SECONDS_IN_FULL: Final = 30.0
FLOOR_WRITES: Final = 4_000
FLOOR_WARM_UP: Final = 0.5
DRAIN_SECONDS: Final = 60.0
LOAD: Final = f"{CLIENTS} clients, 8 fields, flow, rules and mail on"


def main() -> None:
    """Measure and print a table, or with ``--json`` the keys of the catalogue."""
    asked = options(__doc__)
    seconds = SECONDS if asked.quick else SECONDS_IN_FULL
    with mail_sink() as sink, served(sink.url) as server:
        server.start()
        server.stop()
        ready = server.start()
        memory = resting_memory(server)
        outcome, notes = _under_load(server, sink, seconds)
        server.stop()
        values = [values_of(number) for number in range(FLOOR_WRITES)]
        with bare_database(server.data_dir) as bare:
            writes = uvloop.run(submissions(server.data_dir, bare.url, values))
            floor = uvloop.run(replay(bare.url, writes, clients=CLIENTS, warm_up=FLOOR_WARM_UP))
            ready_floor = bare.seconds
    figures = {
        "submit_rate": Figure(outcome.rate, "/s", floor.rate, LOAD),
        "submit_p99": Figure(outcome.percentile(0.99) * 1000, "ms", floor.percentile(0.99) * 1000, LOAD),
        "ready": Figure(ready, "s", ready_floor, "second start to the first 200; floor: the database's start"),
        "memory": Figure(sum(memory.values()), "MiB", memory["database"], "at rest; floor: the database's share"),
    }
    notes["memory"] = ", ".join(f"{part} {mib:.0f} MiB" for part, mib in memory.items())
    show(figures, notes, as_json=asked.json)


def _under_load(server: Served, sink: Sink, seconds: float) -> tuple[Outcome, dict[str, str]]:
    numbers = count()

    def submission() -> bytes:
        return request("POST", PATH, orjson.dumps({"id": str(uuid4()), "values": values_of(next(numbers))}))

    began, before = time.perf_counter(), server.cpu_seconds()
    outcome = uvloop.run(drive(server.port, submission, clients=CLIENTS, warm_up=WARM_UP, seconds=seconds))
    after, took = server.cpu_seconds(), time.perf_counter() - began
    sent = next(numbers)
    if set(outcome.statuses) != {201}:
        raise RuntimeError(f"not every submission was taken: {outcome.statuses}")
    mailed = sink.taken()
    notes = {
        "median": f"{outcome.percentile(0.5) * 1000:.1f} ms",
        "processor time each": _each(before, after, sent),
        "processors busy": f"{sum(after[part] - before[part] for part in after) / took:.2f} of the server's own",
        "mails sent meanwhile": f"{mailed} of {sent}",
        "rest of the mails": _drain(sink, sent),
    }
    return outcome, notes


def _each(before: Mapping[str, float], after: Mapping[str, float], sent: int) -> str:
    return ", ".join(f"{part} {(after[part] - before[part]) / sent * 1000:.2f} ms" for part in after)


def _drain(sink: Sink, sent: int) -> str:
    began = time.perf_counter()
    while sink.taken() < sent and time.perf_counter() - began < DRAIN_SECONDS:
        time.sleep(0.1)
    left = sent - sink.taken()
    seconds = time.perf_counter() - began
    return f"out within {seconds:.1f} s" if left <= 0 else f"{left} not out after {seconds:.0f} s"


if __name__ == "__main__":
    main()
