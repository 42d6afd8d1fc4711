"""People who write and read while a form changes under them, and a count of what they saw.

Every writer has records of their own and knows the last value the server acknowledged for each; whatever is read later
must be at least as new. Locks are watched in the database: how long did anybody wait, and was it a reader?
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from tests.support.product import ADMIN, PASSWORD, Product, environment
from tests.support.until import until

APP = "load"
FORM = "load.item"
DOCUMENT = """format: 1
app: {{key: load, name: Load}}
roles: {{all: {{name: All, grants: [{{form: item, can: [read, create, update], scope: all}}]}}}}
forms:
  item:
    name: Item
    fields:
      title: {{type: text, label: {title}}}
      code: {{type: {code}, label: Code}}
      {rest}
"""
LEGACY = "legacy: {type: text, label: Legacy}"
EXTRA = 'extra: {type: text, label: Extra, default: "as it was"}'
FIRST = DOCUMENT.format(title="Title", code="text", rest=LEGACY)
ADDED = DOCUMENT.format(title="Title", code="text", rest=f"{LEGACY}\n      {EXTRA}")
LABELED = DOCUMENT.format(title="Name of it", code="text", rest=f"{LEGACY}\n      {EXTRA}")
RETYPED = DOCUMENT.format(title="Name of it", code="mobile", rest=f"{LEGACY}\n      {EXTRA}")
HIDDEN = DOCUMENT.format(title="Name of it", code="mobile", rest=EXTRA)
BACK = RETYPED
ACCEPT = "forms.item.fields.code"
ODD = "not a number"
SEED = """INSERT INTO load.item (id, number, created_at, updated_at, source, version, title, code, legacy)
SELECT gen_random_uuid(), 'S' || n, timestamptz '2026-01-01', timestamptz '2026-01-01', 'import', 1, 't' || n,
    CASE WHEN n %% 1000 = 0 THEN 'not a number' ELSE '+86 137' || lpad(n::text, 8, '0') END, 'legacy ' || n
