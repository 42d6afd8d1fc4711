"""The real application over a database of one's own, with the running example installed and people at work."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from helpwright.access import store as access_store
from helpwright.access.gate import COOKIE, hash_of
from helpwright.access.operations.people import create_person
from helpwright.entry.asgi import create_app
from helpwright.entry.automation import Automation
from helpwright.entry.wiring import Product
from helpwright.flows.effects import effect_to_json
from helpwright.flows.model import Event, State, state_hash
from helpwright.flows.recheck import versions_of
from helpwright.flows.step import step
from helpwright.kernel.clock import SystemClock
from helpwright.platform.database import Row, Statement
from helpwright.platform.settings import Environment
from tests.support.postgres import DatabaseServer

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, a working day
TICKETS = "forms/ticket/records"
SENT_WHOLE: Mapping[str, None] = {"from_length": None, "to_length": None}
"""Of a change in the activity whose texts are short."""
_NUMBERS = count(1)


class StandingClock(SystemClock):
    """Stands still until moved."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self.present = start

    def now(self) -> datetime:
        """The instant it stands at."""
        return self.present

    def advance(self, **span: float) -> None:
        """Move on by a timedelta's arguments."""
        self.present += timedelta(**span)


class Person(httpx.AsyncClient):
    """A signed-in browser; `id` is the person's."""

    id: str = ""

    async def task_of(self, record_id: str) -> dict[str, Any]:
        """The newest task of a ticket they may see."""
        answer = await self.get(f"{TICKETS}/{record_id}/flow")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["tasks"][-1]
        return found

    async def record(self, record_id: str) -> dict[str, Any]:
        """A ticket they may see."""
        answer = await self.get(f"{TICKETS}/{record_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def work(self, record_id: str, verb: str, **body: Any) -> httpx.Response:
        """Do something with the newest task of a ticket."""
        task = await self.task_of(record_id)
        return await self.post(f"tasks/{task['id']}/{verb}", json=body)

    async def solve(self, record_id: str, solution: str = "换了固件", **more: Any) -> httpx.Response:
        """Complete the newest task with the outcome `done`."""
        return await self.work(record_id, "complete", outcome="done", values={"solution": solution}, **more)


@dataclass(frozen=True)
class Ticket:
    """A receipt: the record's id, its number, the token of its progress link."""

    id: str
    number: str
    token: str


def ticket_values(**values: Any) -> dict[str, Any]:
    """Values that are accepted, unless `values` say otherwise; None leaves a field out."""
    filled = {
        "customer_phone": "13800138000",
        "customer_name": "张伟",
        "customer_email": "zhang@example.com",
        "problem_type": "support",
        "urgency": "critical",
        "description": "设备掉线\n第二行",
        **values,
    }
    return {key: value for key, value in filled.items() if value is not None}


@dataclass
class Office:
    """One process of the product, its clock, and browsers that are closed with it."""

    product: Product
    clock: StandingClock
    app: FastAPI
    browsers: list[httpx.AsyncClient] = field(default_factory=list)

    @cached_property
    def automation(self) -> Automation:
        """What the worker does; nothing runs by itself here."""
        return Automation(self.product)

    async def settle(self) -> None:
        """Let rules and timers do what is to be done now, and all that follows."""
        await self.automation.settling.settle()

    def browser(self, language: str = "zh-CN", base: str = "http://desk.example.com/api/v1") -> httpx.AsyncClient:
        """Somebody without an account."""
        opened: httpx.AsyncClient = self._open(httpx.AsyncClient, language, base)
        return opened

    def _open(self, kind: type[httpx.AsyncClient], language: str, base: str) -> Any:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        made = kind(transport=transport, base_url=base, headers={"Accept-Language": language})
        self.browsers.append(made)
        return made

    async def person(
        self,
        name: str,
        *,
        roles: Sequence[str] = (),
        teams: Sequence[str] = (),
        admin: bool = False,
        language: str = "zh-CN",
    ) -> Person:
        """Someone new with roles and teams of the app, signed in (without the cost of a password)."""
        row = await create_person(
            self.product.gate,
            {
                "name": name,
                "email": f"{token_hex(6)}@example.com",
                "admin": admin,
                "roles": [each if "." in each else f"service_desk.{each}" for each in roles],
                "teams": [each if "." in each else f"service_desk.{each}" for each in teams],
            },
        )
        return await self.sign_in(UUID(str(row["id"])), language)

    async def sign_in(self, person_id: UUID, language: str = "zh-CN") -> Person:
        """A browser of somebody who exists."""
        token, csrf, at = token_hex(16), token_hex(16), self.clock.now()
        until = at + timedelta(days=3650)
        opened = access_store.insert_session(hash_of(token), person_id, csrf, at, until)
        await self.product.database.write([opened])
        browser: Person = self._open(Person, language, "http://desk.example.com/api/v1")
        browser.id = str(person_id)
        browser.cookies.set(COOKIE, token)
        browser.headers["X-CSRF-Token"] = csrf
        return browser

    async def agent(self, name: str = "李娜", team: str = "tech", language: str = "zh-CN") -> Person:
        """Somebody in a team with the role agent."""
        return await self.person(name, roles=["agent"], teams=[team], language=language)

    async def supervisor(self, name: str = "王芳", language: str = "zh-CN") -> Person:
        """Somebody who leads."""
        return await self.person(name, roles=["supervisor"], language=language)

    async def submit(self, submission_id: UUID | None = None, **values: Any) -> Ticket:
        """Send a ticket as a customer."""
        body = {"id": str(submission_id or uuid4()), "values": ticket_values(**values)}
        answer = await self.browser().post("public/forms/ticket/submissions", json=body)
        assert answer.status_code in {200, 201}, answer.text
        receipt = answer.json()
        return Ticket(receipt["id"], receipt["number"], receipt["progress_url"].rsplit("/", 1)[1])

    async def progress(self, ticket: Ticket, language: str = "zh-CN") -> dict[str, Any]:
        """What the customer sees."""
        answer = await self.browser(language).get(f"public/progress/{ticket.token}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def answer(self, ticket: Ticket, verb: str, language: str = "zh-CN", **body: Any) -> httpx.Response:
        """What the customer does."""
        return await self.browser(language).post(f"public/progress/{ticket.token}/{verb}", json=body)

    async def rows(self, sql: str, **params: Any) -> list[Row]:
        """What the database holds."""
        return await self.product.database.all(Statement(sql, params))

    async def case(self, ticket: Ticket) -> Row:
        """The clocks of a ticket."""
        return (await self.rows("SELECT * FROM cases WHERE record_id = %(id)s", id=UUID(ticket.id)))[0]

    async def sweep(self) -> int:
        """Deliver the timers that are due."""
        return await self.automation.sweeper.sweep()

    async def blueprint(self, text: str, *, app: str = "service_desk", plan: bool = False) -> httpx.Response:
        """Import as an administrator."""
        boss = await self.person("Boss", admin=True, language="en")
        url = f"apps/{app}/blueprint" + ("?plan=1" if plan else "")
        return await boss.put(url, content=text.encode(), headers={"Content-Type": "application/yaml"})

    async def close(self) -> None:
        """End everything."""
        for browser in self.browsers:
            await browser.aclose()
        await self.app.state.worlds.close()
        await self.product.ways.close()
        await self.product.database.close()
        self.product.gate.passwords.close()

    async def check_journals(self) -> int:
        """Replay every journal: each stored hash and effect must come out again; how many instances."""
        instances = await self.rows("SELECT id, flow, version, state FROM instances")
        definitions = await self.product.definitions.refresh()
        for instance in instances:
            journal = await self.rows(
                "SELECT * FROM journal WHERE instance_id = %(id)s ORDER BY seq", id=instance["id"]
            )
            state = State()
            for version, row in zip(versions_of(journal, instance["version"]), journal, strict=True):
                flow = await self.product.flows.versions.get(definitions, instance["flow"], version)
                answer = step(flow.definition, state, Event.from_json(row["event"]))
                assert state_hash(answer.state) == row["state_hash"]
                assert json.loads(json.dumps([effect_to_json(each) for each in answer.effects])) == row["effects"]
                state = answer.state
            assert state.to_json() == instance["state"]
        return len(instances)


async def _install(url: str, folder: Path, blueprint: str) -> None:
    product = Product(environment_of(folder), *_parts(url, 2))
    await product.database.open()
    await product.install_blueprint(blueprint, None)
    # Tests begin before anything happened.
    await product.database.write([Statement("DELETE FROM events")])
    await product.database.close()


def environment_of(folder: Path) -> Environment:
    """Nothing but a data folder."""
    return Environment(folder, None, None, None, None, None)


def _parts(url: str, connections: int) -> tuple[Any, StandingClock]:
    clock = StandingClock(MONDAY)
    return Product.build(environment_of(Path()), url, connections=connections).database, clock


@contextmanager
def installed_template(server: DatabaseServer, folder: Path, blueprint: str = "service_desk") -> Iterator[str]:
    """Name of a database with the blueprint published, to be cloned."""
    url = server.clone()
    asyncio.run(_install(url, folder, blueprint))
    yield urlsplit(url).path.lstrip("/")
    server.drop(url)


@contextmanager
def cloned(server: DatabaseServer, template: str) -> Iterator[str]:
    """URL of a database of one's own with what the template holds."""
    name = f"{template}_{next(_NUMBERS)}"
    server.create(name, template)
    yield server.url_of(name)
    server.drop(name)


@asynccontextmanager
async def open_office(
    url: str, folder: Path, *, connections: int = 12, product: Product | None = None
) -> AsyncIterator[Office]:
    """The application on a database, by default with a clock that stands; journals are checked at the end."""
    database, clock = _parts(url, connections)
    if product is None:
        product = Product(environment_of(folder), database, clock)
    await product.database.open()
    office = Office(product, clock, create_app(product))
    try:
        yield office
        await office.check_journals()
    finally:
        await office.close()
