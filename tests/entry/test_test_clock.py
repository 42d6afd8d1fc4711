"""The movable clock: refused without its flag; with it, what becomes due is done before the answer, at its instant."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from helpwright.entry.asgi import create_app
from helpwright.entry.backup import store
from helpwright.entry.backup.make import STATE
from helpwright.entry.backup.schedule import PLAN, BackupPlan, due_now
from helpwright.entry.commands.background import chores
from helpwright.entry.commands.web import server_settings
from helpwright.entry.doctor.examine import CHECKS
from helpwright.entry.doctor.kind import Scene
from helpwright.entry.test_clock import TestClock
from helpwright.entry.wiring import Product
from helpwright.kernel.clock import SystemClock
from helpwright.platform.database import Database
from tests.support.office import Office, environment_of, open_office

DAY = 86_400
HOUR = 3_600
CHAIN = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
rules:
  chain:
    name: x
    when: {event: record_created, form: ticket}
    then:
      - {action: comment, text: 一小时后, delay: {hours: 1}}
      - {action: comment, text: 两小时后, delay: {hours: 1}}
      - {action: set_fields, set: {root_cause: 三小时后}, delay: {hours: 1}}
  follows:
    name: x
    when: {event: dwell, form: ticket, field: root_cause, value: 三小时后, for: {hours: 2}}
    then: [{action: comment, text: 五小时后}]
  daily:
    name: x
    when: {event: schedule, form: ticket, every: day, at: "06:30"}
    then: [{action: comment, text: 每天}]
"""


@pytest.fixture
async def moving(desk_url: str, tmp_path: Path) -> AsyncIterator[tuple[Office, httpx.AsyncClient]]:
    """An office on the machine's clock, and a browser of a server that was started with the flag."""
    product = Product(environment_of(tmp_path), Database(desk_url), SystemClock())
    async with open_office(desk_url, tmp_path, product=product) as office:
        app = create_app(office.product, test_clock=True)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example.com/api/v1") as browser:
            yield office, browser


async def test_without_the_flag_time_cannot_be_moved(office: Office) -> None:
    answer = await office.browser("en").post("test/clock", json={"advance_seconds": DAY})

    assert answer.status_code == 403
    assert answer.json()["code"] == "test_clock_off"


async def test_time_never_goes_back(moving: tuple[Office, httpx.AsyncClient]) -> None:
    _, browser = moving

    assert (await browser.post("test/clock", json={"advance_seconds": -1})).status_code == 422


async def test_steps_add_up_for_every_process(moving: tuple[Office, httpx.AsyncClient]) -> None:
    _, browser = moving
    await browser.post("test/clock", json={"advance_seconds": DAY})
    answer = (await browser.post("test/clock", json={"advance_seconds": 0.5})).json()

    assert answer["offset_seconds"] == DAY + 0.5
    assert (await browser.get("test/clock")).json()["offset_seconds"] == DAY + 0.5


async def test_every_answer_tells_the_moved_time_so_that_screens_follow(
    moving: tuple[Office, httpx.AsyncClient],
) -> None:
    _, browser = moving
    await browser.post("test/clock", json={"advance_seconds": 40 * DAY})
    answers = [await browser.get("setup"), await browser.get("workspace")]

    assert [answer.status_code for answer in answers] == [200, 401]
    for answer in answers:
        ahead = parsedate_to_datetime(answer.headers["date"]) - SystemClock().now()
        assert abs(ahead - timedelta(days=40)) < timedelta(seconds=30)


@pytest.mark.parametrize("tells_time", [True, False])
async def test_the_web_server_names_no_second_time_beside_it(tells_time: bool) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 204, "headers": [(b"date", b"ours")]})
        await send({"type": "http.response.body"})

    config = server_settings(app, [], tells_time=tells_time)
    config.port, config.lifespan = 0, "off"
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 -- it has no event
        await asyncio.sleep(0)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        async with httpx.AsyncClient() as browser:
            told = (await browser.get(f"http://127.0.0.1:{port}/")).headers.get_list("date")
    finally:
        server.should_exit = True
        await task
    assert told[-1] == "ours"
    assert len(told) == (2 if tells_time else 1)


