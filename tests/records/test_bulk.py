"""The same act on many records: each under its own checks; and the recycle bin."""

from typing import Any
from uuid import uuid4

import httpx

from tests.support.office import TICKETS, Office, Person, Ticket

BULK, BIN = f"{TICKETS}/bulk", "forms/ticket/bin"


async def bulk(person: Person, act: str, *tickets: Ticket, **more: Any) -> list[tuple[bool, str | None]]:
    body = {"ids": [each.id for each in tickets], "act": act, **more}
    answer = await person.post(BULK, json=body)
    assert answer.status_code == 200, answer.text
    return [(each["ok"], each["code"]) for each in answer.json()["results"]]


async def tasks(person: Person, verb: str, *tickets: Ticket, **more: Any) -> list[tuple[bool, str | None]]:
    body = {"form": "ticket", "records": [each.id for each in tickets], "verb": verb, **more}
    answer = await person.post("tasks/bulk", json=body)
    assert answer.status_code == 200, answer.text
    return [(each["ok"], each["code"]) for each in answer.json()["results"]]


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_each_row_is_under_its_own_checks(office: Office) -> None:
    mine, other = await office.submit(), await office.submit(problem_type="product", description="别的")
    agent = await office.agent()
    found = await bulk(agent, "set", mine, other, values={"urgency": "normal"})
    assert found == [(True, None), (False, "record_missing")]
    assert (await agent.record(mine.id))["values"]["urgency"] == "normal"
    lead = await office.supervisor()
    assert (await lead.record(other.id))["values"]["urgency"] == "critical"
    assert await bulk(agent, "delete", mine, other) == [(False, "forbidden"), (False, "record_missing")]
    assert await bulk(lead, "set", mine, values={"urgency": "unknown"}) == [(False, "option_unknown")]
    assert await bulk(lead, "set", mine, values={"urgency": "urgent"}, versions={mine.id: 1}) == [(False, "stale")]


async def test_the_status_goes_by_the_flow(office: Office) -> None:
    ticket, agent = await office.submit(), await office.agent()
    assert await bulk(agent, "set", ticket, values={"status": "solved"}) == [(False, "status_belongs_to_flow")]
    assert await tasks(agent, "claim", ticket) == [(True, None)]
    assert await bulk(agent, "set", ticket, values={"status": "solved", "solution": "好了"}) == [(True, None)]
    assert (await agent.record(ticket.id))["values"]["status"] == "solved"


async def test_many_are_claimed_handed_out_and_completed(office: Office) -> None:
    first, second = await office.submit(), await office.submit(description="二")
    agent, friend, stranger = (
        await office.agent(),
        await office.agent("赵六"),
        await office.agent("外人", team="service"),
    )
    lead = await office.supervisor()
    assert await tasks(stranger, "claim", first) == [(False, "record_missing")]
    assert await tasks(lead, "transfer", first, to=agent.id, reason="分配") == [(True, None)]
    assert (await agent.task_of(first.id))["claimed_by"] == agent.id
    assert await tasks(friend, "claim", first, second) == [(False, "task_claimed"), (True, None)]
    done = await tasks(agent, "complete", first, second, outcome="done", values={"solution": "换了"})
    assert done == [(True, None), (False, "no_task_for_this")]
    assert (await lead.record(first.id))["values"]["solution"] == "换了"
    assert await tasks(friend, "complete", second, outcome="done") == [(False, "required")]
    by_task = (await friend.task_of(second.id))["id"]
    released = await friend.post("tasks/bulk", json={"ids": [by_task, str(uuid4())], "verb": "release"})
    assert [each["code"] for each in released.json()["results"]] == [None, "task_missing"]


async def test_a_repeated_call_does_not_complete_twice(office: Office) -> None:
    ticket, agent = await office.submit(), await office.agent()
    await agent.work(ticket.id, "claim")
    body = {"ids": [(await agent.task_of(ticket.id))["id"]], "verb": "complete", "outcome": "done",
            "values": {"solution": "好"}}  # fmt: skip
    for _ in range(2):
        answer = await agent.post("tasks/bulk", json=body, headers={"Idempotency-Key": "k1"})
        assert answer.json()["results"][0]["ok"], answer.text
    completed = await office.rows("SELECT 1 FROM events WHERE type = 'task_completed'")
    assert len(completed) == 1


