"""Who writes the status while a flow runs takes the outcome that sets it, if they may and nothing is missing."""

from typing import Any
from uuid import UUID

from helpwright.flows.errors import FlowRefusal
from helpwright.flows.status_change import Wish, take_outcome
from helpwright.kernel.events import SYSTEM
from tests.support.office import TICKETS, Office, Person, Ticket


async def patch(person: Person, ticket: Ticket, version: int | None = None, **values: Any) -> tuple[int, str]:
    body = {"values": values, **({} if version is None else {"version": version})}
    answer = await person.patch(f"{TICKETS}/{ticket.id}", json=body)
    return answer.status_code, answer.json().get("code", "")


async def test_the_outcome_that_sets_it_is_taken(office: Office) -> None:
    agent, ticket, other = await office.agent(), await office.submit(), await office.submit()
    await agent.work(ticket.id, "claim")
    version = (await agent.record(ticket.id))["version"]
    assert await patch(agent, ticket, version, status="已解决", solution="换了固件", urgency="normal") == (200, "")
    assert await patch(agent, other, status="solved", solution="也换了") == (200, "")
    for each in (ticket, other):
        assert (await agent.record(each.id))["values"]["status"] == "solved"
        assert (await agent.task_of(each.id))["type"] == "confirm"
        assert (await office.progress(each))["state"] == "confirm"
    assert (await agent.record(ticket.id))["values"]["urgency"] == "normal"
    done = await office.rows("SELECT outcome, claimed_by FROM tasks WHERE state = 'done'")
    assert [(row["outcome"], str(row["claimed_by"])) for row in done] == [("done", agent.id)] * 2


async def test_else_it_is_refused_and_nothing_is_written(office: Office) -> None:
    agent, mate, ticket = await office.agent("甲"), await office.agent("乙"), await office.submit()
    refused = (409, "status_belongs_to_flow")
    assert await patch(agent, ticket, status="solved") == refused
    assert await patch(agent, ticket, status="solved", solution=" ") == refused
    assert await patch(agent, ticket, status="closed", solution="x") == refused
    assert await patch(agent, ticket, status="solved", solution="x", description="y") == refused
    assert await patch(agent, ticket, 99, status="solved", solution="x") == (409, "stale")
    await agent.work(ticket.id, "claim")
    assert await patch(mate, ticket, status="solved", solution="x") == refused
    record = await agent.record(ticket.id)
    assert (record["values"]["status"], record["values"]["solution"]) == ("processing", None)
    await agent.solve(ticket.id)
    assert await patch(agent, ticket, status="processing") == refused


BESIDE = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
flows:
  beside:
    name: 旁路
    form: ticket
    nodes:
      start: {type: start, trigger: record_created, to: check}
      check:
        type: task
        name: {zh-CN: 复核, en: Check}
        assign: [{otherwise: true, team: tech, by: claim}]
        fields: {write: [solution]}
        outcomes: {OUTCOMES}
      end: {type: end}
"""


async def beside(office: Office, outcomes: str) -> None:
    answer = await office.blueprint(BESIDE.replace("OUTCOMES", outcomes))
    assert answer.status_code == 200, answer.text


async def test_of_several_open_nodes_the_one_that_sets_it_is_completed(office: Office) -> None:
    await beside(office, "closed: {name: 关, set: {status: closed}, to: end}")
    agent, ticket = await office.agent(), await office.submit()
    assert await patch(agent, ticket, status="solved", solution="换了固件") == (200, "")
    done = await office.rows("SELECT node, outcome FROM tasks WHERE state = 'done'")
    assert [(row["node"], row["outcome"]) for row in done] == [("handle", "done")]
    assert await patch(agent, ticket, status="closed") == (200, "")
    assert await patch(agent, ticket, status="new") == (409, "status_belongs_to_flow")


async def test_where_several_would_do_none_is_guessed_and_all_are_named(office: Office) -> None:
    await beside(office, "ok: {name: 好, set: {status: solved}, to: end}")
    agent, ticket = await office.agent(), await office.submit()
    answer = await agent.patch(f"{TICKETS}/{ticket.id}", json={"values": {"status": "solved", "solution": "x"}})
    assert (answer.status_code, answer.json()["code"]) == (409, "status_belongs_to_flow")
    assert any(f"「{names}」" in answer.json()["detail"] for names in ("处理、复核", "复核、处理"))
    told = await (await office.agent("Ann", language="en")).patch(
        f"{TICKETS}/{ticket.id}", json={"values": {"status": "solved", "solution": "x"}}
    )
    assert any(names in told.json()["detail"] for names in ("Handle, Check", "Check, Handle"))


async def test_a_flow_that_never_sets_the_status_does_not_own_it(office: Office) -> None:
    await beside(office, "ok: {name: 好, to: end}")
    agent, leader, ticket = await office.agent(), await office.supervisor(), await office.submit()
    await agent.patch(f"{TICKETS}/{ticket.id}", json={"values": {"status": "solved", "solution": "x"}})
    (confirm,) = await office.rows("SELECT id FROM tasks WHERE kind = 'confirm'")
    body = {"outcome": "confirmed", "comment": "电话里说好了"}
    assert (await agent.post(f"tasks/{confirm['id']}/complete", json=body)).status_code == 200
    assert await patch(leader, ticket, status="processing") == (200, "")


async def by_rule(office: Office, ticket: Ticket, **values: Any) -> bool:
    """As an action of a rule does it: the record is locked first, in a transaction of the runner."""
    product = office.product
    definitions = await product.definitions.refresh()
    form = product.records.forms(definitions).find("service_desk.ticket")
    wish = Wish(UUID(ticket.id), values, SYSTEM, f"rule:{sorted(values.items())}", (7,))
    try:
        async with product.database.transaction() as session:
            return await take_outcome(session, product.flows, definitions, form, wish) is not None
    except FlowRefusal:
        return False


async def test_a_rule_takes_the_outcome_whoever_has_the_task(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    await agent.work(ticket.id, "claim")
    assert not await by_rule(office, ticket, status="solved")
    assert not await by_rule(office, ticket, status="closed")
    assert not await by_rule(office, ticket, status="nonsense")
    assert (await agent.record(ticket.id))["values"]["status"] == "processing"
    assert await by_rule(office, ticket, status="solved", solution="自动处理")
    record = await agent.record(ticket.id)
    assert (record["values"]["status"], record["values"]["solution"]) == ("solved", "自动处理")
    told = await office.rows("SELECT actor, cause FROM events WHERE type IN ('task_completed', 'record_updated')")
    assert {(row["actor"]["kind"], tuple(row["cause"])) for row in told if row["cause"]} == {("system", (7,))}
