"""Who writes the status while a flow runs takes the outcome that sets it, if they may and nothing is missing."""

from typing import Any

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
