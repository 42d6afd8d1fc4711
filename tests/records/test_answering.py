"""Who may write to the customer: reading a ticket is not enough."""

from typing import Any

import httpx

from tests.support.office import TICKETS, Office, Person, Ticket

READERS = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
roles:
  auditor:
    name: Auditor
    grants: [{form: ticket, can: [read], scope: all}]
"""
MUTE = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
flows:
  mute:
    name: Mute
    form: customer
    nodes:
      start: {type: start, trigger: record_created, to: handle}
      handle:
        type: task
        name: Handle
        assign: [{otherwise: true, team: tech, by: claim}]
        outcomes: {done: {name: Done, to: finish}}
      finish: {type: end, name: End}
"""


async def say(person: Person, ticket: Ticket, visibility: str) -> httpx.Response:
    body = {"text": "您好", "visibility": visibility}
    return await person.post(f"{TICKETS}/{ticket.id}/comments", json=body)


async def comment_of(person: Person, ticket: Ticket) -> Any:
    return (await person.record(ticket.id))["access"]["comment"]


async def test_a_reader_writes_notes_only(office: Office) -> None:
    assert (await office.blueprint(READERS)).status_code == 200
    auditor, agent = await office.person("审计", roles=["auditor"]), await office.agent()
    ticket = await office.submit()
    refused = await say(auditor, ticket, "public")
    assert (refused.status_code, refused.json()["code"]) == (403, "answer_forbidden")
    assert "回复客户" in refused.json()["detail"]
    assert (await say(auditor, ticket, "internal")).status_code == 201
    assert (await say(agent, ticket, "public")).status_code == 201
    assert await comment_of(auditor, ticket) == ["internal"]
    assert await comment_of(agent, ticket) == ["internal", "public"]
    assert len(await office.rows("SELECT 1 FROM comments WHERE visibility = 'public'")) == 1


async def test_whoever_works_on_it_may_answer_while_they_do(office: Office) -> None:
    assert (await office.blueprint(READERS)).status_code == 200
    helper = await office.person("帮手", roles=["auditor"], teams=["tech"])
    ticket = await office.submit()
    assert (await say(helper, ticket, "public")).status_code == 403
    assert (await helper.work(ticket.id, "claim")).status_code == 200
    assert (await say(helper, ticket, "public")).status_code == 201
    assert await comment_of(helper, ticket) == ["internal", "public"]
    assert (await helper.solve(ticket.id)).status_code == 200
    assert (await say(helper, ticket, "public")).status_code == 403


async def test_a_node_that_allows_no_comments_allows_none(office: Office) -> None:
    assert (await office.blueprint(READERS)).status_code == 200
    assert (await office.blueprint(MUTE)).status_code == 200
    helper, boss = await office.person("帮手", teams=["tech"]), await office.supervisor()
    values = {"name": "张伟", "phone": "13800138001"}
    made = (await boss.post("forms/customer/records", json={"values": values})).json()
    path = f"forms/customer/records/{made['id']}"
    task = (await helper.get(f"{path}/flow")).json()["tasks"][-1]
    assert (await helper.post(f"tasks/{task['id']}/claim", json={})).status_code == 200
    assert (await helper.post(f"{path}/comments", json={"text": "?", "visibility": "public"})).status_code == 403