FROM generate_series(1, %s) n RETURNING 1"""
WAITING = """SELECT a.query, l.waitstart FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE NOT l.granted AND l.waitstart IS NOT NULL AND a.datname = current_database()"""


def number(count: int) -> str:
    """A phone number as people write it; both types take it."""
    return f"+86 138 {count:08d}"


def counted(code: str | None) -> int:
    """The count behind a number in either form."""
    digits = "".join(each for each in code or "" if each.isdigit())
    return int(digits[-8:]) if digits else -1


@dataclass
class Seen:
    """What happened under way."""

    writes: int = 0
    reads: int = 0
    errors: list[str] = field(default_factory=list)
    write_seconds: list[float] = field(default_factory=list)
    read_seconds: list[float] = field(default_factory=list)
    read_seconds_publishing: list[float] = field(default_factory=list)
    alone_seconds: list[float] = field(default_factory=list)
    alone_seconds_publishing: list[float] = field(default_factory=list)
    reader_waited: float = 0.0
    longest_wait: float = 0.0


@dataclass
class Load:
    """A crowd at one product. `acknowledged` is the last count by record."""

    product: Product
    writers: int
    readers: int
    seen: Seen = field(default_factory=Seen)
    acknowledged: dict[str, int] = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    publishing: bool = False
    published: list[tuple[float, float]] = field(default_factory=list)
    _next: int = 0

    def _count(self) -> int:
        self._next += 1
        return self._next

    async def boss(self) -> httpx.AsyncClient:
        """The administrator."""
        # Idle connections are left before the server ends them (5 s), so that no request meets a closing one.
        limits = httpx.Limits(max_connections=self.writers + self.readers + 5, keepalive_expiry=2.0)
        client = httpx.AsyncClient(
            base_url=f"{self.product.url}/api/v1", timeout=60, limits=limits, trust_env=False,
            headers={"Accept-Language": "en"},
        )  # fmt: skip
        answer = await client.post("/session", json={"login": ADMIN, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return client

    async def publish(self, boss: httpx.AsyncClient, text: str, *accept: str) -> float:
        """Import; the seconds it took."""
        began, self.publishing = monotonic(), True
        answer = await boss.put(
            f"/apps/{APP}/blueprint", content=text.encode(), params=[("accept", each) for each in accept]
        )
        assert answer.status_code == 200, answer.text
        return self.ended(began)

    def ended(self, began: float) -> float:
        """A publication is over; the seconds it took."""
        self.publishing = False
        self.published.append((began, monotonic()))
        return monotonic() - began

    async def write(self, boss: httpx.AsyncClient, place: int) -> None:
        """One writer: new records now and then, else changes of own ones."""
        rng, own = random.Random(place), list[str]()  # noqa: S311 -- repeatable, not secret
        while not self.stop.is_set():
            count = self._count()
            values: dict[str, Any] = {"code": number(count), "title": f"w{count}"}
            began = monotonic()
            if not own or (len(own) < 10 and rng.random() < 0.2):
                answer = await boss.post(f"/forms/{FORM}/records", json={"values": values})
            else:
                record = rng.choice(own)
                if record in self.extras:
                    values["extra"] = f"e{count}"
                answer = await boss.patch(f"/forms/{FORM}/records/{record}", json={"values": values})
            self.seen.write_seconds.append(monotonic() - began)
            self._written(answer, count, values, own)

    def _written(self, answer: httpx.Response, count: int, values: dict[str, Any], own: list[str]) -> None:
        self.answered.set()
        if answer.status_code not in {200, 201}:
            self.seen.errors.append(f"write {answer.status_code} {answer.text[:200]}")
            return
        body = answer.json()
        self.seen.writes += 1
        self.acknowledged[body["id"]] = count
        if "extra" in body["values"]:
            self.extras[body["id"]] = values.get("extra") or body["values"]["extra"]
        if body["id"] not in own:
            own.append(body["id"])
        if counted(body["values"]["code"]) != count:
            self.seen.errors.append(f"answer lost a value: {count} {body['values']}")

    async def read(self, boss: httpx.AsyncClient, place: int) -> None:
        """One reader: pages of the list, and records that somebody just wrote."""
        rng = random.Random(-place)  # noqa: S311 -- repeatable, not secret
        while not self.stop.is_set():
            record = rng.choice(list(self.acknowledged)) if self.acknowledged and rng.random() < 0.7 else None
            least = self.acknowledged[record] if record is not None else 0
            began = monotonic()
            answer = await boss.get(f"/forms/{FORM}/records" + (f"/{record}" if record else "?limit=50"))
            kept = self.seen.read_seconds_publishing if self.publishing else self.seen.read_seconds
            kept.append(monotonic() - began)
            self.seen.reads += 1
            if answer.status_code != 200:
                self.seen.errors.append(f"read {answer.status_code} {answer.text[:200]}")
            elif record is not None and counted(answer.json()["values"]["code"]) < least:
                self.seen.errors.append(f"read lost {least}: {answer.json()['values']}")

    async def watch(self) -> None:
        """Who waits for locks in the database, and how long."""
        async with await psycopg.AsyncConnection.connect(
            self.product.database_url, autocommit=True, row_factory=dict_row
        ) as connection:
            while not self.stop.is_set():
                cursor = await connection.execute("SELECT clock_timestamp() AS at")
                row = await cursor.fetchone()
                assert row is not None
                for each in await (await connection.execute(WAITING)).fetchall():
                    waited = (row["at"] - each["waitstart"]).total_seconds()
                    self.seen.longest_wait = max(self.seen.longest_wait, waited)
                    if each["query"].lstrip().upper().startswith("SELECT R."):
                        self.seen.reader_waited = max(self.seen.reader_waited, waited)
                await asyncio.sleep(0.02)

    async def run(self, story: Callable[["Load", httpx.AsyncClient], Any], rows: int) -> None:
        """Install, fill, let everybody begin, tell the story, let everybody end."""
        boss = await self.boss()
        try:
            await self.publish(boss, FIRST)
            self.product.sql(SEED, [rows])
            alone = await self._alone(boss)
            crowd = [asyncio.create_task(self.write(boss, place)) for place in range(self.writers)]
            crowd += [asyncio.create_task(self.read(boss, place)) for place in range(1, self.readers + 1)]
            crowd.append(asyncio.create_task(self.watch()))
            try:
                await story(self, boss)
            finally:
                self.stop.set()
                await asyncio.gather(*crowd)
                await self._heard(alone)
        finally:
            await boss.aclose()

    async def _alone(self, boss: httpx.AsyncClient) -> asyncio.subprocess.Process:
        """A reader in a process of its own."""
        cookie = "; ".join(f"{name}={value}" for name, value in boss.cookies.items())
        where = [boss.base_url.host, str(boss.base_url.port), f"/api/v1/forms/{FORM}/records?limit=50", cookie]
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.lone_reader", *where,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip

    async def _heard(self, alone: asyncio.subprocess.Process) -> None:
        said, _ = await alone.communicate(b"")
        for line in said.decode().splitlines():
            began, took, status = line.split()
            at = float(began)
            within = any(first <= at <= last for first, last in self.published)
            (self.seen.alone_seconds_publishing if within else self.seen.alone_seconds).append(float(took))
            if status != "200":
                self.seen.errors.append(f"read alone {status}")

    async def busy(self, writes: int) -> None:
        """Until that many more writes were acknowledged."""
        wanted = self.seen.writes + writes
        while self.seen.writes < wanted and not self.seen.errors:
            self.answered.clear()
            await self.answered.wait()


@contextmanager
def publishing(product: Product, text: str, folder: Path, *accept: str) -> Iterator[subprocess.Popen[bytes]]:
    """`helpwright blueprint import` as a process of its own."""
    file = folder / "changed.yaml"
    file.write_text(text, "utf-8")
    command = [sys.executable, "-m", "helpwright.entry.cli", "blueprint", "import", str(file)]
    command += ["--data-dir", str(product.data_dir)]
    for each in accept:
        command += ["--accept", each]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL) as process:
        yield process


async def killed_in_the_middle(load: Load, text: str, folder: Path, *accept: str) -> str:
    """Start to publish, kill −9 the process while it carries values over; the id of its publication."""
    newest = "SELECT id, state, progress FROM publications ORDER BY number DESC LIMIT 1"
    async with journal(load.product) as rows:
        before = (await rows(newest))[0]["id"]
        with publishing(load.product, text, folder, *accept) as process:

            async def under_way() -> bool:
                assert process.poll() is None
                (row,) = await rows(newest)
                return bool(row["id"] != before and row["progress"].get("form.item", {}).get("done", 0) > 0)

            await until(under_way)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        (row,) = await rows(newest)
        assert row["state"] == "running"
    return str(row["id"])


async def over(load: Load, publication: str) -> dict[str, Any]:
    """The publication when it has ended; the worker takes it up."""
    found: list[dict[str, Any]] = []
    async with journal(load.product) as rows:

        async def ended() -> bool:
            found[:] = await rows("SELECT state, step, error FROM publications WHERE id = %s", [publication])
            return found[0]["state"] in {"done", "failed"}

        await until(ended, 600)
    return found[0]


@asynccontextmanager
async def journal(product: Product) -> AsyncIterator[Callable[..., Awaitable[list[dict[str, Any]]]]]:
    """Asks the database over one connection."""
    async with await psycopg.AsyncConnection.connect(
        product.database_url, autocommit=True, row_factory=dict_row, options="-c search_path=helpwright"
    ) as connection:

        async def rows(sql: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
            return await (await connection.execute(sql.encode(), params)).fetchall()

        yield rows


def check(load: Load, rows: int) -> None:
    """Every acknowledged value is there, every seeded one as well, nothing failed."""
    assert load.seen.errors == [], load.seen.errors[:5]
    assert load.seen.reader_waited < 2.0
    stored = load.product.sql(
        "SELECT d.physical FROM definitions d WHERE d.app = %s AND d.kind = 'form' AND d.key = 'item'", [APP]
    )
    columns = stored[0]["physical"]["columns"]
    code, extra = columns["code"], columns["extra"]
    stored = load.product.sql(f'SELECT id, title, "{code}" AS code, "{extra}" AS extra FROM load.item')  # noqa: S608 -- ours
    found = {str(row["id"]): row for row in stored}
    for record, count in load.acknowledged.items():
        assert found[record]["code"] == f"138{count:08d}"
        assert found[record]["title"] == f"w{count}"
    for record, text in load.extras.items():
        assert found[record]["extra"] == text
    assert len(found) == rows + len(load.acknowledged)
    right = load.product.sql(
        f"""SELECT count(*) AS n FROM load.item
        WHERE source = 'import' AND legacy LIKE 'legacy %%' AND extra = 'as it was'
        AND (CASE WHEN code = 'not a number' THEN "{code}" IS NULL
            ELSE "{code}" = right(replace(code, ' ', ''), 11) END)""",  # noqa: S608 -- ours
    )
    assert right[0]["n"] == rows
    assert load.product.sql("SELECT 1 FROM conversion_rows") == []
    assert load.product.sql("SELECT 1 FROM pg_trigger WHERE tgname LIKE '%%converting'") == []
