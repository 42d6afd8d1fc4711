"""Flows change while tickets are under way: each ticket is finished on the version it started on."""

import asyncio
from typing import Any

from helpwright.jobs.events import Position, Recorded
from helpwright.jobs.live import changes
from helpwright.kernel.events import Actor, Event
from tests.definitions.conftest import Builder
from tests.support.office import Office, Ticket

SECOND = {
    "type": "task",
    "name": "Check",
    "assign": [{"otherwise": True, "team": "tech", "by": "claim"}],
    "outcomes": {"fine": {"name": "Fine", "to": "confirm"}},
}
DONE = {"do": "change", "element": "outcome", "at": ["handle", "done"]}


async def flow_of(office: Office, ticket: Ticket) -> dict[str, Any]:
    rows = await office.rows("SELECT version, status FROM instances WHERE record_id::text = %(id)s", id=ticket.id)
    return dict(rows[0])


async def test_tickets_stay_on_their_version_while_flows_are_published(office: Office, builder: Builder) -> None:
    """Customers submit and agents work all the time; three versions of the flow come and go."""
    agent = await office.agent()
    tickets: list[Ticket] = []
    solved: list[Ticket] = []
    stop = asyncio.Event()

    async def customers() -> None:
        while not stop.is_set():
            tickets.append(await office.submit())

    async def work() -> None:
        while not stop.is_set():
            waiting = [each for each in tickets if each not in solved]
            if not waiting:
                await asyncio.sleep(0)
                continue
            ticket = waiting[0]
            assert (await agent.work(ticket.id, "claim")).status_code == 200
            answer = await agent.solve(ticket.id)
            assert answer.status_code == 200, answer.text
            solved.append(ticket)

    first = await office.submit()
    running = [asyncio.create_task(each) for each in (customers(), customers(), work())]
    try:
        for step in (
            ({"do": "add", "element": "node", "at": ["check"], "value": SECOND}, {**DONE, "values": {"to": "check"}}),
            ({"do": "change", "element": "outcome", "at": ["check", "fine"], "values": {"name": "All fine"}},),
            ({**DONE, "values": {"to": "confirm"}}, {"do": "remove", "element": "node", "at": ["check"]}),
        ):
            await builder.edited("flow", "ticket_flow", *step)
            await builder.published()
    finally:
        stop.set()
        await asyncio.gather(*running)
    assert {(await flow_of(office, each))["version"] for each in tickets} <= {1, 2, 3, 4}
    for ticket in [each for each in tickets if each not in solved][:5]:
        await agent.work(ticket.id, "claim")
        await agent.solve(ticket.id)
        solved.append(ticket)
    for ticket in solved:
        version = (await flow_of(office, ticket))["version"]
        node = (await agent.task_of(ticket.id))["node"]
        assert node == ("check" if version in {2, 3} else "confirm"), version
    assert (await flow_of(office, first))["version"] == 1
    await agent.work(first.id, "claim")
    assert (await agent.solve(first.id)).status_code == 200
    assert (await office.answer(first, "confirm")).status_code == 200
    assert (await flow_of(office, first))["status"] == "completed"


async def test_open_screens_learn_of_a_publication(office: Office, builder: Builder) -> None:
    await builder.save("team", "tech", {"name": "T"})
    done = await builder.published()
    rows = await office.rows("SELECT * FROM events WHERE type = 'definition_published'")
    (row,) = rows
    event = Event(row["type"], row["dataset"], row["record_id"], Actor(row["actor"]["kind"]), row["at"], row["data"])
    (message,) = changes([Recorded(row["id"], Position("1", row["id"]), event)])
    epoch = (await office.rows("SELECT value FROM epoch"))[0]["value"]
    told = {"type": "changed", "dataset": "definitions", "ids": (row["record_id"],), "version": epoch}
    assert message.to_json() == told
    assert str(row["record_id"]) == done["id"]
