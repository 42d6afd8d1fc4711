"""Steps that are due when the ticket is: their limit is what its policy promises, and moves with it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cases.test_policies import WITH_POLICIES, change
from tests.support.office import TICKETS, Office, Person, Ticket

LATE = "late: [{action: notify, to: {role: supervisor}, via: [inapp]}]"
OLD = f"due: {{hours: 2, time: working, calendar: office, until: first_response, {LATE}}}"


def following(clock: str, more: str = "") -> str:
    text = WITH_POLICIES.replace(OLD, f"due: {{promise: {clock}, {more}{LATE}}}")
    assert text != WITH_POLICIES
    return text


async def office_with(office: Office, text: str) -> Person:
    answer = await office.blueprint(text)
    assert answer.status_code == 200, answer.text
    return await office.supervisor()


async def due(person: Person, ticket: Ticket, column: str = "due_at") -> str | None:
    """Of the newest task, as the clock on the wall in Shanghai."""
    found = (await person.task_of(ticket.id))[column]
    if found is None:
        return None
    return datetime.fromisoformat(found).astimezone(ZoneInfo("Asia/Shanghai")).strftime("%m-%d %H:%M")


async def test_each_ticket_has_the_limit_of_its_policy(office: Office) -> None:
    lead = await office_with(office, following("resolution"))  # Monday 10:00
    assert await due(lead, await office.submit(urgency="critical")) == "11-23 15:30"
    assert await due(lead, await office.submit(urgency="normal")) == "11-25 11:00"


async def test_the_limit_moves_with_the_promise(office: Office) -> None:
    lead = await office_with(office, following("resolution", "warn: {before: {minutes: 30}}, "))
    ticket = await office.submit(urgency="normal")
    assert (await due(lead, ticket), await due(lead, ticket, "warn_at")) == ("11-25 11:00", "11-25 10:30")
    await change(lead, ticket.id, urgency="critical")
    await office.settle()
    assert (await due(lead, ticket), await due(lead, ticket, "warn_at")) == ("11-23 15:30", "11-23 15:00")
    office.clock.advance(hours=5, minutes=29)
    await office.settle()
    assert await events(office) == ["warned"]
    office.clock.advance(minutes=2)
    await office.settle()
    assert await events(office) == ["warned", "late"]


async def test_a_step_of_an_older_version_moves_with_the_promise(office: Office) -> None:
    """The version that its ticket is on, where no live flow follows promises any more."""
    lead = await office_with(office, following("resolution"))
    ticket = await office.submit(urgency="normal")
    await office_with(office, WITH_POLICIES)
    assert await due(lead, ticket) == "11-25 11:00"
    await change(lead, ticket.id, urgency="critical")
    await office.settle()
    assert await due(lead, ticket) == "11-23 15:30"


BESIDE = """  beside_flow:
    name: {zh-CN: 旁路, en: Beside}
    form: ticket
    nodes:
      start: {type: start, trigger: record_created, to: look}
      look:
        type: task
        name: {zh-CN: 看, en: Look}
        assign: [{otherwise: true, team: service}]
        fields: {write: [urgency], required: []}
        outcomes: {seen: {name: {zh-CN: 看过, en: Seen}, to: over}}
      over: {type: end, name: {zh-CN: 完, en: Over}}
surveys:
"""


async def test_a_step_moves_with_the_promise_that_another_flow_of_its_ticket_has_changed(office: Office) -> None:
    """On an older version of its flow, where no live flow follows promises."""
    await office_with(office, following("resolution").replace("surveys:\n", BESIDE))
    agent = await office.agent(team="service")
    await office.submit(urgency="normal")
    await office_with(office, WITH_POLICIES.replace("surveys:\n", BESIDE))
    tasks = await office.rows("SELECT id, node FROM tasks WHERE state = 'offered' ORDER BY node")
    assert [row["node"] for row in tasks] == ["handle", "look"]
    asked = {"outcome": "seen", "values": {"urgency": "critical"}}
    answer = await agent.post(f"tasks/{tasks[1]['id']}/complete", json=asked)
    assert answer.status_code == 200, answer.text
    await office.settle()
    (step,) = await office.rows("SELECT due_at FROM tasks WHERE node = 'handle'")
    assert step["due_at"] == datetime.fromisoformat("2026-11-23T15:30:00+08:00"), step


RISE = """  rise:
    name: {zh-CN: 升级, en: Rise}
    form: ticket
    nodes:
      start: {type: start, trigger: rule, to: over}
      over: {type: end, name: {zh-CN: 完, en: Over}, set: {urgency: critical}}
surveys:
"""
STARTS = """rules:
  rise:
    name: {zh-CN: 升级, en: Rise}
    when: {event: record_created, form: ticket}
    then: [{action: start_flow, flow: rise}]
