"""Messages whose job has failed for good are sent after all; those that wait for theirs are left alone."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from helpwright.kernel.clock import FixedClock
from helpwright.kernel.ids import new_id
from helpwright.notify.catalogue import open_ways
from helpwright.notify.model import Draft
from helpwright.notify.outbox import Outbox
from helpwright.notify.stranded import send_stranded, stranded
from helpwright.platform.database import Row, Statement
from helpwright.platform.settings import Environment
from tests.notify.conftest import Desk
from tests.support.desk_worker import CLOCK, FORM, identity
from tests.support.until import until


def soon() -> FixedClock:
    """Before the patience ends, counted from now."""
    return FixedClock(CLOCK.now() + timedelta(minutes=9))


def later() -> FixedClock:
    """After it has ended."""
    return FixedClock(CLOCK.now() + timedelta(minutes=11))


async def _put(desk: Desk, count: int) -> None:
    """Queue mails, all in one job."""
    ways = open_ways(replace(Environment.read(), smtp_url=desk.smtp_url), CLOCK)
    drafts = [
        Draft(f"7:{n}", "mail", f"c{n}@customer.example", "已受理", "您好", form=FORM, record_id=new_id(), event_id=7)
        for n in range(count)
    ]
    async with desk.database.transaction() as session:
        await Outbox(ways, identity, CLOCK).put(session, drafts)
    await ways["mail"].close()


async def _jobs(desk: Desk, status: str) -> list[Row]:
    return await desk.database.all(
        Statement(
            "SELECT args->'messages' AS messages FROM procrastinate_jobs WHERE status::text = %(s)s", {"s": status}
        )
    )


async def _set(desk: Desk, status: str) -> None:
    await desk.database.write(
        [Statement("UPDATE procrastinate_jobs SET status = %(s)s::procrastinate_job_status", {"s": status})]
    )


async def test_what_waits_for_its_job_is_left_alone(desk: Desk) -> None:
    await _put(desk, 3)
    for status in ("todo", "doing"):
        await _set(desk, status)
        assert await send_stranded(desk.database, later()) == 0
    await _set(desk, "failed")
    assert await send_stranded(desk.database, soon()) == 0


async def test_what_no_job_will_touch_is_sent_by_a_new_one(desk: Desk) -> None:
    await _put(desk, 3)
    first, *_ = await desk.messages()
    await desk.database.write(
        [Statement("UPDATE messages SET state = 'sending' WHERE id = %(id)s", {"id": first["id"]})]
    )
    await _set(desk, "failed")
    found = await asyncio.gather(*(send_stranded(desk.database, later()) for _ in range(4)))
    assert sorted(found) == [0, 0, 0, 3]
    new = [UUID(message) for job in await _jobs(desk, "todo") for message in job["messages"]]
    assert sorted(new) == sorted(row["id"] for row in await desk.messages())
    assert len(await _jobs(desk, "todo")) == 3
    await desk.worker()
    await until(lambda: desk.reached(sent=3))
    assert len(desk.inbox.ids) == 3
    assert await send_stranded(desk.database, later()) == 0


async def test_the_unsent_are_found_by_their_index(desk: Desk) -> None:
    await desk.database.write(
        [
            Statement(
                """INSERT INTO messages (id, key, via, state, created_at)
                SELECT gen_random_uuid(), n::text, 'mail', CASE n WHEN 1 THEN 'queued' ELSE 'sent' END, %(at)s
                FROM generate_series(1, 20000) n""",
                {"at": CLOCK.now()},
            ),
            Statement("ANALYZE messages"),
        ]
    )
    asked = stranded(later().now())
    plan = await desk.database.all(Statement(f"EXPLAIN {asked.sql}", asked.params))
    assert "messages_unsent" in str(plan)
    assert await send_stranded(desk.database, later()) == 1
