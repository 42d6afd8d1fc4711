"""What somebody may not see does not exist for them, whichever way they ask."""

import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.support.office import Office, Person, Ticket

BASE = "forms/ticket/records"
ROLES = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
roles:
  mixed_all:
    name: Mixed
    grants: [{form: ticket, can: [read], scope: all, fields: {root_cause: hidden, customer_email: hidden}}]
  mixed_own:
    name: Own
    grants: [{form: ticket, can: [read, create, update], scope: own}]
  blind:
    name: Blind
    grants:
      - {form: ticket, can: [read, create, update], scope: all, fields: {attachments: hidden, assignee: hidden,
         customer_email: hidden, problem_type: hidden, description: hidden, solution: read}}
      - {dashboard: cockpit, can: [read]}
  clerk:
    name: Clerk
    grants: [{form: ticket, can: [create, read], scope: own}]
"""


def codes(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def ids(person: Person, **params: Any) -> list[str]:
    answer = await person.get(BASE, params=params)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_an_agent_of_another_team(office: Office) -> None:
    ticket, other = await office.submit(), await office.submit(problem_type="product", description="别的")
    stranger = await office.agent("外人", team="service")
    path = f"{BASE}/{ticket.id}"
    for answer in (
        await stranger.get(path),
        await stranger.get(f"{path}/activity"),
        await stranger.get(f"{path}/flow"),
        await stranger.post(f"{path}/comments", json={"text": "?"}),
        await stranger.patch(path, json={"values": {"urgency": "normal"}, "version": 1}),
        await stranger.delete(path),
    ):
        assert answer.status_code == 404, answer.text
    assert await ids(stranger) == [other.id]
    assert await ids(stranger, search="掉线") == []
    assert await ids(stranger, search=ticket.number) == []
    assert await ids(stranger, filter=json.dumps({"field": "id", "op": "eq", "value": ticket.id})) == []
    counted = (await stranger.get(BASE, params={"count": 1})).json()["count"]
    assert counted == {"value": 1, "exact": True}
    tasks = (await stranger.get("tasks", params={"scope": "all"})).json()
    assert [task["record"]["id"] for task in tasks["items"]] == [other.id]
    task_id = (await office.rows("SELECT id FROM tasks WHERE team_id = %(t)s", t=await team(office, "tech")))[0]["id"]
    for verb in ("claim", "release"):
        assert codes(await stranger.post(f"tasks/{task_id}/{verb}", json={})) == (404, "task_missing")
    assert codes(await stranger.get(f"tasks/{task_id}")) == (404, "task_missing")
    widgets = (await stranger.get("dashboards/cockpit")).json()["widgets"]
    assert widgets["new_today"]["rows"] == [[1]]
    assert {row[0]: row[1] for row in widgets["by_type"]["rows"]} == {"product": 1}


async def team(office: Office, key: str) -> Any:
    return (await office.rows("SELECT id FROM teams WHERE key = %(key)s", key=key))[0]["id"]


async def test_an_open_task_grants_reading(office: Office) -> None:
    ticket = await office.submit(problem_type="complaint")
    leader = await office.person("组长", roles=["supervisor"])
    stranger = await office.person("帮手")
    assert (await stranger.get(f"{BASE}/{ticket.id}")).status_code == 404
    assert (await leader.work(ticket.id, "claim")).status_code == 200
    assert (await leader.work(ticket.id, "transfer", to=stranger.id, reason="请帮忙")).status_code == 200
    record = await stranger.record(ticket.id)
    assert record["values"]["description"] == "设备掉线\n第二行"
    assert record["access"]["can"] == ["read"]
    assert set(record["access"]["fields"].values()) == {"read"}
    assert (await stranger.get("forms/ticket")).status_code == 200
    assert await ids(stranger) == [ticket.id]
    assert codes(await stranger.patch(f"{BASE}/{ticket.id}", json={"values": {}})) == (403, "forbidden")
    assert (await stranger.solve(ticket.id)).status_code == 200
    assert await ids(stranger) == [ticket.id], "what somebody has done stays readable"


async def test_a_task_in_another_team_is_read_whole(office: Office) -> None:
    ticket = await office.submit()
    tech, service = await office.agent("甲"), await office.agent("乙", team="service")
    await tech.work(ticket.id, "claim")
    await tech.work(ticket.id, "transfer", to=service.id, reason="换人")
    record = await service.record(ticket.id)
    assert record["values"]["customer_name"] == "张伟"
    assert set(record["access"]["fields"].values()) == {"read"}


async def test_forms_without_any_right_do_not_exist(office: Office) -> None:
    await office.submit()
    nobody = await office.person("路人")
    agent = await office.agent()
    for form in ("ticket", "service_desk.ticket", "nothing", "other.ticket"):
        assert codes(await nobody.get(f"forms/{form}")) == (404, "form_missing")
        assert codes(await nobody.get(f"forms/{form}/records")) == (404, "form_missing")
        assert codes(await nobody.post(f"forms/{form}/records", json={"values": {}})) == (404, "form_missing")
    assert codes(await agent.get("forms/nothing/records")) == (404, "form_missing")
    assert (await nobody.get("workspace")).json()["apps"] == []
    assert (await nobody.get("dashboards/cockpit")).status_code == 404
    assert (await nobody.get("dashboards")).json() == []
    assert (await office.browser().get(BASE)).status_code == 401


async def test_who_creates_what_they_may_not_read_gets_it_once(office: Office) -> None:
    agent = await office.agent("服务", team="service")
    values = {"customer_phone": "13800138000", "customer_name": "张", "problem_type": "support", "description": "掉线"}
    made = await agent.post(BASE, json={"values": values})
    assert made.status_code == 201, made.text
    assert made.json()["values"]["description"] == "掉线"
    assert made.json()["team"] == "tech"
    assert (await agent.get(f"{BASE}/{made.json()['id']}")).status_code == 404


@pytest.fixture
async def mixed(office: Office) -> tuple[Office, Ticket]:
    answer = await office.blueprint(ROLES)
    assert answer.status_code == 200, answer.text
    return office, await office.submit()


async def test_fields_are_hidden_row_by_row(mixed: tuple[Office, Ticket]) -> None:
    office, ticket = mixed
    person = await office.person("混合", roles=["mixed_all", "mixed_own"])
    values = {
        "customer_phone": "13800138001",
        "customer_name": "自己",
        "problem_type": "product",
        "description": "我的",
    }
    mine = await person.post(BASE, json={"values": {**values, "customer_email": "me@example.com"}})
    assert mine.status_code == 201, mine.text
    own = await person.record(mine.json()["id"])
    assert own["values"]["customer_email"] == "me@example.com"
    assert own["access"]["fields"]["root_cause"] == "write"
    foreign = await person.record(ticket.id)
    assert "customer_email" not in foreign["values"]
    assert "root_cause" not in foreign["access"]["fields"]
    items = {item["id"]: item for item in (await person.get(BASE)).json()["items"]}
    assert "customer_email" in items[own["id"]]["values"]
    assert "customer_email" not in items[ticket.id]["values"]
    for params in (
        {"filter": json.dumps({"field": "customer_email", "op": "contains", "value": "z"})},
        {"sort": "customer_email"},
    ):
        assert (await person.get(BASE, params=params)).status_code == 422
    assert await ids(person, search="zhang@example") == []


async def test_hidden_fields_are_absent_everywhere(mixed: tuple[Office, Ticket]) -> None:
    office, ticket = mixed
    blind = await office.person("看不见", roles=["blind"])
    leader = await office.supervisor("王芳")
    await leader.patch(f"{BASE}/{ticket.id}", json={"values": {"assignee": leader.id, "description": "机密"}})
    stale = await blind.patch(f"{BASE}/{ticket.id}", json={"values": {"urgency": "normal"}, "version": 1})
    assert codes(stale) == (409, "stale")
    await office.rows(
        """INSERT INTO events (at, type, dataset, record_id, actor, data) SELECT now(), type, 'service_desk.ticket',
            %(id)s, '{"kind": "system"}', jsonb_build_object('message', %(id)s::text, 'via', 'mail', 'rule', 'x',
            'to', 'zhang@example.com', 'subject', '设备掉线', 'reason', reason)
        FROM (VALUES ('message_failed', '550 zhang@example.com unknown'), ('message_skipped', 'no_address'))
            AS told (type, reason) RETURNING 1""",
        id=UUID(ticket.id),
    )
    activity = await blind.get(f"{BASE}/{ticket.id}/activity")
    told = [each["data"] for each in activity.json()["items"] if each["type"] == "message"]
    assert [(each["state"], each["to"]) for each in told] == [("skipped", None), ("failed", None)]
    assert [each["reason"] for each in told] == ["没有邮箱", None]
    seen = (await leader.get(f"{BASE}/{ticket.id}/activity")).json()["items"]
    assert {each["data"]["to"] for each in seen if each["type"] == "message"} == {"zhang@example.com"}
    flow = await blind.get(f"{BASE}/{ticket.id}/flow")
    assert flow.json()["tasks"][0]["why"]
    assert "技术支持”" not in flow.text
    form = await blind.get("forms/ticket")
    page, detail = await blind.get(BASE), await blind.get(f"{BASE}/{ticket.id}")
    for answer in (stale, activity, flow, page, detail, await blind.get("tasks", params={"scope": "all"})):
        for secret in ("机密", "设备掉线", "zhang@example.com", '"problem_type":', "assignee"):
            assert secret not in answer.text, (answer.url, secret)
    assert leader.id not in page.text
    assert "王芳" not in page.text
    assert {"description", "problem_type"}.isdisjoint(each["key"] for each in form.json()["fields"])
    refused = await blind.patch(f"{BASE}/{ticket.id}", json={"values": {"solution": "x", "description": "y"}})
    assert {(each["field"], each["code"]) for each in refused.json()["errors"]} == {
        ("solution", "field_not_accepted"),
        ("description", "field_not_accepted"),
    }
    board = await blind.get("dashboards/cockpit")
    assert board.status_code == 200
    assert board.json()["widgets"]["by_type"]["state"] == "not_permitted"
    assert board.json()["widgets"]["new_today"]["rows"] == [[1]]


async def test_a_deleted_record_is_gone_everywhere(office: Office) -> None:
    agent, leader = await office.agent(), await office.supervisor()
    ticket = await office.submit()
    await agent.work(ticket.id, "claim")
    task = await agent.task_of(ticket.id)
    assert codes(await agent.delete(f"{BASE}/{ticket.id}")) == (403, "forbidden")
    assert (await leader.delete(f"{BASE}/{ticket.id}")).status_code == 204
    for path in (f"{BASE}/{ticket.id}", f"{BASE}/{ticket.id}/activity", f"{BASE}/{ticket.id}/flow"):
        assert (await leader.get(path)).status_code == 404
    assert await ids(leader) == []
    assert await ids(leader, search=ticket.number) == []
    assert (await leader.get(BASE, params={"count": 1})).json()["count"]["value"] == 0
    for scope in ("mine", "pool", "all", "done", "started"):
        page = (await agent.get("tasks", params={"scope": scope})).json()
        assert page["items"] == []
        assert page["counts"] == {"mine": 0, "pool": 0, "cc": 0}
    assert (await agent.post(f"tasks/{task['id']}/complete", json={"outcome": "done"})).status_code in {404, 409}
    assert (await leader.get("dashboards/cockpit")).json()["widgets"]["new_today"]["rows"] == [[0]]
    assert await office.rows("SELECT * FROM timers") == []
    gone = await office.browser().get(f"public/progress/{ticket.token}")
    assert codes(gone) == (410, "link_expired")
    assert (await office.answer(ticket, "reply", text="在吗")).status_code == 410
    assert (await leader.delete(f"{BASE}/{ticket.id}")).status_code == 404
