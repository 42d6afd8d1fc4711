"""Two web processes behind one port: whichever answers, the product is the same."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import psutil
import pytest
from websockets.sync.client import ClientConnection, connect

from tests.support.product import ADMIN, Client, Product, submission

TRIES = 60
EACH = 25
SECONDS = 15.0
TICKETS = "service_desk.ticket"


def answering(product: Product, port: int) -> int | None:
    """Pid of the web process at the other end of our port."""
    for pid in product.parts()["web"]:
        for each in psutil.Process(pid).net_connections("tcp"):
            if each.raddr and each.raddr.port == port:
                return pid
    return None


@dataclass(frozen=True)
class Side:
    """The administrator as one of the processes sees them: a connection for requests and an open screen."""

    client: Client
    screen: ClientConnection

    def hear(self, record: str) -> dict[str, Any]:
        """The first message about the record."""
        while True:
            message: dict[str, Any] = json.loads(self.screen.recv(SECONDS))
            if message["dataset"] == TICKETS and record in message["ids"]:
                return message


@pytest.fixture
def sides(make_product: Callable[..., Product]) -> Iterator[tuple[Side, Side]]:
    product = make_product(options=("--processes", "2"))
    product.start()
    assert len(product.parts()["web"]) == 2
    clients: dict[int, Client] = {}
    screens: dict[int, ClientConnection] = {}
    with ExitStack() as stack:
        boss = stack.enter_context(Client(product)).sign_in()
        cookie = "; ".join(f"{name}={value}" for name, value in boss.cookies.items())
        for _ in range(TRIES):
            client = stack.enter_context(Client(product))
            client.cookies.update(boss.cookies)
            client.headers["X-CSRF-Token"] = boss.headers["X-CSRF-Token"]
            stream = client.get("/session").extensions["network_stream"]
            pid = answering(product, stream.get_extra_info("client_addr")[1])
            assert pid is not None
            clients.setdefault(pid, client)
            url = f"ws://127.0.0.1:{product.port}/api/v1/live"
            screen = stack.enter_context(connect(url, additional_headers={"Cookie": cookie}, proxy=None))
            pid = answering(product, screen.socket.getsockname()[1])
            assert pid is not None
            screens.setdefault(pid, screen)
            if len(clients) == len(screens) == 2:
                break
        assert {*clients} == {*screens} == {*product.parts()["web"]}
        one, two = sorted(clients)
        yield Side(clients[one], screens[one]), Side(clients[two], screens[two])


def test_a_change_through_one_is_heard_through_both(sides: tuple[Side, Side]) -> None:
    for writer in sides:
        receipt = writer.client.submit()
        for side in sides:
            assert side.hear(receipt["id"])["type"] == "changed"
        for side in sides:
            found = side.client.get(f"/forms/ticket/records/{receipt['id']}")
            assert (found.status_code, found.json()["number"]) == (200, receipt["number"])


def test_numbers_are_unique_across_both(sides: tuple[Side, Side]) -> None:
    def write(side: Side) -> list[str]:
        return [side.client.submit()["number"] for _ in range(EACH)]

    with ThreadPoolExecutor(2) as pool:
        numbers = [number for found in pool.map(write, sides) for number in found]
    assert len({*numbers}) == len(numbers) == 2 * EACH


def test_of_one_submission_sent_through_both_one_ticket_is_made(sides: tuple[Side, Side]) -> None:
    body = submission()
    with ThreadPoolExecutor(2) as pool:
        answers = [*pool.map(lambda side: side.client.post("/public/forms/ticket/submissions", json=body), sides)]
    assert sorted(each.status_code for each in answers) == [200, 201]
    assert len({each.json()["number"] for each in answers}) == 1


def test_what_one_publishes_the_other_knows_at_once(sides: tuple[Side, Side]) -> None:
    one, two = sides
    for writer, reader, before, label in ((one, two, "紧急程度", "急不急"), (two, one, "急不急", "多着急")):
        exported = writer.client.get("/apps/service_desk/blueprint").text
        assert before in exported
        put = writer.client.put(
            "/apps/service_desk/blueprint",
            content=exported.replace(before, label).encode(),
            headers={"Content-Type": "application/yaml"},
        )
        assert put.status_code == 200, put.text
        for side in (reader, writer):
            fields = side.client.get("/forms/ticket").json()["fields"]
            assert label in [each["label"] for each in fields]
            public = side.client.get("/public/forms/ticket").json()
            assert label in json.dumps(public, ensure_ascii=False)
        ticket = reader.client.submit()
        assert writer.client.task_of(ticket["id"])["state"] == "offered"


def test_who_signs_out_at_one_is_out_at_both(sides: tuple[Side, Side]) -> None:
    one, two = sides
    assert one.client.get("/session").json()["person"]["email"] == ADMIN
    assert one.client.delete("/session").status_code == 204
    assert two.client.get("/session").status_code == 401
