"""500 people submit at once and something is killed: what was acknowledged is there, once, with all it brings about."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from helpwright.platform.postgres import EmbeddedPostgres
from helpwright.platform.processes import wait_until
from tests.support.product import Client, Product, scratch_folder, set_up, submission
from tests.support.smtp import Inbox, smtp_server

TICKETS = 500
CLIENTS = 64
KILL_AFTER = 150
SENT_AT_ONCE = 4
GIVE_UP_SECONDS = 60.0

_WHOLE = """SELECT r.id, r.number,
    (SELECT count(*) FROM instances i WHERE i.record_id = r.id AND i.status = 'running') AS instances,
    (SELECT count(*) FROM journal j JOIN instances i ON i.id = j.instance_id WHERE i.record_id = r.id) AS journal,
    (SELECT count(*) FROM tasks t WHERE t.record_id = r.id AND t.state = 'offered') AS tasks,
    (SELECT count(*) FROM cases c WHERE c.record_id = r.id) AS cases,
    (SELECT count(*) FROM events e WHERE e.record_id = r.id AND e.type = 'record_created') AS events,
    (SELECT count(*) FROM messages m WHERE m.record_id = r.id AND m.via = 'mail') AS messages
FROM service_desk.ticket r"""


class Crowd:
    """Clients that repeat their submission under the same id until the server takes it."""

    def __init__(self, product: Product) -> None:
        self.bodies = [submission(uuid4(), customer_name=f"客户 {n}", description=f"第 {n} 条") for n in range(TICKETS)]
        self.answers: dict[str, dict[str, Any]] = {}
        self.strange: list[str] = []
        self.repeated = 0
        self._product = product
        self._waiting = iter(list(self.bodies))
        self.middle = asyncio.Event()

    async def run(self, disturb: Callable[[], Awaitable[None]]) -> None:
        """Submit everything; `disturb` happens in the middle."""
        async with asyncio.timeout(GIVE_UP_SECONDS), asyncio.TaskGroup() as group:
            group.create_task(self._disturb(disturb))
            for _ in range(CLIENTS):
                group.create_task(self._client())

    async def _disturb(self, disturb: Callable[[], Awaitable[None]]) -> None:
        await self.middle.wait()
        await disturb()

    async def _client(self) -> None:
        async with httpx.AsyncClient(base_url=f"{self._product.url}/api/v1", timeout=20, trust_env=False) as client:
            for body in self._waiting:
                await self._until_taken(client, body)

    async def _until_taken(self, client: httpx.AsyncClient, body: dict[str, Any]) -> None:
        while True:
            try:
                answer = await client.post("/public/forms/ticket/submissions", json=body)
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            if answer.status_code in {200, 201}:
                self.repeated += answer.status_code == 200
                self.answers[body["id"]] = answer.json()
                if len(self.answers) >= KILL_AFTER:
                    self.middle.set()
                return
            if answer.status_code != 503:
                self.strange.append(answer.text)
                return
            await asyncio.sleep(0.1)


@pytest.fixture
def mail_server() -> Iterator[tuple[Inbox, str]]:
    with smtp_server() as running:
        yield running


@pytest.mark.parametrize(("victim", "database"), [("server", "own"), ("database", "own"), ("server", "outside")])
def test_everything_acknowledged_is_there_exactly_once(
    victim: str,
    database: str,
    make_product: Callable[..., Product],
    mail_server: tuple[Inbox, str],
) -> None:
    inbox, smtp_url = mail_server
    product = make_product(smtp_url=smtp_url, database=database)
    product.start()
    first_supervisor = product.pid

    async def kill() -> None:
        if victim == "database":
            await asyncio.to_thread(product.kill, "database")
        else:
            await asyncio.to_thread(product.kill, "supervisor", "web", "worker")
            seconds = await asyncio.to_thread(product.start)
            print(f"ready {seconds:.2f} s after the kill")  # noqa: T201 -- a figure to look at, not to test

    async def crowd_comes() -> Crowd:
        crowd = Crowd(product)
        await crowd.run(kill)
        return crowd

    crowd = asyncio.run(crowd_comes())

    assert crowd.strange == []
    assert len(crowd.answers) == TICKETS
    assert (product.pid == first_supervisor) == (victim == "database")
    _all_there(product, crowd)
    _sent_once(product, inbox, kills=1)
    _repeating_is_harmless(product, crowd)


@pytest.fixture
def stoppable() -> Iterator[tuple[EmbeddedPostgres, str]]:
    """A server that is not the product's and may be stopped, with the URL of an empty database."""
    with scratch_folder("hw-stoppable-") as folder:
        folder.chmod(0o711)
        server = EmbeddedPostgres(folder / "data", durable=False)
        try:
            yield server, server.start()
        finally:
            server.stop()


