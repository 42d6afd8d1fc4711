"""Service times by policy: who is promised what, and what a change of the ticket does to it."""

from pathlib import Path
from typing import Any

import pytest

from helpwright.cases.check import check_cases
from tests.cases.test_clocks import case, check_ledger, due, local
from tests.cases.test_levels import run_until, told
from tests.support.office import TICKETS, Office, Person

SHIPPED = (Path(__file__).parents[2] / "blueprints" / "service_desk.yaml").read_text("utf-8")
_LAST = "      resolution: {hours: 16, time: working, calendar: office}\n"
POLICIES = """      policies:
        critical:
          name: {zh-CN: 非常紧急, en: Critical}
          when: {field: urgency, op: eq, value: critical}
          first_response: {minutes: 30}
          resolution: {hours: 4, time: working, calendar: office}
        complaints:
          name: {zh-CN: 投诉, en: Complaints}
          when: {all: [{field: problem_type, op: eq, value: complaint}, {not: {field: source, op: eq, value: api}}]}
          resolution: {hours: 8, time: working, calendar: office}
"""
WITH_POLICIES = SHIPPED.replace(_LAST, _LAST + POLICIES)
_LEADS = "{form: ticket, can: [read, create, update, delete, export, assign], scope: all}"
TRIAGE = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
flows:
  ticket_flow:
    name: 工单流程
    form: ticket
    nodes:
      start: {type: start, trigger: record_created, to: triage}
      triage:
        type: task
        name: 分诊
        assign: [{otherwise: true, team: tech, by: claim}]
        fields: {write: [urgency]}
        outcomes: {sorted: {name: 好, set: {status: processing}, to: handle}}
      handle:
        type: task
        name: 处理
        assign: [{otherwise: true, team: tech, by: claim}]
        outcomes: {done: {name: 好, set: {status: solved}, to: end}}
      end: {type: end}
