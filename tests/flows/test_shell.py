"""The flow of a ticket through HTTP: what is written, when, once."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from psycopg.errors import CheckViolation

from helpwright.platform.database import Row, Statement
from tests.support.office import MONDAY, TICKETS, Office, ticket_values


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_ticket_starts_with_everything_in_one_commit(office: Office) -> None:
    ticket = await office.submit()
    xids = await office.rows(
        """SELECT xmin::text AS x FROM service_desk.ticket UNION SELECT xmin::text FROM instances
        UNION SELECT xmin::text FROM tasks UNION SELECT xmin::text FROM timers UNION SELECT xmin::text FROM cases
        UNION SELECT xmin::text FROM journal UNION SELECT xmin::text FROM events"""
    )
    assert len(xids) == 1
    types = [row["type"] for row in await office.rows("SELECT type FROM events ORDER BY id")]
    assert types == ["record_created", "flow_started", "task_offered"]
    agent = await office.agent()
    task = await agent.task_of(ticket.id)
    assert (task["state"], task["team"], task["node"], task["type"]) == ("offered", "tech", "handle", "task")
    assert "技术支持" in task["why"]
    assert task["record"]["number"] == ticket.number
    assert task["record"]["customer"] == "张伟"
    assert task["fields"] == {"write": ["urgency", "solution", "root_cause"], "required": ["solution"]}


async def test_nothing_is_left_of_an_insert_that_fails(office: Office) -> None:
    await office.rows("ALTER TABLE timers ADD CONSTRAINT never CHECK (key = 'never') NOT VALID")
    body = {"id": str(uuid4()), "values": ticket_values()}
    answer = await office.browser().post("public/forms/ticket/submissions", json=body)
    assert answer.status_code == 500
    assert CheckViolation.__name__ not in answer.text
    for table in ("service_desk.ticket", "instances", "tasks", "events", "cases", "journal"):
        assert await office.rows(f"SELECT 1 FROM {table}") == []  # noqa: S608 -- names above
    await office.rows("ALTER TABLE timers DROP CONSTRAINT never")
    assert (await office.browser().post("public/forms/ticket/submissions", json=body)).status_code == 201


async def test_of_eight_who_claim_at_once_one_gets_it(office: Office) -> None:
    people = [await office.agent(f"人{number}") for number in range(8)]
    ticket = await office.submit()
    task = await people[0].task_of(ticket.id)
    answers = await asyncio.gather(*(each.post(f"tasks/{task['id']}/claim", json={}) for each in people))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200, *[409] * 7]
    winner = next(each for each, answer in zip(people, answers, strict=True) if answer.status_code == 200)
    name = f"人{people.index(winner)}"
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["code"] == "task_claimed"
            assert name in answer.json()["detail"]
    assert (await winner.record(ticket.id))["values"]["assignee"] == winner.id
    assert len(await office.rows("SELECT 1 FROM events WHERE type = 'task_claimed'")) == 1


async def test_completing_writes_values_and_version(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    await agent.work(ticket.id, "claim")
    before = await agent.record(ticket.id)
    missing = await agent.work(ticket.id, "complete", outcome="done")
    assert missing.status_code == 422
    assert [each["field"] for each in missing.json()["errors"]] == ["solution"]
    blank = await agent.solve(ticket.id, "  \n ")
    assert (blank.status_code, [each["field"] for each in blank.json()["errors"]]) == (422, ["solution"])
    foreign = await agent.work(ticket.id, "complete", outcome="done", values={"solution": "x", "status": "closed"})
    assert [each["code"] for each in foreign.json()["errors"]] == ["field_not_accepted"]
    unknown = await agent.work(ticket.id, "complete", outcome="nope", values={"solution": "x"})
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "outcome")
    assert (await agent.record(ticket.id))["version"] == before["version"]
    answer = await agent.work(
        ticket.id, "complete", outcome="done", values={"solution": "换了固件", "urgency": "普通"}, comment="ok"
    )
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["outcome"]) == ("done", "done")
    after = await agent.record(ticket.id)
    assert after["version"] == before["version"] + 1
    assert (after["values"]["solution"], after["values"]["urgency"]) == ("换了固件", "normal")
    assert after["values"]["status"] == "solved"
    again = await agent.post(f"tasks/{answer.json()['id']}/complete", json={"outcome": "done"})
    assert refusal(again) == (409, "not_open")


async def test_half_a_character_is_refused(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    bad = '"\\ud800"'
    task = await agent.task_of(ticket.id)
    for path, body in (
        (f"tasks/{task['id']}/complete", f'{{"outcome": "done", "values": {{"solution": "x"}}, "comment": {bad}}}'),
        (f"tasks/{task['id']}/complete", f'{{"outcome": "done", "values": {{"solution": {bad}}}}}'),
        (f"{TICKETS}/{ticket.id}/comments", f'{{"text": {bad}}}'),
        (f"{TICKETS}/{ticket.id}/comments", '{"text": "\\u0000"}'),
    ):
        answer = await agent.post(path, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, answer.text
    assert (await agent.task_of(ticket.id))["state"] == "offered"


async def test_a_no_comes_back_to_the_same_person(office: Office) -> None:
    agent, _other = await office.agent("甲"), await office.agent("乙")
    ticket = await office.submit()
    await agent.work(ticket.id, "claim")
    for count in range(1, 4):
        await agent.solve(ticket.id, f"方案 {count}")
        assert (await office.answer(ticket, "reject", reason=" ")).status_code == 422
        answer = await office.answer(ticket, "reject", reason=f"还是不行 {count}")
        assert answer.status_code == 200, answer.text
        task = await agent.task_of(ticket.id)
        assert (task["state"], task["claimed_by"], task["outcome"]) == ("claimed", agent.id, None)
        assert "甲" in task["why"] or "驳回" in task["why"]
        record = await agent.record(ticket.id)
        assert (record["values"]["status"], record["owner_id"]) == ("processing", agent.id)
    told = await office.rows("SELECT data FROM events WHERE type = 'rejected_repeatedly'")
    assert [row["data"]["count"] for row in told] == [3]
    activity = (await agent.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    rejected = [each for each in activity if each["type"] == "rejected"]
    assert [each["data"]["reason"] for each in rejected] == ["还是不行 3", "还是不行 2", "还是不行 1"]
    assert {each["actor"]["kind"] for each in rejected} == {"customer"}


async def test_urging_twice_within_half_an_hour(office: Office) -> None:
    ticket = await office.submit()
    assert (await office.answer(ticket, "urge")).status_code == 200
    office.clock.advance(minutes=29, seconds=30)
    answer = await office.answer(ticket, "urge")
    assert refusal(answer) == (429, "urged_recently")
    assert answer.headers["Retry-After"] == "30"
    office.clock.advance(seconds=30)
    assert (await office.answer(ticket, "urge")).status_code == 200
    assert len(await office.rows("SELECT 1 FROM events WHERE type = 'urged'")) == 2


async def test_the_same_command_twice_is_done_once(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    task = await agent.task_of(ticket.id)
    url, key = f"tasks/{task['id']}", {"Idempotency-Key": "k-1"}
    answers = await asyncio.gather(*(agent.post(f"{url}/claim", json={}, headers=key) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    body = {"outcome": "done", "values": {"solution": "换"}, "comment": "好"}
    answers = await asyncio.gather(*(agent.post(f"{url}/complete", json=body, headers=key) for _ in range(5)))
    assert {(answer.status_code, answer.json()["state"]) for answer in answers} == {(200, "done")}
    journal = await office.rows("SELECT event->>'kind' AS kind FROM journal ORDER BY seq")
    assert [row["kind"] for row in journal] == ["start", "claim", "complete"]
    assert (await agent.record(ticket.id))["version"] == 2


async def test_a_key_that_was_used_for_something_else_is_refused(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    task = await agent.task_of(ticket.id)
    url, key = f"tasks/{task['id']}/complete", {"Idempotency-Key": "k-1"}
    assert (await agent.work(ticket.id, "claim")).status_code == 200
    body = {"outcome": "done", "values": {"solution": "换"}, "comment": "好"}
    assert (await agent.post(url, json=body, headers=key)).status_code == 200
    others: list[dict[str, Any]] = [
        {"outcome": "elsewhere"},
        {"values": {"solution": "修"}},
        {"values": {"solution": "换", "urgency": "normal"}},
        {"values": {"solution": "换", "nothing": 1}},
        {"values": {}},
        {"comment": "不好"},
        {"comment": None},
    ]
    for other in others:
        assert refusal(await agent.post(url, json=body | other, headers=key)) == (409, "key_reused")
    assert (await agent.post(url, json=body, headers=key)).status_code == 200
    assert (await agent.record(ticket.id))["values"]["solution"] == "换"


async def test_a_key_counts_for_one_task(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    key, body = {"Idempotency-Key": "k-1"}, {"outcome": "done", "values": {"solution": "换"}}
    tasks = []
    for _ in range(2):
        task = await agent.task_of(ticket.id)
        tasks.append(task["id"])
        if task["state"] == "offered":
            assert (await agent.work(ticket.id, "claim")).status_code == 200
        answer = await agent.post(f"tasks/{task['id']}/complete", json=body, headers=key)
        assert (answer.status_code, answer.json()["state"]) == (200, "done")
        await office.answer(ticket, "reject", reason="还是不行")
    assert len({*tasks}) == 2


async def test_the_clocks_of_a_case(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    case = await office.case(ticket)
    assert case["first_response_due"] == MONDAY + timedelta(hours=2)
    office.clock.advance(minutes=1)
    await agent.work(ticket.id, "claim")
    await agent.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "内部", "visibility": "internal"})
    await office.answer(ticket, "reply", text="在吗")
    assert (await office.case(ticket))["first_responded_at"] is None
    office.clock.advance(minutes=1)
    await agent.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "您好", "visibility": "public"})
    answered = office.clock.now()
    office.clock.advance(minutes=1)
    await agent.solve(ticket.id)
    solved = office.clock.now()
    case = await office.case(ticket)
    assert (case["first_responded_at"], case["resolved_at"], case["closed_at"]) == (answered, solved, None)
    office.clock.advance(minutes=1)
    await office.answer(ticket, "reject", reason="不行")
    case = await office.case(ticket)
    assert (case["first_responded_at"], case["resolved_at"]) == (answered, None)
    office.clock.advance(minutes=1)
    await agent.solve(ticket.id, "再换")
    solved = office.clock.now()
    office.clock.advance(minutes=1)
    await office.answer(ticket, "confirm")
    case = await office.case(ticket)
    assert (case["resolved_at"], case["closed_at"]) == (solved, office.clock.now())
    leader = await office.supervisor()
    reopened = await leader.patch(f"{TICKETS}/{ticket.id}", json={"values": {"status": "processing"}})
    assert reopened.status_code == 200, reopened.text
    case = await office.case(ticket)
    assert (case["resolved_at"], case["closed_at"]) == (None, None)


async def test_an_outcome_is_a_first_response(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    await agent.solve(ticket.id)
    assert (await office.case(ticket))["first_responded_at"] == MONDAY


async def test_silence_confirms_after_seven_days_once(office: Office) -> None:
    agent, ticket, other = await office.agent(), await office.submit(), await office.submit()
    await agent.solve(ticket.id)
    await agent.solve(other.id)
    progress = await office.progress(ticket)
    assert progress["confirm_until"] == "2026-11-30T02:00:00.000Z"
    office.clock.advance(days=6, hours=23)
    await office.sweep()
    assert (await office.progress(ticket))["state"] == "confirm"
    await office.answer(other, "reject", reason="不行")
    office.clock.advance(hours=1)
    sweeps = await asyncio.gather(office.sweep(), office.sweep(), office.sweep())
    assert sum(sweeps) >= 1
    assert await office.sweep() == 0
    assert (await office.progress(ticket))["state"] == "closed"
    assert (await office.progress(other))["state"] == "working"
    rows = await office.rows("SELECT record_id, actor FROM events WHERE type = 'confirm_answered' ORDER BY id")
    assert [(str(row["record_id"]), row["actor"]["kind"]) for row in rows] == [
        (other.id, "customer"),
        (ticket.id, "system"),
    ]
    reminders = await office.rows(
        "SELECT data FROM events WHERE type = 'reminder' AND record_id = %(id)s", id=UUID(ticket.id)
    )
    assert [row["data"]["number"] for row in reminders] == [1, 2]


async def test_a_timer_that_cannot_be_delivered_keeps_no_other_waiting(office: Office) -> None:
    agent, broken, good = await office.agent(), await office.submit(), await office.submit()
    await agent.solve(broken.id)
    office.clock.advance(minutes=1)
    await agent.solve(good.id)
    stored = await office.rows("SELECT id, state FROM instances WHERE record_id = %(id)s", id=UUID(broken.id))
    await office.rows("UPDATE instances SET state = '{}' WHERE id = %(id)s RETURNING 1", id=stored[0]["id"])
    office.clock.advance(days=8)
    await office.sweep()
    assert (await office.progress(good))["state"] == "closed"
    waiting = await office.rows("SELECT next_at FROM timers")
    assert {row["next_at"] > office.clock.now() for row in waiting} == {True}
    await office.product.database.write([_restore(stored[0])])
    office.clock.advance(minutes=10)
    await office.sweep()
    assert (await office.progress(broken))["state"] == "closed"


def _restore(row: Row) -> Statement:
    return Statement("UPDATE instances SET state = %(state)s WHERE id = %(id)s", dict(row))


async def test_staff_confirm_for_the_customer_with_a_note(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    await agent.solve(ticket.id)
    bare = await agent.work(ticket.id, "complete", outcome="confirmed")
    assert (bare.status_code, bare.json()["errors"][0]["field"]) == (422, "comment")
    stranger = await office.agent("外人", team="service")
    task = await agent.task_of(ticket.id)
    assert refusal(await stranger.post(f"tasks/{task['id']}/complete", json={"outcome": "confirmed"})) == (
        404,
        "task_missing",
    )
    assert refusal(await agent.work(ticket.id, "claim"))[0] == 403
    answer = await agent.work(ticket.id, "complete", outcome="confirmed", comment="客户来电确认")
    assert answer.status_code == 200, answer.text
    activity = (await agent.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    confirmed = next(each for each in activity if each["type"] == "confirmed")
    assert confirmed["data"]["by_staff"] is True
    progress = await office.progress(ticket)
    assert progress["state"] == "closed"
    assert "客户来电确认" not in str(progress)


async def test_what_staff_note_with_a_no_stays_inside(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    await agent.solve(ticket.id)
    answer = await agent.work(ticket.id, "complete", outcome="rejected", comment="客户很生气")
    assert answer.status_code == 200, answer.text
    progress = await office.progress(ticket)
    assert progress["state"] == "working"
    assert "客户很生气" not in str(progress)


@pytest.mark.parametrize(("language", "node"), [("zh-CN", "「处理」"), ("en", "“Handle”")])
async def test_the_status_belongs_to_the_flow(office: Office, language: str, node: str) -> None:
    leader, ticket = await office.supervisor(language=language), await office.submit()
    answer = await leader.patch(f"{TICKETS}/{ticket.id}", json={"values": {"status": "closed"}})
    assert refusal(answer) == (409, "status_belongs_to_flow")
    assert node in answer.json()["detail"]
    assert node in answer.json()["errors"][0]["message"]
    assert (await leader.record(ticket.id))["values"]["status"] == "new"
    made = await leader.post(TICKETS, json={"values": ticket_values(status="closed")})
    assert made.json()["errors"][0]["code"] == "field_not_accepted"


async def test_a_running_ticket_stays_on_its_version(office: Office) -> None:
    agent, old = await office.agent(), await office.submit()
    flow = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
flows:
  ticket_flow:
    name: 新流程
    form: ticket
    nodes:
      start: {type: start, trigger: record_created, to: fix}
      fix:
        type: task
        name: 修理
        assign: [{otherwise: true, team: tech, by: claim}]
        outcomes: {fixed: {name: 修好了, set: {status: closed}, to: end}}
      end: {type: end}
"""
    assert (await office.blueprint(flow)).status_code == 200
    new = await office.submit()
    assert (await agent.task_of(new.id))["name"] == "修理"
    flows = [(await agent.get(f"{TICKETS}/{each.id}/flow")).json() for each in (old, new)]
    assert [each["version"] for each in flows] == [1, 2]
    assert [step["name"] for step in flows[0]["steps"]][1:3] == ["处理", "用户确认"]
    leader = await office.supervisor()
    stopped = await leader.patch(f"{TICKETS}/{old.id}", json={"values": {"status": "closed"}})
    assert "「处理」" in stopped.json()["detail"]
    assert (await agent.solve(old.id)).status_code == 200
    assert (await office.answer(old, "confirm")).json()["state"] == "closed"
    activity = (await agent.get(f"{TICKETS}/{old.id}/activity")).json()["items"]
    assert any(each["type"] == "confirmed" for each in activity)
    assert {each["data"].get("name") for each in activity if each["type"] == "task_claimed"} == {"处理"}
    assert (await agent.work(new.id, "complete", outcome="fixed")).status_code == 200
    assert (await office.progress(new))["state"] == "closed"


