"""The whole way: event → rule → message → job → SMTP, with worker processes that live and die."""

import asyncio
import os
import signal
import time
from collections import Counter

import psutil
import psycopg

from helpwright.jobs.events import append_all
from tests.notify.conftest import Desk
from tests.support.desk_worker import FORM, created
from tests.support.until import until


async def test_500_tickets_become_500_mails(desk: Desk) -> None:
    await desk.worker()
    for start in range(0, 500, 50):
        batch = [created(number, f"c{number}@customer.example") for number in range(start, start + 50)]
        await desk.database.write([append_all(batch)])
    await until(lambda: desk.reached(sent=500))
    assert len(set(desk.inbox.ids)) == len(desk.inbox.ids) == 500
    assert sorted(desk.inbox.recipients) == sorted(f"c{number}@customer.example" for number in range(500))
    assert desk.inbox.connections <= 8
    first = next(each for each in desk.inbox.messages if each["To"] == "c7@customer.example")
    assert first["Subject"] == "已受理 GD000007"
    assert first["Message-ID"].endswith("@desk.example>")
    text, _ = first.iter_parts()
    assert text.get_content().strip() == "您的工单 GD000007 已受理"
    sent = await desk.events("message_sent")
    assert len({each["record_id"] for each in sent}) == 500
    assert {each["dataset"] for each in sent} == {FORM}


async def test_killed_in_the_middle_every_mail_goes_out_and_doubles_have_the_same_id(desk: Desk) -> None:
    tickets = [created(number, f"c{number}@customer.example") for number in range(300)]
    await desk.database.write([append_all(tickets)])
    for enough in (40, 150):
        child = await desk.worker()
        await until(lambda enough=enough: _arrived(desk, enough))  # type: ignore[misc]
        os.kill(child.pid, signal.SIGKILL)
        await child.wait()
    assert (await desk.states()).get("sent", 0) < 300
    await desk.worker()
    await until(lambda: desk.reached(sent=300))
    counted = Counter(desk.inbox.ids)
    assert len(counted) == 300
    doubles = sum(number - 1 for number in counted.values())
    assert doubles <= 2 * 4, "only what each of the 4 jobs had in flight when it was killed"
    assert set(counted) == {row["message_id"] for row in await desk.messages()}
    assert sorted(set(desk.inbox.recipients)) == sorted(f"c{number}@customer.example" for number in range(300))


async def _arrived(desk: Desk, least: int) -> bool:
    return len(desk.inbox.ids) >= least


async def test_told_to_stop_it_ends_in_order_and_leaves_the_rest_to_the_next(desk: Desk) -> None:
    await desk.database.write([append_all([created(number, f"c{number}@customer.example") for number in range(200)])])
    child = await desk.worker()
    await until(lambda: _arrived(desk, 20))
    begun = time.monotonic()
    child.terminate()
    assert await child.wait() == 0
    assert time.monotonic() - begun < 10
    states = await desk.states()
    assert "sending" not in states
    assert 20 <= states["sent"] < 200
    await desk.worker()
    await until(lambda: desk.reached(sent=200))
    assert len(desk.inbox.ids) == 200


async def test_two_workers_share_the_work(desk: Desk) -> None:
    await asyncio.gather(desk.worker(), desk.worker())
    for start in range(0, 200, 10):
        batch = [created(number, f"c{number}@customer.example") for number in range(start, start + 10)]
        await desk.database.write([append_all(batch)])
    await until(lambda: desk.reached(sent=200))
    assert len(set(desk.inbox.ids)) == len(desk.inbox.ids) == 200


async def test_the_worker_lives_through_a_lost_database(desk: Desk) -> None:
    child = await desk.worker()
    await desk.database.write([append_all([created(number, f"a{number}@customer.example") for number in range(60)])])
    await until(lambda: _arrived(desk, 10))
    with psycopg.connect(desk.database.url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
    await desk.messages()
    await desk.database.write([append_all([created(number, f"b{number}@customer.example") for number in range(60)])])
    await until(lambda: desk.reached(sent=120))
    assert child.returncode is None
    assert len(set(desk.inbox.ids)) == 120


async def test_a_worker_needs_little_memory(desk: Desk) -> None:
    child = await desk.worker()
    await desk.database.write([append_all([created(number, f"c{number}@customer.example") for number in range(20)])])
    await until(lambda: desk.reached(sent=20))
    assert psutil.Process(child.pid).memory_info().rss < 125 * 2**20
