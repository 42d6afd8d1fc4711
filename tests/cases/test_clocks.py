"""Clocks of cases through HTTP, to the minute."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from helpwright.cases.model import CLOCKS, STEP_CLOCKS, case_of, entry_of, replay
from helpwright.cases.store import ledger
from tests.cases.conftest import JOBS, REPAIRS
from tests.support.office import TICKETS, Office, Person, Ticket

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


async def case(reader: Person, record_id: str, form: str = TICKETS) -> dict[str, Any]:
    answer = await reader.get(f"{form}/{record_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["case"]
    return found


def due(found: dict[str, Any], clock: str) -> str:
    instant = datetime.fromisoformat(found["clocks"][clock]["due_at"])
    return f"{instant.astimezone(SHANGHAI):%m-%d %H:%M}"


async def check_ledger(office: Office) -> None:
    """Every case is what its ledger tells."""
    rows = await office.rows("SELECT * FROM cases")
    assert rows
    lines = await office.product.database.all(ledger([row["record_id"] for row in rows]))
    for row in rows:
        own = [entry_of(line) for line in lines if line["record_id"] == row["record_id"]]
        for key in CLOCKS:
            assert replay(each for each in own if each.clock == key) == case_of(row).clock(key)


@pytest.mark.parametrize(
    ("submitted", "answer", "solution"),
    [
        ("2026-11-23T10:00", "11-23 12:00", "11-25 11:00"),
        ("2026-11-23T10:30", "11-23 14:00", "11-25 11:30"),
        ("2026-11-23T12:40", "11-23 15:30", "11-25 14:30"),
        ("2026-11-28T11:00", "11-30 11:00", "12-02 10:00"),
        # the Saturday before the Spring Festival is worked, the week after is not
        ("2026-02-13T17:00", "02-14 10:00", "02-24 18:00"),
    ],
)
async def test_targets_of_the_running_example(office: Office, submitted: str, answer: str, solution: str) -> None:
    office.clock.present = local(submitted)
    lead = await office.supervisor()
    ticket = await office.submit()

    found = await case(lead, ticket.id)

    assert (due(found, "first_response"), due(found, "resolution")) == (answer, solution)
    assert [found["clocks"][key]["state"] for key in STEP_CLOCKS] == ["running", "running"]
    assert found["clocks"]["next_response"]["state"] == "idle"
    assert all(found["clocks"][key]["working"] for key in STEP_CLOCKS)


async def solve(office: Office, agent: Person, ticket: Ticket) -> None:
    assert (await agent.solve(ticket.id)).status_code == 200


async def test_solving_stops_and_rejecting_goes_on_with_what_was_left(office: Office) -> None:
    agent = await office.agent()
    ticket = await office.submit()  # Monday 10:00
    office.clock.present = local("2026-11-23T11:00")
    await agent.work(ticket.id, "claim")
    office.clock.present = local("2026-11-23T14:30")
    await solve(office, agent, ticket)
    found = await case(agent, ticket.id)
    assert found["clocks"]["first_response"]["state"] == "missed"  # due at 12:00; the claim was no answer
    assert found["clocks"]["resolution"]["state"] == "met"
    assert found["clocks"]["resolution"]["left_seconds"] == 13 * 3600
    assert [found["clocks"][key]["took_seconds"] for key in STEP_CLOCKS] == [4.5 * 3600, 4.5 * 3600]
    assert (found["solved_by"], found["first_responded_by"], found["category"]) == (agent.id, agent.id, "solved")

    office.clock.present = local("2026-11-25T09:00")
    await office.answer(ticket, "reject", reason="还是掉线")
    found = await case(agent, ticket.id)

    assert due(found, "resolution") == "11-26 16:00"  # 13 hours from Wednesday 09:00
    assert found["clocks"]["resolution"]["state"] == "running"
    assert found["clocks"]["resolution"]["paused_seconds"] == 42.5 * 3600
    assert (found["resolved_at"], found["solved_by"]) == (None, None)
    assert (found["counts"]["rework"], found["counts"]["reopenings"]) == (1, 0)
    await solve(office, agent, ticket)
    office.clock.advance(minutes=30)
    await office.answer(ticket, "confirm")
    found = await case(agent, ticket.id)
    assert found["category"] == "closed"
    assert found["resolved_at"] == "2026-11-25T01:00:00.000Z"
    assert found["counts"] == {
        "transfers": 0, "team_transfers": 0, "handovers": 0, "reopenings": 0, "rework": 1, "touches": 2,
    }  # fmt: skip
    await check_ledger(office)


async def test_the_first_public_comment_of_a_person_is_the_first_response(office: Office) -> None:
    agent, other = await office.agent(), await office.agent("周明")
    ticket = await office.submit()
    comments = f"{TICKETS}/{ticket.id}/comments"
    office.clock.advance(minutes=5)
    await office.answer(ticket, "reply", text="还在吗")
    await agent.post(comments, json={"text": "内部", "visibility": "internal"})
    assert (await case(agent, ticket.id))["first_responded_at"] is None
    for person, minutes in ((agent, 5), (other, 7)):
        office.clock.advance(minutes=minutes)
        answer = await person.post(comments, json={"text": "在查", "visibility": "public"})
        assert answer.status_code == 201

    found = await case(agent, ticket.id)

    assert found["first_responded_at"] == "2026-11-23T02:10:00.000Z"
    assert found["first_responded_by"] == agent.id
    assert found["counts"]["touches"] == 2
    assert found["clocks"]["first_response"]["state"] == "met"
    await check_ledger(office)


async def test_transfers_hand_overs_and_teams(office: Office) -> None:
    first, second = await office.agent("甲"), await office.agent("乙")
    outside = await office.agent("丙", team="service")
    ticket = await office.submit()  # for the team tech
    await first.work(ticket.id, "claim")
    await first.work(ticket.id, "transfer", to=second.id, reason="下班")
    lead = await office.supervisor()
    assert (await case(lead, ticket.id))["counts"]["team_transfers"] == 0
    await second.work(ticket.id, "transfer", to=outside.id, reason="归客服")
    counts = (await case(lead, ticket.id))["counts"]
    assert (counts["transfers"], counts["team_transfers"], counts["handovers"]) == (2, 1, 2)

    await outside.work(ticket.id, "release")
    await first.work(ticket.id, "claim")

    counts = (await case(lead, ticket.id))["counts"]
    assert (counts["transfers"], counts["team_transfers"], counts["handovers"]) == (2, 1, 3)


async def set_state(worker: Person, job: str, state: str) -> None:
    answer = await worker.patch(f"{JOBS}/{job}", json={"values": {"state": state}})
    assert answer.status_code == 200, answer.text


async def new_job(worker: Person, **values: Any) -> str:
    answer = await worker.post(JOBS, json={"values": {"what": "漏水", **values}})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_pending_pauses_and_moves_the_due(office: Office, worker: Person) -> None:
    job = await new_job(worker)  # Monday 10:00, so due at 15:30
    assert due(await case(worker, job, JOBS), "resolution") == "11-23 15:30"
    office.clock.present = local("2026-11-23T11:30")
    await set_state(worker, job, "parts")
    office.clock.present = local("2026-11-24T12:30")
    found = await case(worker, job, JOBS)
    assert found["clocks"]["resolution"] | {"breached_at": None, "warned_at": None} == {
        "state": "paused", "begun_at": "2026-11-23T02:00:00.000Z",
        "due_at": "2026-11-23T07:30:00.000Z", "left_seconds": 2.5 * 3600, "paused_seconds": 0.0,
        "took_seconds": None, "working": True, "warned_at": None, "breached_at": None, "level": None,
    }  # fmt: skip

    await set_state(worker, job, "todo")  # in the lunch break: goes on at 13:30

    found = await case(worker, job, JOBS)
    assert due(found, "resolution") == "11-24 16:00"
    assert found["clocks"]["resolution"]["paused_seconds"] == 25 * 3600
    assert found["counts"]["reopenings"] == 0
    office.clock.present = local("2026-11-24T14:00")
    await set_state(worker, job, "parts")
    office.clock.present = local("2026-11-24T15:00")
    await set_state(worker, job, "fixed")
    found = await case(worker, job, JOBS)
    assert (found["clocks"]["resolution"]["state"], found["clocks"]["resolution"]["left_seconds"]) == ("met", 7200)
    await check_ledger(office)


async def test_reopening_counts_and_goes_on(office: Office, worker: Person) -> None:
    job = await new_job(worker)
    office.clock.present = local("2026-11-23T11:00")
    await set_state(worker, job, "fixed")
    await set_state(worker, job, "filed")
    assert (await case(worker, job, JOBS))["clocks"]["first_response"]["state"] == "paused"
    office.clock.present = local("2026-11-24T09:00")
    await set_state(worker, job, "todo")

    found = await case(worker, job, JOBS)

    assert (found["counts"]["reopenings"], found["counts"]["rework"]) == (1, 0)
    assert due(found, "resolution") == "11-24 12:00"  # three hours were left
    assert due(found, "first_response") == "11-24 10:00"
    assert (found["resolved_at"], found["closed_at"]) == (None, None)
    await check_ledger(office)


async def test_another_person_in_charge_is_a_transfer(office: Office, worker: Person) -> None:
    other = await office.person("小吴", roles=["repairs.worker"])
    job = await new_job(worker)
    for person in (worker, other):
        answer = await worker.patch(f"{JOBS}/{job}", json={"values": {"worker": person.id}})
        assert answer.status_code == 200, answer.text

    counts = (await case(worker, job, JOBS))["counts"]

    assert (counts["transfers"], counts["handovers"]) == (1, 1)


async def test_new_targets_do_not_rewrite_history(office: Office, worker: Person) -> None:
    old = await new_job(worker)
    office.clock.present = local("2026-11-23T11:00")
    await set_state(worker, old, "parts")
    changed = REPAIRS.replace("resolution: {hours: 4,", "resolution: {hours: 1,")
    assert changed != REPAIRS
    assert (await office.blueprint(changed, app="repairs")).status_code == 200
    new = await new_job(worker)

    await set_state(worker, old, "todo")

    assert due(await case(worker, old, JOBS), "resolution") == "11-23 15:30"
    assert due(await case(worker, new, JOBS), "resolution") == "11-23 12:00"


async def test_a_refused_change_moves_nothing(office: Office, worker: Person) -> None:
    job = await new_job(worker)
    answer = await worker.patch(f"{JOBS}/{job}", json={"values": {"state": "fixed", "what": ""}})
    assert answer.status_code == 422

    assert (await office.rows("SELECT category FROM cases WHERE record_id = %(id)s", id=UUID(job)))[0] == {
        "category": "open",
    }