def test_an_outside_database_that_is_away_for_a_while_costs_nothing(
    stoppable: tuple[EmbeddedPostgres, str], mail_server: tuple[Inbox, str]
) -> None:
    server, url = stoppable
    inbox, smtp_url = mail_server
    with scratch_folder("hw-system-") as folder:
        set_up(folder / "data", url)
        product = Product(folder / "data", smtp_url=smtp_url, outside=url)
        product.start()
        before = product.parts()["supervisor"]

        async def crowd_comes() -> Crowd:
            crowd = Crowd(product)

            async def away_and_back() -> None:
                server.stop()
                assert await asyncio.to_thread(wait_until, lambda: not product.healthy(), 20)
                assert server.start() == url

            await crowd.run(away_and_back)
            return crowd

        try:
            crowd = asyncio.run(crowd_comes())
            assert crowd.strange == []
            assert len(crowd.answers) == TICKETS
            assert product.parts()["supervisor"] == before
            _all_there(product, crowd)
            _sent_once(product, inbox, kills=1)
            _repeating_is_harmless(product, crowd)
        finally:
            product.clean_up()


def _all_there(product: Product, crowd: Crowd) -> None:
    rows = {str(row["id"]): row for row in product.sql(_WHOLE)}
    assert {answer["id"]: answer["number"] for answer in crowd.answers.values()} == {
        key: row["number"] for key, row in rows.items()
    }
    assert len({row["number"] for row in rows.values()}) == TICKETS
    parts = ("instances", "journal", "tasks", "cases", "events")
    assert {tuple(row[part] for part in parts) for row in rows.values()} == {(1,) * len(parts)}


def _sent_once(product: Product, inbox: Inbox, *, kills: int) -> None:
    """Every ticket's mail arrived; doubled are at most those that were between the server's yes and our record."""
    assert wait_until(lambda: len(set(inbox.ids)) >= TICKETS, 60, pause=0.1), f"{len(set(inbox.ids))} of {TICKETS}"
    sent = "SELECT count(*) AS n FROM messages WHERE state = 'sent' AND via = 'mail'"
    assert wait_until(lambda: product.sql(sent)[0]["n"] == TICKETS, 20, pause=0.1), _states(product)
    assert len(set(inbox.ids)) == TICKETS
    doubled = len(inbox.ids) - TICKETS
    print(f"{doubled} mails doubled")  # noqa: T201 -- a figure to look at
    assert doubled <= kills * SENT_AT_ONCE
    assert {row["messages"] for row in product.sql(_WHOLE)} == {1}
    # every ticket is critical, and its rule tells the only supervisor: in the product, by text and by WeCom
    told = {row["via"]: row["count"] for row in product.sql("SELECT via, count(*) FROM messages GROUP BY via")}
    assert set(told.values()) == {TICKETS}, told


def _states(product: Product) -> list[dict[str, Any]]:
    return product.sql("SELECT via, state, reason, count(*) FROM messages GROUP BY via, state, reason")


def _repeating_is_harmless(product: Product, crowd: Crowd) -> None:
    path = "/public/forms/ticket/submissions"
    with Client(product) as client:
        for body in crowd.bodies[:20]:
            again = client.post(path, json=body)
            assert (again.status_code, again.json()["number"]) == (200, crowd.answers[body["id"]]["number"])
            other = client.post(path, json={**body, "values": {**body["values"], "description": "something else"}})
            assert (other.status_code, other.json()["code"]) == (409, "submission_differs")
    assert product.sql("SELECT count(*) AS n FROM service_desk.ticket") == [{"n": TICKETS}]
