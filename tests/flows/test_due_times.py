"""The due time of a node ends with the first response: a person's public comment, or an outcome."""

import asyncio
from typing import Any

from tests.support.office import TICKETS, Office, Person, Ticket

TWO_AT_ONCE = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
flows:
  check:
    name: 复核
    form: ticket
    nodes:
      start: {type: start, trigger: record_created, to: check}
      check:
        type: task
        name: 复核
        assign: [{otherwise: true, team: tech, by: claim}]
        due: {hours: 1, until: first_response}
        outcomes: {checked: {name: 好, to: plan}}
      plan:
        type: task
        name: 计划
        assign: [{otherwise: true, team: tech, by: claim}]
        due: {hours: 3}
        outcomes: {planned: {name: 好, to: end}}
      end: {type: end}
"""


async def tell(person: Person, ticket: Ticket, visibility: str) -> None:
    body = {"text": "您好", "visibility": visibility}
    answer = await person.post(f"{TICKETS}/{ticket.id}/comments", json=body)
    assert answer.status_code == 201, answer.text


async def levels(office: Office) -> list[str]:
    rows = await office.rows("SELECT data->>'level' AS level FROM timers WHERE kind = 'flow' ORDER BY level")
    return [row["level"] for row in rows]


async def test_a_public_comment_ends_the_due_time(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    task = await agent.task_of(ticket.id)
    due = task["due_at"]
    assert due is not None
    assert task["case_due"]["clock"] == "first_response"
    await tell(agent, ticket, "internal")
    await office.answer(ticket, "reply", text="在吗")
    await agent.work(ticket.id, "claim")
    assert (await agent.task_of(ticket.id))["due_at"] == due
    assert await levels(office) == ["due"]
    await asyncio.gather(*(tell(agent, ticket, "public") for _ in range(4)))
    task = await agent.task_of(ticket.id)
    assert task["due_at"] is None
    assert task["case_due"]["clock"] == "resolution"
    assert task["case_due"]["due_at"] == (await agent.record(ticket.id))["case"]["resolution_due"]
    assert await levels(office) == []
    office.clock.advance(days=1)
    await office.sweep()
    assert await office.rows("SELECT 1 FROM events WHERE type = 'late'") == []


async def test_a_comment_ends_no_other_time(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    await agent.solve(ticket.id)
    before = await levels(office)
    assert before == ["auto", "remind_1", "remind_2"]
    until = (await agent.task_of(ticket.id))["due_at"]
    await tell(agent, ticket, "public")
    assert await levels(office) == before
    assert (await agent.task_of(ticket.id))["due_at"] == until


async def test_an_outcome_ends_the_due_time_of_all_that_is_open(office: Office) -> None:
    assert (await office.blueprint(TWO_AT_ONCE)).status_code == 200
    agent, ticket = await office.agent(), await office.submit()

    async def open_tasks() -> list[dict[str, Any]]:
        items = (await agent.get("tasks", params={"scope": "mine"})).json()["items"]
        return sorted(items, key=lambda each: str(each["node"]))

    check, handle = await open_tasks()
    assert check["due_at"] is not None
    assert handle["due_at"] is not None
    answer = await agent.post(f"tasks/{check['id']}/complete", json={"outcome": "checked"})
    assert answer.status_code == 200, answer.text
    handle, plan = await open_tasks()
    assert (handle["node"], handle["due_at"]) == ("handle", None)
    assert plan["due_at"] is not None
    assert await office.rows("SELECT key FROM timers WHERE until IS NOT NULL") == []
    await tell(agent, ticket, "public")
    assert len(await levels(office)) == 1
