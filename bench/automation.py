"""Rules: how soon after the answer a rule's effect is visible, and how fast a burst is worked off.

Customers submit 50 tickets a second; a rule writes a field of each, beside the rules and mails of the running example.
`effect_p99` is the time from the submission's answer to the moment in which another connection sees the field.
Of these effects the notes say what they waited for: until a reader saw the event, until the rule began, and the rest.
`burst_drain` is the time from the first of 500 submissions at once until every rule has run on every ticket. The
floors, in the same run: a bare listener that answers a NOTIFY with one update; the bare writes of 500 submissions.

Usage: ``python bench/automation.py [--json] [--quick]``
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

import orjson
import psycopg
import uvloop

from load.client import request, send_all
from load.floor import bare_database, replay, submissions
from load.mail_sink import mail_sink
from load.report import Figure, options, show
from load.served import Served, served
from load.tickets import PATH, values_of

RATE: Final = 50.0
SECONDS: Final = 10.0
SECONDS_IN_FULL: Final = 30.0
WARM_UP: Final = 3.0
CLIENTS: Final = 16
BURST: Final = 500
LOOK_SECONDS: Final = 0.002
GIVE_UP_SECONDS: Final = 60.0
FLOOR_ROUNDS: Final = 500
RULE: Final = {
    "name": "记下",
    "when": {"event": "record_created", "form": "ticket"},
    "then": [{"action": "set_fields", "set": {"root_cause": "{{number}}"}}],
}
LOAD: Final = "50 tickets/s, flow, 3 rules and mail on"
_SEEN = b"SELECT id FROM service_desk.ticket WHERE id = ANY(%s) AND root_cause IS NOT NULL"
_LEFT = b"""SELECT (SELECT count(*) FROM service_desk.ticket WHERE root_cause IS NULL) AS unwritten,
    (SELECT count(*) FROM helpwright.rule_runs WHERE state IN ('ready', 'answering')) AS ready"""

_STAGES = b"""SELECT extract(epoch FROM created_at - (event->>'at')::timestamptz)::float8,
    extract(epoch FROM started_at - created_at)::float8