async def test_transfer_and_release(office: Office) -> None:
    agent, mate, leader = await office.agent("甲"), await office.agent("乙"), await office.supervisor("丙")
    ticket = await office.submit()
    await agent.work(ticket.id, "claim")
    assert refusal(await mate.work(ticket.id, "release")) == (403, "not_yours")
    assert refusal(await mate.work(ticket.id, "complete", outcome="done", values={"solution": "x"})) == (
        403,
        "not_yours",
    )
    nobody = await agent.work(ticket.id, "transfer", to=str(uuid4()), reason="x")
    assert nobody.json()["errors"][0]["code"] == "member_unknown"
    assert (await agent.work(ticket.id, "transfer", to=mate.id, reason="")).status_code == 422
    moved = await agent.work(ticket.id, "transfer", to=mate.id, reason="更熟")
    assert (moved.json()["claimed_by"], moved.json()["claimed_by_name"]) == (mate.id, "乙")
    record = await mate.record(ticket.id)
    assert (record["owner_id"], record["values"]["assignee"]) == (mate.id, mate.id)
    released = await leader.work(ticket.id, "release")
    assert (released.status_code, released.json()["state"]) == (200, "offered")
    items = (await mate.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    texts = [each for each in items if each["type"] == "task_transferred"]
    assert (texts[0]["data"]["to"], texts[0]["data"]["reason"]) == ("乙", "更熟")


async def test_lists_of_tasks(office: Office) -> None:
    agent, leader = await office.agent(), await office.supervisor()
    made = []
    for number in range(7):
        made.append(await office.submit(description=f"第 {number}"))
        office.clock.advance(minutes=1)
    await agent.work(made[0].id, "claim")
    seen: list[str] = []
    cursor: str | None = ""
    page: dict[str, Any] = {}
    while cursor is not None:
        page = (await agent.get("tasks", params={"scope": "mine", "limit": 3, "cursor": cursor})).json()
        seen += [each["record"]["id"] for each in page["items"]]
        cursor = page["next"]
    assert seen == [each.id for each in made]
    assert page["counts"] == {"mine": 1, "pool": 6, "cc": 0}
    assert (await leader.get("tasks")).json()["items"] == []
    for bad in ("x", "W10", "WzEsMl0", "bnVsbA", "WyIyMDI2LTAxLTAxIiwgNV0"):
        assert (await agent.get("tasks", params={"cursor": bad})).status_code == 422
    assert (await agent.get("tasks", params={"form": "nothing"})).status_code == 404


async def test_double_press_of_confirm(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    await agent.solve(ticket.id)
    answers = await asyncio.gather(*(office.answer(ticket, "confirm") for _ in range(6)))
    assert {(answer.status_code, answer.json()["state"]) for answer in answers} == {(200, "closed")}
    assert refusal(await office.answer(ticket, "reject", reason="不")) == (409, "not_waiting_for_you")
    assert refusal(await office.answer(ticket, "urge")) == (409, "not_possible_now")
