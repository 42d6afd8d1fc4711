"""The dataset of cases and its measures against a table computed by hand."""

from typing import Any

from tests.support.office import Office, Person

TIMES = {"from": "cases", "measures": [{"agg": "count"}, {"measure": "frt"}, {"measure": "art"}]}


async def _query(person: Person, **query: Any) -> list[list[Any]]:
    answer = await person.post("query", json={**TIMES, **query})
    assert answer.status_code == 200, answer.text
    rows: list[list[Any]] = answer.json()["rows"]
    return rows


async def test_times_are_means_over_the_cases_that_got_so_far(office: Office) -> None:
    agent, lead = await office.agent(), await office.supervisor()
    # answered after 10 min and solved after 30; answered and solved after 50; waiting
    first, second = await office.submit(), await office.submit()
    await office.submit()
    office.clock.advance(minutes=10)
    await agent.post(f"forms/ticket/records/{first.id}/comments", json={"text": "在查", "visibility": "public"})
    office.clock.advance(minutes=20)
    await agent.solve(first.id)
    office.clock.advance(minutes=20)
    await agent.solve(second.id)

    assert await _query(lead) == [[3, 30 * 60, 40 * 60]]
    assert await _query(lead, by=[{"field": "assignee"}], filter={"field": "resolved_at", "op": "filled"}) == [
        [agent.id, 2, 30 * 60, 40 * 60],
    ]


async def test_a_claim_is_no_answer(office: Office) -> None:
    agent, lead = await office.agent(), await office.supervisor()
    ticket = await office.submit()
    office.clock.advance(minutes=10)
    await agent.work(ticket.id, "claim")

    assert await _query(lead) == [[1, None, None]]


async def test_a_reader_counts_only_cases_they_may_see(office: Office) -> None:
    tech, service, lead = await office.agent(team="tech"), await office.agent(team="service"), await office.supervisor()
    await office.submit(problem_type="support")
    await office.submit(problem_type="product")
    await office.submit(problem_type="product")

    assert [(await _query(each))[0][0] for each in (tech, service, lead)] == [1, 2, 3]


async def test_days_begin_at_the_organizations_midnight(office: Office) -> None:
    lead = await office.supervisor()
    office.clock.advance(hours=13, minutes=59)  # 23:59 in Shanghai
    await office.submit()
    office.clock.advance(minutes=2)
    await office.submit()

    days = await _query(lead, by=[{"field": "created_at", "bucket": "day"}])

    assert [row[:2] for row in days] == [["2026-11-23", 1], ["2026-11-24", 1]]


async def test_the_whole_dashboard_of_the_running_example_runs(office: Office) -> None:
    agent, lead = await office.agent(name="李娜"), await office.supervisor()
    ticket = await office.submit()
    await agent.solve(ticket.id)

    widgets = (await lead.get("dashboards/cockpit")).json()["widgets"]

    assert {each["state"] for each in widgets.values()} == {"ready"}
    assert widgets["solved_by"]["rows"] == [[agent.id, 1]]
    assert widgets["solved_by"]["columns"][0]["options"] == [{"key": agent.id, "label": "李娜"}]
    assert [column["type"] for column in widgets["times"]["columns"]] == ["day", "duration", "duration"]


async def test_an_unknown_measure_is_named(office: Office) -> None:
    lead = await office.supervisor()

    answer = await lead.post("query", json={"from": "cases", "measures": [{"measure": "happiness"}]})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "measures.0.measure"
