"""An app with the routes of access on a fresh database, and a browser to drive it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from helpwright.access.api import routes
from helpwright.access.gate import Gate
from helpwright.access.model import RolesAndTeams
from helpwright.access.operations.people import create_person
from helpwright.access.passwords import Passwords
from helpwright.kernel.clock import FixedClock
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Database, Statement
from helpwright.platform.problems import install
from helpwright.platform.routes import take_in
from helpwright.platform.secret_key import SecretKey
from helpwright.platform.sentences import Sentences

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
API = "http://desk.example.com/api/v1"

OFFERED = RolesAndTeams(
    roles={
        "service_desk.agent": {"zh-CN": "客服", "en": "Agent"},
        "service_desk.supervisor": {"zh-CN": "主管", "en": "Supervisor"},
        "stock.agent": "仓管",
    },
    teams={
        "service_desk.service": {"zh-CN": "客服部", "en": "Service"},
        "service_desk.tech": {"zh-CN": "技术支持组", "en": "Technical support"},
    },
)


@dataclass
class Desk:
    """The application under test and what it stands on."""

    app: FastAPI
    gate: Gate
    clock: FixedClock
    installed: list[tuple[str, UUID]] = field(default_factory=list)
    install_fails: bool = False

    def browser(self, address: str = "198.51.100.7", base: str = API, **headers: str) -> httpx.AsyncClient:
        """A client with cookies of its own."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(address, 4321))
        return httpx.AsyncClient(transport=transport, base_url=base, headers={"Accept-Language": "en", **headers})

    async def person(self, name: str = "Li Lei", **given: Any) -> UUID:
        """Someone who can sign in with PASSWORD."""
        row = await create_person(self.gate, {"name": name, "password": PASSWORD, **given})
        return UUID(str(row["id"]))

    async def signed_in(self, login: str, **options: Any) -> httpx.AsyncClient:
        """A browser signed in, sending its CSRF token."""
        browser = self.browser(**options)
        answer = await browser.post("session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return browser

    async def rows(self, sql: str, **params: Any) -> list[dict[str, Any]]:
        """What the database holds."""
        return await self.gate.database.all(Statement(sql, params))


@pytest.fixture
async def open_database(database: str) -> AsyncIterator[Database]:
    opened = Database(database, size=6)
    await opened.open()
    yield opened
    await opened.close()


async def _offered() -> RolesAndTeams:
    return OFFERED


@pytest.fixture
async def desk(open_database: Database) -> AsyncIterator[Desk]:
    clock = FixedClock(START)
    passwords = Passwords()
    gate = Gate(open_database, clock, passwords, _offered, secret=SecretKey(b"of the tests of access, 32 bytes"))
    app = FastAPI()
    install(app, Sentences.load())
    gate.install(app)
    made = Desk(app, gate, clock)

    async def install_blueprint(name: str, person_id: UUID) -> None:
        if made.install_fails:
            raise RuntimeError
        made.installed.append((name, person_id))

    take_in(app, routes(install_blueprint), "/api/v1")
    await open_database.write(
        [
            Statement("INSERT INTO apps VALUES ('service_desk', '\"Desk\"', %(at)s)", {"at": START}),
            *(
                Statement("INSERT INTO teams VALUES (%(id)s, 'service_desk', %(key)s)", {"id": new_id(), "key": key})
                for key in ("service", "tech")
            ),
        ],
    )
    yield made
    passwords.close()


@pytest.fixture
def later(desk: Desk) -> Callable[..., None]:
    """Moves the clock."""
    return lambda **span: desk.clock.advance(timedelta(**span))


@pytest.fixture
async def boss(desk: Desk) -> httpx.AsyncClient:
    """A browser of a signed-in administrator."""
    await desk.person("Han Meimei", email="boss@example.com", admin=True)
    return await desk.signed_in("boss@example.com")


Make = Callable[..., Awaitable[UUID]]