async def test_what_is_asked_for_must_be_whole(office: Office) -> None:
    agent = await office.agent()
    for body in (
        {"verb": "claim"},
        {"ids": [str(uuid4())], "verb": "complete"},
        {"records": [str(uuid4())], "verb": "claim"},
    ):
        assert (await agent.post("tasks/bulk", json=body)).status_code == 422
    too_many = {"ids": [str(uuid4()) for _ in range(501)], "act": "delete"}
    assert (await agent.post(BULK, json=too_many)).status_code == 422


async def test_the_recycle_bin_gives_back(office: Office) -> None:
    ticket, lead, agent = await office.submit(), await office.supervisor(), await office.agent()
    await agent.work(ticket.id, "claim")
    assert await bulk(lead, "delete", ticket) == [(True, None)]
    assert code(await lead.get(f"{TICKETS}/{ticket.id}")) == (404, "record_missing")
    shown = (await lead.get(BIN)).json()
    assert [(each["number"], each["deleted_by"]) for each in shown["items"]] == [(ticket.number, "王芳")]
    assert code(await agent.get(BIN)) == (403, "forbidden")
    assert code(await agent.post(f"{TICKETS}/{ticket.id}/restore")) == (403, "forbidden")
    back = await lead.post(f"{TICKETS}/{ticket.id}/restore")
    assert back.status_code == 200, back.text
    assert (await lead.get(BIN)).json()["items"] == []
    assert code(await lead.post(f"{TICKETS}/{ticket.id}/restore")) == (404, "record_missing")
    task = await agent.task_of(ticket.id)
    assert (task["state"], task["node"]) == ("offered", "handle")
    types = [each["type"] for each in (await lead.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]]
    assert {"deleted", "restored"} <= set(types)
    timers = await office.rows("SELECT key FROM timers WHERE kind = 'case'")
    assert {"resolution:due", "first_response:due"} <= {row["key"] for row in timers}
    assert (await office.rows("SELECT 1 FROM audit_log WHERE act = 'record_restored'")) != []


async def test_the_recycle_bin_is_read_page_by_page(office: Office) -> None:
    lead = await office.supervisor()
    tickets = [await office.submit(customer_name=f"客户{each}") for each in range(5)]
    for each in tickets:
        assert (await lead.delete(f"{TICKETS}/{each.id}")).status_code == 204
    shown: list[str] = []
    place: str | None = None
    while True:
        given = {"limit": "2"} | ({"cursor": place} if place else {})
        page = (await lead.get(BIN, params=given)).json()
        assert 0 < len(page["items"]) <= 2
        shown += [each["number"] for each in page["items"]]
        place = page["next"]
        if place is None:
            break
    assert shown == [each.number for each in reversed(tickets)]
    assert code(await lead.get(BIN, params={"cursor": "x"})) == (422, "invalid")


async def test_the_recycle_bin_is_searched(office: Office) -> None:
    lead, agent = await office.supervisor(), await office.agent()
    kept, gone, other = [await office.submit(customer_name=name) for name in ("张三丰", "张三", "李四")]
    assert await bulk(lead, "delete", gone, other) == [(True, None)] * 2
    for words, found in (("张三", [gone]), (other.number, [other]), ("%", []), (kept.number, []), (" ", [other, gone])):
        page = (await lead.get(BIN, params={"search": words})).json()
        assert ([each["number"] for each in page["items"]], page["next"]) == ([each.number for each in found], None)
    assert (await lead.get(BIN, params={"search": "x" * 201})).status_code == 422
    assert code(await agent.get(BIN, params={"search": "张三"})) == (403, "forbidden")


