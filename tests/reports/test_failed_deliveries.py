"""A delivery whose job fails for good: said with its reason, told to who looks after it, and sent again on demand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from helpwright.jobs.queue import RETRY_DELAYS, JobQueue
from helpwright.jobs.timers import RETRY_DELAYS as TIMER_DELAYS
from helpwright.platform.database import Statement
from tests.reports.delivering import PostOffice, listed, make, post_office
from tests.support.office import Person
from tests.support.until import until

# A fault of ours in the midst of one recipient, as a real one would be: everything before and behind it works.
BREAK = """CREATE FUNCTION break_one() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF new.recipient = '{who}' THEN RAISE 'broken'; END IF; RETURN new; END $$"""
AT_ONE = "CREATE TRIGGER break_one BEFORE INSERT ON delivery_results FOR EACH ROW EXECUTE FUNCTION break_one()"

TRIED = """UPDATE procrastinate_jobs SET attempts = %(n)s, scheduled_at = NULL
    WHERE task_name = 'deliveries:send' AND status = 'todo'"""
WAITING = """SELECT 1 FROM procrastinate_jobs
    WHERE task_name = 'deliveries:send' AND status IN ('todo', 'doing') AND attempts = %(n)s"""


@pytest.fixture
async def post(desk_url: str, tmp_path: Path) -> AsyncIterator[PostOffice]:
    async with post_office(desk_url, tmp_path) as opened:
        yield opened


@asynccontextmanager
async def worker(post: PostOffice) -> AsyncIterator[None]:
    """The queue of the product with the tasks that send."""
    database = post.office.product.database
    queue = JobQueue(database.url)
    queue.add("deliveries", post.office.product.delivering.blueprint())
    queue.add("notify", post.sending.blueprint())
    task = asyncio.create_task(queue.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def broken(post: PostOffice, victim: Person) -> None:
    await post.office.product.database.write([Statement(BREAK.format(who=victim.id)), Statement(AT_ONE)])


async def due(post: PostOffice) -> None:
    post.office.clock.present = datetime(2026, 11, 24, 1, tzinfo=UTC)
    await post.office.sweep()


async def carry_out(post: PostOffice, *, attempts: int) -> None:
    """The worker takes the job as one that has been tried that often."""
    database = post.office.product.database
    await database.write([Statement(TRIED, {"n": attempts})])

    async def over() -> bool:
        return not await post.office.rows(WAITING, n=attempts)

    async with worker(post):
        await until(over)


async def newest(person: Person) -> dict[str, Any]:
    found: dict[str, Any] = (await listed(person))["items"][0]["runs"][0]
    return found


async def test_it_is_said_told_and_sent_again_to_those_who_lack_it(post: PostOffice) -> None:
    boss, second = await post.office.supervisor(), await post.office.supervisor("Zoe", "en")
    await second.patch(f"people/{second.id}", json={"locale": "en"})
    victim, last = await post.office.agent("丙"), await post.office.agent("丁")
    delivery = await make(boss, people=[boss.id, victim.id, last.id])
    await broken(post, victim)
    await due(post)
    await carry_out(post, attempts=0)
    assert (await newest(boss))["state"] == "waiting", "it is tried again by itself"
    await carry_out(post, attempts=len(RETRY_DELAYS))
    run = await newest(boss)
    assert (run["state"], run["told"]) == ("failed", 2), "one who cannot be told keeps nobody else waiting"
    assert "再次发送" in run["reason"]
    await post.run_jobs()
    assert sorted(post.inbox.recipients) == sorted([await post.address(boss), await post.address(last)])
    assert [each["title"] for each in (await boss.get("notifications")).json()["items"]] == ["「客服日报」没有发完"]
    (told,) = (await second.get("notifications")).json()["items"]
    assert told["title"] == "“客服日报” was not sent to everybody"
    assert (await last.get("notifications")).json()["items"] == []

    again = f"deliveries/{delivery}/runs/{run['id']}/again"
    assert (await victim.post(again)).status_code == 403
    await post.office.product.database.write([Statement("DROP TRIGGER break_one ON delivery_results")])
    assert (await boss.post(again)).status_code == 204
    assert (await newest(boss))["state"] == "waiting"
    refused = await boss.post(again)
    assert (refused.status_code, refused.json()["code"]) == (409, "delivery_not_failed")
    await post.run_jobs()
    run = await newest(boss)
    assert (run["state"], run["reason"], run["told"]) == ("done", None, 3)
    addresses = [await post.address(each) for each in (boss, last, victim)]
    assert sorted(post.inbox.recipients) == sorted(addresses), "nobody twice"
    acts = await post.office.rows("SELECT act FROM audit_log WHERE object LIKE 'dashboard:%%' ORDER BY id")
    assert [each["act"] for each in acts] == [
        "delivery_created", "delivery_failed", "delivery_again", "dashboard_sent",
    ]  # fmt: skip


async def test_a_run_whose_job_is_gone_does_not_stay_on_its_way(post: PostOffice) -> None:
    boss = await post.office.supervisor()
    await make(boss, people=[boss.id])
    await due(post)
    work = post.office.product.delivering
    post.office.clock.present += timedelta(hours=1)
    assert await work.fail_stranded() == 0, "its job still waits"
    await post.office.rows("DELETE FROM procrastinate_jobs WHERE task_name = 'deliveries:send' RETURNING 1 AS x")
    found = await asyncio.gather(*(work.fail_stranded() for _ in range(3)))
    assert max(found) == 1
    assert (await newest(boss))["state"] == "failed"
    assert len((await boss.get("notifications")).json()["items"]) == 1
    assert await work.fail_stranded() == 0


async def test_a_trial_that_fails_is_told_to_who_asked(post: PostOffice) -> None:
    boss, second = await post.office.supervisor(), await post.office.supervisor("周敏")
    delivery = await make(boss, people=[boss.id])
    await second.post(f"deliveries/{delivery}/try")
    (row,) = await post.office.rows("SELECT id FROM delivery_runs")
    await post.office.product.delivering.fail(row["id"])
    await post.office.product.delivering.fail(row["id"])
    assert (await boss.get("notifications")).json()["items"] == []
    assert len((await second.get("notifications")).json()["items"]) == 1
    assert (await newest(boss))["trial"]


async def test_when_no_run_can_be_made_the_delivery_stops_and_says_so(post: PostOffice) -> None:
    boss = await post.office.supervisor()
    delivery = await make(boss, people=[boss.id])
    await post.office.rows("UPDATE deliveries SET document = document - 'via' - 'when' RETURNING id")
    for delay in (timedelta(), *TIMER_DELAYS):
        post.office.clock.present = max(post.office.clock.present, datetime(2026, 11, 24, 1, tzinfo=UTC)) + delay
        await post.office.sweep()
    (row,) = await post.office.rows("SELECT state, reason FROM deliveries WHERE id = %(id)s", id=UUID(delivery))
    assert (row["state"], row["reason"]) == ("stopped", "failed")
    (told,) = (await boss.get("notifications")).json()["items"]
    assert told["title"] == "定时发送「客服日报」已停止"
    assert "服务器日志" in told["text"]
    assert await post.office.rows("SELECT 1 FROM timers WHERE kind = 'delivery'") == []
