"""Warnings and breaches come at their minute, once, and follow the clock when it pauses."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from helpwright.cases.check import check_cases
from helpwright.cases.levels import warning
from helpwright.cases.model import Clock
from helpwright.kernel.calendar import Duration
from tests.cases.conftest import JOBS, REPAIRS
from tests.support.office import TICKETS, Office, Person

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=SHANGHAI)


async def told(office: Office, record_id: str) -> list[str]:
    rows = await office.rows(
        """SELECT type, at, data FROM events WHERE record_id = %(id)s AND type IN ('sla_warned', 'sla_breached')
        ORDER BY id""",
        id=UUID(record_id),
    )
    return [f"{row['at'].astimezone(SHANGHAI):%d %H:%M} {row['data']['clock']} {row['type']}" for row in rows]


async def run_until(office: Office, text: str) -> None:
    """From one timer to the next, as the test clock of the product moves."""
    end = local(text)
    await office.settle()
    while (due := await office.automation.sweeper.next_at()) is not None and due <= end:
        office.clock.present = max(due, office.clock.present)
        await office.settle()
    office.clock.present = end
    await office.settle()


async def test_the_running_example_warns_and_breaches_at_its_minute(office: Office) -> None:
    ticket = await office.submit()  # Monday 10:00
    lead = await office.supervisor()
    await run_until(office, "25T12:00")

    assert await told(office, ticket.id) == [
        "23 11:36 first_response sla_warned",
        "23 12:00 first_response sla_breached",
        "24 16:48 resolution sla_warned",
        "25 11:00 resolution sla_breached",
    ]
    case = (await lead.get(f"{TICKETS}/{ticket.id}")).json()["case"]
    assert case["clocks"]["resolution"]["warned_at"] == "2026-11-24T08:48:00.000Z"
    assert case["clocks"]["resolution"]["breached_at"] == case["resolution_due"]
    items = (await lead.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    assert {"clock": "resolution", "due_at": case["resolution_due"]} in [each["data"] for each in items]


async def test_who_answers_in_time_hears_nothing(office: Office) -> None:
    agent = await office.agent()
    ticket = await office.submit()
    await run_until(office, "23T11:00")
    await agent.solve(ticket.id)
    await run_until(office, "26T12:00")

    assert await told(office, ticket.id) == []


async def test_a_late_answer_that_came_before_the_timer_is_told_once(office: Office) -> None:
    agent = await office.agent()
    ticket = await office.submit()
    office.clock.present = local("23T12:00:01")
    answer = await agent.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "在查", "visibility": "public"})
    assert answer.status_code == 201
    for _ in range(2):
        await office.settle()

    assert await told(office, ticket.id) == ["23 12:00 first_response sla_breached"]


async def change(worker: Person, job: str, state: str) -> None:
    assert (await worker.patch(f"{JOBS}/{job}", json={"values": {"state": state}})).status_code == 200


async def test_the_timers_follow_the_clock(office: Office, worker: Person) -> None:
    job = (await worker.post(JOBS, json={"values": {"what": "漏水"}})).json()["id"]  # Monday 10:00, due at 15:30
    await worker.post(f"{JOBS}/{job}/comments", json={"text": "在查", "visibility": "public"})
    await run_until(office, "23T11:00")
    await change(worker, job, "parts")  # three hours are left, of which the warning leaves 48 minutes
    await run_until(office, "24T09:00")
    assert await told(office, job) == []
    await change(worker, job, "todo")
    await run_until(office, "24T11:11")
    assert await told(office, job) == []
    await run_until(office, "24T11:30")
    assert await told(office, job) == ["24 11:12 resolution sla_warned"]
    await change(worker, job, "fixed")
    await run_until(office, "25T09:00")
    await change(worker, job, "todo")  # half an hour is left
    await run_until(office, "25T18:00")

    assert await told(office, job) == ["24 11:12 resolution sla_warned", "25 09:30 resolution sla_breached"]


async def test_a_breach_is_not_told_again_when_it_goes_on_late(office: Office, worker: Person) -> None:
    job = (await worker.post(JOBS, json={"values": {"what": "漏水"}})).json()["id"]
    await worker.post(f"{JOBS}/{job}/comments", json={"text": "在查", "visibility": "public"})
    await run_until(office, "23T16:00")
    before = await told(office, job)
    assert before[-1] == "23 15:30 resolution sla_breached"
    await change(worker, job, "fixed")
    await run_until(office, "24T09:00")
    await change(worker, job, "todo")
    await run_until(office, "24T18:00")

    assert await told(office, job) == before


async def test_a_deleted_record_is_not_late(office: Office, worker: Person) -> None:
    job = (await worker.post(JOBS, json={"values": {"what": "漏水"}})).json()["id"]
    assert (await worker.delete(f"{JOBS}/{job}")).status_code == 204
    await run_until(office, "25T18:00")

    assert await told(office, job) == []
    assert await office.rows("SELECT 1 FROM timers WHERE kind = 'case'") == []


@pytest.mark.parametrize(
    ("left", "at"),
    [(100, 80), (50, 30), (21, 1), (20, None), (5, None), (-10, None)],
)
def test_the_warning_comes_while_a_fifth_is_left(left: int, at: int | None) -> None:
    start = local("23T10:00")
    clock = Clock(Duration(minutes=100), start + timedelta(minutes=left))

    assert warning(clock, start, 80, {}) == (None if at is None else start + timedelta(minutes=at))


RULE = """
rules:
  park:
    name: {zh-CN: 等件, en: Park}
    when: {event: record_updated, form: job, field: what}
    then: [{action: set_fields, set: {state: parts}}]
"""


async def test_a_status_that_a_rule_sets_moves_the_clocks(office: Office, worker: Person) -> None:
    assert (await office.blueprint(REPAIRS + RULE, app="repairs")).status_code == 200
    job = (await worker.post(JOBS, json={"values": {"what": "漏水"}})).json()["id"]
    office.clock.advance(minutes=30)
    assert (await worker.patch(f"{JOBS}/{job}", json={"values": {"what": "漏水，缺件"}})).status_code == 200
    await office.settle()

    case = (await worker.get(f"{JOBS}/{job}")).json()["case"]

    assert (case["category"], case["clocks"]["resolution"]["state"]) == ("pending", "paused")
    assert case["clocks"]["resolution"]["left_seconds"] == 3.5 * 3600
    assert await check_cases(office.product.records) == 0
