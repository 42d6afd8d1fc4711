"""A link that is written with a task leads only to what the acting person may see, as every other link does."""

from pathlib import Path
from typing import Any

from tests.support.office import TICKETS, Office

BLUEPRINT = Path(__file__).parents[2] / "blueprints" / "service_desk.yaml"
FIELD = "      assignee: {type: member"
NODE = "write: [urgency, solution, root_cause]"
SEES_ALL = "{form: customer, can: [read, create, update], scope: all}"


async def linked(office: Office) -> None:
    text = BLUEPRINT.read_text()
    for old, new in (
        (FIELD, "      client: {type: link, label: {zh-CN: 客户, en: Client}, to: customer, internal: true}\n" + FIELD),
        (NODE, "write: [urgency, solution, root_cause, client]"),
        (SEES_ALL, "{form: customer, can: [read, create, update], scope: own}"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    answer = await office.blueprint(text)
    assert answer.status_code == 200, answer.text


async def customer(of: Any, name: str) -> str:
    answer = await of.post("forms/customer/records", json={"values": {"name": name}})
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


async def test_a_task_links_only_to_what_its_person_may_see(office: Office) -> None:
    await linked(office)
    agent, other = await office.agent("李娜"), await office.agent("赵强")
    mine, theirs = await customer(agent, "我的"), await customer(other, "别人的")
    ticket = await office.submit()
    assert (await agent.work(ticket.id, "claim")).status_code == 200
    values = {"solution": "换了固件", "client": theirs}
    refused = await agent.work(ticket.id, "complete", outcome="done", values=values)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "link_missing")
    assert (await agent.task_of(ticket.id))["state"] == "claimed"
    done = await agent.work(ticket.id, "complete", outcome="done", values={**values, "client": mine})
    assert done.status_code == 200, done.text
    assert (await agent.record(ticket.id))["values"]["client"] == mine


async def test_the_outcome_that_a_change_of_status_takes_links_no_further(office: Office) -> None:
    await linked(office)
    agent, other = await office.agent("李娜"), await office.agent("赵强")
    theirs = await customer(other, "别人的")
    ticket = await office.submit()
    assert (await agent.work(ticket.id, "claim")).status_code == 200
    values = {"status": "solved", "solution": "换了固件", "client": theirs}
    refused = await agent.patch(f"{TICKETS}/{ticket.id}", json={"values": values})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "link_missing")
    assert (await agent.record(ticket.id))["values"]["status"] == "processing"


async def test_a_flow_that_a_rule_starts_links_to_nothing_that_is_gone(office: Office) -> None:
    agent, boss = await office.agent("李娜"), await office.supervisor()
    there, gone = await customer(agent, "在"), await customer(agent, "不在")
    text = BLUEPRINT.read_text()
    text = text.replace(FIELD, "      client: {type: link, label: 客户, to: customer, internal: true}\n" + FIELD)
    text = text.replace(SEES_ALL, SEES_ALL.replace("update]", "update, delete]"))
    for name, client in (("here", there), ("away", gone)):
        nodes = f"{{start: {{type: start, trigger: rule, to: end}}, end: {{type: end, set: {{client: {client}}}}}}}"
        text = text.replace("\nflows:\n", f"\nflows:\n  {name}: {{name: {name}, form: ticket, nodes: {nodes}}}\n", 1)
        rule = f"{{event: button, form: ticket, label: {name}}}, then: [{{action: start_flow, flow: {name}}}]"
        text = text.replace("\nrules:\n", f"\nrules:\n  {name}: {{name: {name}, when: {rule}}}\n", 1)
    answer = await office.blueprint(text)
    assert answer.status_code == 200, answer.text
    assert (await agent.delete(f"forms/customer/records/{gone}")).is_success
    ticket = await office.submit()
    found = {}
    for name in ("here", "away"):
        assert (await boss.post(f"{TICKETS}/{ticket.id}/buttons/{name}")).is_success
        await office.settle()
        (run,) = (await boss.get(f"rules/{name}/runs")).json()["items"]
        found[name] = [(each["state"], each["code"]) for each in run["steps"]]
    assert found == {"here": [("done", None)], "away": [("refused", "link_missing")]}
    assert (await boss.record(ticket.id))["values"]["client"] == there
