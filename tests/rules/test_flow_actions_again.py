"""Actions of a flow that could not all be done: whoever tries again, each happens once."""

from typing import Any
from uuid import uuid4

import pytest

from helpwright.rules.again import asked_again
from tests.flows.test_pinned import FIXED, unguarded
from tests.rules.test_rules_at_work import refusal
from tests.support.office import Office, Person, Ticket

ACT = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
roles:
  lead: {name: Lead, grants: [{form: ticket, can: [read, update, assign], scope: all}]}
flows:
  ticket_flow:
    name: Short
    form: ticket
    nodes:
      start: {type: start, trigger: record_created, to: act}
      act:
        type: action
        name: {zh-CN: 通知, en: Tell}
        actions:
          - {action: comment, text: 记下}
          - {action: assign, to: {role: lead}, field: assignee}
        to: over
      over: {type: end, set: {status: closed}}
"""


@pytest.fixture
async def stuck(office: Office) -> tuple[Office, Person, Ticket]:
    """A ticket whose first action is done; the second finds nobody."""
    assert (await office.blueprint(ACT)).status_code == 200
    boss = await office.supervisor(language="en")
    ticket = await office.submit()
    await office.settle()
    assert [each["code"] for each in (await flow_of(boss, ticket))["incidents"]] == ["actions_failed"]
    return office, boss, ticket


async def flow_of(person: Person, ticket: Ticket) -> dict[str, Any]:
    found: dict[str, Any] = (await person.get(f"forms/ticket/records/{ticket.id}/flow")).json()
    return found


async def the_run(person: Person, ticket: Ticket) -> dict[str, Any]:
    every = (await person.get(f"forms/ticket/records/{ticket.id}/runs")).json()["items"]
    (found,) = [each for each in every if each["rule"] == "service_desk.ticket_flow"]
    run: dict[str, Any] = found
    return run


async def comments(office: Office) -> int:
    return len(await office.rows("SELECT 1 FROM comments"))


@pytest.mark.parametrize("way", ["log", "incident"])
async def test_it_goes_on_where_it_failed(stuck: tuple[Office, Person, Ticket], way: str) -> None:
    office, boss, ticket = stuck
    run, flow = await the_run(boss, ticket), await flow_of(boss, ticket)
    urls = {"log": f"runs/{run['id']}/retry", "incident": f"instances/{flow['instance']}/incident"}
    await boss.post(urls[way], json={"decision": "retry"})
    await office.settle()
    assert [each["code"] for each in (await flow_of(boss, ticket))["incidents"]] == ["actions_failed"]
    lead = await office.person("Lead", roles=["lead"])
    answers = [(await boss.post(urls[way], json={"decision": "retry"})) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 409]
    if way == "log":
        assert answers[0].json()["state"] == "ready"
    await office.settle()
    assert await comments(office) == 1
    assert (await flow_of(boss, ticket))["state"] == "completed"
    run = await the_run(boss, ticket)
    assert (run["state"], [each["state"] for each in run["steps"]]) == ("done", ["done", "refused", "refused", "done"])
    assert (await boss.record(ticket.id))["values"]["assignee"] == lead.id
    for url in urls.values():
        assert (await boss.post(url, json={"decision": "retry"})).status_code == 409
    await office.settle()
    assert await comments(office) == 1


async def test_what_was_decided_otherwise_is_not_tried_again(stuck: tuple[Office, Person, Ticket]) -> None:
    office, boss, ticket = stuck
    run, flow = await the_run(boss, ticket), await flow_of(boss, ticket)
    await office.person("Lead", roles=["lead"])
    assert (await boss.post(f"instances/{flow['instance']}/incident", json={"decision": "skip"})).status_code == 200
    assert refusal(await boss.post(f"runs/{run['id']}/retry")) == (409, "not_open")
    await office.settle()
    assert (await boss.record(ticket.id))["values"].get("assignee") is None


async def test_what_a_new_version_says_comes_behind_what_was_done(stuck: tuple[Office, Person, Ticket]) -> None:
    office, boss, ticket = stuck
    flow = await flow_of(boss, ticket)
    text = ACT.replace("{action: assign, to: {role: lead}, field: assignee}", "{action: comment, text: 另外}")
    assert (await office.blueprint(text)).status_code == 200
    admin = await office.person("Admin", admin=True)
    moved = await admin.post("apps/service_desk/flows/ticket_flow/migrations", json={"nodes": {}})
    assert moved.status_code in {200, 201, 202}, moved.text
    await office.sweep()
    assert (await boss.post(f"instances/{flow['instance']}/incident", json={"decision": "retry"})).status_code == 200
    await office.settle()
    assert (await flow_of(boss, ticket))["state"] == "completed"
    assert await comments(office) == 2


async def test_actions_that_a_guard_stops_wait_for_a_person(office: Office) -> None:
    """More than 50 runs of a record within a minute: the flow is told, too."""
    assert (await office.blueprint(ACT)).status_code == 200
    boss = await office.supervisor()
    await office.person("Lead", roles=["lead"])
    ticket = await office.submit()
    await office.rows(
        """INSERT INTO rule_runs (id, rule, version, form, record_id, event_id, event, state, created_at)
        SELECT gen_random_uuid(), 'service_desk.critical', 1, 'service_desk.ticket', r.id, -n, '{}', 'done', %(at)s
        FROM service_desk.ticket r, generate_series(1, 51) n RETURNING 1""",
        at=office.clock.now(),
    )
    await office.settle()
    assert [each["code"] for each in (await flow_of(boss, ticket))["incidents"]] == ["actions_failed"]
    office.clock.advance(minutes=2)
    instance = (await flow_of(boss, ticket))["instance"]
    assert (await boss.post(f"instances/{instance}/incident", json={"decision": "retry"})).status_code == 200
    await office.settle()
    assert (await flow_of(boss, ticket))["state"] == "completed"
    assert await comments(office) == 1


async def test_a_way_on_that_is_refused_waits_for_a_person(office: Office) -> None:
    """The actions were done; what the next step writes is not to be written any more."""
    assert (await office.blueprint(ACT.replace("status: closed", "status: solved"))).status_code == 200
    boss = await office.supervisor()
    await office.person("Lead", roles=["lead"])
    ticket = await office.submit()
    await unguarded(office, FIXED)
    await office.settle()
    assert [each["code"] for each in (await flow_of(boss, ticket))["incidents"]] == ["actions_failed"]
    instance = (await flow_of(boss, ticket))["instance"]
    await boss.post(f"instances/{instance}/incident", json={"decision": "retry"})
    await office.settle()
    assert [each["code"] for each in (await flow_of(boss, ticket))["incidents"]] == ["actions_failed"]
    assert await comments(office) == 1


def test_where_what_was_done_is_another_now_all_begins_anew() -> None:
    first, second, third = ({"action": "comment", "text": text} for text in "abc")
    run = {
        "id": uuid4(),
        "state": "failed",
        "step": 1,
        "event_id": 4,
        "steps": [first, second],
        "answer": {"instance": "i"},
    }
    assert asked_again(run, 5, [third, second]) is None
    assert asked_again(run | {"state": "waiting"}, 5, [third, second]) == ()
    (goes_on,) = asked_again(run, 5, [first, third]) or ()
    assert goes_on.params["state"] == "ready"
    (told,) = asked_again(run, 5, [first]) or ()
    assert (told.params["state"], told.params["answer"]["ok"]) == ("answering", True)
    assert asked_again(run, 4, [first, second]) == ()
