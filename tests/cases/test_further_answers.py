"""The next response through HTTP: what customers write after the first answer, and who answers them when."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from helpwright.cases.check import check_cases
from helpwright.cases.moves import opened
from helpwright.cases.store import insert, save
from helpwright.cases.targets import Targets
from tests.cases.test_clocks import case, check_ledger, due, local
from tests.cases.test_levels import run_until, told
from tests.cases.test_moves import CALENDARS, START, working
from tests.cases.test_policies import SHIPPED, change
from tests.support.office import TICKETS, Office, Person, Ticket

_LAST = "      resolution: {hours: 16, time: working, calendar: office}\n"
_PROMISED = """      next_response: {hours: 1, time: working, calendar: office}
      policies:
        critical:
          name: {zh-CN: 非常紧急, en: Critical}
          when: {field: urgency, op: eq, value: critical}
          first_response: {minutes: 30}
          next_response: {minutes: 15}
          resolution: {hours: 4, time: working, calendar: office}
"""
_RULE = """  soothe:
    name: {zh-CN: 安抚, en: Soothe}
    when: {event: promise, form: ticket, level: near, clock: next_response}
    then: [{action: comment, text: "已催促同事", visibility: public}]
  sorry:
    name: {zh-CN: 超时, en: Late}
    when: {event: promise, form: ticket, level: missed, clock: next_response, policy: otherwise}
    then: [{action: set_fields, set: {urgency: urgent}}]
