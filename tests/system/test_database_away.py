"""A database that says nothing, or is gone, for a while: sentences at once, and everything goes on by itself."""

import json
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any

import httpx
import psutil
from websockets.sync.client import ClientConnection, connect

from helpwright.jobs.presence import CHANNEL
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
    # Each answer comes within this, not when the database is back.
    with Client(product, timeout=PATIENCE_SECONDS) as boss, Client(product, timeout=PATIENCE_SECONDS) as customer:
        boss.sign_in()
        first = customer.submit()
        before = product.parts()
        with frozen(product):
            # What is asked before anybody knows waits a few seconds, what is asked afterwards not at all.
            for language, sentence in SENTENCES.items():
                answer = boss.get("/tasks?scope=pool", headers={"Accept-Language": language})
                assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
                assert sentence in answer.json()["detail"]
                assert int(answer.headers["Retry-After"]) >= 1
            lost = submission()
            assert customer.post("/public/forms/ticket/submissions", json=lost).status_code == 503
            assert boss.get("/health").status_code == 503
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


LONG_SECONDS = 25.0
"""Longer than any pause between attempts grows, and than the pool waits."""
STANDING = {"listen", "presence", "pulse web", "pulse worker", "worker"}


def standing(product: Product) -> Counter[str]:
    """Connections that stand as long as their process does, by name: `listen` of three processes."""
    names = product.sql("SELECT application_name AS name FROM pg_stat_activity WHERE datname = current_database()")
    words = [str(each["name"]).removeprefix("helpwright ").split(" ") for each in names]
    found = [" ".join(each[:2] if each[0] == "pulse" else each[:1]) for each in words]
    return Counter(each for each in found if each in STANDING and each != "worker") + Counter(
        {"worker": int("worker" in found)}
    )


def screen(product: Product, boss: Client) -> ClientConnection:
    cookie = "; ".join(f"{each.name}={each.value}" for each in boss.cookies.jar)
    url = f"ws://127.0.0.1:{product.port}/api/v1/live"
    return connect(url, additional_headers={"Cookie": cookie}, proxy=None)


def hears(line: ClientConnection, word: str) -> bool:
    with suppress(TimeoutError):
        while word not in str(line.recv(timeout=BACK_SECONDS)):
            pass
        return True
    return False


def test_all_that_runs_comes_back_after_the_database_was_away_for_long(make_product: Callable[..., Product]) -> None:
    product = make_product(options=("--processes", "2"))
    product.start()
    with Client(product) as boss, Client(product) as customer:
        boss.sign_in()
        first = customer.submit()
        whole = Counter({"listen": 3, "presence": 2, "pulse web": 2, "pulse worker": 1, "worker": 1})
        assert wait_until(lambda: standing(product) == whole, BACK_SECONDS, pause=0.1), standing(product)
        before = product.parts()
        configuration = product.data_dir / "postgres" / "postgresql.conf"
        configuration.unlink()
        configuration.mkdir()  # as on a full disk: the file cannot be written
        product.kill("database")
        began = monotonic()
        refused = 0

        def long_enough() -> bool:
            nonlocal refused
            with suppress(httpx.HTTPError):
                refused += boss.get("/tasks?scope=pool").status_code == 503
            return monotonic() - began > LONG_SECONDS

        wait_until(long_enough, 3 * LONG_SECONDS, pause=0.5)
        assert refused > 10
        configuration.rmdir()
        lost = submission()
        assert wait_until(lambda: accepted(customer, lost), 2 * BACK_SECONDS, pause=0.2)
        assert wait_until(lambda: standing(product) == whole, 2 * BACK_SECONDS, pause=0.2), standing(product)
        after = product.parts()
        assert {**after, "database": []} == {**before, "database": []}, "nothing else was started anew"
        # Live screens and who is at a record: listening, the tail of the stream, presence.
        with screen(product, boss) as line:
            place = {"dataset": "service_desk.ticket", "id": first["id"]}
            line.send(json.dumps({"type": "at", "typing": False, **place}))
            second = customer.submit()
            assert hears(line, second["id"])
            other = {"id": "01a20000-0000-7000-8000-000000000001", "name": "王芳", "typing": True}
            said = json.dumps({"process": "another", "people": [other], **place})
            product.sql("SELECT pg_notify(%s, %s)", (CHANNEL, said))
            assert hears(line, "王芳")
        # The worker: rules and their runs, jobs and messages; timers; the chain of the audit. The web: its counts.
        assert boss.put("/sign-in-rules", json=boss.get("/sign-in-rules").json()).status_code == 200
        product.sql("UPDATE timers SET next_at = now() - interval '1 minute' WHERE next_at <> 'infinity' RETURNING 1")
        done = """SELECT
            (SELECT count(*) FROM messages WHERE via = 'mail' AND state = 'trial') >= 2 AS sent,
            NOT EXISTS (SELECT 1 FROM timers WHERE NOT held AND next_at < now()) AS delivered,
            NOT EXISTS (SELECT 1 FROM audit_log WHERE hash IS NULL) AS sealed,
            EXISTS (SELECT 1 FROM request_counts WHERE minute >= extract(epoch FROM now())::bigint / 60 - 1) AS counted,
            NOT EXISTS (SELECT 1 FROM settings WHERE name = 'failed_loops') AS unharmed"""

        def all_done() -> bool:
            return all(product.sql(done)[0].values())

        assert wait_until(all_done, 2 * BACK_SECONDS, pause=0.2), product.sql(done)
