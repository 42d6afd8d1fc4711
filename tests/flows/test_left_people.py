"""Work that would go back to somebody who has left the organization goes to those whom the step names."""

from typing import Any

from tests.definitions.conftest import Builder
from tests.support.office import Office, Person


async def leaves(office: Office, person: Person) -> None:
    await office.rows("UPDATE people SET active = false WHERE id::text = %(id)s RETURNING id", id=person.id)


async def task(office: Office) -> dict[str, Any]:
    (found,) = await office.rows("SELECT state, node, claimed_by, why FROM tasks WHERE state IN ('offered', 'claimed')")
    return dict(found)


async def test_a_customer_who_says_no_reaches_the_team(office: Office) -> None:
    gone, there, ticket = await office.agent("走了"), await office.agent(), await office.submit()
    assert (await gone.solve(ticket.id)).status_code == 200
    await leaves(office, gone)
    assert (await office.answer(ticket, "reject", reason="还是不行")).status_code == 200
    now = await task(office)
    assert (now["node"], now["state"], now["claimed_by"]) == ("handle", "offered", None)
    assert now["why"]["code"] == "assigned_by_rule"
    assert (await there.solve(ticket.id)).status_code == 200


async def test_who_is_there_has_it_again(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    assert (await agent.solve(ticket.id)).status_code == 200
    assert (await office.answer(ticket, "reject", reason="还是不行")).status_code == 200
    now = await task(office)
    assert (now["state"], str(now["claimed_by"])) == ("claimed", agent.id)


async def test_what_was_wanted_straight_back_reaches_the_team(office: Office) -> None:
    builder = Builder(await office.person("Builder", admin=True))
    await builder.edited(
        "flow",
        "ticket_flow",
        {"do": "change", "element": "outcome", "at": ["handle", "done"], "values": {"to": "check"}},
        {"do": "add", "element": "node", "at": ["check"], "value": CHECK},
    )
    await builder.published()
    first, gone, ticket = await office.agent(), await office.agent("走了"), await office.submit()
    assert (await first.solve(ticket.id)).status_code == 200
    back = {"to": "handle", "mode": "back", "comment": "再看看"}
    assert (await gone.work(ticket.id, "return", **back)).status_code == 200
    await leaves(office, gone)
    assert (await first.solve(ticket.id)).status_code == 200
    now = await task(office)
    assert (now["node"], now["state"], now["claimed_by"]) == ("check", "offered", None)


CHECK: dict[str, Any] = {
    "type": "task",
    "name": "Check",
    "assign": [{"otherwise": True, "team": "tech", "by": "claim"}],
    "allow": ["return"],
    "outcomes": {"good": {"name": "Good", "to": "confirm"}},
}
