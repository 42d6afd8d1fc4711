"""Lists, saving and dashboards of a desk that grows: from 10,000 tickets to a million, or whatever `--sizes` says.

For each size a server of its own, whose tables hold what years of use leave (`load/grown.py`). All of them run, and
are measured in short turns, so that what else the machine does meanwhile falls on all alike. One signed-in person
reads lists of 50, filtered and sorted, also by last change; saves a choice, then a text, of one ticket after the other;
reads the cockpit (all its charts, over all time) right after a change of a ticket and again without one; and reads its
charts of the last three days. The catalogue's figures are those of the largest size.
`growth_…` is how many times slower the largest is than the smallest, by the processor time that one request costs web
process and database together, which other programs on the machine disturb less than the clock; floor: 1, that is flat.

Filling takes longer than measuring. With ``--keep FOLDER`` the desks lie there, one folder for each size: what is
there is measured as it is, what is missing is filled first, and all of it stays. One that was not filled to its end is
begun anew. With ``--cold`` the system forgets the files of each desk before its server starts, as when the machine
had been started anew: every page is read from the disk when it is first asked for.

Usage: ``python bench/growth.py [--json] [--quick] [--sizes 10000,1000000,10000000] [--keep FOLDER] [--cold]``
"""

import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlencode
from uuid import UUID, uuid4

import orjson
import psycopg
import uvloop

from helpwright.reports.rollups.keeper import LARGE
from load.client import Outcome, drive, request, send_all
from load.floor import bare_database
from load.grown import grow
from load.people import Signed, sign_in
from load.report import Figure, parser, show
from load.rest import until_at_rest
from load.saves import Saves
from load.served import Served, served
from load.tickets import PATH, values_of

SIZES: Final = (10_000, 1_000_000)
QUICK: Final = (10_000, 200_000)
WARM_UP: Final = 0.1
LAPS: Final = 4
SECONDS: Final = 4.0
SECONDS_IN_FULL: Final = 12.0
ENOUGH: Final = 4
PATIENCE: Final = (1, 4, 16)
"""How many times as long it is measured when there were not enough answers."""
KINDS: Final = ("list", "sorted", "changed", "save", "save_text", "dashboard", "dashboard_days")
LONGEST_REST: Final = 3600.0
_RESTS: Final = f"""SELECT NOT EXISTS (SELECT 1 FROM rollup_notes)
    AND NOT EXISTS (SELECT 1 FROM rollups WHERE state = 'building') AND (EXISTS (SELECT 1 FROM rollups)
        OR (SELECT reltuples < {LARGE} FROM pg_class WHERE oid = 'service_desk.ticket'::regclass))
    AND NOT EXISTS (SELECT 1 FROM pg_class WHERE relname ~ '^form-[0-9]+-(created_by|dept_id|partner_id)$')
    AND 0 < (SELECT count(*) FROM pg_index i WHERE i.indisvalid AND i.indrelid = 'service_desk.ticket'::regclass
        AND i.indexrelid::regclass::text LIKE '%-changed-by-status"')"""  # noqa: S608 -- a number of ours
_NO_VACUUM: Final = "autovacuum = off\n"
"""How long cleaning up after ten million took would be told as the time of the requests meanwhile."""
_COCKPIT: Final = "/api/v1/dashboards/cockpit"
_LIST: Final = "/api/v1/forms/ticket/records"
_DAYS: Final = {"field": "created_at", "op": "within", "value": {"last": 3, "unit": "day"}}