"""


@pytest.fixture
async def lead(office: Office) -> Person:
    """A supervisor of the running example, whose form has two policies."""
    answer = await office.blueprint(WITH_POLICIES)
    assert answer.status_code == 200, answer.text
    return await office.supervisor()


async def change(person: Person, record_id: str, **values: Any) -> None:
    answer = await person.patch(f"{TICKETS}/{record_id}", json={"values": values})
    assert answer.status_code == 200, answer.text


async def promises(person: Person, record_id: str) -> list[dict[str, Any]]:
    items = (await person.get(f"{TICKETS}/{record_id}/activity")).json()["items"]
    return [each["data"] for each in items if each["type"] == "sla_changed"]


async def test_the_first_policy_that_fits_makes_the_promise(office: Office, lead: Person) -> None:
    tickets = [  # Monday 10:00
        (await office.submit(urgency="critical", problem_type="complaint"), "critical", "11-23 10:30", "11-23 15:30"),
        (await office.submit(urgency="normal", problem_type="complaint"), "complaints", None, "11-24 10:30"),
        (await office.submit(urgency="normal", problem_type="support"), None, "11-23 12:00", "11-25 11:00"),
    ]
    for ticket, policy, answer, solution in tickets:
        found = await case(lead, ticket.id)
        assert found["policy"] == policy
        assert due(found, "resolution") == solution
        if answer is None:
            assert found["first_response_due"] is None
        else:
            assert due(found, "first_response") == answer
    await check_ledger(office)


async def test_lists_tasks_the_customer_and_the_mail_tell_it(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="critical", problem_type="support", customer_email="wang@example.com")
    found = await case(lead, ticket.id)
    (item,) = (await lead.get(TICKETS, params={"due": 1})).json()["items"]
    assert item["due"]["due_at"] == found["first_response_due"]
    agent = await office.agent()
    assert (await agent.task_of(ticket.id))["case_due"]["due_at"] == found["first_response_due"]
    assert (await office.progress(ticket))["resolution_due"] == found["resolution_due"]
    await office.settle()
    (mail,) = await office.rows("SELECT text FROM messages WHERE via = 'mail'")
    assert "15:30" in mail["text"]


async def test_another_policy_fits_and_the_activity_says_why(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="normal", problem_type="support")  # Monday 10:00
    office.clock.present = local("2026-11-23T11:00")
    await change(lead, ticket.id, urgency="critical", customer_name="王芳")

    found = await case(lead, ticket.id)
    assert found["policy"] == "critical"
    assert due(found, "resolution") == "11-23 15:30"  # four working hours from ten
    assert due(found, "first_response") == "11-23 10:30"
    (data,) = await promises(lead, ticket.id)
    assert data["policy"] == "非常紧急"
    assert [(each["label"], each["from"], each["to"]) for each in data["changes"]] == [("紧急程度", "普通", "非常紧急")]
    answer, solution = data["clocks"]
    assert (answer["clock"], answer["target"]["minutes"], answer["target"]["time"]) == ("first_response", 30, "wall")
    assert (solution["clock"], solution["target"]["hours"], solution["before"]["hours"]) == ("resolution", 4, 16)
    assert solution["due_at"] == found["resolution_due"]
    await check_ledger(office)
    assert await check_cases(office.product.records) == 0


async def test_fields_that_no_condition_asks_change_no_promise(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="normal", problem_type="support")
    before = await case(lead, ticket.id)
    await change(lead, ticket.id, customer_name="王芳")
    await change(lead, ticket.id, urgency="urgent")
    assert await case(lead, ticket.id) == before
    assert await promises(lead, ticket.id) == []


async def test_what_is_missed_stays_missed(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="critical", problem_type="support")
    await run_until(office, "23T16:00")
    await change(lead, ticket.id, urgency="normal")

    found = await case(lead, ticket.id)
    assert found["policy"] == "critical"
    assert due(found, "resolution") == "11-23 15:30"
    assert await promises(lead, ticket.id) == []
    assert await told(office, ticket.id) == [
        "23 10:24 first_response sla_warned",
        "23 10:30 first_response sla_breached",
        "23 14:42 resolution sla_warned",
        "23 15:30 resolution sla_breached",
    ]


async def test_a_solved_ticket_is_promised_anew_when_it_is_reopened(office: Office, lead: Person) -> None:
    """What was solved stays as it was promised; a rejected one must not go on under the promise of before."""
    agent, ticket = await office.agent(), await office.submit(urgency="normal")  # Monday 10:00
    other = await office.submit(urgency="normal")
    office.clock.advance(hours=1)
    for each in (ticket, other):
        assert (await agent.solve(each.id)).status_code == 200
    await change(lead, ticket.id, urgency="critical")
    found = await case(lead, ticket.id)
    assert (found["policy"], found["clocks"]["resolution"]["state"]) == (None, "met")
    assert await promises(lead, ticket.id) == []
    for each in (ticket, other):
        assert (await office.answer(each, "reject", reason="还是不行")).status_code == 200
    found = await case(lead, ticket.id)
    assert (found["policy"], due(found, "resolution")) == ("critical", "11-23 15:30")
    (told_now,) = await promises(lead, ticket.id)
    assert (told_now["policy"], told_now["changes"]) == ("非常紧急", [])
    found = await case(lead, other.id)
    assert (found["policy"], due(found, "resolution")) == (None, "11-25 11:00")
    assert await check_cases(office.product.record_desk.engine) == 0
    await check_ledger(office)


async def test_timers_follow_the_new_promise_and_warn_of_it_anew(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="normal", problem_type="complaint")  # Monday 10:00, due on Tuesday 10:30
    await run_until(office, "24T09:00")
    await change(lead, ticket.id, problem_type="support")  # 16 hours
    await run_until(office, "25T12:00")

    clocks = [
        (each.split()[-2], each.split()[-1], each[:8]) for each in await told(office, ticket.id) if "sla_w" in each
    ]
    assert ("resolution", "sla_warned", "23 17:54") in clocks
    assert ("resolution", "sla_warned", "24 16:48") in clocks
    assert "25 11:00 resolution sla_breached" in await told(office, ticket.id)
    assert not any(each.startswith("24 10:30") for each in await told(office, ticket.id))


async def test_of_a_promise_that_is_nearly_over_people_are_told_at_once(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="normal", problem_type="support")
    office.clock.present = local("2026-11-23T15:20")  # of four hours ten minutes are left
    await change(lead, ticket.id, urgency="critical")
    await run_until(office, "23T15:40")
    assert "23 15:20 resolution sla_warned" in await told(office, ticket.id)
    assert "23 15:30 resolution sla_breached" in await told(office, ticket.id)


async def test_editing_a_policy_does_not_rewrite_history(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="critical", problem_type="support")
    before = await case(lead, ticket.id)
    edited = WITH_POLICIES.replace("resolution: {hours: 4,", "resolution: {hours: 1,")
    assert (await office.blueprint(edited)).status_code == 200
    await change(lead, ticket.id, customer_name="王芳")
    assert await case(lead, ticket.id) == before

    assert (await office.blueprint(SHIPPED)).status_code == 200
    await change(lead, ticket.id, urgency="normal")
    assert await case(lead, ticket.id) == before
    assert await check_cases(office.product.records) == 0


async def test_a_step_of_a_flow_changes_the_promise_too(office: Office, lead: Person) -> None:
    assert (await office.blueprint(TRIAGE)).status_code == 200
    agent, ticket = await office.agent(), await office.submit(urgency="normal", problem_type="support")
    await agent.work(ticket.id, "claim")
    office.clock.advance(minutes=6)
    task = await agent.task_of(ticket.id)
    body = {"outcome": "sorted", "values": {"urgency": "critical"}}
    answer = await agent.post(f"tasks/{task['id']}/complete", json=body)
    assert answer.status_code == 200, answer.text

    found = await case(lead, ticket.id)
    assert (found["policy"], due(found, "resolution")) == ("critical", "11-23 15:30")
    assert due(found, "first_response") == "11-23 12:00"  # it was answered by what the agent did
    (data,) = await promises(lead, ticket.id)
    assert [each["clock"] for each in data["clocks"]] == ["resolution"]
    await check_ledger(office)


async def test_who_may_not_see_the_field_reads_no_reason(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="normal", problem_type="support")
    await change(lead, ticket.id, urgency="critical")
    hidden = WITH_POLICIES.replace(_LEADS, _LEADS.replace("scope: all}", "scope: all, fields: {urgency: hidden}}"))
    assert hidden != WITH_POLICIES
    assert (await office.blueprint(hidden)).status_code == 200
    (data,) = await promises(lead, ticket.id)
    assert data["changes"] == []
    assert [each["clock"] for each in data["clocks"]] == ["first_response", "resolution"]


async def test_reports_tell_tickets_apart_by_policy(office: Office, lead: Person) -> None:
    await office.submit(urgency="critical", problem_type="support")
    await office.submit(urgency="normal", problem_type="complaint")
    ticket = await office.submit(urgency="normal", problem_type="support")
    await run_until(office, "23T16:00")  # the critical one is missed
    await change(lead, ticket.id, urgency="urgent")
    query = {
        "from": "cases",
        "by": [{"field": "policy"}],
        "measures": [{"agg": "count"}, {"measure": "sla_rate"}],
    }
    answer = await lead.post("query", json=query)
    assert answer.status_code == 200, answer.text
    rates = {policy: (count, rate) for policy, count, rate in answer.json()["rows"]}
    assert rates == {"critical": (1, 0.0), "complaints": (1, 1.0), "otherwise": (1, 0.0)}
    options = answer.json()["columns"][0]["options"]
    assert {each["key"]: each["label"] for each in options} == {
        "critical": "非常紧急",
        "complaints": "投诉",
        "otherwise": "其他工单",
    }
    by = {**query, "filter": {"field": "policy", "op": "eq", "value": "critical"}}
    assert len((await lead.post("query", json=by)).json()["rows"]) == 1


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("when: {field: urgency, op: eq", "when: {field: urgent, op: eq", "critical.when", "field_unknown"),
        ("value: critical}\n          first", "value: odd}\n          first", "critical.when", "option_unknown"),
        ("{hours: 4, time: working, calendar: office}", "{hours: 4, time: working, calendar: home}",
         "critical.resolution.calendar", "calendar_unknown"),
        ("        critical:\n          name", "        otherwise:\n          name", "otherwise", "key_reserved"),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_a_policy(office: Office, old: str, new: str, place: str, code: str) -> None:
    assert old in WITH_POLICIES
    answer = await office.blueprint(WITH_POLICIES.replace(old, new))
    assert answer.status_code == 422, answer.text
    found = [(each["field"], each["code"]) for each in answer.json()["errors"]]
    assert found == [(f"forms.ticket.service.policies.{place}", code)]


async def test_warnings_of_policies(office: Office) -> None:
    odd = WITH_POLICIES.replace("          when: {field: urgency, op: eq, value: critical}\n", "")
    odd = odd.replace("first_response: {minutes: 30}", "first_response: {hours: 5, time: working, calendar: office}")
    answer = await office.blueprint(odd, plan=True)
    assert answer.status_code == 200, answer.text
    problems = {each["code"]: each for each in answer.json()["problems"]}
    assert set(problems) == {"policy_unreachable", "answer_after_solution"}
    assert "Critical" in problems["policy_unreachable"]["message"]


async def test_a_blueprint_with_policies_comes_back_as_it_was(office: Office, lead: Person) -> None:
    boss = await office.person("Boss 2", admin=True)
    answer = await boss.get("apps/service_desk/blueprint")
    assert answer.status_code == 200
    again = await office.blueprint(answer.text, plan=True)
    assert {each["change"] for each in again.json()["changes"]} == {"unchanged"}
    order = [answer.text.index(f"        {key}:\n          name") for key in ("critical", "complaints")]
    assert order == sorted(order)
