"""Actions of a flow that could not all be done: whoever tries again, each happens once."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from helpwright.jobs.consumer import Consumer
from helpwright.jobs.listen import Listener
from helpwright.rules import store
from helpwright.rules.again import asked_again
from tests.flows.test_pinned import FIXED, unguarded
from tests.rules.test_rules_at_work import refusal
from tests.support.office import Office, Person, Ticket
from tests.support.until import until

UNREAD = """SELECT 1 AS one FROM events e JOIN cursors c ON c.name = 'rules'
    WHERE (e.xid, e.id) > (c.xid, c.id) LIMIT 1"""

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


class KilledError(BaseException):
    """Stands for the end of a worker: nothing that it does after this happens."""


def killed_once_the_flow_knows(office: Office) -> None:
    """The flow's commit is the last that this worker makes."""
    runner = office.automation.runner
    told = runner.answered

    async def die(instance: UUID, activity: str, ok: bool, key: str) -> None:
        runner.answered = told
        await told(instance, activity, ok, key)
        raise KilledError

    runner.answered = die


async def everything_read(office: Office) -> None:
    """Let the reader of the events alone come to the end of them."""
    database = office.product.database
    consumer = Consumer(
        "rules",
        office.automation.readers["rules"],
        database=database,
        listener=Listener(database.url),
        clock=office.clock,
        breath=0.0,
    )

    async def at_the_end() -> bool:
        await consumer.catch_up()
        return not await office.rows(UNREAD)

    await until(at_the_end)


async def begin_again(office: Office, first: str) -> None:
    """A new worker, whose reader or whose runner comes `first`."""
    if first == "reader":
        await everything_read(office)
    else:
        await office.automation.runner.drain()
    await office.settle()


@pytest.mark.parametrize("first", ["reader", "runner"])
async def test_a_retry_outlives_the_worker_that_told_the_flow(office: Office, first: str) -> None:
    """Killed between the flow's commit and its own, it finds its run waiting to tell what the flow knows."""
    assert (await office.blueprint(ACT)).status_code == 200
    boss = await office.supervisor()
    ticket = await office.submit()
    killed_once_the_flow_knows(office)
    with pytest.raises(KilledError):
        await office.settle()
    assert (await the_run(boss, ticket))["state"] == "answering"
    await office.person("Lead", roles=["lead"])
    instance = (await flow_of(boss, ticket))["instance"]
    assert (await boss.post(f"instances/{instance}/incident", json={"decision": "retry"})).status_code == 200
    await begin_again(office, first)
    assert (await flow_of(boss, ticket))["state"] == "completed"
    assert (await the_run(boss, ticket))["state"] == "done"
    assert await comments(office) == 1


@pytest.mark.parametrize("first", ["reader", "runner"])
async def test_so_does_one_where_the_way_on_was_refused(office: Office, first: str) -> None:
    """All actions were done: there is nothing left but to tell the flow anew."""
    assert (await office.blueprint(ACT.replace("status: closed", "status: solved"))).status_code == 200
    boss = await office.supervisor()
    await office.person("Lead", roles=["lead"])
    ticket = await office.submit()
    await unguarded(office, FIXED)
    killed_once_the_flow_knows(office)
    with pytest.raises(KilledError):
        await office.settle()
    instance = (await flow_of(boss, ticket))["instance"]
    assert (await boss.post(f"instances/{instance}/incident", json={"decision": "retry"})).status_code == 200
    assert (await flow_of(boss, ticket))["incidents"] == []
    await begin_again(office, first)
    assert [each["code"] for each in (await flow_of(boss, ticket))["incidents"]] == ["actions_failed"]
    assert await comments(office) == 1


@pytest.mark.parametrize("led", [True, False])
async def test_a_flow_that_could_not_be_told_is_told_by_a_retry_from_the_log(office: Office, led: bool) -> None:
    """Whatever kept it from being told: its run has failed, and in the flow there is nothing to decide."""
    assert (await office.blueprint(ACT)).status_code == 200
    boss = await office.supervisor()
    if led:
        await office.person("Lead", roles=["lead"])
    ticket = await office.submit()
    runner = office.automation.runner
    told = runner.answered

    async def breaks(*_: Any) -> None:
        raise RuntimeError

    runner.answered = breaks
    await office.settle()
    runner.answered = told
    run = await the_run(boss, ticket)
    assert (run["state"], (await flow_of(boss, ticket))["incidents"]) == ("failed", [])
    if not led:
        await office.person("Lead", roles=["lead"])
    answers = [await boss.post(f"runs/{run['id']}/retry") for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 409]
    await office.settle()
    assert (await flow_of(boss, ticket))["state"] == "completed"
    assert (await the_run(boss, ticket))["state"] == "done"
    assert await comments(office) == 1


async def test_what_was_told_in_an_earlier_round_ends_no_later_one(stuck: tuple[Office, Person, Ticket]) -> None:
    """A slow worker comes to note that the flow knows, when the run is to tell it something else by now."""
    office, boss, ticket = stuck
    run = await the_run(boss, ticket)
    (before,) = await office.rows("SELECT answer FROM rule_runs WHERE answer IS NOT NULL")
    await office.rows(
        """UPDATE rule_runs SET state = 'answering', answer = answer || '{"round": 2, "ok": true, "state": "done"}'
        WHERE id = %(id)s RETURNING 1""",
        id=UUID(run["id"]),
    )
    await office.product.database.write([store.answered(UUID(run["id"]), "failed", before["answer"])])
    assert (await the_run(boss, ticket))["state"] == "answering"
    await office.settle()
    assert (await the_run(boss, ticket))["state"] == "done"


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
