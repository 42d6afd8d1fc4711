"""A flow with every kind of node through HTTP: return, withdraw, copies, waits, actions, incidents, administrators."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from helpwright.flows.answer import actions_done
from helpwright.flows.recheck import recheck_journals
from helpwright.flows.signal import signal_record
from helpwright.kernel.events import SYSTEM
from helpwright.platform.database import Row
from tests.support.office import MONDAY, TICKETS, Office, Person, Ticket, ticket_values

LONG_WAY = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
flows:
  ticket_flow:
    name: 长流程
    form: ticket
    nodes:
      start: {type: start, trigger: record_created, to: first}
      first:
        type: task
        name: {zh-CN: 受理, en: Take in}
        assign: [{otherwise: true, team: tech, by: claim}]
        claimed: {set: {status: processing, assignee: {actor: true}}}
        fields: {write: [solution, description]}
        allow: [transfer, urge]
        due:
          hours: 2
          warn: {before: {minutes: 30}, actions: [{action: notify, to: {role: supervisor}, via: [inapp], text: 快到期}]}
          late: [{action: notify, to: {role: supervisor}, via: [inapp], text: 超时}]
        outcomes: {pass: {name: 提交复核, set: {status: solved}, to: second}}
      second:
        type: task
        name: {zh-CN: 复核, en: Review}
        assign: [{otherwise: true, team: tech, by: claim}]
        allow: [transfer, return]
        outcomes: {approve: {name: 同意, to: fork}}
      fork:
        type: branch
        name: {zh-CN: 判断, en: Which way}
        lines:
          - {when: {field: urgency, op: eq, value: critical}, to: tell}
          - {otherwise: true, to: over}
      tell: {type: cc, to: [{role: supervisor}, {field: assignee}], next: pause}
      pause: {type: wait, name: {zh-CN: 等付款, en: Wait for payment}, for: {days: 1}, until: paid, to: act}
      act:
        type: action
        name: {zh-CN: 通知, en: Tell}
        actions: [{action: notify, to: {field: customer_email}, via: [mail], subject: 好, text: 好了}]
        to: over
      over: {type: end, set: {status: closed}}
"""