"""
WITH_ANSWERS = SHIPPED.replace(_LAST, _LAST + _PROMISED).replace("rules:\n", "rules:\n" + _RULE)


@pytest.fixture
async def lead(office: Office) -> Person:
    """A supervisor of the running example, which promises further answers, too."""
    answer = await office.blueprint(WITH_ANSWERS)
    assert answer.status_code == 200, answer.text
    return await office.supervisor()


async def write(office: Office, ticket: Ticket, text: str = "还是不行") -> None:
    answer = await office.answer(ticket, "reply", id=str(uuid4()), text=text)
    assert answer.status_code == 200, answer.text


async def reply(person: Person, ticket: Ticket) -> None:
    answer = await person.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "在查", "visibility": "public"})
    assert answer.status_code == 201, answer.text


async def measured(person: Person, *fields: str) -> list[Any]:
    """The share of next responses in time, and sums of these columns, over all tickets."""
    measures = [{"measure": "nrt_rate"}, {"measure": "sla_rate"}]
    sums = [{"agg": "sum", "field": each} for each in fields]
    answer = await person.post("query", json={"from": "cases", "measures": [*measures, *sums]})
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["rows"][0]
    return found


async def test_each_question_is_to_be_answered_in_time(office: Office, lead: Person) -> None:
    agent = await office.agent()
    ticket = await office.submit(urgency="normal")  # Monday 10:00
    office.clock.present = local("2026-11-23T10:05")
    await write(office, ticket, "补充一下型号")
    assert (await case(lead, ticket.id))["clocks"]["next_response"]["state"] == "idle"

    office.clock.present = local("2026-11-23T10:30")
    await reply(agent, ticket)
    office.clock.present = local("2026-11-23T11:00")
    await write(office, ticket)
    office.clock.present = local("2026-11-23T11:20")
    await write(office, ticket, "有人吗")
    found = await case(lead, ticket.id)
    clock = found["clocks"]["next_response"]
    assert (clock["state"], due(found, "next_response")) == ("running", "11-23 12:00")
    assert (clock["begun_at"], clock["working"]) == ("2026-11-23T03:00:00.000Z", True)
    (item,) = (await lead.get(TICKETS, params={"due": 1})).json()["items"]
    assert (item["due"]["clock"], item["due"]["due_at"]) == ("next_response", clock["due_at"])
    assert (await agent.task_of(ticket.id))["case_due"]["clock"] == "next_response"
    assert (await measured(lead))[0] is None

    await run_until(office, "23T12:30")
    assert [each for each in await told(office, ticket.id) if "next" in each] == [
        "23 11:48 next_response sla_warned",
        "23 12:00 next_response sla_breached",
    ]
    found = await case(lead, ticket.id)
    assert found["clocks"]["next_response"]["state"] == "running"  # the comment of a rule is no answer
    assert (await lead.record(ticket.id))["values"]["urgency"] == "urgent"
    assert await measured(lead, "next_responses", "next_responses_met") == [0.0, 0.0, 1, 0]

    await reply(lead, ticket)
    found = await case(lead, ticket.id)
    assert (found["clocks"]["next_response"]["state"], found["answers"]) == ("missed", {"kept": 0, "missed": 1})
    assert found["clocks"]["next_response"]["took_seconds"] == 90 * 60
    await reply(lead, ticket)  # nobody asked again
    office.clock.present = local("2026-11-23T14:00")
    await write(office, ticket)
    await agent.work(ticket.id, "claim")
    office.clock.present = local("2026-11-23T14:20")
    assert (await agent.solve(ticket.id)).status_code == 200
    found = await case(lead, ticket.id)
    assert (found["clocks"]["next_response"]["state"], found["answers"]) == ("met", {"kept": 1, "missed": 1})
    assert await measured(lead, "next_responses") == [0.5, 0.0, 2]

    office.clock.present = local("2026-11-23T15:00")
    assert (await office.answer(ticket, "reject", reason="又掉线")).status_code == 200
    found = await case(lead, ticket.id)
    assert (found["clocks"]["next_response"]["state"], due(found, "next_response")) == ("running", "11-23 16:00")
    await run_until(office, "23T16:30")
    assert len([each for each in await told(office, ticket.id) if "next_response sla_breached" in each]) == 2
    items = (await lead.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    assert {"clock": "next_response", "due_at": found["next_response_due"]} in [each["data"] for each in items]
    assert await check_cases(office.product.records) == 0
    await check_ledger(office)


async def test_messages_that_come_at_once_begin_it_once(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="critical")
    await reply(lead, ticket)
    office.clock.advance(minutes=5)
    key = str(uuid4())
    answers = await asyncio.gather(
        *(office.answer(ticket, "reply", id=key if number < 3 else str(uuid4()), text="喂") for number in range(6))
    )
    assert {each.status_code for each in answers} == {200}
    lines = await office.rows(
        "SELECT reason FROM case_clocks WHERE record_id = %(id)s AND clock = 'next_response' ORDER BY id",
        id=UUID(ticket.id),
    )
    assert [row["reason"] for row in lines] == ["created", "asked"]
    assert due(await case(lead, ticket.id), "next_response") == "11-23 10:20"
    comments = await office.rows("SELECT 1 FROM comments WHERE actor->>'kind' = 'customer'")
    assert len(comments) == 4


async def test_another_policy_promises_the_next_response_anew(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="normal")
    await reply(lead, ticket)
    office.clock.advance(minutes=5)
    await write(office, ticket)
    office.clock.advance(minutes=5)
    await change(lead, ticket.id, urgency="critical")
    found = await case(lead, ticket.id)
    assert (found["policy"], due(found, "next_response")) == ("critical", "11-23 10:20")
    items = (await lead.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    (data,) = [each["data"] for each in items if each["type"] == "sla_changed"]
    told_of = {each["clock"]: each for each in data["clocks"]}
    assert told_of["next_response"]["target"]["minutes"] == 15
    assert told_of["next_response"]["before"]["hours"] == 1
    await check_ledger(office)
    assert await check_cases(office.product.records) == 0


async def test_what_was_promised_stays_when_it_is_edited(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="normal")
    await reply(lead, ticket)
    edited = WITH_ANSWERS.replace("next_response: {hours: 1,", "next_response: {hours: 2,")
    assert (await office.blueprint(edited)).status_code == 200
    await write(office, ticket)
    assert due(await case(lead, ticket.id), "next_response") == "11-23 11:00"
    other = await office.submit(urgency="normal")
    await reply(lead, other)
    await write(office, other)
    assert due(await case(lead, other.id), "next_response") == "11-23 12:00"
    assert await check_cases(office.product.records) == 0


async def test_it_is_checked_before_publishing(office: Office) -> None:
    odd = WITH_ANSWERS.replace(
        "next_response: {minutes: 15}", "next_response: {hours: 5, time: working, calendar: office}"
    )
    answer = await office.blueprint(odd, plan=True)
    assert answer.status_code == 200, answer.text
    (problem,) = answer.json()["problems"]
    assert problem["code"] == "next_answer_after_solution"
    assert "next response" in problem["message"]
    wrong = WITH_ANSWERS.replace("next_response: {hours: 1, time: working, calendar: office}",
                                 "next_response: {hours: 1, time: working, calendar: home}")  # fmt: skip
    refused = await office.blueprint(wrong)
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [
        ("forms.ticket.service.next_response.calendar", "calendar_unknown")
    ]
    unpromised = WITH_ANSWERS.replace(_PROMISED, "")
    refused = await office.blueprint(unpromised)
    assert {each["code"] for each in refused.json()["errors"]} >= {"nothing_promised"}


async def test_it_comes_back_with_the_blueprint(office: Office, lead: Person) -> None:
    boss = await office.person("Boss 2", admin=True)
    answer = await boss.get("apps/service_desk/blueprint")
    assert answer.text.count("next_response") == 4
    again = await office.blueprint(answer.text, plan=True)
    assert {each["change"] for each in again.json()["changes"]} == {"unchanged"}


def test_who_promises_none_writes_nothing_of_it() -> None:
    plain = opened(uuid4(), START, "open", Targets(working(2), working(16)), CALENDARS)
    assert "next_response" not in insert("a.b", plain.case).sql
    assert "next_response" not in save(plain.case, None).sql
    assert len(plain.entries) == 2


async def test_an_answer_that_came_late_is_told_though_the_customer_wrote_again(office: Office, lead: Person) -> None:
    """The sweeper was away: answer and next message come before the timer of the missed time."""
    ticket = await office.submit(urgency="normal")  # Monday 10:00
    office.clock.present = local("2026-11-23T10:30")
    await reply(lead, ticket)
    await write(office, ticket)  # to be answered by 11:30
    office.clock.present = local("2026-11-23T11:40")
    await reply(lead, ticket)
    await write(office, ticket, "还有一个问题")
    await run_until(office, "23T11:45")
    assert [each for each in await told(office, ticket.id) if "next" in each] == [
        "23 11:40 next_response sla_breached",
    ]


async def test_work_stands_where_the_answer_that_is_due_next_puts_it(office: Office, lead: Person) -> None:
    agent = await office.agent()
    asked = await office.submit(urgency="normal")  # Monday 10:00, to be solved on Tuesday
    await reply(lead, asked)
    other = await office.submit(urgency="critical")  # by 14:00 working hours, to be answered by 10:30
    await reply(lead, other)

    async def order() -> list[str]:
        items = (await agent.get("tasks", params={"scope": "pool"})).json()["items"]
        dues = [each["case_due"]["due_at"] for each in items]
        assert dues == sorted(dues)
        return [each["record"]["id"] for each in items]

    assert await order() == [other.id, asked.id]
    office.clock.present = local("2026-11-23T10:20")
    await write(office, asked)  # to be answered by 11:20
    assert await order() == [asked.id, other.id]
    await reply(lead, asked)
    assert await order() == [other.id, asked.id]
    await write(office, asked)
    assert (await agent.work(asked.id, "claim")).status_code == 200
    items = (await agent.get("tasks", params={"scope": "mine"})).json()["items"]
    mine = next(each for each in items if each["claimed_by"] is not None)
    (row,) = await office.rows("SELECT limit_at FROM tasks WHERE state = 'claimed'")
    assert mine["case_due"]["clock"] == "next_response"
    assert row["limit_at"] == local("2026-11-23T11:20")
