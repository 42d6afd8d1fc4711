"""What is under way is brought to a new version of its flow: tried first, in pieces, nothing lost on the way."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg.errors import CheckViolation

from helpwright.flows.migrations.carry import TIMER, carry_on
from helpwright.flows.recheck import recheck_journals
from helpwright.jobs.timers import Timer
from tests.definitions.conftest import Builder
from tests.support.office import Office, Person, Ticket

FLOW = ("flow", "ticket_flow")
CHECK: dict[str, Any] = {
    "type": "task",
    "name": {"zh-CN": "复核", "en": "Check"},
    "assign": [{"otherwise": True, "team": "tech", "by": "claim"}],
    "outcomes": {"fine": {"name": "Fine", "to": "confirm"}},
}
ADD_CHECK = (
    {"do": "add", "element": "node", "at": ["check"], "value": CHECK},
    {"do": "change", "element": "outcome", "at": ["handle", "done"], "values": {"to": "check"}},
)
REMOVE_CHECK = (
    {"do": "change", "element": "outcome", "at": ["handle", "done"], "values": {"to": "confirm"}},
    {"do": "remove", "element": "node", "at": ["check"]},
)
TRIAL = "apps/service_desk/flows/ticket_flow/migrations/trial"
MIGRATIONS = "apps/service_desk/flows/ticket_flow/migrations"


@pytest.fixture
async def builder(office: Office) -> Builder:
    return Builder(await office.person("Builder", admin=True, language="en"))


async def published(builder: Builder, **more: Any) -> dict[str, Any]:
    answer = await builder.http.post("apps/service_desk/publish", json=more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def trial(builder: Builder, **nodes: str) -> dict[str, Any]:
    answer = await builder.http.post(TRIAL, json={"nodes": nodes})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def last(builder: Builder) -> dict[str, Any]:
    found: dict[str, Any] = (await builder.http.get(MIGRATIONS)).json()["items"][0]
    return found


async def version_of(office: Office, ticket: Ticket) -> int:
    rows = await office.rows("SELECT version FROM instances WHERE record_id = %(id)s", id=UUID(ticket.id))
    return int(rows[0]["version"])


async def at_check(office: Office, agent: Person, builder: Builder) -> Ticket:
    """A ticket that waits at a step which the next version does not have."""
    await builder.edited(*FLOW, *ADD_CHECK)
    await published(builder)
    ticket = await office.submit()
    await agent.work(ticket.id, "claim")
    assert (await agent.solve(ticket.id)).status_code == 200
    await builder.edited(*FLOW, *REMOVE_CHECK)
    return ticket


async def test_tickets_under_way_go_on_under_the_new_version_when_the_builder_says_so(
    office: Office, builder: Builder
) -> None:
    agent = await office.agent()
    mine, waiting = await office.submit(), await office.submit()
    await agent.work(mine.id, "claim")
    before = await agent.task_of(mine.id)
    warn = {
        "before": {"minutes": 30},
        "actions": [{"action": "notify", "to": {"role": "supervisor"}, "via": ["inapp"]}],
    }
    due = (await builder.document(*FLOW))["nodes"]["handle"]["due"] | {"warn": warn}
    change = {"do": "change", "element": "node", "at": ["handle"], "values": {"due": due}}
    await builder.edited(*FLOW, *ADD_CHECK, change)
    tried = await trial(builder)
    assert (tried["to"], tried["draft"], tried["total"], tried["ready"]) == (2, True, 2, 2)
    assert tried["versions"] == [{"version": 1, "open": 2}]
    assert [(each["key"], each["open"], each["to"]) for each in tried["nodes"]] == [("handle", 2, "handle")]
    assert await version_of(office, mine) == 1
    office.clock.advance(minutes=5)
    await published(builder, migrate={"ticket_flow": {}}, note="Every answer is checked by a colleague")
    assert await version_of(office, mine) == 1
    await office.sweep()
    found = await last(builder)
    assert (found["state"], found["moved"], found["refused"], found["total"]) == ("done", 2, 0, 2)
    after = await agent.task_of(mine.id)
    kept = ("id", "claimed_by", "claimed_at", "due_at", "created_at", "state", "node")
    assert [after[each] for each in kept] == [before[each] for each in kept]
    warns = await office.rows("SELECT t.warn_at, t.due_at FROM tasks t WHERE record_id = %(id)s", id=UUID(mine.id))
    assert warns[0]["due_at"] - warns[0]["warn_at"] == timedelta(minutes=30)
    assert (await agent.solve(mine.id)).status_code == 200
    assert (await agent.task_of(mine.id))["node"] == "check"
    assert [await version_of(office, each) for each in (mine, waiting)] == [2, 2]
    activity = (await agent.get(f"forms/ticket/records/{mine.id}/activity")).json()["items"]
    told = next(each for each in activity if each["type"] == "flow_migrated")
    assert (told["data"]["from_version"], told["data"]["to_version"]) == (1, 2)
    assert await office.check_journals() == 2
    assert await recheck_journals(office.product.flows) == 0
    versions = (await builder.read(*FLOW))["versions"]
    assert [each["note"] for each in versions] == ["Every answer is checked by a colleague", None]


async def test_a_step_that_is_gone_needs_a_choice_and_what_cannot_stays(office: Office, builder: Builder) -> None:
    agent = await office.agent()
    ticket = await at_check(office, agent, builder)
    tried = await trial(builder)
    assert (tried["total"], tried["ready"]) == (1, 0)
    assert [(each["code"], each["node"], each["count"]) for each in tried["reasons"]] == [
        ("migration_node_missing", "check", 1)
    ]
    assert "Check" in tried["reasons"][0]["message"]
    assert [(each["number"], each["record"]) for each in tried["refused"]] == [(ticket.number, ticket.id)]
    assert [each["to"] for each in tried["nodes"]] == [None]
    assert {each["key"] for each in tried["targets"]} == {"handle", "confirm", "archive"}
    assert (await trial(builder, check="confirm"))["ready"] == 1
    await published(builder, migrate={"ticket_flow": {"nodes": {}}})
    await office.sweep()
    found = await last(builder)
    assert (found["moved"], found["refused"], found["refusals"][0]["number"]) == (0, 1, ticket.number)
    assert (await agent.task_of(ticket.id))["node"] == "check"
    assert (await builder.http.post(MIGRATIONS, json={"nodes": {"check": "confirm"}})).status_code == 201
    await office.sweep()
    assert (await agent.task_of(ticket.id))["node"] == "confirm"
    assert (await office.answer(ticket, "confirm")).status_code == 200
    assert (await builder.http.post(MIGRATIONS, json={})).json()["code"] == "migration_nothing"
    assert await office.check_journals() == 1


async def test_a_crash_in_the_middle_is_taken_up_behind_the_last_one(office: Office, builder: Builder) -> None:
    tickets = [await office.submit() for _ in range(5)]
    await builder.edited(*FLOW, *ADD_CHECK)
    await published(builder, migrate={"ticket_flow": {}})
    (row,) = await office.rows("SELECT * FROM timers WHERE kind = %(kind)s", kind=TIMER)
    timer = Timer(row["kind"], row["owner"], row["key"], row["gen"], row["due_at"], row["data"])
    instances = await office.rows("SELECT id FROM instances ORDER BY id")
    third = f"instance_id <> '{instances[2]['id']}' OR seq < 2"
    await office.rows(f"ALTER TABLE journal ADD CONSTRAINT crash CHECK ({third})")
    deliver = carry_on(office.product.flows, piece=4)
    with pytest.raises(CheckViolation):
        await deliver(timer)
    assert sorted([await version_of(office, each) for each in tickets]) == [1, 1, 1, 2, 2]
    assert ((await last(builder))["moved"], (await last(builder))["state"]) == (2, "running")
    await office.rows("ALTER TABLE journal DROP CONSTRAINT crash")
    await office.sweep()
    found = await last(builder)
    assert (found["state"], found["moved"], found["total"]) == ("done", 5, 5)
    assert await office.check_journals() == 5


async def test_who_read_a_task_before_the_migration_acts_on_what_it_is_now(office: Office, builder: Builder) -> None:
    agent = await office.agent()
    ticket = await office.submit()
    (stale,) = await office.rows("SELECT * FROM tasks WHERE record_id = %(id)s", id=UUID(ticket.id))
    await builder.edited(*FLOW, *ADD_CHECK)
    await published(builder, migrate={"ticket_flow": {}})
    await office.sweep()
    assert (await agent.post(f"tasks/{stale['id']}/claim", json={})).status_code == 200
    assert await office.check_journals() == 1


async def test_only_builders_migrate(office: Office, builder: Builder) -> None:
    agent = await office.agent()
    for path in (TRIAL, MIGRATIONS):
        assert (await agent.post(path, json={})).status_code == 403
    assert (await builder.http.post(TRIAL, json={"nodes": {"x": 1}})).status_code == 422
