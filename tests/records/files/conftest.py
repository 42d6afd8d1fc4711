"""An app with a public form that takes small files, people with different rights, and the routes of files."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from helpwright.access.api import routes as access_routes
from helpwright.access.operations.people import create_person
from helpwright.entry.wiring import Product
from helpwright.kernel.clock import FixedClock
from helpwright.platform.database import Row, Statement
from helpwright.platform.file_store import LocalFiles
from helpwright.platform.guards import BodyLimit, SecurityHeaders
from helpwright.platform.problems import install
from helpwright.platform.routes import take_in
from helpwright.platform.settings import Environment
from helpwright.portal.api import routes as portal_routes
from helpwright.records.activity_api import activity_routes
from helpwright.records.api import routes as record_routes
from helpwright.records.files.api import file_routes, public_file_routes
from helpwright.records.files.desk import FileDesk
from helpwright.records.files.pieces_api import piece_routes, public_piece_routes
from tests.support.postgres import DatabaseServer

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
MIB = 1024 * 1024
_NUMBERS = count(1)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))
TICKET = "forms/ticket/files"
PUBLIC = "public/forms/ticket/files"
PROOF = {"field": "proof"}

BLUEPRINT = """
format: 1
app: {key: desk, name: Desk}
teams:
  east: {name: East}
  west: {name: West}
roles:
  agent:
    name: Agent
    grants: [{form: ticket, can: [read, create, update], scope: team}]
  clerk:
    name: Clerk
    grants: [{form: ticket, can: [read, create, update], scope: all, fields: {proof: hidden, notes: read}}]
  reader:
    name: Reader
    grants: [{form: ticket, can: [read], scope: all}]
  nobody: {name: Nobody, grants: [{form: secret, can: [read], scope: own}]}
forms:
  ticket:
    name: Ticket
    public: {slug: ticket, thanks: Thanks}
    fields:
      subject: {type: text, label: Subject, required: true}
      proof: {type: files, label: Proof, max_files: 5, max_mb: 1}
      notes: {type: files, label: Notes, internal: true, max_mb: 1}
  secret:
    name: Secret
    fields:
      proof: {type: files, label: Proof}
flows:
  handling:
    name: Handling
    form: ticket
    nodes:
      start: {type: start, trigger: record_created, to: handle}
      handle:
        type: task
        name: Handle
        assign: [{otherwise: true, team: east, by: claim}]
        fields: {write: [proof]}
        outcomes: {done: {name: Done, to: finish}}
      finish: {type: end, name: End}
"""


@dataclass
class Desk:
    """The app, its parts, and the clock."""

    app: FastAPI
    product: Product
    store: LocalFiles
    clock: FixedClock
    browsers: list[httpx.AsyncClient] = field(default_factory=list)

    def browser(self, address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
        """Somebody without an account."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(address, 50_000))
        made = httpx.AsyncClient(
            transport=transport,
            base_url="http://desk.example.com/api/v1",
            headers={"Accept-Language": "en", **headers},
        )
        self.browsers.append(made)
        return made

    async def person(
        self, name: str, roles: list[str] | None = None, teams: list[str] | None = None
    ) -> httpx.AsyncClient:
        """A signed-in browser of a new person."""
        login = f"{name}@example.com"
        await create_person(
            self.product.gate,
            {"name": name, "email": login, "password": PASSWORD, "roles": roles or [], "teams": teams or []},
        )
        browser = self.browser()
        answer = await browser.post("session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return browser

    async def rows(self) -> list[Row]:
        """All rows of files, oldest first."""
        return await self.product.database.all(Statement("SELECT * FROM files ORDER BY created_at, id"))

    def stored(self) -> list[Path]:
        """Every content on the disk."""
        return sorted(path for path in self.store.root.glob("??/??/*") if path.is_file())

    def unfinished(self) -> list[Path]:
        """Temporary files."""
        return list((self.store.root / "tmp").iterdir())

    async def nothing_stays(self) -> bool:
        """Whether a refused upload left no row, no content and no temporary file."""
        return not await self.rows() and not self.stored() and not self.unfinished()

    async def uploaded(self, content: bytes = PNG, name: str = "proof.png", **params: str) -> str:
        """Id of a customer's upload."""
        answer = await self.browser().post(PUBLIC, params={**PROOF, "name": name, **params}, content=content)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def submitted(self, *files: str) -> UUID:
        """Id of a record that a customer made with these files."""
        body = {"id": str(uuid4()), "values": {"subject": "Broken", "proof": list(files)}}
        answer = await self.browser().post("public/forms/ticket/submissions", json=body)
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["id"])


@pytest.fixture(scope="session")
def desk_template(database_server: DatabaseServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Name of a database with the app in it."""
    url = database_server.clone()

    async def publish() -> None:
        environment = Environment(tmp_path_factory.mktemp("files"), None, None, None, None, None)
        product = Product.build(environment, url, connections=2)
        await product.database.open()
        await product.blueprints.bring_in(BLUEPRINT, None)
        await product.database.close()

    asyncio.run(publish())
    yield urlsplit(url).path.lstrip("/")
    database_server.drop(url)


@pytest.fixture
def desk_database(database_server: DatabaseServer, desk_template: str) -> Iterator[str]:
    """URL of a database of one's own with the app in it."""
    name = f"{desk_template}_{next(_NUMBERS)}"
    database_server.create(name, desk_template)
    yield database_server.url_of(name)
    database_server.drop(name)


def _streams(method: str, path: str) -> bool:
    return path.endswith("/files") or method == "PATCH"


@pytest.fixture
async def desk(desk_database: str, tmp_path: Path) -> AsyncIterator[Desk]:
    clock: Any = FixedClock(START)
    environment = Environment(tmp_path, None, None, None, None, None)
    product = replace(Product.build(environment, desk_database, connections=6), clock=clock)
    await product.database.open()
    store = LocalFiles(tmp_path / "files", floor=0).prepare()
    app = FastAPI()
    install(app, product.sentences)
    app.add_middleware(BodyLimit, sentences=product.sentences, exempt=_streams)
    app.add_middleware(SecurityHeaders)
    product.gate.install(app)
    files = FileDesk(product.records, product.rights_of, store, product.sentences, product.links.key, 0.5)
    for router in (
        access_routes(product.install_blueprint),
        portal_routes(product.portal_desk),
        record_routes(product.record_desk),
        activity_routes(product.record_desk),
        public_file_routes(files),
        file_routes(files),
        public_piece_routes(files),
        piece_routes(files),
    ):
        take_in(app, router, "/api/v1")
    made = Desk(app, product, store, clock)
    yield made
    for browser in made.browsers:
        await browser.aclose()
    await product.database.close()


@pytest.fixture
def customer(desk: Desk) -> httpx.AsyncClient:
    """Somebody without an account."""
    return desk.browser()
