"""What runs beside the requests and readers of a process goes on whatever happens to it, and people are told."""

import asyncio
import json
import os
import signal
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from helpwright.entry.background import WebBackground
from helpwright.entry.upkeep import Loop, Upkeep, end, read_failures
from helpwright.entry.worker import Work, run_worker
from helpwright.jobs.events import append
from helpwright.jobs.live import LOST
from helpwright.jobs.presence import CHANNEL, Place
from helpwright.kernel.clock import SystemClock
from helpwright.kernel.errors import Unavailable
from helpwright.kernel.events import SYSTEM, Event
from helpwright.platform.database import Database
from helpwright.platform.statement import Statement
from tests.support.office import Office, Person, StandingClock
from tests.support.until import until

PLACE = Place("service_desk.ticket", uuid4())


async def say(office: Office, payload: str) -> None:
    told = Statement("SELECT pg_notify(%(channel)s, %(payload)s)", {"channel": CHANNEL, "payload": payload})
    await office.product.database.all(told)


async def test_presence_outlives_a_word_that_it_does_not_understand(office: Office) -> None:
    background = WebBackground(office.product)
    person = {"id": str(uuid4()), "name": "王芳", "typing": False}
    known = {"process": "another", "dataset": PLACE.dataset, "id": str(PLACE.id), "people": [person]}

    async def heard() -> bool:
        await say(office, json.dumps(known))
        return bool(background.presence.at(PLACE))

    async def forgotten() -> bool:
        await say(office, json.dumps({**known, "people": []}))
        return not background.presence.at(PLACE)

    async with background.running():
        await until(heard)
        for nonsense in ("", "[]", "{}", '{"process": "x", "dataset": 1, "id": "no id", "people": 7}'):
            await say(office, nonsense)
        await until(forgotten, 20)
        await until(heard, 20)


async def test_live_screens_read_anew_when_their_loop_begins_again(office: Office) -> None:
    background = WebBackground(office.product)
    beyond_words = Event("message_sent", "messages", uuid4(), SYSTEM, office.clock.now(), {"message": "no id"})
    async with background.running():
        follower = await office.product.portal_desk.follower((await office.submit()).token)
        screen = await background.hub.subscribe(follower, "a session")
        await office.product.database.write([append(beyond_words)])
        messages: list[Any] = []

        async def lost() -> bool:
            messages.extend(await screen.next())
            return LOST in messages

        async with asyncio.timeout(20):
            await until(lost)


@dataclass
class Unlucky:
    """A loop that fails `times` times and then goes on."""

    times: int
    began: int = 0
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        self.began += 1
        if self.began <= self.times:
            raise KeyError(f"words of a customer {self.began}")
        self.goes_on.set()
        await asyncio.Event().wait()


async def health(boss: Person, locale: str = "en") -> dict[str, Any]:
    answer = await boss.get("admin/health", headers={"Accept-Language": locale})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = next(each for each in answer.json()["checks"] if each["check"] == "loops")
    return found


async def test_a_loop_of_a_web_process_that_fails_begins_again_and_people_are_told(office: Office) -> None:
    boss, unlucky = await office.person("老板", admin=True), Unlucky(1)
    assert (await health(boss))["level"] == "good"
    async with WebBackground(office.product, (Loop("unlucky", unlucky.run),)).running():
        async with asyncio.timeout(20):
            await unlucky.goes_on.wait()
        await until(lambda: told(boss, "begun_again"))
    found = await health(boss)
    assert found["level"] == "warning"
    assert f"unlucky (web {os.getpid()}@" in found["text"]
    assert "KeyError at " in found["text"]
    assert "customer" not in json.dumps(found)
    assert "unlucky" in (await health(boss, "zh-CN"))["text"]


async def told(boss: Person, code: str) -> bool:
    return bool((await health(boss))["code"] == code)


async def test_a_loop_that_fails_again_and_again_is_bad_news(office: Office) -> None:
    boss, unlucky = await office.person("老板", admin=True), Unlucky(1_000)
    upkeep = Upkeep(office.product.database, "web", first=0.001, longest=0.01)
    tasks = upkeep.begin((upkeep.telling, Loop("unlucky", unlucky.run)))
    try:
        await until(lambda: told(boss, "failing"))
        assert (await health(boss))["level"] == "bad"
    finally:
        await end(tasks)


async def test_a_loop_that_ends_or_waits_for_what_was_cancelled_begins_again(office: Office) -> None:
    began: dict[str, int] = {"ends": 0, "waits": 0}
    all_again = asyncio.Event()

    def note(name: str) -> None:
        began[name] += 1
        if min(began.values()) > 1:
            all_again.set()

    async def ends() -> None:
        note("ends")

    async def waits() -> None:
        note("waits")
        other = asyncio.create_task(asyncio.Event().wait())
        other.cancel()
        await other

    upkeep = Upkeep(office.product.database, "web", first=0.001)
    tasks = upkeep.begin((Loop("ends", ends), Loop("waits", waits)))
    async with asyncio.timeout(20):
        await all_again.wait()
    await end(tasks)
    assert all(task.cancelled() for task in tasks)


async def test_what_failed_while_the_database_was_away_is_told_when_it_is_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, away = office.product.database, asyncio.Event()
    write = database.write

    async def lost(_statements: object) -> None:
        away.set()
        raise Unavailable("database_unavailable")

    monkeypatch.setattr(database, "write", lost)
    upkeep = Upkeep(database, "worker", first=0.001)
    tasks = upkeep.begin((upkeep.telling, Loop("first", Unlucky(1).run), Loop("second", Unlucky(2).run)))
    async with asyncio.timeout(20):
        await away.wait()
    monkeypatch.setattr(database, "write", write)
    since = SystemClock().now() - timedelta(hours=1)

    async def both() -> bool:
        found = {each.loop: each.times for each in await read_failures(database, since)}
        return found == {"first": 1, "second": 2}

    await until(both)
    await end(tasks)


async def test_what_failed_long_ago_is_forgotten(office: Office) -> None:
    database, clock = office.product.database, StandingClock(SystemClock().now() - timedelta(days=2))
    for name in ("old", "new"):
        upkeep = Upkeep(database, "web", first=0.001, clock=clock)
        tasks = upkeep.begin((upkeep.telling, Loop(name, Unlucky(1).run)))

        async def there(name: str = name) -> bool:
            return any(each.loop == name for each in await read_failures(database, clock.now() - timedelta(days=9)))

        await until(there)
        await end(tasks)
        clock.advance(days=2)
    found = await read_failures(database, clock.now() - timedelta(days=9))
    assert [each.loop for each in found] == ["new"]


async def test_a_loop_of_a_worker_that_fails_takes_nothing_with_it(office: Office) -> None:
    unlucky, goes_on, began = Unlucky(2), asyncio.Event(), 0

    async def steady() -> None:
        nonlocal began
        began += 1
        await unlucky.goes_on.wait()
        goes_on.set()
        await asyncio.Event().wait()

    def prepare(_database: Database) -> Work:
        return Work({}, loops=(Loop("unlucky", unlucky.run), Loop("steady", steady)))

    worker = asyncio.create_task(run_worker(office.product.database.url, office.clock, prepare, finish_seconds=0.1))
    async with asyncio.timeout(60):
        await goes_on.wait()
    assert not worker.done()
    assert (unlucky.began, began) == (3, 1)
    signal.raise_signal(signal.SIGTERM)
    async with asyncio.timeout(20):
        await worker
