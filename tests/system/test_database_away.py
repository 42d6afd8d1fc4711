"""A database that says nothing, or is gone, for a while: sentences at once, and everything goes on by itself."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any

import httpx
import psutil

from helpwright.platform.processes import wait_until
from tests.support.product import Client, Product, submission

PATIENCE_SECONDS = 15.0
BACK_SECONDS = 20.0
SENTENCES = {"zh-CN": "数据库暂时没有响应", "en": "The database does not answer"}


@contextmanager
def frozen(product: Product) -> Iterator[None]:
    """Every process of the database is stopped: connections stay open and nothing is said."""
    (first,) = product.parts()["database"]
    server = psutil.Process(first)
    pids = [first, *(each.pid for each in server.children(recursive=True))]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def accepted(customer: Client, submitted: dict[str, Any]) -> bool:
    answer = customer.post("/public/forms/ticket/submissions", json=submitted)
    return answer.status_code in {200, 201}


def test_a_database_that_says_nothing_is_told_and_waited_for(make_product: Callable[..., Product]) -> None:
    product = make_product(options=("--processes", "2"))
    product.start()
    with Client(product) as boss, Client(product) as customer:
        boss.sign_in()
        first = customer.submit()
        before = product.parts()
        with frozen(product):
            began = monotonic()
            # What is asked before anybody knows waits a few seconds, what is asked afterwards not at all.
            for language, sentence in SENTENCES.items():
                answer = boss.get("/tasks?scope=pool", headers={"Accept-Language": language})
                assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
                assert sentence in answer.json()["detail"]
                assert int(answer.headers["Retry-After"]) >= 1
            lost = submission()
            assert customer.post("/public/forms/ticket/submissions", json=lost).status_code == 503
            assert boss.get("/health").status_code == 503
            assert monotonic() - began < PATIENCE_SECONDS
            page = httpx.get(f"{product.url}/", timeout=5, trust_env=False)
            assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        # Each web process sees it for itself, and who was refused asks again.
        assert wait_until(lambda: accepted(customer, lost), BACK_SECONDS, pause=0.1)
        record = f"/forms/ticket/records/{first['id']}"
        assert wait_until(lambda: boss.get(record).status_code == 200, BACK_SECONDS, pause=0.1)
        # The worker goes on as well, and nothing was started anew.
        trial = "SELECT count(*) AS n FROM messages WHERE via = 'mail' AND state = 'trial'"
        assert wait_until(lambda: product.sql(trial)[0]["n"] == 2, BACK_SECONDS, pause=0.1)
        assert product.parts() == before


def test_a_web_process_that_starts_while_the_database_is_away_says_so_and_goes_on(
    make_product: Callable[..., Product],
) -> None:
    product = make_product()
    product.start()
    with Client(product) as boss, Client(product) as customer:
        boss.sign_in()
        (web,) = product.parts()["web"]
        configuration = product.data_dir / "postgres" / "postgresql.conf"
        configuration.unlink()
        configuration.mkdir()  # as on a full disk: the file cannot be written
        product.kill("database")
        os.kill(web, signal.SIGKILL)
        lost = submission()

        def told(language: str, sentence: str) -> bool:
            with suppress(httpx.HTTPError):
                answer = customer.post(
                    "/public/forms/ticket/submissions", json=lost, headers={"Accept-Language": language}
                )
                return answer.status_code == 503 and sentence in answer.json()["detail"]
            return False

        assert wait_until(lambda: all(told(*each) for each in SENTENCES.items()), BACK_SECONDS, pause=0.2)
        assert product.parts()["web"] not in ([], [web])
        assert product.parts()["database"] == []
        assert httpx.get(f"{product.url}/", timeout=5, trust_env=False).status_code == 200
        configuration.rmdir()
        assert wait_until(lambda: accepted(customer, lost), BACK_SECONDS, pause=0.2)
        assert wait_until(lambda: boss.get("/tasks?scope=pool").status_code == 200, BACK_SECONDS, pause=0.2)
