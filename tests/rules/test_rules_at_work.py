"""Rules through the interface: what starts them, what they do, what stands in their log."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from httpx import Response

from tests.support.office import MONDAY, TICKETS, Office, Person, Ticket

HEAD = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
"""


def refusal(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def publish(office: Office, rules: str, more: str = "") -> None:
    answer = await office.blueprint(f"{HEAD}{more}\nrules:\n{rules}")
    assert answer.status_code == 200, answer.text


async def runs(person: Person, rule: str, **params: Any) -> list[dict[str, Any]]:
    answer = await person.get(f"rules/{rule}/runs", params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def values(person: Person, ticket: Ticket) -> dict[str, Any]:
    found: dict[str, Any] = (await person.record(ticket.id))["values"]
    return found


async def change(person: Person, ticket: Ticket, **wanted: Any) -> None:
    answer = await person.patch(f"{TICKETS}/{ticket.id}", json={"values": wanted})
    assert answer.status_code == 200, answer.text


async def explain(person: Person, rule: str, ticket: Ticket) -> list[str]:
    answer = await person.get(f"rules/{rule}/explain", params={"record": ticket.id})
    assert answer.status_code == 200, answer.text
    return [each["code"] for each in answer.json()["reasons"]]


async def test_a_rule_writes_fields_as_a_person_would_and_says_so(office: Office) -> None:
    await publish(
        office,
        """
  calm:
    name: {zh-CN: 降级, en: Calm down}
    when: {event: record_created, form: ticket}
    if: {field: problem_type, op: eq, value: product}
    then:
      - {action: set_fields, set: {urgency: 普通, root_cause: "咨询 {{number}}"}}
      - {action: comment, text: "自动降级：{{customer_name}}"}
""",
    )
    boss, ticket, other = await office.supervisor(), await office.submit(problem_type="product"), await office.submit()
    await office.settle()
    found = await values(boss, ticket)
    assert (found["urgency"], found["root_cause"]) == ("normal", f"咨询 {ticket.number}")
    assert (await boss.record(ticket.id))["version"] == 1
    assert (await values(boss, other))["urgency"] == "critical"
    done, skipped = sorted(await runs(boss, "calm"), key=lambda run: run["state"])
    assert (done["state"], done["reason"], done["record"]["number"]) == ("done", None, ticket.number)
    assert [(each["action"], each["state"]) for each in done["steps"]] == [("set_fields", "done"), ("comment", "done")]
    assert done["steps"][0]["data"]["changes"]["urgency"] == ["critical", "normal"]
    assert done["inputs"]["values"] == {"problem_type": "product"}
    assert done["inputs"]["as"]["app"] == "service_desk"
    assert (skipped["state"], skipped["reason"], skipped["record"]["number"]) == ("skipped", "condition", other.number)
    activity = (await boss.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    assert {each["type"] for each in activity} >= {"updated", "comment"}
    assert await explain(boss, "calm", other) == ["run_skipped_condition", "run_condition_now_false"]
    assert await explain(boss, "calm", ticket) == ["run_done"]


async def test_from_and_to_and_any_of_some_fields(office: Office) -> None:
    await publish(
        office,
        """
  cooled:
    name: x
    when: {event: record_updated, form: ticket, field: urgency, from: critical, value: normal}
    then: [{action: comment, text: 降级了}]
  words:
    name: x
    when: {event: record_updated, form: ticket, fields: [customer_name, description]}
    then: [{action: comment, text: 改字了}]
""",
    )
    boss, ticket = await office.supervisor(), await office.submit()
    await change(boss, ticket, urgency="urgent")
    await change(boss, ticket, urgency="normal")
    await office.settle()
    assert await runs(boss, "cooled") == []
    await change(boss, ticket, urgency="critical")
    await change(boss, ticket, urgency="normal", customer_name="王五")
    await office.settle()
    assert [each["state"] for each in await runs(boss, "cooled")] == ["done"]
    assert [each["state"] for each in await runs(boss, "words")] == ["done"]
    assert await explain(boss, "words", await office.submit()) == ["run_nothing_happened"]


async def test_a_value_that_stays_escalates_once_per_stay(office: Office) -> None:
    chief = await office.person("总监")
    lead, agent, boss = await office.person("组{{number}}长"), await office.agent(), await office.supervisor()
    for person, manager in ((agent, lead), (lead, chief)):
        await office.rows(
            "UPDATE people SET manager_id = %(m)s WHERE id = %(p)s", m=UUID(manager.id), p=UUID(person.id)
        )
    ticket = await office.submit(urgency="normal")
    await agent.work(ticket.id, "claim")
    await office.settle()
    office.clock.advance(hours=23, minutes=59)
    await office.settle()
    assert await runs(boss, "dwell") == []
    assert await explain(boss, "dwell", ticket) == ["run_waits_until", "run_not_long_enough"]
    office.clock.advance(minutes=1)
    await office.settle()
    (run,) = await runs(boss, "dwell")
    assert (run["state"], run["event"]["type"]) == ("done", "dwell_over")
    told = run["steps"][0]["data"]
    assert (told["priority"], told["why"], told["to"]) == (["normal", "urgent"], "manager", lead.id)
    found = await values(boss, ticket)
    assert (found["urgency"], found["assignee"], found["status"]) == ("urgent", lead.id, "processing")
    task = await boss.task_of(ticket.id)
    assert (task["state"], task["claimed_by_name"]) == ("claimed", "组{{number}}长")
    assert "升级" in task["why"]
    (copy,) = [each for each in (await boss.get("notifications")).json()["items"] if "升级" in each["title"]]
    assert copy["title"].startswith(f"工单已升级：{ticket.number} ")
    assert copy["text"] == "已转给组{ {number}}长处理"
    office.clock.advance(days=3)
    await office.settle()
    assert len(await runs(boss, "dwell")) == 1
    assert (await lead.solve(ticket.id)).status_code == 200
    await office.answer(ticket, "reject", reason="还是不行")
    await office.settle()
    office.clock.advance(hours=24)
    await office.settle()
    assert [each["state"] for each in await runs(boss, "dwell")] == ["done", "done"]
    assert (await values(boss, ticket))["assignee"] == chief.id


async def test_a_stay_that_ends_is_not_told_and_one_that_began_before_publishing_is(office: Office) -> None:
    boss, agent = await office.supervisor(), await office.agent()
    left, stays, late = await office.submit(), await office.submit(), await office.submit()
    office.clock.advance(hours=1)
    await publish(
        office,
        """
  waits:
    name: x
    when: {event: dwell, form: ticket, field: status, value: new, for: {hours: 2, time: working, calendar: office}}
    then: [{action: set_fields, set: {root_cause: 无人处理}}]
""",
    )
    await office.settle()
    await agent.work(left.id, "claim")
    office.clock.advance(minutes=59)
    await office.settle()
    assert await runs(boss, "waits") == []
    # 10:00 to 12:00 and on: both stays began at ten, before the rule was there.
    office.clock.advance(minutes=1)
    await office.settle()
    assert {each["record"]["id"] for each in await runs(boss, "waits")} == {stays.id, late.id}
    assert (await values(boss, stays))["root_cause"] == "无人处理"
    assert await explain(boss, "waits", left) == ["run_value_is_another"]


async def test_a_schedule_runs_for_every_matching_record_and_is_made_up_once(office: Office) -> None:
    await publish(
        office,
        """
  morning:
    name: x
    when: {event: schedule, form: ticket, every: day, at: "09:00", days: [mon-fri], calendar: office}
    if: {field: urgency, op: eq, value: urgent}
    then: [{action: comment, text: 早上好}]
""",
    )
    boss = await office.supervisor()
    first, second, _ = (
        await office.submit(urgency="urgent"),
        await office.submit(urgency="urgent"),
        await office.submit(),
    )
    await office.settle()
    due = await office.rows("SELECT due_at FROM timers WHERE kind = 'schedule'")
    assert due[0]["due_at"] == datetime(2026, 11, 24, 1, tzinfo=UTC)
    office.clock.advance(hours=23)
    await office.settle()
    assert {each["record"]["id"] for each in await runs(boss, "morning")} == {first.id, second.id}
    office.clock.advance(days=5)
    await office.settle()
    assert len(await runs(boss, "morning")) == 4
    due = await office.rows("SELECT due_at FROM timers WHERE kind = 'schedule'")
    assert due[0]["due_at"] == datetime(2026, 11, 30, 1, tzinfo=UTC)


BUTTON = """
  hurry:
    name: {zh-CN: 催备件, en: Hurry parts}
    when: {event: button, form: ticket, label: {zh-CN: 催备件, en: Hurry parts}, roles: [supervisor]}
    if: {field: urgency, op: ne, value: normal}
    then: [{action: comment, text: 请尽快发货}]
"""


async def test_a_button_is_there_for_those_who_may_and_runs_its_rule(office: Office) -> None:
    await publish(office, BUTTON)
    boss, agent, ticket = await office.supervisor(language="en"), await office.agent(), await office.submit()
    calm = await office.submit(urgency="normal")
    url = f"{TICKETS}/{ticket.id}/buttons"
    assert (await boss.get(url)).json() == [{"rule": "service_desk.hurry", "label": "Hurry parts"}]
    assert (await agent.get(url)).json() == []
    assert (await boss.get(f"{TICKETS}/{calm.id}/buttons")).json() == []
    assert refusal(await agent.post(f"{url}/hurry")) == (403, "forbidden")
    assert refusal(await boss.post(f"{TICKETS}/{calm.id}/buttons/hurry")) == (409, "button_not_now")
    assert refusal(await boss.post(f"{url}/critical"))[0] == 404
    pressed = [await boss.post(f"{url}/hurry", headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [each.status_code for each in pressed] == [202, 202]
    assert pressed[0].json() == pressed[1].json()
    await office.settle()
    (run,) = await runs(boss, "hurry")
    assert (run["state"], run["event"]["actor"]["id"]) == ("done", boss.id)


async def test_a_delay_waits_and_looks_again(office: Office) -> None:
    await publish(
        office,
        """
  later:
    name: x
    when: {event: record_created, form: ticket}
    then:
      - {action: comment, text: 稍后, delay: {hours: 1}, if_still: {field: urgency, op: eq, value: critical}}
      - {action: comment, text: 总会有}
""",
    )
    boss, kept, changed = await office.supervisor(), await office.submit(), await office.submit()
    await office.settle()
    assert {each["state"] for each in await runs(boss, "later")} == {"waiting"}
    await change(boss, changed, urgency="normal")
    office.clock.advance(minutes=60)
    await office.settle()
    found = {each["record"]["id"]: [step["state"] for step in each["steps"]] for each in await runs(boss, "later")}
    assert found == {kept.id: ["waiting", "done", "done"], changed.id: ["waiting", "skipped", "done"]}


async def test_the_status_goes_through_the_outcome_of_the_flow(office: Office) -> None:
    await publish(
        office,
        """
  solve:
    name: x
    when: {event: button, form: ticket, label: 解决}
    then: [{action: set_fields, set: {status: solved, solution: 自动解决}}]
  close:
    name: x
    when: {event: button, form: ticket, label: 关闭}
    then: [{action: set_fields, set: {status: closed}}]
""",
    )
    boss, ticket = await office.supervisor(), await office.submit()
    url = f"{TICKETS}/{ticket.id}/buttons"
    await boss.post(f"{url}/close")
    await office.settle()
    (run,) = await runs(boss, "close")
    assert (run["state"], run["reason"]) == ("failed", "status_belongs_to_flow")
    assert run["steps"][0]["text"]
    await boss.post(f"{url}/solve")
    await office.settle()
    assert [each["state"] for each in await runs(boss, "solve")] == ["done"]
    found = await values(boss, ticket)
    assert (found["status"], found["solution"]) == ("solved", "自动解决")
    assert (await boss.task_of(ticket.id))["node"] == "confirm"
    retried = await boss.post(f"runs/{run['id']}/retry")
    assert retried.json()["state"] == "ready"
    await office.settle()
    assert [each["attempt"] for each in (await runs(boss, "close"))[0]["steps"]] == [1, 2]
    assert refusal(await boss.post(f"runs/{(await runs(boss, 'solve'))[0]['id']}/retry")) == (409, "run_not_failed")


async def test_what_may_work_later_is_tried_again_and_then_given_up(office: Office) -> None:
    await publish(
        office,
        """
  breaks:
    name: x
    when: {event: record_created, form: ticket}
    then:
      - {action: comment, text: 记下}
      - {action: set_fields, set: {root_cause: 完成}}
""",
    )
    boss = await office.supervisor()
    await office.rows("ALTER TABLE comments ADD CONSTRAINT never CHECK (visibility <> 'internal') NOT VALID")
    ticket = await office.submit()
    await office.settle()
    for minutes in (1, 5, 30):
        assert [each["state"] for each in await runs(boss, "breaks")] == ["retrying"]
        office.clock.advance(minutes=minutes)
        await office.settle()
    (run,) = await runs(boss, "breaks")
    assert (run["state"], run["reason"], run["step"]) == ("failed", "gave_up", 0)
    assert [each["state"] for each in run["steps"]] == ["failed"] * 4
    assert "CheckViolation" in run["steps"][0]["data"]["error"]
    assert await explain(boss, "breaks", ticket) == ["run_failed"]
    await office.rows("ALTER TABLE comments DROP CONSTRAINT never")
    assert (await boss.post(f"runs/{run['id']}/retry")).status_code == 200
    await office.settle()
    (run,) = await runs(boss, "breaks")
    assert (run["state"], [each["state"] for each in run["steps"]][-2:]) == ("done", ["done", "done"])
    assert (await values(boss, ticket))["root_cause"] == "完成"


async def test_assigning_hands_the_task_over(office: Office) -> None:
    await publish(
        office,
        """
  to_team:
    name: x
    when: {event: record_created, form: ticket}
    then: [{action: assign, to: {team: tech}}]
""",
    )
    boss, busy, free = await office.supervisor(), await office.agent("忙"), await office.agent("闲")
    first = await office.submit()
    await busy.work(first.id, "claim")
    await office.settle()
    assert (await runs(boss, "to_team"))[0]["steps"][0]["code"] in {None, "has_it_already"}
    second = await office.submit()
    await office.settle()
    task = await boss.task_of(second.id)
    assert task["state"] == "claimed"
    loads = await office.rows("SELECT claimed_by, count(*) AS n FROM tasks WHERE state = 'claimed' GROUP BY 1")
    assert {row["claimed_by"] for row in loads} == {UUID(busy.id), UUID(free.id)}
    assert (await values(boss, second))["assignee"] in {busy.id, free.id}


CIRCLE = """
  ping:
    name: x
    when: {event: record_updated, form: ticket, field: root_cause}
    then: [{action: set_fields, set: {solution: "{{root_cause}}!"}}]
  pong:
    name: x
    when: {event: record_updated, form: ticket, field: solution}
    then: [{action: set_fields, set: {root_cause: "{{solution}}?"}}]
"""


async def test_a_rule_never_runs_twice_in_one_chain(office: Office) -> None:
    await publish(office, CIRCLE)
    boss, ticket = await office.supervisor(), await office.submit()
    await change(boss, ticket, root_cause="a")
    await office.settle()
    found = await values(boss, ticket)
    assert (found["solution"], found["root_cause"]) == ("a!", "a!?")
    stopped, done = await runs(boss, "ping")
    assert (done["state"], stopped["state"], stopped["reason"]) == ("done", "stopped", "reentered")
    assert len(stopped["chain"]) == 2
    assert len(stopped["cause"]) == 2
    assert await explain(boss, "ping", ticket) == ["run_stopped_reentered"]
    told = await office.rows("SELECT data FROM events WHERE type = 'rule_stopped'")
    assert [each["data"]["reason"] for each in told] == ["reentered"]
    await change(boss, ticket, root_cause="b")
    await office.settle()
    assert (await values(boss, ticket))["root_cause"] == "b!?"


async def test_a_chain_of_rules_ends_at_its_eighth(office: Office) -> None:
    rules = "".join(
        f"""
  step{number}:
    name: x
    when: {{event: record_updated, form: ticket, field: description, value: "{number}"}}
    then: [{{action: set_fields, set: {{description: "{number + 1}"}}}}]
"""
        for number in range(10)
    )
    await publish(office, rules)
    boss, ticket = await office.supervisor(), await office.submit()
    await change(boss, ticket, description="0")
    await office.settle()
    assert (await values(boss, ticket))["description"] == "8"
    (run,) = await runs(boss, "step8")
    assert (run["state"], run["reason"]) == ("stopped", "too_deep")
    assert await runs(boss, "step9") == []


async def test_too_many_runs_on_one_record_trip_the_breaker(office: Office) -> None:
    await publish(office, CIRCLE)
    boss, ticket = await office.supervisor(), await office.submit()
    for number in range(55):
        await change(boss, ticket, root_cause=f"{number}")
    await office.settle()
    found = await runs(boss, "ping", limit=200)
    assert sum(each["state"] == "done" for each in found) == 48  # and two of its creation
    assert [each["reason"] for each in found if each["state"] == "stopped"] == ["breaker"] * 7
    office.clock.advance(minutes=2)
    await change(boss, ticket, root_cause="again")
    await office.settle()
    assert (await values(boss, ticket))["solution"] == "again!"


async def test_no_event_when_nothing_changed(office: Office) -> None:
    await publish(
        office,
        """
  same:
    name: x
    when: {event: record_created, form: ticket}
    then: [{action: set_fields, set: {urgency: critical}}]
""",
    )
    boss, _ = await office.supervisor(), await office.submit()
    await office.settle()
    (run,) = await runs(boss, "same")
    assert (run["state"], run["steps"][0]["state"], run["steps"][0]["code"]) == ("done", "skipped", "nothing_differs")
    assert await office.rows("SELECT 1 FROM events WHERE type = 'record_updated'") == []


async def test_a_flow_is_started_once(office: Office) -> None:
    flow = """
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
        outcomes: {checked: {name: 好, to: end}}
      end: {type: end}
"""
    rules = """
  again:
    name: x
    when: {event: button, form: ticket, label: 复核}
    then: [{action: start_flow, flow: check}]
"""
    await publish(office, rules, flow)
    boss, agent, ticket = await office.supervisor(), await office.agent(), await office.submit()
    url = f"{TICKETS}/{ticket.id}/buttons/again"
    await boss.post(url)
    await office.settle()
    assert (await runs(boss, "again"))[0]["steps"][0]["code"] == "flow_runs_already"
    tasks = (await agent.get("tasks", params={"scope": "pool"})).json()["items"]
    check = next(each for each in tasks if each["node"] == "check")
    answer = await agent.post(f"tasks/{check['id']}/complete", json={"outcome": "checked"})
    assert answer.status_code == 200, answer.text
    await boss.post(url)
    await office.settle()
    assert (await runs(boss, "again"))[0]["steps"][0]["state"] == "done"
    tasks = (await agent.get("tasks", params={"scope": "pool"})).json()["items"]
    assert [each["node"] for each in tasks].count("check") == 1


async def test_a_flow_that_only_rules_start(office: Office) -> None:
    flow = """
flows:
  visit:
    name: 上门
    form: ticket
    nodes:
      start: {type: start, trigger: rule, to: visit}
      visit:
        type: task
        name: 上门
        assign: [{otherwise: true, team: tech, by: claim}]
        outcomes: {visited: {name: 好, to: end}}
      end: {type: end}
"""
    rules = """
  visit:
    name: x
    when: {event: record_updated, form: ticket, field: urgency, value: urgent}
    then: [{action: start_flow, flow: visit}]
"""
    await publish(office, rules, flow)
    boss, agent, ticket = await office.supervisor(), await office.agent(), await office.submit(urgency="normal")
    await office.settle()
    assert await nodes_offered(agent) == ["handle"]
    await boss.patch(f"{TICKETS}/{ticket.id}", json={"values": {"urgency": "urgent"}})
    await office.settle()
    assert sorted(await nodes_offered(agent)) == ["handle", "visit"]


async def nodes_offered(agent: Person) -> list[str]:
    tasks = (await agent.get("tasks", params={"scope": "pool"})).json()["items"]
    return [each["node"] for each in tasks]


async def test_who_may_see_the_log(office: Office) -> None:
    boss, agent = await office.supervisor(), await office.agent()
    admin = await office.person("管理员", admin=True)
    ticket = await office.submit(urgency="normal")
    await office.settle()
    assert refusal(await agent.get("rules/critical/runs"))[0] == 403
    assert refusal(await agent.get(f"{TICKETS}/{ticket.id}/runs"))[0] == 403
    assert refusal(await boss.get("rules/nothing/runs"))[0] == 404
    assert len((await boss.get(f"{TICKETS}/{ticket.id}/runs")).json()["items"]) == 2
    assert refusal(await admin.get(f"{TICKETS}/{ticket.id}/runs"))[0] == 404
    seen = (await runs(boss, "critical"))[0]
    hidden = (await runs(admin, "critical"))[0]
    assert seen["inputs"]["values"] == {"urgency": "normal"}
    assert (hidden["record"]["number"], hidden["inputs"]["values"]) == (None, {"urgency": "•••"})


async def test_a_rule_may_do_no_more_than_who_published_it(office: Office) -> None:
    clerk, boss = await office.person("文员", roles=["agent"]), await office.supervisor()
    await publish(
        office,
        """
  assigns:
    name: x
    when: {event: record_created, form: ticket}
    then: [{action: assign, to: {role: supervisor}}]
""",
    )
    await office.rows(
        """UPDATE definition_versions SET published_by = %(id)s WHERE definition_id = (
        SELECT id FROM definitions WHERE key = 'assigns') RETURNING 1""",
        id=UUID(clerk.id),
    )
    await office.submit()
    await office.settle()
    (run,) = await runs(boss, "assigns")
    assert (run["state"], run["reason"]) == ("failed", "publisher_may_not")
    assert run["inputs"]["as"] == {"app": "service_desk", "publisher": clerk.id, "limited": True}


async def test_runs_of_one_record_keep_their_order_whoever_works(office: Office) -> None:
    rules = "".join(
        f"""
  note{number}:
    name: x
    when: {{event: record_created, form: ticket}}
    then: [{{action: comment, text: "{number} a"}}, {{action: comment, text: "{number} b"}}]
"""
        for number in range(4)
    )
    await publish(office, rules)
    tickets = [await office.submit() for _ in range(10)]
    await office.settle()
    for ticket in tickets:
        found = await office.rows(
            "SELECT c.text FROM comments c JOIN events e ON (e.data->>'comment_id')::uuid = c.id "
            "WHERE c.record_id = %(id)s ORDER BY e.id",
            id=UUID(ticket.id),
        )
        assert [row["text"] for row in found] == [f"{number} {part}" for number in range(4) for part in "ab"]


async def test_several_runners_share_the_work_and_do_it_once(office: Office) -> None:
    await publish(
        office,
        """
  once:
    name: x
    when: {event: record_created, form: ticket}
    then: [{action: comment, text: 一次}, {action: set_fields, set: {root_cause: "{{number}}"}}]
""",
    )
    boss = await office.supervisor()
    await asyncio.gather(*(office.submit() for _ in range(40)))
    runner = office.automation.runner
    await asyncio.gather(office.settle(), *(runner.drain() for _ in range(3)))
    await office.settle()
    assert {each["state"] for each in await runs(boss, "once", limit=200)} == {"done"}
    assert len(await office.rows("SELECT 1 FROM comments")) == 40
    assert office.clock.now() == MONDAY


async def test_a_run_that_is_not_there_is_not_tried_again(office: Office) -> None:
    answer = await (await office.supervisor()).post(f"runs/{uuid4()}/retry")
    assert (answer.status_code, answer.json()["code"]) == (404, "run_missing")