async def test_each_thing_happens_at_its_instant_and_all_before_the_answer(
    moving: tuple[Office, httpx.AsyncClient],
) -> None:
    office, browser = moving
    assert (await office.blueprint(CHAIN)).status_code == 200
    await browser.post("test/clock", json={"advance_seconds": 0})
    ticket = await office.submit()
    answer = await browser.post("test/clock", json={"advance_seconds": 2 * DAY})
    assert answer.status_code == 200, answer.text
    assert answer.json()["delivered"] >= 6
    rows = await office.rows("SELECT text, at FROM comments ORDER BY at")
    start: datetime = (await office.rows("SELECT at FROM events WHERE type = 'record_created'"))[0]["at"]
    ours = {row["text"]: row["at"] - start for row in rows if row["text"] != "每天"}
    near = timedelta(seconds=20)
    assert set(ours) == {"一小时后", "两小时后", "五小时后"}
    for text, hours in (("一小时后", 1), ("两小时后", 2), ("五小时后", 5)):
        assert timedelta() <= ours[text] - timedelta(hours=hours) < near
    daily = [row["at"] for row in rows if row["text"] == "每天"]
    assert [(each.hour, each.minute, each.second, each.microsecond) for each in daily] == [(22, 30, 0, 0)] * 2
    late = await office.rows("SELECT at FROM events WHERE type = 'late'")
    assert len(late) <= 1
    assert (await office.progress(ticket))["number"] == ticket.number


async def test_nobody_is_signed_out_by_tidying_up_under_a_moved_clock(
    moving: tuple[Office, httpx.AsyncClient],
) -> None:
    office, _ = moving
    await office.agent()
    office.product.clock.offset = timedelta(days=20 * 365)
    (sessions,) = (each for each in chores(office.product) if each.name == "sessions")
    await sessions.run()
    assert len(await office.rows("SELECT 1 FROM sessions")) == 1


async def test_a_clock_left_standing_goes_on_with_the_next_start(moving: tuple[Office, httpx.AsyncClient]) -> None:
    office, browser = moving
    await office.rows("INSERT INTO settings (name, value) VALUES ('clock_standing', '\"2030-01-01T00:00:00+00:00\"')")
    assert (await browser.get("test/clock")).json()["now"] == "2030-01-01T00:00:00.000Z"
    await TestClock(office.product.database, office.product.clock).begin()
    assert not (await browser.get("test/clock")).json()["now"].startswith("2030")


async def test_every_request_follows_a_clock_that_another_process_moved(
    moving: tuple[Office, httpx.AsyncClient],
) -> None:
    office, browser = moving
    await office.rows("INSERT INTO settings (name, value) VALUES ('clock_offset', '3600')")
    assert (await browser.get("test/clock")).json()["offset_seconds"] == HOUR


async def test_backups_keep_to_the_machines_time_and_the_doctor_says_that_the_clock_was_moved(
    moving: tuple[Office, httpx.AsyncClient],
) -> None:
    office, browser = moving
    product = office.product
    await office.person("老板", admin=True)
    began = SystemClock().now() - timedelta(hours=1)
    last = {"at": began.isoformat(), "file": "a.tar", "size": 1, "rows": 1, "files": 0, "missing": 0, "seconds": 1.0}
    await product.database.write([store.save(STATE, {"last": last}), store.save(PLAN, BackupPlan().model_dump())])
    assert not await _stands(product, "clock", "moved")
    before = await due_now(product)
    assert (await browser.post("test/clock", json={"advance_seconds": 40 * DAY})).status_code == 200
    assert await due_now(product) == before
    assert not await _stands(product, "backup", "stale")
    assert await _stands(product, "clock", "moved")


async def _stands(product: Product, check: str, code: str) -> bool:
    return (await CHECKS[check].look(Scene(product.environment, product.clock.now(), product))).code == code
