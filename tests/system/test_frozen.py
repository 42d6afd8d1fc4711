"""A process that is stopped, as by a machine that hangs: seen by the doctor and the health page, and replaced."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable

from helpwright.platform.processes import wait_until
from tests.support.product import Client, Product, environment

SEEN_SECONDS = 60.0
REPLACED_SECONDS = 90.0


def doctor(product: Product) -> dict[str, dict[str, object]]:
    """What it says, by check."""
    asked = subprocess.run(
        [sys.executable, "-m", "helpwright.entry.cli", "doctor", "--json", "--data-dir", str(product.data_dir)],
        capture_output=True,
        check=False,
        env=environment(),
    )
    return {each["check"]: each for each in json.loads(asked.stdout)["checks"]}


def test_a_frozen_supervisor_is_seen(make_product: Callable[..., Product]) -> None:
    product = make_product()
    product.start()
    with Client(product, language="en") as client:
        client.sign_in()

        def told() -> dict[str, str]:
            return next(each for each in client.get("/admin/health").json()["checks"] if each["check"] == "supervisor")

        assert told()["code"] == "good"
        assert f"({product.pid})" in told()["text"]
        os.kill(product.pid, signal.SIGSTOP)
        try:
            assert wait_until(lambda: told()["code"] == "frozen", SEEN_SECONDS, pause=0.5)
            assert told()["level"] == "bad"
            assert doctor(product)["supervisor"]["code"] == "frozen"
        finally:
            os.kill(product.pid, signal.SIGCONT)
        assert wait_until(lambda: told()["code"] == "good", SEEN_SECONDS, pause=0.5)


def test_just_after_a_start_nobody_is_missed(make_product: Callable[..., Product]) -> None:
    product = make_product()
    product.start()
    seen = []

    def works() -> bool:
        seen.append(doctor(product)["worker"])
        return seen[-1]["code"] == "good"

    assert wait_until(works, SEEN_SECONDS)
    assert {(each["level"], each["code"]) for each in seen} <= {("note", "starting"), ("good", "good")}


def test_a_frozen_worker_and_web_process_are_seen_and_replaced(make_product: Callable[..., Product]) -> None:
    product = make_product(options=["--processes", "2"])
    product.start()
    with Client(product) as client:
        client.headers["Connection"] = "close"  # a kept one would belong to one of the two
        client.sign_in()

        def codes() -> list[str]:
            checks = {each["check"]: each for each in client.get("/admin/health").json()["checks"]}
            return [f"{checks[check]['level']} {checks[check]['code']}" for check in ("web", "worker")]

        assert wait_until(lambda: codes() == ["good good", "good good"], SEEN_SECONDS, pause=0.2)
        (worker,), (web, other) = (product.parts()[name] for name in ("worker", "web"))
        # The supervisor too, until we have looked: it blames nobody for the time in which it did not look itself.
        for pid in (product.pid, worker, web):
            os.kill(pid, signal.SIGSTOP)
        ticket = client.submit()["id"]
        assert wait_until(lambda: codes() == ["bad frozen", "bad frozen"], SEEN_SECONDS, pause=0.5)
        checks = doctor(product)
        for check, pid in (("web", web), ("worker", worker)):
            assert checks[check]["code"] == "frozen"
            for locale in ("zh-CN", "en"):
                assert f"{pid}@" in str(checks[check][locale])
        os.kill(product.pid, signal.SIGCONT)

        def replaced() -> bool:
            parts = product.parts()
            return web not in parts["web"] and worker not in parts["worker"]

        assert wait_until(replaced, REPLACED_SECONDS, pause=0.5)
        assert other in product.parts()["web"]
        assert wait_until(lambda: codes() == ["good good", "good good"], SEEN_SECONDS, pause=0.5)
        assert wait_until(lambda: bool(client.get(f"/forms/ticket/records/{ticket}/flow").json()["tasks"]), 30)
    said = product.log.read_text()
    assert 'The part "worker" has not moved for 30 s' in said
    assert product.stop() < 20