@pytest.fixture
async def long(office: Office) -> Office:
    answer = await office.blueprint(LONG_WAY)
    assert answer.status_code == 200, answer.text
    return office


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def do(person: Person, ticket: Ticket, verb: str, **body: Any) -> dict[str, Any]:
    answer = await person.work(ticket.id, verb, **body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def flow_timers(office: Office) -> list[Row]:
    """What the flows wait for, the next first."""
    return await office.rows("SELECT key, due_at FROM timers WHERE kind = 'flow' ORDER BY due_at, key")


async def flow_of(person: Person, ticket: Ticket) -> dict[str, Any]:
    found: dict[str, Any] = (await person.get(f"{TICKETS}/{ticket.id}/flow")).json()
    return found


async def due_actions(office: Office) -> list[dict[str, Any]]:
    rows = await office.rows("SELECT data FROM events WHERE type = 'actions_due' ORDER BY id")
    return [row["data"] for row in rows]


async def at_second(office: Office, first: Person, **values: Any) -> Ticket:
    ticket = await office.submit(**values)
    await do(first, ticket, "claim")
    await do(first, ticket, "complete", outcome="pass")
    return ticket


async def test_returned_with_an_opinion_to_who_had_it(long: Office) -> None:
    first, second = await long.agent("甲"), await long.agent("乙")
    ticket = await at_second(long, first)
    offered = await second.task_of(ticket.id)
    assert ("return" in offered["can"], offered["returns"]) == (False, [])
    claimed = await do(second, ticket, "claim")
    assert claimed["returns"] == [{"node": "first", "name": "受理", "person": "甲"}]
    assert "return" in claimed["can"]
    assert refusal(await second.work(ticket.id, "return", to="first")) == (422, "reason_required")
    assert refusal(await second.work(ticket.id, "return", to="over", comment="x")) == (409, "return_target_unknown")
    assert refusal(await first.work(ticket.id, "return", to="first", comment="x")) == (403, "not_yours")
    done = await do(second, ticket, "return", to="first", comment="少了照片")
    assert (done["state"], done["outcome"], done["node"]) == ("done", None, "second")
    task = await first.task_of(ticket.id)
    assert (task["node"], task["state"], task["claimed_by"]) == ("first", "claimed", first.id)
    assert task["why"] == "乙 从「复核」退回：少了照片"
    record = await first.record(ticket.id)
    assert (record["values"]["status"], record["owner_id"]) == ("processing", first.id)
    items = (await first.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    told = next(each for each in items if each["type"] == "task_returned")
    assert (told["data"]["name"], told["data"]["target"], told["data"]["comment"]) == ("复核", "受理", "少了照片")
    mine = (await second.get("tasks", params={"scope": "done"})).json()["items"]
    assert [each["record"]["id"] for each in mine] == [ticket.id]


async def test_a_return_is_no_first_response(long: Office) -> None:
    first, second = await long.agent("甲"), await long.agent("乙")
    ticket = await long.submit()
    await do(first, ticket, "complete", outcome="pass")
    await long.rows("UPDATE cases SET first_responded_at = NULL RETURNING 1")
    await do(second, ticket, "return", to="first", comment="x")
    assert (await long.case(ticket))["first_responded_at"] is None


async def test_straight_back_to_me(long: Office) -> None:
    first, second = await long.agent("甲"), await long.agent("乙")
    ticket = await at_second(long, first)
    await do(second, ticket, "return", to="first", mode="back", comment="补充")
    await do(first, ticket, "complete", outcome="pass")
    task = await second.task_of(ticket.id)
    assert (task["node"], task["claimed_by"]) == ("second", second.id)
    assert task["why"] == "「受理」已重新处理，直接交回给您"


async def test_who_has_left_gets_nothing_back(long: Office) -> None:
    first, second = await long.agent("甲"), await long.agent("乙")
    ticket = await at_second(long, first)
    await long.rows("UPDATE people SET active = false WHERE id = %(id)s RETURNING 1", id=UUID(first.id))
    await do(second, ticket, "return", to="first", comment="x")
    task = await second.task_of(ticket.id)
    assert (task["node"], task["state"], task["team"]) == ("first", "offered", "tech")


async def test_the_same_return_twice_is_one(long: Office) -> None:
    first, second = await long.agent("甲"), await long.agent("乙")
    ticket = await at_second(long, first)
    task = await second.task_of(ticket.id)
    body = {"to": "first", "comment": "x"}
    answers = await asyncio.gather(
        *(second.post(f"tasks/{task['id']}/return", json=body, headers={"Idempotency-Key": "k"}) for _ in range(4))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len(await long.rows("SELECT 1 FROM events WHERE type = 'task_returned'")) == 1
    other = {"to": "first", "comment": "y"}
    again = await second.post(f"tasks/{task['id']}/return", json=other, headers={"Idempotency-Key": "k"})
    assert refusal(again) == (409, "key_reused")


async def test_taken_back_while_nobody_has_begun(long: Office) -> None:
    first, second = await long.agent("甲"), await long.agent("乙")
    ticket = await at_second(long, first)
    (done,) = (await first.get("tasks", params={"scope": "done"})).json()["items"]
    assert "withdraw" in done["can"]
    assert "withdraw" not in (await second.task_of(ticket.id))["can"]
    assert refusal(await second.work(ticket.id, "withdraw")) == (403, "not_yours")
    answers = [await first.post(f"tasks/{done['id']}/withdraw", headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    task = await first.task_of(ticket.id)
    assert (task["node"], task["claimed_by"], task["why"]) == ("first", first.id, "您从「复核」撤回")
    assert (await first.record(ticket.id))["values"]["status"] == "processing"
    assert refusal(await first.post(f"tasks/{done['id']}/withdraw")) == (409, "already_begun")
    await do(first, ticket, "complete", outcome="pass")
    await do(second, ticket, "claim")
    for row in (await first.get("tasks", params={"scope": "done"})).json()["items"]:
        assert "withdraw" not in row["can"]
        assert refusal(await first.post(f"tasks/{row['id']}/withdraw")) == (409, "already_begun")


async def test_withdraw_against_claim(long: Office) -> None:
    first, second = await long.agent("甲"), await long.agent("乙")
    for _ in range(4):
        ticket = await at_second(long, first)
        (done, *_) = (await first.get("tasks", params={"scope": "done"})).json()["items"]
        task = await second.task_of(ticket.id)
        answers = await asyncio.gather(
            first.post(f"tasks/{done['id']}/withdraw"), second.post(f"tasks/{task['id']}/claim", json={})
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        open_tasks = await long.rows(
            "SELECT node FROM tasks WHERE record_id = %(id)s AND state IN ('offered', 'claimed')", id=UUID(ticket.id)
        )
        assert len(open_tasks) == 1


async def test_who_started_it_takes_the_whole_back(long: Office) -> None:
    leader, agent = await long.supervisor(), await long.agent()
    made = await leader.post(TICKETS, json={"values": ticket_values()})
    assert made.status_code == 201, made.text
    ticket = Ticket(made.json()["id"], "", "")
    (started,) = (await leader.get("tasks", params={"scope": "started"})).json()["items"]
    assert "withdraw" in started["can"]
    assert "withdraw" not in (await agent.task_of(ticket.id))["can"]
    answer = await leader.post(f"tasks/{started['id']}/withdraw")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert (await flow_of(leader, ticket))["state"] == "cancelled"
    changed = await leader.patch(f"{TICKETS}/{ticket.id}", json={"values": {"status": "closed"}})
    assert changed.status_code == 200, changed.text


async def through_to_wait(office: Office, person: Person) -> Ticket:
    ticket = await at_second(office, person)
    await do(person, ticket, "complete", outcome="approve")
    return ticket


async def test_copies_are_read_by_those_who_may_else_see_nothing(long: Office) -> None:
    stranger = await long.person("外人", roles=["agent"])
    first = await long.agent("甲")
    await long.rows(
        "INSERT INTO role_members (app, role, person_id) VALUES ('service_desk', 'nobody', %(id)s) RETURNING 1",
        id=UUID(stranger.id),
    )
    ticket = await through_to_wait(long, first)
    assert (await stranger.get(f"{TICKETS}/{ticket.id}")).status_code == 404
    await long.rows("UPDATE copies SET person_id = %(me)s RETURNING 1", me=UUID(stranger.id))
    page = (await stranger.get("tasks", params={"scope": "cc"})).json()
    (copy,) = page["items"]
    assert page["counts"]["cc"] == 1
    assert (copy["state"], copy["type"], copy["node"], copy["can"]) == ("unread", "cc", "tell", ["read"])
    assert (copy["record"]["number"], copy["why"], copy["name"]) == (ticket.number, "抄送给您", "抄送")
    assert (await stranger.get(f"{TICKETS}/{ticket.id}")).status_code == 200
    assert [each["id"] for each in (await stranger.get(TICKETS)).json()["items"]] == [ticket.id]
    refused = await stranger.patch(f"{TICKETS}/{ticket.id}", json={"values": {"urgency": "normal"}})
    assert refused.status_code == 403
    other = await first.post(f"tasks/{copy['id']}/read")
    assert refusal(other) == (404, "task_missing")
    read = await stranger.post(f"tasks/{copy['id']}/read")
    assert (read.status_code, read.json()["state"], read.json()["can"]) == (200, "read", [])
    page = (await stranger.get("tasks", params={"scope": "cc"})).json()
    assert (page["counts"]["cc"], page["items"][0]["state"]) == (0, "read")


async def test_copies_go_to_roles_and_fields_once_each(long: Office) -> None:
    boss, other, first = await long.supervisor("王"), await long.supervisor("李"), await long.agent("甲")
    for _ in range(3):
        await through_to_wait(long, first)
        long.clock.advance(minutes=1)
    for person in (boss, other, first):
        items = (await person.get("tasks", params={"scope": "cc", "limit": 2})).json()
        assert len(items["items"]) == 2
        rest = await person.get("tasks", params={"scope": "cc", "limit": 2, "cursor": items["next"]})
        assert len(rest.json()["items"]) == 1
        assert rest.json()["next"] is None


async def test_a_wait_shows_and_ends_by_its_time(long: Office) -> None:
    first = await long.agent("甲")
    ticket = await through_to_wait(long, first)
    flow = await flow_of(first, ticket)
    steps = {each["node"]: each for each in flow["steps"]}
    assert [*steps] == ["start", "first", "second", "fork", "tell", "pause", "act", "over"]
    assert (steps["pause"]["state"], steps["pause"]["name"]) == ("current", "等付款")
    assert steps["pause"]["due_at"] == "2026-11-24T02:00:00.000Z"
    assert [each["node"] for each in flow["tasks"]] == ["first", "second"]
    assert (await long.progress(ticket))["state"] == "working"
    assert [each["key"] for each in (await long.progress(ticket))["steps"]] == ["start", "first", "second", "over"]
    assert (await first.get("tasks", params={"scope": "mine"})).json()["items"] == []
    stopped = await first.patch(f"{TICKETS}/{ticket.id}", json={"values": {"status": "closed"}})
    assert "「等付款」" in stopped.json()["detail"]
    long.clock.advance(hours=23, minutes=59)
    await long.sweep()
    assert await due_actions(long) == []
    long.clock.advance(minutes=1)
    await asyncio.gather(long.sweep(), long.sweep())
    (due,) = await due_actions(long)
    assert (due["node"], due["why"], due["answer"], due["flow"]) == ("act", "node", True, "service_desk.ticket_flow")
    assert due["actions"] == [
        {"action": "notify", "to": {"field": "customer_email"}, "via": ["mail"], "subject": "好", "text": "好了"}
    ]


async def test_the_other_way_of_the_branch_is_shown(long: Office) -> None:
    first = await long.agent("甲")
    ticket = await at_second(long, first, urgency="normal")
    await do(first, ticket, "complete", outcome="approve")
    flow = await flow_of(first, ticket)
    assert [(each["node"], each["state"]) for each in flow["steps"]] == [
        ("start", "done"),
        ("first", "done"),
        ("second", "done"),
        ("fork", "done"),
        ("over", "done"),
    ]


async def test_a_signal_ends_the_wait(long: Office) -> None:
    first, boss = await long.agent("甲"), await long.supervisor()
    ticket, other = await through_to_wait(long, first), await through_to_wait(long, first)
    instance = (await flow_of(first, ticket))["instance"]
    assert (await first.post(f"instances/{instance}/signal", json={"name": "paid"})).status_code == 403
    assert (await boss.post(f"instances/{uuid4()}/signal", json={"name": "paid"})).status_code == 404
    assert (await boss.post(f"instances/{instance}/signal", json={"name": "lost"})).status_code == 200
    assert await due_actions(long) == []
    assert (await boss.post(f"instances/{instance}/signal", json={"name": "paid"})).status_code == 200
    engine = long.product.flows
    for _ in range(2):
        assert await signal_record(engine, UUID(other.id), "paid", SYSTEM, key="r:0") == 1
    assert [each["instance"] == instance for each in await due_actions(long)] == [True, False]
    assert await long.sweep() == 0


async def answer(office: Office, due: dict[str, Any], key: str, *, ok: bool) -> None:
    await actions_done(office.product.flows, UUID(due["instance"]), due["activity"], ok, key)


async def test_actions_that_were_done_let_it_go_on_once(long: Office) -> None:
    first, boss = await long.agent("甲"), await long.supervisor()
    ticket = await through_to_wait(long, first)
    await boss.post(f"instances/{(await flow_of(boss, ticket))['instance']}/signal", json={"name": "paid"})
    (due,) = await due_actions(long)
    await asyncio.gather(*(answer(long, due, "run", ok=True) for _ in range(3)))
    await answer(long, due, "late", ok=False)
    flow = await flow_of(boss, ticket)
    assert (flow["state"], flow["incidents"]) == ("completed", [])
    assert (await boss.record(ticket.id))["values"]["status"] == "closed"


async def test_a_way_on_that_breaks_unforeseen_waits_for_a_person(long: Office) -> None:
    first, boss = await long.agent("甲"), await long.supervisor()
    ticket = await through_to_wait(long, first)
    instance = (await flow_of(boss, ticket))["instance"]
    await boss.post(f"instances/{instance}/signal", json={"name": "paid"})

    async def breaks(instance_id: UUID, activity: str, ok: bool, key: str) -> None:
        if ok:
            raise KeyError("way on")
        await actions_done(long.product.flows, instance_id, activity, ok, key)

    long.automation.runner.answered = breaks
    await long.settle()
    flow = await flow_of(boss, ticket)
    assert [(each["node"], each["code"]) for each in flow["incidents"]] == [("act", "actions_failed")]
    skipped = await boss.post(f"instances/{instance}/incident", json={"decision": "skip"})
    assert skipped.status_code == 200, skipped.text
    assert (await flow_of(boss, ticket))["state"] == "completed"


@pytest.mark.parametrize("decision", ["retry", "skip", "cancel"])
async def test_actions_that_failed_wait_for_a_person(long: Office, decision: str) -> None:
    first, boss = await long.agent("甲"), await long.supervisor()
    ticket = await through_to_wait(long, first)
    instance = (await flow_of(boss, ticket))["instance"]
    url = f"instances/{instance}/incident"
    assert refusal(await boss.post(url, json={"decision": decision})) == (409, "no_incident")
    await boss.post(f"instances/{instance}/signal", json={"name": "paid"})
    (due,) = await due_actions(long)
    await answer(long, due, "run", ok=False)
    (incident,) = (await flow_of(boss, ticket))["incidents"]
    assert (incident["node"], incident["name"], incident["code"]) == ("act", "通知", "actions_failed")
    assert incident["can"] == ["retry", "skip", "cancel"]
    assert (await flow_of(first, ticket))["incidents"][0]["can"] == []
    told = await long.rows("SELECT data FROM events WHERE type = 'flow_incident'")
    assert [row["data"]["code"] for row in told] == ["actions_failed"]
    assert (await first.post(url, json={"decision": decision})).status_code == 403
    answers = [
        await boss.post(url, json={"decision": decision, "comment": "看过"}, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    ]
    if decision == "retry":
        assert [each.status_code for each in answers] == [200, 409]
        again = (await due_actions(long))[1]
        assert again["seq"] > due["seq"]
        await answer(long, again, "run 2", ok=True)
    state = (await flow_of(boss, ticket))["state"]
    assert state == {"retry": "completed", "skip": "completed", "cancel": "cancelled"}[decision]
    items = (await boss.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    ended = [each["data"]["reason"] for each in items if each["type"] == "cancelled"]
    assert ended == (["有一步未能执行"] if decision == "cancel" else [])


async def test_administrators_hold_let_go_and_end(long: Office) -> None:
    first, admin = await long.agent("甲"), await long.person("管理员", admin=True, roles=["supervisor"])
    ticket = await long.submit()
    flow = await flow_of(admin, ticket)
    assert (flow["can"], (await flow_of(first, ticket))["can"]) == (["suspend", "cancel"], [])
    url = f"instances/{flow['instance']}"
    assert (await first.post(f"{url}/suspend", json={})).status_code == 403
    assert (await (await long.supervisor()).post(f"{url}/cancel", json={})).status_code == 403
    held = await admin.post(f"{url}/suspend", json={"reason": "查一下"})
    assert (held.status_code, held.json()["state"]) == (200, "suspended")
    assert refusal(await first.work(ticket.id, "claim")) == (409, "not_open")
    long.clock.advance(hours=3)
    waiting = await flow_timers(long)
    await long.sweep()
    assert await flow_timers(long) == waiting != []
    assert (await flow_of(admin, ticket))["can"] == ["resume", "cancel"]
    assert (await admin.post(f"{url}/resume", json={})).json()["state"] == "running"
    await long.sweep()
    assert len(await flow_timers(long)) == len(waiting) - 2
    assert (await admin.post(f"{url}/cancel", json={"reason": "重复"})).json()["state"] == "cancelled"
    items = (await admin.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    assert [each["data"]["reason"] for each in items if each["type"] == "cancelled"] == ["重复"]
    assert refusal(await admin.post(f"{url}/resume", json={})) == (409, "not_open")


async def test_a_warning_and_lateness_ask_for_their_actions(long: Office) -> None:
    first = await long.agent("甲")
    ticket = await long.submit()
    task = await first.task_of(ticket.id)
    assert (task["warn_at"], task["due_at"]) == ("2026-11-23T03:30:00.000Z", "2026-11-23T04:00:00.000Z")
    long.clock.advance(minutes=90)
    await asyncio.gather(long.sweep(), long.sweep())
    long.clock.advance(minutes=30)
    await asyncio.gather(long.sweep(), long.sweep())
    dues = await due_actions(long)
    assert [(each["why"], each["answer"], each["actions"][0]["text"]) for each in dues] == [
        ("warn", False, "快到期"),
        ("late", False, "超时"),
    ]
    types = [row["type"] for row in await long.rows("SELECT type FROM events WHERE type IN ('warned', 'late')")]
    assert sorted(types) == ["late", "warned"]


async def test_a_timer_against_an_outcome(long: Office) -> None:
    first = await long.agent("甲")
    for _ in range(3):
        ticket = await long.submit()
        task = await first.task_of(ticket.id)
        long.clock.advance(minutes=90)
        done, _swept = await asyncio.gather(
            first.post(f"tasks/{task['id']}/complete", json={"outcome": "pass"}), long.sweep()
        )
        assert done.status_code == 200, done.text
    assert len(await due_actions(long)) <= 3


async def test_the_third_urge_is_told_to_who_leads(office: Office) -> None:
    ticket = await office.submit()
    for _ in range(3):
        assert (await office.answer(ticket, "urge")).status_code == 200
        office.clock.advance(minutes=30)
    (due,) = await due_actions(office)
    assert (due["why"], due["actions"][0]["to"]) == ("urged_repeatedly", {"role": "supervisor"})
    assert due["actions"][0]["text"]["zh-CN"] == "工单 {{number}} 已被第三次催办：{{title}}"


async def test_a_customer_who_does_not_answer_is_reminded_by_mail(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    await agent.solve(ticket.id)
    office.clock.advance(days=3)
    await office.sweep()
    (due,) = await due_actions(office)
    assert (due["why"], due["actions"][0]["to"]) == ("reminder", {"field": "customer_email"})
    assert "{{progress_url}}" in due["actions"][0]["text"]["en"]


async def test_the_nightly_look_finds_a_journal_that_leads_elsewhere(long: Office) -> None:
    first = await long.agent("甲")
    ticket, _other = await at_second(long, first), await at_second(long, first)
    assert await recheck_journals(long.product.flows) == 0
    stored = await long.rows("SELECT instance_id, state_hash FROM journal WHERE seq = 2 ORDER BY instance_id LIMIT 1")
    where = {"id": stored[0]["instance_id"]}
    await long.rows("UPDATE journal SET state_hash = 'x' WHERE instance_id = %(id)s AND seq = 2 RETURNING 1", **where)
    for _ in range(2):
        assert await recheck_journals(long.product.flows) == 1
    told = await long.rows("SELECT data FROM events WHERE type = 'flow_incident'")
    assert [(row["data"]["code"], row["data"]["seq"]) for row in told] == [("journal_differs", 2)]
    assert ticket.id
    await long.rows(
        "UPDATE journal SET state_hash = %(hash)s WHERE instance_id = %(id)s AND seq = 2 RETURNING 1",
        **where,
        hash=stored[0]["state_hash"],
    )


async def test_a_wait_follows_the_date_in_its_field(office: Office) -> None:
    flow = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
flows:
  ticket_flow:
    name: 等日期
    form: ticket
    nodes:
      start: {type: start, trigger: record_created, to: pause}
      pause: {type: wait, until_field: {field: customer_name, before: {days: 1}}, to: over}
      over: {type: end, set: {status: closed}}
"""
    assert (await office.blueprint(flow)).status_code == 200
    leader, ticket = await office.supervisor(), await office.submit(customer_name="以后再说")

    async def status() -> Any:
        await office.sweep()
        return (await leader.record(ticket.id))["values"]["status"]

    async def visit(day: str) -> None:
        answer = await leader.patch(f"{TICKETS}/{ticket.id}", json={"values": {"customer_name": day}})
        assert answer.status_code == 200, answer.text

    office.clock.advance(days=30)
    assert await status() == "new"
    await visit("2027-01-10")
    assert await status() == "new"
    (timer,) = await flow_timers(office)
    assert timer["due_at"] == MONDAY.replace(year=2027, month=1, day=8, hour=16)
    await visit("2027-01-05")
    assert await status() == "new"
    (timer,) = await flow_timers(office)
    assert timer["due_at"] == MONDAY.replace(year=2027, month=1, day=3, hour=16)
    office.clock.present = timer["due_at"] - timedelta(seconds=1)
    assert await status() == "new"
    office.clock.advance(seconds=1)
    assert await status() == "closed"
