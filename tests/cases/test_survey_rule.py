"""The rule of the running example: an hour after the solution, but not at night."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cases.test_levels import run_until
from tests.support.office import Office

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def surveys(office: Office) -> list[dict[str, Any]]:
    return await office.rows("SELECT * FROM messages WHERE key LIKE 'survey:%%' ORDER BY created_at")


@pytest.mark.parametrize(
    ("solved", "sent"),
    [
        ("23T15:00", "2026-11-23T16:00"),
        ("23T19:30", "2026-11-23T20:30"),
        ("23T20:30", "2026-11-24T09:00"),
        ("24T07:59", "2026-11-24T09:00"),
    ],
)
async def test_the_survey_comes_when_people_are_awake(office: Office, solved: str, sent: str) -> None:
    agent = await office.agent()
    ticket = await office.submit()
    await run_until(office, solved)
    await agent.solve(ticket.id)
    await run_until(office, "25T12:00")

    [message] = await surveys(office)
    assert message["created_at"] == datetime.fromisoformat(sent).replace(tzinfo=SHANGHAI)
    assert message["recipient"] == "zhang@example.com"
    link = next(line for line in message["text"].split("\n") if "/s/" in line)
    answer = await office.browser().post(f"public/surveys/{link.rsplit('/', 1)[1]}", json={"score": 5})
    assert answer.json()["answer"]["score"] == 5


async def test_a_rejected_solution_is_not_asked_about(office: Office) -> None:
    agent = await office.agent()
    ticket = await office.submit()
    await agent.solve(ticket.id)
    await office.settle()
    office.clock.advance(minutes=30)
    await office.answer(ticket, "reject", reason="没好")
    await run_until(office, "24T12:00")

    assert await surveys(office) == []


async def test_a_ticket_that_is_solved_twice_is_asked_about_once(office: Office) -> None:
    agent = await office.agent()
    ticket = await office.submit()
    await agent.solve(ticket.id)
    await run_until(office, "23T12:00")
    await office.answer(ticket, "reject", reason="没好")
    await agent.solve(ticket.id)
    await run_until(office, "24T12:00")

    assert len(await surveys(office)) == 1


async def test_without_an_address_the_activity_says_so(office: Office) -> None:
    agent = await office.agent()
    ticket = await office.submit(customer_email=None)
    await agent.solve(ticket.id)
    await run_until(office, "23T12:00")

    assert [(each["state"], each["reason"]) for each in await surveys(office)] == [("skipped", "no_address")]
