"""Fields that a step hides: from whoever acts by its tasks, whatever their roles say, and from nobody else."""

from typing import Any

import pytest

from helpwright.flows.errors import FlowInvalid
from tests.definitions.conftest import Builder
from tests.flows.player import compiled
from tests.support.office import Office

HIDE = {"write": ["urgency", "solution", "root_cause"], "required": ["solution"], "hide": ["customer_email"]}


@pytest.fixture
async def builder(office: Office) -> Builder:
    found = Builder(await office.person("Builder", admin=True, language="en"))
    change = {"do": "change", "element": "node", "at": ["handle"], "values": {"fields": HIDE}}
    await found.edited("flow", "ticket_flow", change)
    await found.published()
    return found


async def test_who_acts_by_the_task_does_not_see_the_field(office: Office, builder: Builder) -> None:
    agent, boss = await office.agent(), await office.supervisor()
    ticket = await office.submit(customer_email="zhang@example.com")
    await agent.work(ticket.id, "claim")
    mine = await agent.record(ticket.id)
    assert "customer_email" not in mine["values"]
    assert "customer_email" not in mine["access"]["fields"]
    assert (await boss.record(ticket.id))["values"]["customer_email"] == "zhang@example.com"
    (listed,) = (await agent.get("forms/ticket/records")).json()["items"]
    assert "customer_email" not in listed["values"]
    asked = {"filter": '{"field": "customer_email", "op": "contains", "value": "zhang"}'}
    assert (await agent.get("forms/ticket/records", params=asked)).json()["items"] == []
    assert (await agent.get("forms/ticket/records", params={"search": "zhang@example"})).json()["items"] == []
    assert len((await boss.get("forms/ticket/records", params=asked)).json()["items"]) == 1
    activity = (await agent.get(f"forms/ticket/records/{ticket.id}/activity")).text
    assert "zhang@example.com" not in activity
    written = await agent.work(
        ticket.id, "complete", outcome="done", values={"solution": "x", "customer_email": "a@b.cn"}
    )
    assert written.json()["errors"][0]["code"] == "field_not_accepted"
    assert (await agent.solve(ticket.id)).status_code == 200
    assert (await agent.record(ticket.id))["values"]["customer_email"] == "zhang@example.com"


async def test_who_has_no_role_does_not_learn_it_afterwards(office: Office, builder: Builder) -> None:
    helper = await office.person("Helper", teams=["tech"])
    ticket = await office.submit(customer_email="zhang@example.com")
    assert "customer_email" not in (await helper.record(ticket.id))["values"]
    await helper.work(ticket.id, "claim")
    assert (await helper.solve(ticket.id)).status_code == 200
    found = await helper.record(ticket.id)
    assert "customer_email" not in found["values"]
    assert "description" in found["values"]


async def test_a_task_hides_what_the_version_hides_under_which_it_began(office: Office, builder: Builder) -> None:
    agent = await office.agent()
    before = await office.submit(customer_email="zhang@example.com")
    open_again = {**HIDE, "hide": []}
    change = {"do": "change", "element": "node", "at": ["handle"], "values": {"fields": open_again}}
    await builder.edited("flow", "ticket_flow", change)
    await builder.published()
    after = await office.submit(customer_email="li@example.com")
    for ticket in (before, after):
        await agent.work(ticket.id, "claim")
    assert "customer_email" not in (await agent.record(before.id))["values"]
    assert (await agent.record(after.id))["values"]["customer_email"] == "li@example.com"


async def test_what_is_hidden_from_now_on_is_not_hidden_by_tasks_from_before(office: Office) -> None:
    agent, found = await office.agent(), Builder(await office.person("Builder", admin=True, language="en"))
    before = await office.submit(customer_email="zhang@example.com")
    change = {"do": "change", "element": "node", "at": ["handle"], "values": {"fields": HIDE}}
    await found.edited("flow", "ticket_flow", change)
    await found.published()
    await agent.work(before.id, "claim")
    assert (await agent.record(before.id))["values"]["customer_email"] == "zhang@example.com"


def test_what_is_hidden_cannot_be_filled_in(document: dict[str, Any]) -> None:
    document["nodes"]["handle"]["fields"]["hide"] = ["solution"]
    with pytest.raises(FlowInvalid) as refused:
        compiled(document)
    assert [each.code for each in refused.value.problems] == ["hidden_field_to_fill"]
