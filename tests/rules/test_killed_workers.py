"""Real workers killed at any moment of a burst: every rule runs on every ticket, and what it does is done once."""

import asyncio
import os
import random
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.rules.test_rules_at_work import publish
from tests.support.office import Office
from tests.support.until import until

TICKETS = 60
KILLS = 4
RULES = """
  note:
    name: x
    when: {event: record_created, form: ticket}
    then: [{action: comment, text: 一}, {action: comment, text: 二}]
  mark:
    name: x
    when: {event: record_created, form: ticket}
    then: [{action: set_fields, set: {root_cause: "{{number}}"}}]
  follow:
    name: x
    when: {event: record_updated, form: ticket, field: root_cause}
    then: [{action: comment, text: 三}, {action: set_fields, set: {solution: 好}}]
"""
DONE = "SELECT count(*) AS n FROM rule_runs WHERE state = 'done'"
LEFT = "SELECT 1 AS one FROM rule_runs WHERE state NOT IN ('done', 'skipped') LIMIT 1"

Start = Callable[[], Awaitable[Process]]


@pytest.fixture
async def start(desk_url: str, tmp_path: Path) -> AsyncIterator[Start]:
    """Starts a worker as the server does."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HELPWRIGHT_")}
    environment = {**own, "HELPWRIGHT_DATABASE_URL": desk_url, "HELPWRIGHT_DATA_DIR": str(tmp_path)}
    children: list[Process] = []

    async def run() -> Process:
        command = (sys.executable, "-m", "helpwright.entry.cli", "_worker")
        children.append(await asyncio.create_subprocess_exec(*command, env=environment, stdout=DEVNULL, stderr=DEVNULL))
        return children[-1]

    yield run
    for child in children:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def _open_today(office: Office) -> None:
    """The app with the rules, at the time of the workers: so nothing is late for them."""
    await publish(office, RULES)
    office.clock.advance(seconds=(datetime.now(UTC) - office.clock.now()).total_seconds())


async def _done(office: Office) -> int:
    return int((await office.rows(DONE))[0]["n"])


async def _all_done(office: Office) -> bool:
    runs = (await office.rows("SELECT count(*) AS n FROM rule_runs"))[0]["n"]
    # critical (skipped for half of them), confirmation, note, mark and follow
    return runs == 5 * TICKETS and not await office.rows(LEFT)


async def _check(office: Office) -> None:
    once = await office.rows(
        """SELECT r.id, r.root_cause, r.solution, r.number,
        (SELECT array_agg(c.text ORDER BY c.text) FROM comments c WHERE c.record_id = r.id) AS said,
        (SELECT count(*) FROM events e WHERE e.record_id = r.id AND e.type = 'comment') AS told,
        (SELECT count(*) FROM events e WHERE e.record_id = r.id AND e.type = 'record_updated') AS changed,
        (SELECT count(*) FROM messages m WHERE m.record_id = r.id) AS messages,
        (SELECT array_agg(x.rule ORDER BY x.rule) FROM rule_runs x WHERE x.record_id = r.id AND x.state = 'done') AS ran
        FROM service_desk.ticket r"""
    )
    assert len(once) == TICKETS
    for row in once:
        assert (row["root_cause"], row["solution"]) == (row["number"], "好")
        assert sorted(row["said"]) == sorted(["一", "二", "三"])
        assert (row["told"], row["changed"], row["messages"]) == (3, 2, 1)
        assert row["ran"] == [f"service_desk.{rule}" for rule in ("confirmation", "follow", "mark", "note")]
    attempts = await office.rows("SELECT state, attempt FROM rule_steps GROUP BY state, attempt")
    assert {(row["state"], row["attempt"]) for row in attempts} == {("done", 1)}


async def _submit(office: Office, some: int) -> None:
    await asyncio.gather(*(office.submit(urgency="normal") for _ in range(some)))


async def test_killed_again_and_again_nothing_is_lost_or_doubled(office: Office, start: Start) -> None:
    await _open_today(office)
    chance = random.Random(20261129)  # noqa: S311 -- moments of a test
    worker = await start()
    for _ in range(KILLS):
        await _submit(office, TICKETS // KILLS)
        before = await _done(office)
        enough = before + chance.randint(1, 60)

        async def far_enough(enough: int = enough) -> bool:
            return await _done(office) >= enough or await _all_quiet(office)

        await until(far_enough)
        worker.kill()
        await worker.wait()
        worker = await start()
    await until(lambda: _all_done(office))
    await _check(office)


async def _all_quiet(office: Office) -> bool:
    return (await _done(office)) > 0 and not await office.rows(LEFT)


async def test_two_workers_share_a_burst_and_one_of_them_is_killed(office: Office, start: Start) -> None:
    await _open_today(office)
    first, _ = await start(), await start()
    await _submit(office, TICKETS)

    async def some_done() -> bool:
        return await _done(office) >= TICKETS // 2

    await until(some_done)
    first.kill()
    await until(lambda: _all_done(office))
    await _check(office)
