"""A company at work while its server is killed again and again: customers submit, agents act, parts of the product die.

Everybody behaves as a browser does: what was not answered is sent again, under the same key, until there is an answer.
What was acknowledged is kept here, to be held against what the database says afterwards (`storm_truths`).
"""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import psutil

from tests.support.product import Client, Product, submission

_AGENT_PASSWORD: Final = "battery-staple-7"
_PAUSE_SECONDS: Final = 0.2
_PATIENCE_SECONDS: Final = 25.0
_KINDS: Final = ("product", "support", "complaint", "after_sales")
_URGENCIES: Final = ("normal", "normal", "normal", "urgent", "critical")
_VICTIMS: Final[Sequence[tuple[str, int]]] = (
    ("one web process", 30),
    ("all web processes", 8),
    ("worker", 26),
    ("database", 14),
    ("one connection of the database", 16),
    ("web, worker and database", 4),
    ("everything", 2),
)


@dataclass
class Acknowledged:
    """What the server has said yes to. Counters are by ticket."""

    numbers: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    claimed: Counter[str] = field(default_factory=Counter)
    completed: Counter[str] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    confirmed: set[str] = field(default_factory=set)


@dataclass
class Storm:
    """`tickets` customers over about `seconds`; every choice comes from `seed`."""

    product: Product
    tickets: int
    seconds: float
    seed: int
    agents: int = 4
    customers: int = 24
    every: float = 4.0
    tell: Callable[[str], object] = print
    acknowledged: Acknowledged = field(default_factory=Acknowledged)
    kills: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    repeated: int = 0
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _solved: list[str] = field(default_factory=list)
    _began: float = 0.0

    @property
    def mail_kills(self) -> int:
        """Kills that could come between a mail server's yes and our record of it."""
        return sum(count for victim, count in self.kills.items() if "web process" not in victim)

    def staff(self) -> list[str]:
        """Make the agents; their logins."""
        logins = []
        with Client(self.product) as boss:
            boss.sign_in()
            for number in range(self.agents):
                login = f"agent{number}@example.com"
                team = ("tech", "service")[number % 2]
                body = {"name": f"客服{number}", "email": login, "password": _AGENT_PASSWORD}
                answer = boss.post("/people", json={**body, "roles": ["agent"], "teams": [team]})
                assert answer.status_code == 201, answer.text
                logins.append(login)
        return logins

    async def run(self, logins: Sequence[str]) -> None:
        """Until every ticket is in and the time is up; then nothing is killed any more, and all finish their act."""
        self._began = monotonic()
        waiting = iter(range(self.tickets))
        async with asyncio.TaskGroup() as group:
            weather = group.create_task(self._weather())
            people = [group.create_task(self._agent(login, place)) for place, login in enumerate(logins)]
            people.append(group.create_task(self._confirming()))
            customers = [group.create_task(self._customer(waiting)) for _ in range(self.customers)]
            await asyncio.wait(customers)
            await weather
            self._over.set()
            await asyncio.wait(people)

    def _line(self) -> httpx.AsyncClient:
        limits = httpx.Limits(keepalive_expiry=2.0)
        return httpx.AsyncClient(
            base_url=f"{self.product.url}/api/v1", timeout=_PATIENCE_SECONDS, trust_env=False, limits=limits
        )

    def _choose_door(self, client: httpx.AsyncClient) -> None:
        """Before each try: where it goes, when there are several servers."""

    async def _until_answered(
        self, client: httpx.AsyncClient, method: str, path: str, body: Any, key: str | None = None
    ) -> httpx.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        tries = 0
        while True:
            tries += 1
            self._choose_door(client)
            try:
                answer = await client.request(method, path, json=body, headers=headers)
            except httpx.TransportError:
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            if answer.status_code == 503:
                if "Retry-After" not in answer.headers:
                    self.strange.append(f"{method} {path}: 503 without Retry-After: {answer.text}")
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            self.repeated += tries > 1
            if answer.status_code >= 500 or answer.status_code in {401, 429}:
                self.strange.append(f"{method} {path}: {answer.status_code} {answer.text}")
            return answer

    async def _customer(self, waiting: Any) -> None:
        async with self._line() as client:
            for number in waiting:
                due = self._began + self.seconds * number / self.tickets
                await asyncio.sleep(max(0.0, due - monotonic()))
                await self._submit(client, number)

    async def _submit(self, client: httpx.AsyncClient, number: int) -> None:
        rng = random.Random(f"{self.seed}:{number}")  # noqa: S311 -- repeatable, not secret
        body = submission(
            UUID(int=rng.getrandbits(128), version=4),
            customer_name=f"客户 {number}",
            customer_email=f"c{number}@example.com",
            description=f"第 {number} 条 😀",
            problem_type=rng.choice(_KINDS),
            urgency=rng.choice(_URGENCIES),
        )
        answer = await self._until_answered(client, "POST", "/public/forms/ticket/submissions", body)
        if answer.status_code not in {200, 201}:
            self.strange.append(f"submission {number}: {answer.status_code} {answer.text}")
            return
        receipt = answer.json()
        self.acknowledged.numbers[receipt["id"]] = receipt["number"]
        self.acknowledged.bodies[receipt["id"]] = body
        self.acknowledged.tokens[receipt["id"]] = receipt["progress_url"].rsplit("/", 1)[1]

    async def _agent(self, login: str, place: int) -> None:
        rng = random.Random(f"{self.seed}:agent:{place}")  # noqa: S311 -- repeatable, not secret
        async with self._line() as client:
            answer = await self._until_answered(
                client, "POST", "/session", {"login": login, "password": _AGENT_PASSWORD}
            )
            client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            while not self._over.is_set():
                pool = await self._until_answered(client, "GET", "/tasks?scope=pool&limit=20", None)
                items = pool.json().get("items", [])
                if not items:
                    await asyncio.sleep(_PAUSE_SECONDS)
                    continue
                await self._handle(client, rng, rng.choice(items))

    async def _handle(self, client: httpx.AsyncClient, rng: random.Random, task: dict[str, Any]) -> None:
        record, path = task["record"]["id"], f"/tasks/{task['id']}"
        claim = await self._until_answered(client, "POST", f"{path}/claim", {}, str(uuid4()))
        if claim.status_code != 200:
            self._expect(claim, {404, 409})
            return
        self.acknowledged.claimed[record] += 1
        note = {"text": f"看过 {rng.random()}", "visibility": "internal"}
        said = await self._until_answered(
            client, "POST", f"/forms/ticket/records/{record}/comments", note, str(uuid4())
        )
        self._expect(said, {201, 200})
        self.acknowledged.comments[record] += 1
        if rng.random() < 0.2:
            return
        body = {"outcome": "done", "values": {"solution": "换了固件", "root_cause": "旧"}}
        done = await self._until_answered(client, "POST", f"{path}/complete", body, str(uuid4()))
        self._expect(done, {200})
        if done.status_code == 200:
            self.acknowledged.completed[record] += 1
            self._solved.append(record)

    def _expect(self, answer: httpx.Response, statuses: set[int]) -> None:
        if answer.status_code not in statuses:
            self.strange.append(f"{answer.request.method} {answer.request.url.path}: {answer.text}")

    async def _confirming(self) -> None:
        """Customers whose ticket is solved: half confirm, some reject, the others are silent."""
        rng = random.Random(f"{self.seed}:confirming")  # noqa: S311 -- repeatable, not secret
        async with self._line() as client:
            while not self._over.is_set():
                if not self._solved:
                    await asyncio.sleep(_PAUSE_SECONDS)
                    continue
                record, chance = self._solved.pop(0), rng.random()
                token = self.acknowledged.tokens.get(record)
                if token is None or chance > 0.65:
                    continue
                verb, body = ("confirm", None) if chance < 0.5 else ("reject", {"reason": "还是不行"})
                answer = await self._until_answered(client, "POST", f"/public/progress/{token}/{verb}", body)
                # A repetition of what was done, but not answered, finds it done.
                self._expect(answer, {200, 409})
                self.acknowledged.answered[record] += 1
                if verb == "confirm":
                    self.acknowledged.confirmed.add(record)

    async def _weather(self) -> None:
        rng = random.Random(f"{self.seed}:weather")  # noqa: S311 -- repeatable, not secret
        names, weights = zip(*_VICTIMS, strict=True)
        end = self._began + self.seconds
        while True:
            wait = min(3 * self.every, max(0.2, rng.expovariate(1 / self.every)))
            if monotonic() + wait >= end:
                await asyncio.sleep(max(0.0, end - monotonic()))
                return
            await asyncio.sleep(wait)
            victim = rng.choices(names, weights)[0]
            await asyncio.to_thread(self._kill, victim, rng)
            self.tell(f"{monotonic() - self._began:7.1f} s  killed {victim}")

    def _kill(self, victim: str, rng: random.Random) -> None:
        parts = self.product.parts()
        match victim:
            case "one web process":
                pids = [rng.choice(parts["web"])] if parts["web"] else []
            case "all web processes":
                pids = parts["web"]
            case "worker" | "database":
                pids = parts[victim]
            case "one connection of the database":
                pids = _one_of(parts["database"], rng)
            case "web, worker and database":
                pids = [*parts["web"], *parts["worker"], *parts["database"]]
            case _:
                self.product.kill("web", "worker", "database", "supervisor")
                self.product.start()
                pids = [0]
        for pid in filter(None, pids):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.kills[victim] += bool(pids)


def _one_of(servers: Sequence[int], rng: random.Random) -> list[int]:
    with suppress(psutil.NoSuchProcess, IndexError):
        return [rng.choice(psutil.Process(servers[0]).children()).pid]
    return []
