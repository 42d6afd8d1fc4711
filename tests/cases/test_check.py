"""The nightly check finds what was planted, tells it once, and is content with everything that people do."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from helpwright.cases.check import check_cases, check_nightly
from helpwright.platform.database import Statement
from tests.cases.conftest import JOBS
from tests.support.office import TICKETS, Office, Person, Ticket

SHANGHAI = ZoneInfo("Asia/Shanghai")
_PLANT = "UPDATE cases SET {} WHERE record_id = %(id)s"


async def busy(office: Office) -> tuple[Ticket, Person]:
    """A ticket with all kinds of things behind it."""
    first, second = await office.agent("甲"), await office.agent("乙")
    ticket = await office.submit()
    await first.work(ticket.id, "claim")
    office.clock.advance(minutes=7)
    await first.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "在查", "visibility": "public"})
    await first.work(ticket.id, "transfer", to=second.id, reason="下班")
    await second.solve(ticket.id)
    office.clock.advance(hours=5)
    await office.answer(ticket, "reject", reason="没好")
    office.clock.advance(minutes=33)
    await second.solve(ticket.id)
    office.clock.advance(minutes=1)
    await office.answer(ticket, "confirm")
    await office.submit()
    return ticket, second


async def test_what_people_do_gives_no_difference(office: Office, worker: Person) -> None:
    ticket, _ = await busy(office)
    other = await office.person("小吴", roles=["repairs.worker"])
    job = (await worker.post(JOBS, json={"values": {"what": "漏水", "worker": worker.id}})).json()["id"]
    for values in ({"state": "parts"}, {"worker": other.id}, {"state": "fixed"}, {"state": "parts"}, {"state": "todo"}):
        office.clock.advance(minutes=90)
        assert (await worker.patch(f"{JOBS}/{job}", json={"values": values})).status_code == 200
    counts = (await office.case(ticket))["rework"], (await office.case(ticket))["transfers"]
    assert counts == (1, 1)

    assert await check_cases(office.product.records) == 0


@pytest.mark.parametrize(
    ("planted", "parts"),
    [
        ("resolution_due = resolution_due + interval '1 minute'", ["resolution.due"]),
        ("resolution_paused = 0", ["resolution.paused"]),
        ("resolution_left = NULL, first_response_halted_at = NULL", ["first_response.halted_at", "resolution.left"]),
        ("category = 'solved', closed_at = NULL", ["category", "closed_at"]),
        ("resolved_at = NULL", ["resolved_at"]),
        ("transfers = 5, rework = 0, touches = 1", ["touches", "rework", "transfers"]),
        ("first_responded_at = first_responded_at - interval '1 second'", ["first_responded_at"]),
    ],
)
async def test_a_planted_difference_is_found_and_told_once(office: Office, planted: str, parts: list[str]) -> None:
    ticket, agent = await busy(office)
    await office.product.database.write(
        [Statement(_PLANT.format(planted), {"id": UUID(ticket.id)})],
    )

    assert [await check_cases(office.product.records) for _ in range(2)] == [1, 1]

    items = (await agent.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    assert [each["data"] for each in items if each["type"] == "case_differs"] == [{"parts": parts}]


async def test_it_runs_once_a_night(office: Office) -> None:
    await office.submit()
    found = []
    for text in ("23T23:00", "24T01:59", "24T02:00", "24T03:00", "24T12:00", "25T05:59"):
        office.clock.present = datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=SHANGHAI)
        found.append(await check_nightly(office.product.records))

    assert found == [None, None, 0, None, None, 0]


async def test_what_one_night_does_not_reach_is_looked_at_in_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each night has time for one batch, of two cases here: five cases take three nights, and then it begins anew."""
    monkeypatch.setattr("helpwright.cases.check._BATCH", 2)
    tickets = sorted([await office.submit() for _ in range(5)], key=lambda each: UUID(each.id))
    for ticket in tickets:
        plant = Statement(_PLANT.format("resolution_paused = 7"), {"id": UUID(ticket.id)})
        await office.product.database.write([plant])

    async def night(day: int) -> tuple[int | None, list[bool]]:
        office.clock.present = datetime(2026, 12, day, 3, tzinfo=SHANGHAI)
        found = await check_nightly(office.product.records, seconds=0)
        return found, [await told(office, each) for each in tickets]

    assert await night(1) == (2, [True, True, False, False, False])
    assert await night(2) == (2, [True, True, True, True, False])
    assert await night(3) == (1, [True] * 5)
    assert (await night(4))[0] == 0, "the end is reached"
    assert (await night(5))[0] == 2


async def test_a_night_with_time_enough_goes_round_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It begins where the one before had to stop and ends there."""
    monkeypatch.setattr("helpwright.cases.check._BATCH", 2)
    for _ in range(5):
        ticket = await office.submit()
        plant = Statement(_PLANT.format("resolution_paused = 7"), {"id": UUID(ticket.id)})
        await office.product.database.write([plant])
    office.clock.present = datetime(2026, 12, 1, 3, tzinfo=SHANGHAI)
    assert await check_nightly(office.product.records, seconds=0) == 2

    office.clock.present = datetime(2026, 12, 2, 3, tzinfo=SHANGHAI)
    assert await check_nightly(office.product.records) == 5


async def told(office: Office, ticket: Ticket) -> bool:
    """Whether the check has said something about this ticket."""
    statement = Statement(
        "SELECT 1 FROM events WHERE record_id = %(id)s AND type = 'case_differs'", {"id": UUID(ticket.id)}
    )
    return await office.product.database.one(statement) is not None
