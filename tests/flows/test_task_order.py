"""Lists of tasks come in the order of the nearest limit – the task's own or its ticket's – page by page."""

import random
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from helpwright.access.model import Caller
from helpwright.flows.task_store import Scope, TaskRequest, select_tasks
from helpwright.platform.database import Statement
from tests.support.office import TICKETS, Office, Person, Ticket

NEVER = "9998-12-31"
WITHOUT_LIMITS = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
flows:
  look:
    name: 查看
    form: ticket
    nodes:
      start: {type: start, trigger: record_created, to: look}
      look:
        type: task
        name: 查看
        assign: [{otherwise: true, team: tech, by: claim}]
        outcomes: {seen: {name: 好, to: end}}
      end: {type: end}
"""


def nearest(task: dict[str, Any]) -> tuple[str, str]:
    """What the screen sorts by: the nearest limit, then how long the task has been there."""
    limits = [task["due_at"], (task["case_due"] or {}).get("due_at")]
    return min((each for each in limits if each), default=NEVER), task["created_at"]


async def page(person: Person, scope: str, **query: Any) -> dict[str, Any]:
    answer = await person.get("tasks", params={"scope": scope, **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def walk(person: Person, scope: str, limit: int) -> list[dict[str, Any]]:
    """All pages, one after the other."""
    found, cursor = [], None
    while True:
        answer = await page(person, scope, limit=limit, **({"cursor": cursor} if cursor else {}))
        found += answer["items"]
        cursor = answer["next"]
        if cursor is None:
            return found


async def stir(office: Office, agent: Person, tickets: list[Ticket], chance: random.Random) -> None:
    """Let the clocks of the tickets stand differently: claimed, answered, solved, waiting for the customer."""
    for ticket in tickets:
        office.clock.advance(minutes=chance.randrange(1, 300))
        act = chance.choice(["nothing", "claim", "answer", "solve", "reject"])
        tasks = (await page(agent, "pool", limit=200))["items"]
        (handle,) = [
            f"tasks/{each['id']}" for each in tasks if (each["record"]["id"], each["node"]) == (ticket.id, "handle")
        ]
        if act != "nothing":
            assert (await agent.post(f"{handle}/claim")).status_code == 200
        if act == "answer":
            body = {"text": "您好", "visibility": "public"}
            assert (await agent.post(f"{TICKETS}/{ticket.id}/comments", json=body)).status_code == 201
        if act in {"solve", "reject"}:
            done = {"outcome": "done", "values": {"solution": "换了固件"}}
            assert (await agent.post(f"{handle}/complete", json=done)).status_code == 200
        if act == "reject":
            await office.answer(ticket, "reject", reason="还是不行")


@pytest.mark.parametrize("seed", [1, 2])
async def test_pages_and_order_agree_while_limits_differ(office: Office, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- an example, no secret
    lead = await office.person("老板", admin=True)
    put = await lead.put(
        "apps/service_desk/blueprint", content=WITHOUT_LIMITS, headers={"Content-Type": "application/yaml"}
    )
    assert put.status_code == 200, put.text
    agent = await office.agent()
    tickets = []
    for number in range(12):
        office.clock.advance(minutes=chance.randrange(0, 200))
        tickets.append(await office.submit(description=f"第 {number} 张"))
    await stir(office, agent, tickets, chance)

    for scope in ("mine", "pool"):
        whole = (await page(agent, scope, limit=200))["items"]
        assert [nearest(each) for each in whole] == sorted(nearest(each) for each in whole)
        for limit in (1, 5):
            assert [each["id"] for each in await walk(agent, scope, limit)] == [each["id"] for each in whole]
    mine = (await page(agent, "mine", limit=200))["items"]
    assert any(each["due_at"] is None and each["case_due"] for each in mine)
    assert len({nearest(each)[0] for each in mine}) > 3


async def test_a_task_moves_when_the_clock_of_its_ticket_does(office: Office) -> None:
    agent = await office.agent()
    first, second = await office.submit(), await office.submit(description="二")
    await agent.work(first.id, "claim")
    await agent.work(second.id, "claim")
    body = {"text": "您好", "visibility": "public"}
    assert (await agent.post(f"{TICKETS}/{first.id}/comments", json=body)).status_code == 201

    found = (await page(agent, "mine"))["items"]

    # The first is answered and has until it is solved; the second is still to be answered.
    assert [each["record"]["id"] for each in found] == [second.id, first.id]
    assert found[1]["case_due"]["clock"] == "resolution"
    rows = await office.rows("SELECT limit_at FROM tasks WHERE state = 'claimed' ORDER BY limit_at")
    assert [row["limit_at"] for row in rows] == [datetime.fromisoformat(nearest(each)[0]) for each in found]


async def test_what_is_done_has_no_limit_any_more(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    await agent.work(ticket.id, "claim")
    assert (await agent.solve(ticket.id)).status_code == 200

    (row,) = await office.rows("SELECT limit_at FROM tasks WHERE state = 'done'")

    assert str(row["limit_at"]).startswith(NEVER)
    assert [each["record"]["id"] for each in await walk(agent, "done", 1)] == [ticket.id]


async def test_a_task_that_ends_with_its_case_is_written_once(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    await office.rows("CREATE TABLE written (id uuid)")
    await office.rows(
        "CREATE FUNCTION note_written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO helpwright.written VALUES (NEW.id); RETURN NULL; END $$"
    )
    await office.rows(
        "CREATE TRIGGER note AFTER INSERT OR UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION note_written()"
    )
    await agent.work(ticket.id, "claim")
    await office.rows("DELETE FROM written RETURNING id")

    assert (await agent.solve(ticket.id)).status_code == 200

    # The one that ended and the one that began.
    rows = await office.rows("SELECT t.state FROM written w JOIN tasks t ON t.id = w.id ORDER BY t.created_at")
    assert [row["state"] for row in rows] == ["done", "offered"]


INDEXES = {
    "mine": {"tasks_limit_mine", "tasks_limit_person", "tasks_limit_team", "tasks_limit_role"},
    "pool": {"tasks_limit_person", "tasks_limit_team", "tasks_limit_role"},
    "done": {"tasks_done_mine"},
}


@pytest.mark.parametrize("scope", ["mine", "pool", "done"])
async def test_a_page_is_read_in_the_order_of_indexes(office: Office, scope: Scope) -> None:
    caller = Caller(
        person_id=uuid4(),
        name="李娜",
        admin=False,
        locale="zh-CN",
        teams=frozenset({uuid4(), uuid4()}),
        team_names=frozenset(),
        roles=frozenset({"service_desk.agent"}),
        epoch=0,
    )
    asked = select_tasks(caller, TaskRequest(scope))
    async with office.product.database.transaction() as session:
        # So few rows are sorted sooner than looked up.
        for way in ("enable_seqscan", "enable_bitmapscan"):
            await session.all(Statement(f"SELECT set_config('{way}', 'off', true)"))
        rows = await session.all(Statement(f"EXPLAIN {asked.sql}", asked.params))
    plan = [row["QUERY PLAN"] for row in rows]

    assert {index for index in INDEXES[scope] if any(f"using {index} on" in line for line in plan)} == INDEXES[scope]
    # What is sorted is the union of the branches, at its head and where it is made without doubles; no branch is.
    branches = [at for at, line in enumerate(plan) if "using tasks_" in line and "_pkey" not in line]
    assert all("Limit" in plan[at - 1] for at in branches), "\n".join(plan)