@dataclass(frozen=True, slots=True)
class Lap:
    """A turn of one kind of request: seconds of each answer, processor seconds of all, and how many were sent."""

    latencies: list[float]
    took: float
    sent: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What one kind of request took: seconds as the person saw them, and processor time of one, in milliseconds."""

    outcome: Outcome
    each: float

    @classmethod
    def of(cls, laps: Sequence[Lap]) -> Self:
        """All turns together."""
        latencies = [each for lap in laps for each in lap.latencies]
        took, sent = sum(lap.took for lap in laps), sum(lap.sent for lap in laps)
        return cls(Outcome(latencies), took / sent * 1000)

    @property
    def p95(self) -> float:
        """Milliseconds."""
        return self.outcome.percentile(0.95) * 1000

    @property
    def median(self) -> float:
        """Milliseconds."""
        return self.outcome.percentile(0.5) * 1000


@dataclass(frozen=True, slots=True)
class Desk:
    """One size: its server, what is asked of it by kind, and what is told of its beginning."""

    size: int
    server: Served
    saves: Saves
    asks: Mapping[str, Callable[[], bytes]]
    told: str


def main() -> None:
    """Measure and print a table, or with ``--json`` the keys of the catalogue."""
    options = parser(__doc__)
    options.add_argument("--sizes", help="numbers of tickets, separated by commas")
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="where filled desks lie and stay")
    options.add_argument("--cold", action="store_true", help="begin with nothing of the desk in the system's cache")
    asked = options.parse_args()
    sizes = [int(each) for each in asked.sizes.split(",")] if asked.sizes else [*(QUICK if asked.quick else SIZES)]
    seconds = SECONDS if asked.quick else SECONDS_IN_FULL
    with ExitStack() as running:
        desks = [
            running.enter_context(_desk(size, asked.keep and asked.keep / str(size), cold=asked.cold)) for size in sizes
        ]
        costs = _measured(desks, seconds)
    notes = {f"{desk.size:,}": f"{desk.told}; {_told(costs[desk.size])}" for desk in desks}
    first, last = costs[sizes[0]], costs[sizes[-1]]
    load = f"1 client, {sizes[-1]:,} tickets; floor: {sizes[0]:,}"
    figures = {
        "list_p95": Figure(last["list"].p95, "ms", first["list"].p95, f"50 newest, filtered, {load}"),
        "changed_p95": Figure(last["changed"].p95, "ms", first["changed"].p95, f"by last change, filtered, {load}"),
        "filter_sort_p95": Figure(last["sorted"].p95, "ms", first["sorted"].p95, f"filtered and sorted, {load}"),
        "save_p95": Figure(last["save"].p95, "ms", first["save"].p95, f"PATCH urgency, {load}"),
        "dashboard_cold_p95": Figure(last["dashboard"].p95, "ms", first["dashboard"].p95, f"after a change, {load}"),
        "dashboard_warm_p95": Figure(last["warm"].p95, "ms", first["warm"].p95, f"without a change, {load}"),
    }
    for kind in KINDS:
        figures[f"growth_{kind}"] = Figure(
            last[kind].each / first[kind].each, "×", 1.0, f"processor time of one, {sizes[0]:,} to {sizes[-1]:,}"
        )
    show(figures, notes, as_json=asked.json)


@contextmanager
def _desk(size: int, folder: Path | None, *, cold: bool) -> Iterator[Desk]:
    """A desk whose server runs and is at rest."""
    if folder is not None and not _full(folder).exists():
        shutil.rmtree(folder, ignore_errors=True)
    with served(kept=folder) as server:
        filled = 0.0 if _full(server.data_dir).exists() else _fill(server, size)
        _say(f"{size:,}: filled in {filled:.0f} s")
        (server.data_dir / "postgres" / "custom.conf").write_text(_NO_VACUUM)
        if cold:
            _forget(server.data_dir)
        ready = server.start()
        person = sign_in(server)
        saves = Saves(size, _full(server.data_dir))
        kept = _at_rest(server)
        _say(f"{size:,}: roll-ups in {kept:.0f} s")
        _know_tables(server)
        until_at_rest(server)
        told = f"filled in {filled:.0f} s, ready in {ready:.1f} s, roll-ups in {kept:.0f} s"
        yield Desk(size, server, saves, _asks(person, saves), told)


def _asks(person: Signed, saves: Saves) -> dict[str, Callable[[], bytes]]:
    save = _saves(saves, person, "urgency")
    return {
        "list": _turns(_reads(person, ("-created_at",))),
        "sorted": _turns(_reads(person, ("created_at", "-number", "urgency"))),
        "changed": _turns(_reads(person, ("-updated_at", "updated_at"))),
        "save": save,
        "save_text": _saves(saves, person, "solution"),
        "warm": _turns([person.get(_COCKPIT)]),
        "dashboard": _alternately(save, person.get(_COCKPIT)),
        "dashboard_days": _turns([person.get(f"{_COCKPIT}?{_filter(_DAYS)}")]),
    }


def _measured(desks: Sequence[Desk], seconds: float) -> dict[int, dict[str, Cost]]:
    """By size what each kind of request takes; `seconds` of each at each size, in turns."""
    found: dict[int, dict[str, Cost]] = {desk.size: {} for desk in desks}
    for kind in desks[0].asks:
        laps: dict[int, list[Lap]] = {desk.size: [] for desk in desks}
        for _ in range(LAPS):
            for desk in desks:
                lap = _lap(desk.server, seconds / LAPS, desk.asks[kind])
                laps[desk.size].append(_slower_half(lap) if kind == "dashboard" else lap)
                desk.saves.keep()
        for desk in desks:
            cost = Cost.of(laps[desk.size])
            if kind == "dashboard":
                cost = _without(cost, found[desk.size]["save"])
            found[desk.size][kind] = cost
            _say(f"{desk.size:,}: {kind} {_in_words(cost)}")
            _at_rest(desk.server)
            until_at_rest(desk.server)
    return found


def _told(costs: Mapping[str, Cost]) -> str:
    return ", ".join(f"{kind} {_in_words(cost)}" for kind, cost in costs.items())


def _in_words(cost: Cost) -> str:
    return f"{cost.median:.1f} ms (processors {cost.each:.1f})"


def _fill(server: Served, size: int) -> float:
    """Seconds that it took."""
    server.start()
    _submit_one(server)
    server.stop()
    began = time.perf_counter()
    with bare_database(server.data_dir) as bare:
        grow(bare.url, size, datetime.now(UTC))
    _full(server.data_dir).touch()
    return time.perf_counter() - began


def _full(folder: Path) -> Path:
    """The file that says that the desk in this folder was filled to its end."""
    return folder / "grown"


def _forget(folder: Path) -> None:
    """Let the system's cache hold nothing of these files; what it still had to write has been written at the stop."""
    for file in folder.rglob("*"):
        if file.is_file():
            descriptor = os.open(file, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def _say(text: str) -> None:
    """A large size takes long: who waits hears how far it is."""
    print(f"… {text}", file=sys.stderr, flush=True)


def _at_rest(server: Served) -> float:
    """Wait until the roll-ups that the dashboards need are there and know every change; seconds."""
    began = time.perf_counter()
    with psycopg.connect(server.database_url, autocommit=True, options="-c search_path=helpwright") as connection:
        while time.perf_counter() - began < LONGEST_REST:
            time.sleep(0.25)
            row = connection.execute(_RESTS).fetchone()
            if row is not None and row[0]:
                return time.perf_counter() - began
    raise RuntimeError("the roll-ups do not come to rest")


def _know_tables(server: Served) -> None:
    """What the database would learn of its tables by and by, it learns now."""
    with psycopg.connect(server.database_url, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _submit_one(server: Served) -> None:
    answers = uvloop.run(
        send_all(server.port, [request("POST", PATH, orjson.dumps({"id": str(uuid4()), "values": values_of(0)}))])
    )
    if [status for status, _ in answers] != [201]:
        raise RuntimeError("the first ticket was not taken")


def _lap(server: Served, seconds: float, ask: Callable[[], bytes]) -> Lap:
    sent = count()

    def counted() -> bytes:
        next(sent)
        return ask()

    before = server.cpu_seconds()
    outcome = Outcome()
    for times in PATIENCE:
        outcome = uvloop.run(drive(server.port, counted, clients=1, warm_up=WARM_UP, seconds=seconds * times))
        if len(outcome.latencies) >= ENOUGH:
            break
    after = server.cpu_seconds()
    if set(outcome.statuses) != {200}:
        raise RuntimeError(f"not every request was answered: {outcome.statuses}")
    return Lap(outcome.latencies, sum(after[part] - before[part] for part in ("web", "database")), next(sent))


def _slower_half(pairs: Lap) -> Lap:
    """Of turns of saving and reading the answers of the reading: every second one."""
    halves = sorted((pairs.latencies[::2], pairs.latencies[1::2]), key=statistics.median)
    return Lap(halves[1], pairs.took, pairs.sent)


def _without(pairs: Cost, save: Cost) -> Cost:
    """Of turns of saving and reading what the reading took of the processors: all but the save."""
    return Cost(pairs.outcome, max(2 * pairs.each - save.each, 0.01))


def _turns(requests: Sequence[bytes]) -> Callable[[], bytes]:
    endless = cycle(requests)
    return lambda: next(endless)


def _alternately(save: Callable[[], bytes], read: bytes) -> Callable[[], bytes]:
    turn = cycle((True, False))
    return lambda: save() if next(turn) else read


def _filter(document: object) -> str:
    return urlencode({"filter": orjson.dumps(document).decode()})


def _reads(person: Signed, orders: Sequence[str]) -> list[bytes]:
    """Lists that people look at: of a state, of an urgency in a state, the open ones."""
    filters: list[object] = [{"field": "status", "op": "eq", "value": each} for each in ("new", "processing", "closed")]
    filters += [
        {"all": [{"field": "status", "op": "eq", "value": "closed"}, {"field": "urgency", "op": "eq", "value": each}]}
        for each in ("normal", "urgent", "critical")
    ]
    filters.append({"field": "status", "op": "in", "value": ["new", "processing"]})
    return [
        person.get(f"{_LIST}?{urlencode({'limit': 50, 'sort': order})}&{_filter(each)}")
        for each in filters
        for order in orders
    ]


def _saves(saves: Saves, person: Signed, field: str) -> Callable[[], bytes]:
    def save() -> bytes:
        number, value = saves.next(field)
        record = UUID(f"01900000-0000-7000-8000-{number:012x}")
        return person.patch(f"{_LIST}/{record}", {"values": {field: value}})

    return save


if __name__ == "__main__":
    main()
