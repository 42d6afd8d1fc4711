"""Flows are pinned to their version, forms are not: what open tickets need stays, and nothing ends in a 500."""

from dataclasses import replace
from pathlib import Path

import pytest

from helpwright.definitions.pins import nothing_pinned
from helpwright.definitions.publications.publisher import Publisher
from helpwright.entry.kinds import kinds
from tests.support.office import TICKETS, Office

SHIPPED = (Path(__file__).parents[2] / "blueprints" / "service_desk.yaml").read_text("utf-8")
FIXED = (
    SHIPPED.replace("solved: {zh-CN: 已解决", "fixed: {zh-CN: 已解决")
    .replace("{status: solved}", "{status: fixed}")
    .replace("value: solved}", "value: fixed}")
    .replace("[solved, closed]", "[fixed, closed]")
)
NO_ARCHIVE = SHIPPED.replace("closed: {zh-CN: 已关闭", "over: {zh-CN: 已关闭").replace(
    "{status: closed}", "{status: over}"
)
NO_ARCHIVE = NO_ARCHIVE.replace("[solved, closed]", "[solved, over]")
NO_CAUSE = (
    SHIPPED.replace(
        "      root_cause: {type: multiline, label: {zh-CN: 根本原因, en: Root cause}, internal: true}\n", ""
    )
    .replace("assignee, solution, root_cause]", "assignee, solution]")
    .replace("[urgency, solution, root_cause]", "[urgency, solution]")
)


@pytest.mark.parametrize(
    ("text", "code", "path", "said"),
    [
        (FIXED, "option_in_use", "forms.ticket.fields.status.options.solved", "“solved” of “Status”"),
        (NO_CAUSE, "field_in_use", "forms.ticket.fields.root_cause", "“Root cause”"),
    ],
)
async def test_what_an_open_ticket_needs_stays(office: Office, text: str, code: str, path: str, said: str) -> None:
    agent, ticket, other = await office.agent(), await office.submit(), await office.submit()
    planned = (await office.blueprint(text, plan=True)).json()["problems"]
    answer = await office.blueprint(text)
    assert answer.status_code == 422, answer.text
    (problem,) = answer.json()["errors"]
    assert (problem["code"], problem["field"]) == (code, path)
    assert said in problem["message"]
    assert "2 open on version 1 of the flow “Ticket flow”" in problem["message"]
    assert [(each["code"], each["path"], each["message"]) for each in planned] == [(code, path, problem["message"])]
    part_above = path.split(".")[-2]
    assert text.splitlines()[planned[0]["line"] - 1][planned[0]["column"] - 1 :].startswith(f"{part_above}:")
    for each in (ticket, other):
        assert (await agent.solve(each.id)).status_code == 200
        assert (await office.answer(each, "confirm")).status_code == 200
    assert (await office.blueprint(text)).status_code == 200


async def test_what_was_never_needed_may_go(office: Office) -> None:
    await office.submit()
    text = SHIPPED.replace("complaint: {zh-CN: 投诉建议, en: Complaint}", "praise: 表扬")
    refused = await office.blueprint(text)
    assert refused.status_code == 422
    text = SHIPPED.replace("after_sales: {zh-CN: 售后服务, en: After-sales}", "sales: 销售")
    assert (await office.blueprint(text)).status_code == 200


async def unguarded(office: Office, text: str) -> None:
    """Publish as if nothing had been under way, as a version of before the check has left it."""
    product = office.product
    publisher = Publisher(product.database, product.definitions, kinds(), product.clock)
    desk = replace(product.blueprints, publisher=publisher, pinned=nothing_pinned)
    await desk.bring_in(text, None)


async def test_a_value_that_the_form_refuses_is_a_refusal(office: Office) -> None:
    agent, ticket = await office.agent(language="en"), await office.submit()
    await unguarded(office, FIXED)
    answer = await agent.solve(ticket.id)
    assert (answer.status_code, answer.json()["code"]) == (409, "flow_value_refused"), answer.text
    assert "“Status”" in answer.json()["detail"]
    assert (await agent.task_of(ticket.id))["state"] == "offered"


async def test_a_timer_that_is_refused_stands_in_the_activity(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    await agent.solve(ticket.id)
    await unguarded(office, NO_ARCHIVE)
    answer = await office.answer(ticket, "confirm")
    assert (answer.status_code, answer.json()["code"]) == (409, "flow_value_refused"), answer.text
    assert "「处理状态」" in answer.json()["detail"]
    office.clock.advance(days=8)
    await office.sweep()
    await office.sweep()
    items = (await agent.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    incidents = [each for each in items if each["type"] == "flow_incident"]
    assert [(each["actor"]["kind"], each["data"]["name"]) for each in incidents] == [("system", "用户确认")]
    stored = await office.rows("SELECT data FROM events WHERE type = 'flow_incident'")
    assert [(row["data"]["code"], row["data"]["level"]) for row in stored] == [("flow_value_refused", "auto")]
    assert await office.rows("SELECT 1 FROM timers") == []
    assert (await office.progress(ticket))["state"] == "confirm"


async def test_definitions_that_never_settle_are_told_as_such(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    task = await agent.task_of(ticket.id)
    await office.rows("UPDATE epoch SET value = value - 1 RETURNING 1")
    answer = await agent.post(f"tasks/{task['id']}/claim", json={})
    assert (answer.status_code, answer.json()["code"]) == (503, "definitions_changed")
    await office.rows("UPDATE epoch SET value = value + 1 RETURNING 1")
    assert (await agent.post(f"tasks/{task['id']}/claim", json={})).status_code == 200