FROM helpwright.rule_runs WHERE rule = 'service_desk.marks' AND record_id = ANY(%s)"""


def main() -> None:
    """Measure and print a table, or with ``--json`` the keys of the catalogue."""
    asked = options(__doc__)
    seconds = SECONDS if asked.quick else SECONDS_IN_FULL
    with mail_sink() as sink, served(sink.url, rules={"marks": RULE}) as server:
        server.start()
        uvloop.run(_until_awake(server))
        seen = uvloop.run(_effects(server, seconds))
        effects = list(seen.values())
        waited = _waited(server, seen)
        drained = uvloop.run(_burst(server))
        server.stop()
        with bare_database(server.data_dir) as bare:
            reaction = uvloop.run(_bare_reaction(bare.url))
            writes = uvloop.run(submissions(server.data_dir, bare.url, [values_of(n) for n in range(BURST * 4)]))
            floor = uvloop.run(replay(bare.url, writes, clients=CLIENTS, warm_up=0.2))
    figures = {
        "effect_p99": Figure(_share(effects, 0.99) * 1000, "ms", _share(reaction, 0.99) * 1000, LOAD),
        "burst_drain": Figure(drained, "s", BURST / floor.rate, f"{BURST} tickets at once, 3 rules each"),
    }
    notes = {
        "effects seen": f"{len(effects)}",
        "median": f"{_share(effects, 0.5) * 1000:.1f} ms",
        "slowest": f"{max(effects) * 1000:.1f} ms",
        **waited,
    }
    show(figures, notes, as_json=asked.json)


def _waited(server: Served, seen: Mapping[UUID, float]) -> dict[str, str]:
    """By the clocks of the server's own processes: all effects, and the slowest twentieth."""
    with psycopg.connect(server.database_url, autocommit=True) as connection:
        slowest = sorted(seen, key=seen.__getitem__)[-max(1, len(seen) // 20) :]
        found = {}
        for name, ids in (("waited, median", list(seen)), ("waited, slowest twentieth", slowest)):
            rows = connection.execute(_STAGES, (ids,)).fetchall()
            read, begun = (_share([row[place] for row in rows], 0.5) * 1000 for place in (0, 1))
            whole = _share([seen[each] for each in ids], 0.5) * 1000
            found[name] = f"to be read {read:.0f}, to begin {begun:.0f}, of {whole:.0f} ms after the answer"
    return found


def _share(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _submission(number: int) -> bytes:
    return request("POST", PATH, orjson.dumps({"id": str(uuid4()), "values": values_of(number)}))


async def _until_awake(server: Served) -> None:
    """The worker has started when the rule has run on a first ticket."""
    await send_all(server.port, [_submission(999_999)], clients=1)
    async with await psycopg.AsyncConnection.connect(server.database_url, autocommit=True) as connection:
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while await (await connection.execute(_LEFT)).fetchone() != (0, 0):  # noqa: ASYNC110 -- in the server
                await asyncio.sleep(0.02)


class _Observer:
    """Looks every 2 ms, on a connection of its own, which awaited effects are there."""

    def __init__(self) -> None:
        self.waiting: dict[UUID, float] = {}
        self.seconds: dict[UUID, float] = {}

    async def run(self, url: str) -> None:
        """Until cancelled."""
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            while True:
                if self.waiting:
                    cursor = await connection.execute(_SEEN, (list(self.waiting),))
                    now = time.perf_counter()
                    for (found,) in await cursor.fetchall():
                        self.seconds[found] = now - self.waiting.pop(found)
                await asyncio.sleep(LOOK_SECONDS)


async def _effects(server: Served, seconds: float) -> dict[UUID, float]:
    """Seconds from each answer to its effect, of the submissions after the warm-up, by record."""
    observer = _Observer()
    looking = asyncio.create_task(observer.run(server.database_url))
    idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(CLIENTS):
        idle.put_nowait(await asyncio.open_connection("127.0.0.1", server.port))
    begin = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(int((WARM_UP + seconds) * RATE)):
            await asyncio.sleep(max(0.0, begin + number / RATE - time.perf_counter()))
            counts = time.perf_counter() - begin > WARM_UP
            group.create_task(_submit(idle, number, observer if counts else None))
    async with asyncio.timeout(GIVE_UP_SECONDS):
        while observer.waiting:  # noqa: ASYNC110 -- what is awaited happens in the server
            await asyncio.sleep(0.01)
    looking.cancel()
    while not idle.empty():
        idle.get_nowait()[1].close()
    return observer.seconds


async def _submit(idle: asyncio.Queue[Any], number: int, observer: _Observer | None) -> None:
    reader, writer = await idle.get()
    writer.write(_submission(number))
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    body = await reader.readexactly(length)
    answered = time.perf_counter()
    idle.put_nowait((reader, writer))
    if not head.startswith(b"HTTP/1.1 201"):
        raise RuntimeError(head.decode())
    if observer is not None:
        observer.waiting[UUID(orjson.loads(body)["id"])] = answered


async def _burst(server: Served) -> float:
    """Seconds from the first of many submissions at once until all is done."""
    numbers = count(1_000_000)
    bodies = [_submission(next(numbers)) for _ in range(BURST)]
    async with await psycopg.AsyncConnection.connect(server.database_url, autocommit=True) as connection:
        begin = time.perf_counter()
        answers = await send_all(server.port, bodies, clients=64)
        if {status for status, _ in answers} != {201}:
            raise RuntimeError("not every submission was taken")
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while True:
                row = await (await connection.execute(_LEFT)).fetchone()
                if row == (0, 0):
                    return time.perf_counter() - begin
                await asyncio.sleep(0.02)


async def _bare_reaction(url: str) -> list[float]:
    """Seconds from a committed insert to the moment in which the update of a bare listener is seen."""
    found: list[float] = []
    connect = psycopg.AsyncConnection.connect
    async with await connect(url, autocommit=True) as writer, await connect(url, autocommit=True) as listener:
        await writer.execute(b"CREATE TABLE floor_effects (id int PRIMARY KEY, seen boolean NOT NULL DEFAULT false)")
        await listener.execute(b"LISTEN floor")
        working = asyncio.create_task(_answer(listener, url))
        for number in range(FLOOR_ROUNDS):
            async with writer.transaction():
                await writer.execute(b"INSERT INTO floor_effects (id) VALUES (%s)", (number,))
                await writer.execute(b"SELECT pg_notify('floor', %s)", (str(number),))
            begin = time.perf_counter()
            while True:
                cursor = await writer.execute(b"SELECT seen FROM floor_effects WHERE id = %s", (number,))
                row = await cursor.fetchone()
                if row is not None and row[0]:
                    break
                await asyncio.sleep(LOOK_SECONDS)
            found.append(time.perf_counter() - begin)
        working.cancel()
    return found


async def _answer(listener: psycopg.AsyncConnection[Any], url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as worker:
        async for notice in listener.notifies():
            await worker.execute(b"UPDATE floor_effects SET seen = true WHERE id = %s", (int(notice.payload),))


if __name__ == "__main__":
    main()
