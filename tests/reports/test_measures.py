"""Every named measure against a small table computed by hand, read through HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from helpwright.platform.database import Statement
from helpwright.reports.catalogue import MEASURES
from tests.support.office import Office, Person

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
NOW = START + timedelta(days=20)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


# created, first response and its due, solved, closed, due, seconds left, halted, paused, counts …, customer, type
CASES: list[dict[str, Any]] = [
    {  # answered in time after 10 min; solved after 60 of which 20 paused
        "created_at": at(0), "first_responded_at": at(10), "first_response_due": at(30), "resolved_at": at(60),
        "resolution_due": at(100), "resolution_left": 2400.0, "resolution_halted_at": at(60),
        "resolution_paused": 1200.0, "closed_at": at(70),
    },
    {  # answered late after 50; pending from minute 60, solved at 200: 60 minutes of work; one transfer to another team
        "created_at": at(0), "first_responded_at": at(50), "first_response_due": at(30), "resolved_at": at(200),
        "resolution_due": at(100), "resolution_left": 2400.0, "resolution_halted_at": at(60), "transfers": 2,
        "team_transfers": 1,
    },
    {  # never answered, both overdue; open
        "created_at": at(0), "first_response_due": at(30), "resolution_due": at(100),
    },
    {  # answered at once, solved late after 150, reopened and solved again; the customer wrote again within 7 days
        "created_at": at(0), "first_responded_at": at(0), "first_response_due": at(30), "resolved_at": at(150),
        "resolution_due": at(100), "resolution_left": -3000.0, "resolution_halted_at": at(150), "reopenings": 1,
        "transfers": 1,
    },
    {  # the second ticket of the first customer, but about something else; no targets; rejected once, then closed
        "created_at": at(100), "first_responded_at": at(120), "resolved_at": at(130), "resolution_halted_at": at(130),
        "closed_at": at(130), "rework": 1,
    },
    {  # the first customer again about the first problem, 7 days and a minute after it was solved; open, in time
        "created_at": at(60 + 7 * 1440 + 1), "first_response_due": NOW + timedelta(1),
        "resolution_due": NOW + timedelta(2),
    },
]  # fmt: skip
_SET = "UPDATE cases SET {} WHERE record_id = %(id)s"
WHO = ["13800138000", "13900139000", "13700137000", "13600136000", "13800138000", "13800138000"]
WHAT = ["product", "product", "product", "product", "support", "product"]


async def table(office: Office) -> Person:
    """The cases above, and answers to surveys."""
    tickets = []
    for phone, problem, case in zip(WHO, WHAT, CASES, strict=True):
        office.clock.present = case["created_at"]
        ticket = await office.submit(customer_phone=phone, problem_type=problem)
        changes = ", ".join(f"{name} = %({name})s" for name in case)
        wiped = "first_response_due = NULL, resolution_due = NULL"
        await office.product.database.write(
            [
                Statement(_SET.format(wiped), {"id": UUID(ticket.id)}),
                Statement(_SET.format(changes), {**case, "id": UUID(ticket.id)}),
            ],
        )
        tickets.append(UUID(ticket.id))
    scores = [("csat", 5), ("csat", 4), ("csat", 3), ("nps", 10), ("nps", 9), ("ces", 6)]
    for ticket_id, (scale, score) in zip(tickets, scores, strict=True):
        await answer(office, ticket_id, scale, score)
    for scale, score in [("nps", 7), ("nps", 0), ("nps", 6), ("nps", 9), ("nps", 8), ("ces", 3), ("ces", 3)]:
        await answer(office, UUID((await office.submit(customer_phone="13500135000")).id), scale, score)
    await office.product.database.write(
        [Statement("DELETE FROM cases WHERE NOT record_id = ANY(%(ids)s)", {"ids": tickets})],
    )
    office.clock.present = NOW
    return await office.supervisor()


async def answer(office: Office, record_id: UUID, scale: str, score: int) -> None:
    row = (record_id, "service_desk.ticket", f"service_desk.{scale}", scale, score, "link", office.clock.present)
    await office.product.database.write(
        [
            Statement(
                """INSERT INTO survey_answers (record_id, form, survey, scale, score, via, answered_at)
                VALUES (%(v0)s, %(v1)s, %(v2)s, %(v3)s, %(v4)s, %(v5)s, %(v6)s)""",
                {f"v{number}": value for number, value in enumerate(row)},
            ),
        ],
    )


EXPECTED = {
    "frt": (10 + 50 + 0 + 20) * 60 / 4,
    "frt_rate": 2 / 4,
    "art": (40 + 60 + 150 + 30) * 60 / 4,
    "fcr": 1 / 4,
    "sla_rate": 2 / 5,
    "reopen_rate": 1 / 4,
    "transfer_avg": 3 / 6,
    "backlog": 4,
    "csat": 2 / 3,
    "nps": (3 - 2) / 7,
    "ces": (6 + 3 + 3) / 3,
}


async def test_every_measure_gives_what_was_computed_by_hand(office: Office) -> None:
    lead = await table(office)
    found: dict[str, float] = {}
    for dataset in ("cases", "surveys"):
        keys = [key for key, each in MEASURES.items() if each.dataset == dataset and key in EXPECTED]
        body = {"from": dataset, "measures": [{"measure": key} for key in keys]}
        answered = await lead.post("query", json=body)
        assert answered.status_code == 200, answered.text
        found |= dict(zip(keys, answered.json()["rows"][0], strict=True))
        types = {each["key"]: each["type"] for each in answered.json()["columns"]}
        assert types == {key: MEASURES[key].type for key in keys}
    assert found == {key: pytest.approx(value) for key, value in EXPECTED.items()}


async def test_measures_of_nothing_are_empty(office: Office) -> None:
    lead = await office.supervisor()
    for dataset in ("cases", "surveys"):
        keys = [key for key, each in MEASURES.items() if each.dataset == dataset]
        rows = (await lead.post("query", json={"from": dataset, "measures": [{"measure": key} for key in keys]})).json()
        assert dict(zip(keys, rows["rows"][0], strict=True)) == {key: 0 if key == "backlog" else None for key in keys}


async def test_facts_are_columns_to_filter_and_group_by(office: Office) -> None:
    lead = await table(office)

    async def count(dataset: str, condition: dict[str, Any]) -> int:
        body = {"from": dataset, "filter": condition, "measures": [{"agg": "count"}]}
        answered = await lead.post("query", json=body)
        assert answered.status_code == 200, answered.text
        number: int = answered.json()["rows"][0][0]
        return number

    for condition, number in (
        ({"field": "breached", "op": "eq", "value": True}, 3),
        ({"field": "first_response_met", "op": "eq", "value": False}, 2),
        ({"field": "resolution_met", "op": "empty"}, 2),
        ({"field": "resolution_seconds", "op": "ge", "value": 3600}, 2),
        ({"field": "paused_seconds", "op": "eq", "value": 140 * 60}, 1),
        ({"field": "transfers", "op": "gt", "value": 0}, 2),
        ({"field": "first_contact", "op": "eq", "value": True}, 1),
        ({"field": "closed_at", "op": "filled"}, 2),
    ):
        assert await count("cases", condition) == number, condition
    body = {
        "from": "surveys",
        "by": [{"field": "scale"}],
        "measures": [{"agg": "count"}],
        "sort": [{"by": 2, "desc": True}, {"by": 1}],
    }
    assert (await lead.post("query", json=body)).json()["rows"] == [["nps", 7], ["ces", 3], ["csat", 3]]
    assert await count("surveys", {"field": "score", "op": "le", "value": 3}) == 4
    wrong = await lead.post(
        "query",
        json={
            "from": "cases",
            "filter": {"field": "transfers", "op": "eq", "value": "x"},
            "measures": [{"agg": "count"}],
        },
    )
    assert wrong.status_code == 422


async def test_a_reader_sees_the_answers_of_their_own_tickets_only(office: Office) -> None:
    tech = await office.agent(team="tech")
    await answer(office, UUID((await office.submit(problem_type="support")).id), "csat", 5)
    await answer(office, UUID((await office.submit(problem_type="product")).id), "csat", 1)

    body = {"from": "surveys", "measures": [{"agg": "count"}, {"measure": "csat"}]}

    assert (await tech.post("query", json=body)).json()["rows"] == [[1, 1.0]]


async def test_the_days_and_fields_of_first_contact_are_settings(office: Office) -> None:
    lead = await table(office)
    boss = await office.person("Boss", admin=True)
    text = (await boss.get("apps/service_desk/blueprint")).text
    assert "service:" in text
    changed = text.replace("    service:\n", "    service:\n      first_contact: {days: 8, problem: urgency}\n", 1)
    assert (await office.blueprint(changed)).status_code == 200

    body = {"from": "cases", "measures": [{"measure": "fcr"}]}

    assert (await lead.post("query", json=body)).json()["rows"] == [[0.0]]
    broken = await office.blueprint(changed.replace("problem: urgency", "problem: nothing"))
    assert broken.status_code == 422
