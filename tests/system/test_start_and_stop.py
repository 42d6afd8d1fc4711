"""A signal ends everything in order while people write, and the next start is quick."""

import signal
import threading
from collections import Counter
from collections.abc import Callable

import httpx
import psutil
import pytest

from helpwright.platform.migrations.version import HEAD
from helpwright.platform.processes import living_in, wait_until
from tests.support.product import Client, Product, submission
from tests.support.smtp import smtp_server

WRITERS = 16
ENOUGH = 60
GENEROUS_SECONDS = 30.0
DATABASES = pytest.mark.parametrize("database", ["own", "outside"])


class Writers:
    """Customers who submit without a pause until the server is gone; what was acknowledged to them."""

    def __init__(self, product: Product) -> None:
        self.numbers: dict[str, str] = {}
        self.statuses: Counter[int] = Counter()
        self._url = f"{product.url}/api/v1/public/forms/ticket/submissions"
        self._threads = [threading.Thread(target=self._write, daemon=True) for _ in range(WRITERS)]
        for thread in self._threads:
            thread.start()

    def enough(self) -> bool:
        return len(self.numbers) >= ENOUGH

    def join(self) -> None:
        for thread in self._threads:
            thread.join(GENEROUS_SECONDS)
            assert not thread.is_alive()

    def _write(self) -> None:
        with httpx.Client(timeout=20, trust_env=False) as client:
            while True:
                try:
                    answer = client.post(self._url, json=submission())
                except httpx.TransportError:
                    return
                self.statuses[answer.status_code] += 1
                if answer.status_code == 201:
                    self.numbers[answer.json()["id"]] = answer.json()["number"]


@pytest.mark.parametrize(
    ("whole_group", "database"),
    [(False, "own"), (True, "own"), (False, "outside")],
    ids=["the process", "its group", "the process, database outside"],
)
def test_a_signal_ends_all_and_loses_nothing(
    whole_group: bool, database: str, make_product: Callable[..., Product]
) -> None:
    with smtp_server() as (inbox, smtp_url):
        product = make_product(smtp_url=smtp_url, database=database)
        product.start()
        writers = Writers(product)
        assert wait_until(writers.enough, 30)
        family = product.processes()
        seconds = product.stop(signal.SIGTERM, group=whole_group)
        print(f"ended after {seconds:.2f} s under load")  # noqa: T201 -- a figure to look at, not to test
        writers.join()
        _, alive = psutil.wait_procs(family, timeout=2)
        assert [each for each in alive if each.status() != psutil.STATUS_ZOMBIE] == []
        assert set(writers.statuses) <= {201, 503}

        seconds = product.start()
        print(f"ready again after {seconds:.2f} s")  # noqa: T201 -- a figure to look at
        assert seconds < GENEROUS_SECONDS
        stored = {str(row["id"]): row["number"] for row in product.sql("SELECT id, number FROM service_desk.ticket")}
        assert writers.numbers.items() <= stored.items()
        assert wait_until(lambda: len(set(inbox.ids)) == len(stored), 60, pause=0.1)
        assert len(inbox.ids) == len(stored)


@DATABASES
def test_nothing_of_a_server_that_ended_at_once_stays(database: str, make_product: Callable[..., Product]) -> None:
    product = make_product(database=database)
    product.start()
    family = product.processes()
    assert bool(product.parts()["database"]) == (database == "own")
    product.stop()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert [each for each in alive if each.status() != psutil.STATUS_ZOMBIE] == []
    assert not (product.data_dir / "connection.json").exists()
    assert living_in(product.data_dir / "postgres" / "cluster", "postgres") == frozenset()


@DATABASES
def test_a_first_start_on_nothing_makes_the_tables(database: str, make_product: Callable[..., Product]) -> None:
    product = make_product(database=database, empty=True)
    product.start()
    assert product.sql("SELECT version_num FROM alembic_version") == [{"version_num": HEAD}]
    assert product.sql("SELECT count(*) AS n FROM people") == [{"n": 0}]
    if product.outside is not None:
        assert product.database_url == product.outside
        assert not (product.data_dir / "postgres").exists()


@DATABASES
def test_a_killed_part_comes_back_by_itself(database: str, make_product: Callable[..., Product]) -> None:
    product = make_product(database=database)
    product.start()
    before = product.parts()
    for part in (part for part in ("web", "worker", "database") if before[part]):
        product.kill(part)
        assert wait_until(lambda part=part: product.parts()[part] not in ([], before[part]), 20), part  # type: ignore[misc]
    assert wait_until(product.healthy, 20)
    answer = httpx.post(f"{product.url}/api/v1/public/forms/ticket/submissions", json=submission(), timeout=20)
    assert answer.status_code == 201
    sent = "SELECT count(*) AS n FROM messages WHERE state = 'trial'"
    assert wait_until(lambda: product.sql(sent)[0]["n"] == 1, 20)
    after = product.parts()
    assert after["supervisor"] == before["supervisor"]
    web, worker = (psutil.Process(after[part][0]).nice() for part in ("web", "worker"))
    assert worker > web, "people who wait come before mails"


def test_a_mail_shows_hostile_text_as_text(make_product: Callable[..., Product]) -> None:
    markup = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    with smtp_server() as (inbox, smtp_url):
        product = make_product(smtp_url=smtp_url)
        product.start()
        _say_the_name_in_the_mail(product)
        body = submission(customer_name=markup)
        answer = httpx.post(f"{product.url}/api/v1/public/forms/ticket/submissions", json=body, timeout=20)
        assert answer.status_code == 201
        assert wait_until(lambda: len(inbox.ids) == 1, 20)
    (message,) = inbox.messages
    plain, page = (part.get_content() for part in message.iter_parts())
    assert markup in plain
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert markup in str(message["Subject"])


def _say_the_name_in_the_mail(product: Product) -> None:
    """Publish the app anew with the customer's name in subject and text of its mail."""
    path = "/apps/service_desk/blueprint"
    with Client(product) as boss:
        boss.sign_in()
        text = boss.get(path).text
        changed = text.replace("您的工单 {{number}} 已受理", "{{customer_name}} 的工单 {{number}} 已受理")
        changed = changed.replace("已受理 {{number}}", "已受理 {{number}} {{customer_name}}", 1)
        assert changed != text
        answer = boss.put(path, content=changed.encode(), headers={"Content-Type": "application/yaml"})
        assert answer.status_code == 200, answer.text