async def test_a_clash_is_told_when_it_comes_back(office: Office) -> None:
    lead = await office.person("主管", roles=["supervisor"], admin=True)
    assert (await office.blueprint(CUSTOMERS)).status_code == 200
    made = (await lead.post("forms/customer/records", json={"values": {"name": "张三", "phone": "13800138000"}})).json()
    assert (await lead.delete(f"forms/customer/records/{made['id']}")).status_code == 204
    again = await lead.post("forms/customer/records", json={"values": {"name": "李四", "phone": "13800138000"}})
    assert again.status_code == 201, again.text
    answer = await lead.post(f"forms/customer/records/{made['id']}/restore")
    assert code(answer) == (409, "not_unique")


CUSTOMERS = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
roles:
  supervisor:
    name: {zh-CN: 主管, en: Supervisor}
    grants:
      - {form: ticket, can: [read, create, update, delete, export, assign], scope: all}
      - {form: customer, can: [read, create, update, delete, export], scope: all}
      - {dashboard: cockpit, can: [read, update]}
"""


async def test_search_finds_only_what_one_may_read(office: Office) -> None:
    ticket, lead = await office.submit(), await office.supervisor()
    stranger = await office.agent("外人", team="service")
    await lead.post("forms/customer/records", json={"values": {"name": "张伟", "phone": "13800138000"}})
    for text in ("138 0013 8000", "张伟"):
        found = (await lead.get("search", params={"text": text})).json()["groups"]
        assert [each["form"] for each in found] == ["service_desk.ticket", "service_desk.customer"]
    assert (await lead.get("search", params={"text": ticket.number})).json()["groups"][0]["items"][0]["id"] == ticket.id
    assert [each["form"] for each in (await stranger.get("search", params={"text": "张伟"})).json()["groups"]] == [
        "service_desk.customer"
    ]


async def test_a_list_tells_the_nearest_limit(office: Office) -> None:
    ticket, agent = await office.submit(), await office.agent()
    item = (await agent.get(TICKETS, params={"due": 1})).json()["items"][0]
    assert (item["id"], item["due"]["clock"]) == (ticket.id, "first_response")
    assert item["due"]["due_at"] > item["due"]["from"]
    assert "due" not in (await agent.get(TICKETS)).json()["items"][0]


async def test_only_rows_in_which_somebody_changed_the_same_field_are_left_alone(office: Office) -> None:
    first, second, third = await office.submit(), await office.submit(description="二"), await office.submit()
    lead, other = await office.supervisor(), await office.supervisor("主管二")
    assert await bulk(other, "set", first, values={"urgency": "urgent"}) == [(True, None)]
    assert await bulk(other, "set", second, values={"root_cause": "电压不稳"}) == [(True, None)]
    began = {each.id: 1 for each in (first, second, third)}

    found = await bulk(lead, "set", first, second, third, values={"urgency": "normal"}, began=began)

    assert found == [(False, "stale"), (True, None), (True, None)]
    assert (await lead.record(first.id))["values"]["urgency"] == "urgent"
    assert (await lead.record(second.id))["values"]["root_cause"] == "电压不稳"
    assert await bulk(lead, "set", first, values={"urgency": "urgent"}, began=began) == [(True, None)]


async def test_what_was_erased_meanwhile_keeps_nobody_from_writing_something_else(office: Office) -> None:
    first, second = await office.submit(), await office.submit(description="二")
    lead, other = await office.supervisor(), await office.supervisor("主管二")
    assert await bulk(other, "set", second, values={"root_cause": "张工家电压不稳"}) == [(True, None)]
    for each in (first, second):
        wanted = {"reason": "客户要求删除", "fields": ["root_cause"]}
        assert (await other.post(f"{TICKETS}/{each.id}/erase-sensitive", json=wanted)).status_code == 200
    began = {each.id: 1 for each in (first, second)}

    found = await bulk(lead, "set", first, second, values={"urgency": "normal"}, began=began)
    again = await bulk(lead, "set", first, second, values={"root_cause": "张工家电压不稳"}, began=began)

    assert found == [(True, None), (True, None)]
    assert again == [(False, "stale"), (False, "stale")], "what is gone is not written anew unseen"