"""


async def test_a_step_moves_with_the_promise_that_the_start_of_another_flow_has_changed(office: Office) -> None:
    text = following("resolution").replace("surveys:\n", RISE).replace("rules:\n", STARTS)
    lead = await office_with(office, text)
    ticket = await office.submit(urgency="normal")
    assert await due(lead, ticket) == "11-25 11:00"
    await office.settle()
    assert (await lead.record(ticket.id))["values"]["urgency"] == "critical"
    (step,) = await office.rows("SELECT due_at FROM tasks")
    assert step["due_at"] == datetime.fromisoformat("2026-11-23T15:30:00+08:00")


async def test_a_step_has_the_promise_that_another_flow_begun_with_its_ticket_brings(office: Office) -> None:
    rise = RISE.replace("trigger: rule", "trigger: record_created")
    lead = await office_with(office, following("resolution").replace("surveys:\n", rise))
    ticket = await office.submit(urgency="normal")
    assert (await lead.record(ticket.id))["values"]["urgency"] == "critical"
    (step,) = await office.rows("SELECT due_at FROM tasks")
    assert step["due_at"] == datetime.fromisoformat("2026-11-23T15:30:00+08:00")


async def events(office: Office) -> list[str]:
    rows = await office.rows("SELECT type FROM events WHERE type IN ('late', 'warned') ORDER BY id")
    return [row["type"] for row in rows]


async def test_a_step_that_changes_the_promise_has_the_new_limit(office: Office) -> None:
    """By the inputs of the same completion, and by the rejection that lets the clock run on."""
    lead = await office_with(office, following("resolution"))
    agent, ticket = await office.agent(), await office.submit(urgency="normal")
    answer = await agent.work(
        ticket.id, "complete", outcome="done", values={"solution": "换了固件", "urgency": "critical"}
    )
    assert answer.status_code == 200, answer.text
    office.clock.advance(hours=1)
    assert (await office.answer(ticket, "reject", reason="还是不行")).status_code == 200
    assert (await lead.task_of(ticket.id))["node"] == "handle"
    found = (await lead.record(ticket.id))["case"]["resolution_due"]
    assert (await lead.task_of(ticket.id))["due_at"] == found
    assert await due(lead, ticket) == "11-23 16:30"


async def test_the_answer_ends_the_limit_of_the_answer(office: Office) -> None:
    lead = await office_with(office, following("first_response"))
    ticket = await office.submit(urgency="critical")
    assert await due(lead, ticket) == "11-23 10:30"
    said = await lead.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "您好", "visibility": "public"})
    assert said.status_code == 201, said.text
    assert await due(lead, ticket) is None
    office.clock.advance(hours=3)
    await office.settle()
    assert await events(office) == []


WAITING = "          waiting: {zh-CN: 等客户, en: Waiting, category: pending}\n          solved: {zh-CN: 已解决"
ASK = """        outcomes:
          ask: {name: Ask, set: {status: waiting}, to: answer}
          done: {name: {zh-CN: 已解决, en: Solved}, set: {status: solved}, to: confirm}
      answer:
        type: task
        name: Wait
        assign: [{otherwise: true, team: service}]
        due: {promise: resolution}
        outcomes: {back: {name: Back, set: {status: processing}, to: handle}}
"""


async def test_a_ticket_that_waits_for_the_customer_has_no_limit_meanwhile(office: Office) -> None:
    done = "        outcomes: {done: {name: {zh-CN: 已解决, en: Solved}, set: {status: solved}, to: confirm}}\n"
    text = following("resolution").replace("          solved: {zh-CN: 已解决", WAITING).replace(done, ASK)
    lead = await office_with(office, text)
    agent, ticket = await office.agent(team="service"), await office.submit(urgency="critical", problem_type="product")
    asked = await agent.work(ticket.id, "complete", outcome="ask", values={"solution": "?"})
    assert asked.status_code == 200, asked.text
    assert await due(lead, ticket) is None
    office.clock.advance(hours=1)
    assert (await agent.work(ticket.id, "complete", outcome="back")).status_code == 200
    assert await due(lead, ticket) == "11-23 16:30"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("promise: resolution, ", "promise: resolution, hours: 2, ", "due_promise_alone"),
        ("promise: resolution, ", "promise: resolution, until: first_response, ", "due_promise_alone"),
        ("    service:\n", "    service: {}\n    gone:\n", "due_not_promised"),
    ],
)
async def test_what_is_wrong_with_such_a_limit(office: Office, old: str, new: str, code: str) -> None:
    text = following("resolution")
    if code == "due_not_promised":
        before, _, rest = text.partition("    service:\n")
        text = before + "flows:\n" + rest.partition("flows:\n")[2]
    else:
        text = text.replace(old, new)
    answer = await office.blueprint(text)
    assert answer.status_code == 422, answer.text
    problems: list[dict[str, Any]] = answer.json()["errors"]
    assert [(each["code"], each["field"]) for each in problems if each["code"].startswith("due_")] == [
        (code, "flows.ticket_flow.nodes.handle.due" + (".promise" if code == "due_not_promised" else ""))
    ]
