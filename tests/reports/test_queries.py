"""The Query document through HTTP: every aggregate, bucket and clause against answers computed by hand."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.office import TICKETS, Office, Person

COUNT = [{"agg": "count"}]


async def ask(reader: Person, **query: Any) -> dict[str, Any]:
    answer = await reader.post(
        "query", json={("from" if key == "source" else key): each for key, each in query.items()}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def rows(reader: Person, **query: Any) -> list[list[Any]]:
    found: list[list[Any]] = (await ask(reader, **query))["rows"]
    return found


async def problems(reader: Person, **query: Any) -> Mapping[str, str]:
    answer = await reader.post(
        "query", json={("from" if key == "source" else key): each for key, each in query.items()}
    )
    assert answer.status_code == 422, answer.text
    return {each["field"]: each["code"] for each in answer.json()["errors"]}


@pytest.fixture
async def leader(office: Office) -> Person:
    return await office.supervisor()


@pytest.fixture
async def waited(office: Office) -> Person:
    """Tickets of the tech team claimed after 1, 2, 3, 4 and 10 minutes and solved after a minute more; one waits."""
    agent = await office.agent(name="李娜")
    tickets = [await office.submit(urgency=("normal", "urgent")[place % 2]) for place in range(6)]
    for ticket, minutes in zip(tickets, (1, 1, 1, 1, 6), strict=False):
        office.clock.advance(minutes=minutes)
        await agent.work(ticket.id, "claim")
    office.clock.advance(minutes=1)
    for ticket in tickets[:5]:
        await agent.solve(ticket.id)
    return agent


DONE = {"all": [{"field": "state", "op": "eq", "value": "done"}, {"field": "kind", "op": "eq", "value": "task"}]}


async def test_every_aggregate_of_durations(office: Office, waited: Person, leader: Person) -> None:
    aggregates = ["sum", "avg", "min", "max", "median", "p90", "p95", "p99", "stddev"]
    measures = [{"agg": agg, "field": "waited"} for agg in aggregates]
    found = await ask(leader, source="tasks", filter=DONE, measures=[*COUNT, *measures])
    count, *values = found["rows"][0]
    assert count == 5
    expected = [1200, 240, 60, 600, 180, 456, 528, 585.6, 212.132]
    assert [round(each, 3) for each in values] == expected
    assert {column["type"] for column in found["columns"][1:]} == {"duration"}
    assert found["columns"][2]["label"] == "等待时长 · 平均值"


async def test_distinct_rate_and_ratio(office: Office, waited: Person, leader: Person) -> None:
    late = {"field": "waited", "op": "ge", "value": 180}
    measures = [
        {"agg": "count_distinct", "field": "claimed_by"},
        {"agg": "rate", "filter": late, "as": "慢"},
        {"agg": "count", "filter": late},
        {"agg": "ratio"},
    ]
    found = await ask(leader, source="tasks", filter=DONE, measures=measures)
    assert found["rows"] == [[1, 0.6, 3, 1.0]]
    assert [column["type"] for column in found["columns"]] == ["number", "percent", "number", "percent"]
    assert found["columns"][1]["label"] == "慢"
    by_state = await rows(
        leader,
        source="tasks",
        filter={"field": "kind", "op": "eq", "value": "task"},
        by=[{"field": "state"}],
        measures=[*COUNT, {"agg": "ratio"}],
        having={"field": "m0", "op": "gt", "value": 1},
    )
    assert [[state, count, round(share, 4)] for state, count, share in by_state] == [["done", 5, 0.8333]]


async def test_ranges_of_numbers(office: Office, waited: Person, leader: Person) -> None:
    by = [{"field": "waited", "ranges": [60, 180, 300]}]
    found = await ask(
        leader, source="tasks", by=by, filter={"field": "kind", "op": "eq", "value": "task"}, measures=COUNT
    )
    assert found["rows"] == [[1, 2], [2, 2], [3, 1], [None, 1]]
    assert found["columns"][0]["type"] == "range"
    assert [each["label"] for each in found["columns"][0]["options"]] == ["< 60", "60–180", "180–300", "≥ 300"]


async def test_names_of_people_teams_steps_and_states(office: Office, waited: Person, leader: Person) -> None:
    by = [{"field": key} for key in ("claimed_by", "team_id", "node", "state")]
    found = await ask(leader, source="tasks", by=by, filter=DONE, measures=COUNT)
    options = [column["options"] for column in found["columns"][:4]]
    assert options[0] == [{"key": waited.id, "label": "李娜"}]
    assert [each["label"] for each in options[1]] == ["技术支持组"]
    assert options[2] == [{"key": "handle", "label": "处理"}]
    assert {"key": "done", "label": "已完成"} in options[3]
    by = [{"field": "form"}, {"field": "flow"}, {"field": "late"}]
    found = await ask(await office.supervisor(language="en"), source="tasks", by=by, filter=DONE, measures=COUNT)
    assert [column["label"] for column in found["columns"]] == ["Form", "Flow", "Late", "Count"]
    assert found["columns"][0]["options"] == [{"key": "service_desk.ticket", "label": "Service ticket"}]
    assert found["columns"][1]["options"] == [{"key": "service_desk.ticket_flow", "label": "Ticket flow"}]
    assert found["rows"] == [["service_desk.ticket", "service_desk.ticket_flow", False, 5]]


@pytest.mark.parametrize(
    ("bucket", "values"),
    [
        ("hour", ["2026-12-31T23:00:00", "2027-01-01T00:00:00"]),
        ("day", ["2026-12-31", "2027-01-01"]),
        ("week", ["2026-12-28"]),
        ("month", ["2026-12-01", "2027-01-01"]),
        ("quarter", ["2026-10-01", "2027-01-01"]),
        ("year", ["2026-01-01", "2027-01-01"]),
        ("weekday", [4, 5]),
        ("hour_of_day", [0, 23]),
    ],
)
async def test_buckets_in_the_organizations_zone(
    office: Office, leader: Person, bucket: str, values: list[Any]
) -> None:
    office.clock.present = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    await office.submit()
    office.clock.advance(seconds=1)
    await office.submit()
    found = await ask(leader, source="ticket", by=[{"field": "created_at", "bucket": bucket}], measures=COUNT)
    assert [row[0] for row in found["rows"]] == values
    assert sum(row[1] for row in found["rows"]) == 2
    assert found["columns"][0]["type"] == bucket
    if bucket == "weekday":
        assert found["columns"][0]["options"][3] == {"key": "4", "label": "周四"}


async def test_a_course_longer_than_an_answer_ends_today(office: Office, leader: Person) -> None:
    """Years of days: the last 500, and not the first."""
    await office.submit(urgency="normal")
    columns = """number, submission_key, updated_at, source, version, customer_phone, customer_name, problem_type,
        urgency, description, team_id, status"""
    await office.rows(
        f"""INSERT INTO service_desk.ticket (id, created_at, {columns})
        SELECT gen_random_uuid(), created_at - n * interval '1 day', 'X' || n, gen_random_uuid(), updated_at, source,
            version, customer_phone, customer_name, problem_type, urgency, description, team_id, status
        FROM service_desk.ticket, generate_series(1, 520) n RETURNING id"""  # noqa: S608 -- of this test
    )
    day = {"field": "created_at", "bucket": "day"}
    days = [row[0] for row in await rows(leader, source="ticket", by=[day], measures=COUNT)]
    assert days == sorted(days)
    assert (len(days), days[-1]) == (500, office.clock.now().date().isoformat())
    parted = await rows(leader, source="ticket", by=[day, {"field": "urgency"}], measures=COUNT)
    assert [row[0] for row in parted] == days
    (first,) = await rows(leader, source="ticket", by=[day], measures=COUNT, limit=1)
    assert first[0] < days[0]


async def test_order_limit_and_having(office: Office, leader: Person) -> None:
    for kind, number in (("product", 1), ("support", 3), ("complaint", 2), ("after_sales", 2)):
        for _ in range(number):
            await office.submit(problem_type=kind)
    by = [{"field": "problem_type"}]
    usual = await rows(leader, source="ticket", by=by, measures=COUNT)
    assert usual == [["support", 3], ["after_sales", 2], ["complaint", 2], ["product", 1]]
    up = [{"by": "m0"}, {"by": "problem_type", "desc": True}]
    assert await rows(leader, source="ticket", by=by, measures=COUNT, sort=up, limit=3) == [
        ["product", 1],
        ["complaint", 2],
        ["after_sales", 2],
    ]
    assert await rows(leader, source="ticket", by=by, measures=COUNT, sort=[{"by": 1}], limit=1) == [["after_sales", 2]]
    having = {
        "all": [
            {"field": "m0", "op": "between", "value": [2, 3]},
            {"field": "problem_type", "op": "ne", "value": "support"},
        ]
    }
    assert await rows(leader, source="ticket", by=by, measures=COUNT, having=having) == [
        ["after_sales", 2],
        ["complaint", 2],
    ]


async def test_groups_are_chosen_as_rows_are(office: Office, leader: Person) -> None:
    for kind in ("product", "support"):
        await office.submit(problem_type=kind)
    by = [{"field": "problem_type"}]
    asked = {"field": "problem_type", "op": "eq", "value": "技术支持"}
    assert await rows(leader, source="ticket", by=by, measures=COUNT, filter=asked) == [["support", 1]]
    assert await rows(leader, source="ticket", by=by, measures=COUNT, having=asked) == [["support", 1]]
    nothing = {**asked, "value": "nope"}
    assert await problems(leader, source="ticket", by=by, measures=COUNT, having=nothing) == {
        "having.value": "option_unknown"
    }


async def test_teams_and_people_of_the_reader(office: Office) -> None:
    tech = await office.person("李娜", roles=["supervisor"], teams=["tech"])
    await office.submit(problem_type="support")
    await office.submit(problem_type="product")
    mine = {"field": "team_id", "op": "in", "value": {"my": "teams"}}
    assert await rows(tech, source="ticket", filter=mine, measures=COUNT) == [[1]]
    assert await rows(tech, source="ticket", filter={"not": mine}, measures=COUNT) == [[1]]
    assert await rows(
        tech, source="ticket", filter={"field": "assignee", "op": "eq", "value": {"me": True}}, measures=COUNT
    ) == [[0]]


async def test_no_row_counts_twice_that_is_seen_in_several_ways(office: Office) -> None:
    assert (await office.blueprint(HIDDEN)).status_code == 200
    agent = await office.person("李娜", roles=["agent", "owner"], teams=["tech"])
    ticket = await office.submit()
    await agent.work(ticket.id, "claim")
    values = {"customer_phone": "13800138000", "customer_name": "张", "problem_type": "support", "description": "x"}
    made = await agent.post(TICKETS, json={"values": values})
    assert made.status_code == 201, made.text
    await agent.solve(ticket.id)
    elsewhere = await agent.post(TICKETS, json={"values": {**values, "problem_type": "product"}})
    assert elsewhere.status_code == 201, elsewhere.text
    await office.submit(problem_type="product")
    seen = (await agent.get(TICKETS)).json()["items"]
    assert len(seen) == 3
    assert await rows(agent, source="ticket", measures=COUNT) == [[3]]
    assert await rows(agent, source="cases", measures=[*COUNT, {"agg": "count_distinct", "field": "number"}]) == [
        [3, 3]
    ]
    by_type = await rows(agent, source="ticket", by=[{"field": "problem_type"}], measures=[*COUNT, {"agg": "ratio"}])
    assert [[key, count, round(share, 3)] for key, count, share in by_type] == [
        ["support", 2, 0.667],
        ["product", 1, 0.333],
    ]
    tasks = await rows(agent, source="tasks", by=[{"field": "number"}], measures=COUNT)
    assert {number for number, _ in tasks} == {each["number"] for each in seen}


async def test_the_period_before_and_the_year_before(office: Office, leader: Person) -> None:
    today = office.clock.present
    for days, number in ((366, 4), (365, 1), (1, 2), (0, 3)):
        office.clock.present = today
        office.clock.advance(days=-days)
        for place in range(number):
            await office.submit(problem_type=("support", "product")[place % 2])
    query = {
        "source": "ticket",
        "measures": COUNT,
        "filter": {"field": "created_at", "op": "within", "value": {"this": "day"}},
    }
    found = await ask(leader, **query, compare="previous_period")
    assert found["rows"] == [[3, 2]]
    assert [column["label"] for column in found["columns"]] == ["数量", "数量（上期）"]
    assert (await ask(leader, **query, compare="previous_year"))["rows"] == [[3, 1]]
    by_type = await ask(leader, **query, by=[{"field": "problem_type"}], compare="previous_year")
    assert by_type["rows"] == [["support", 2, 1], ["product", 1, None]]
    for period, expected in (
        ({"last": 2, "unit": "day"}, [5, 0]),
        ({"previous": 1, "unit": "day"}, [2, 0]),
        ({"after": {"hours": -1}, "before": {"hours": 1}}, [3, 0]),
        ({"after": {"days": -1}, "before": {"minutes": 1}}, [5, 0]),
    ):
        filtered = {"field": "created_at", "op": "within", "value": period}
        assert await rows(leader, source="ticket", measures=COUNT, filter=filtered, compare="previous_period") == [
            expected
        ]
    assert await problems(leader, source="ticket", measures=COUNT, compare="previous_year") == {
        "compare": "compare_needs_period"
    }
    along = {**query, "by": [{"field": "created_at", "bucket": "hour"}], "compare": "previous_period"}
    assert await problems(leader, **along) == {"by.0": "compare_not_along_time"}


async def test_records_page_by_page(office: Office, leader: Person) -> None:
    for number in range(5):
        office.clock.advance(seconds=1)
        await office.submit(customer_name=f"客户 {number}", urgency=("normal", "critical")[number % 2])
    query = {"source": "ticket", "fields": ["number", "customer_name", "urgency", "created_at", "assignee"]}
    first = await ask(leader, **query, limit=2, sort=[{"by": "created_at"}])
    assert [row[1] for row in first["rows"]] == ["客户 0", "客户 1"]
    assert [column["type"] for column in first["columns"]] == ["text", "text", "priority", "instant", "member"]
    assert first["columns"][2]["options"][0] == {"key": "normal", "label": "普通"}
    second = await ask(leader, **query, limit=2, sort=[{"by": 4}], cursor=first["next"])
    third = await ask(leader, **query, limit=2, sort=[{"by": 4}], cursor=second["next"])
    assert [row[1] for row in (*second["rows"], *third["rows"])] == ["客户 2", "客户 3", "客户 4"]
    assert third["next"] is None
    whole = await ask(leader, source="ticket", filter={"field": "urgency", "op": "eq", "value": "非常紧急"})
    assert len(whole["rows"]) == 2
    assert whole["columns"][0]["key"] == "number"


async def test_names_of_people_and_teams_in_rows(office: Office) -> None:
    tech = await office.person("李娜", roles=["supervisor"], teams=["tech"])
    ticket = await office.submit(problem_type="support")
    await office.submit(problem_type="product")
    await tech.work(ticket.id, "claim")
    mine = {"field": "team_id", "op": "in", "value": {"my": "teams"}}
    found = await ask(
        tech, source="ticket", fields=["number", "assignee", "team_id", "owner_id", "attachments"], filter=mine
    )
    team = found["rows"][0][2]
    assert [row[:2] for row in found["rows"]] == [[ticket.number, tech.id]]
    assert found["columns"][1]["options"] == [{"key": tech.id, "label": "李娜"}]
    assert found["columns"][2]["options"] == [{"key": team, "label": "技术支持组"}]
    assert found["rows"][0][4] == []
    listed = (await tech.get(TICKETS, params={"filter": json.dumps(mine)})).json()["items"]
    assert [each["number"] for each in listed] == [ticket.number]
    await tech.solve(ticket.id)
    fields = ["claimed_by", "team_id", "node", "late", "waited"]
    tasks = await ask(
        tech, source="tasks", fields=fields, filter={"field": "claimed_by", "op": "eq", "value": {"me": True}}
    )
    assert tasks["rows"] == [[tech.id, team, "handle", False, 0.0]]
    assert tasks["columns"][0]["options"] == [{"key": tech.id, "label": "李娜"}]
    assert [each["label"] for each in tasks["columns"][3]["options"]] == ["是", "否"]


async def test_rows_of_tasks_page_by_page(office: Office, waited: Person, leader: Person) -> None:
    for key, desc in (("created_at", False), ("waited", True), ("late", False), ("state", True), ("claimed_by", False)):
        query = {"source": "tasks", "fields": ["id", key], "sort": [{"by": key, "desc": desc}]}
        whole = await ask(leader, **query)
        assert whole["next"] is None
        seen: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            page = await ask(leader, **query, limit=4, **cursor)
            seen += page["rows"]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert seen == whole["rows"]
        assert len(seen) == 11


async def test_a_record_query_shows_of_each_row_what_a_list_shows(office: Office) -> None:
    hidden = await office.blueprint(HIDDEN)
    assert hidden.status_code == 200, hidden.text
    agent = await office.person("李娜", roles=["agent", "reader"], teams=["tech"])
    await office.submit(problem_type="support", customer_name="自己组")
    await office.submit(problem_type="product", customer_name="别的组")
    listed = (await agent.get(TICKETS)).json()["items"]
    names = {each["number"]: each["values"].get("customer_name") for each in listed}
    assert sorted(map(str, names.values())) == ["None", "自己组"]
    found = await ask(agent, source="ticket", fields=["number", "customer_name"])
    assert dict(found["rows"]) == names
    for query in (
        {"filter": {"field": "customer_name", "op": "filled"}, "measures": COUNT},
        {"by": [{"field": "customer_name"}], "measures": COUNT},
        {"measures": [{"agg": "count_distinct", "field": "customer_name"}]},
        {"measures": [{"agg": "rate", "filter": {"field": "customer_name", "op": "filled"}}]},
        {"sort": [{"by": "customer_name"}]},
        {"filter": {"field": "number", "op": "eq", "value": {"field": "customer_name"}}},
    ):
        assert set((await problems(agent, source="ticket", **query)).values()) <= {"field_unknown", "sort_not_possible"}


HIDDEN = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
roles:
  reader:
    name: 只看
    grants: [{form: ticket, can: [read], scope: all, fields: {customer_name: hidden}}]
  owner:
    name: 自己的
    grants: [{form: ticket, can: [read, create], scope: own}]
"""


async def test_every_problem_is_named_by_its_place(office: Office, leader: Person) -> None:
    query = {
        "filter": {"all": [{"field": "nope", "op": "filled"}, {"field": "urgency", "op": "lt", "value": "normal"}]},
        "by": [{"field": "description"}, {"field": "urgency", "bucket": "day"}, {"field": "gone"}],
        "measures": [
            {"agg": "sum", "field": "urgency"},
            {"agg": "avg"},
            {"measure": "happiness"},
            {"agg": "rate", "filter": {"field": "urgency", "op": "eq", "value": "nope"}},
            {"agg": "rate", "field": "urgency", "filter": {"field": "urgency", "op": "filled"}},
        ],
    }
    assert await problems(leader, source="ticket", **query) == {
        "filter.all.0.field": "field_unknown",
        "filter.all.1.op": "operator_not_possible",
        "by.0.field": "grouping_not_possible",
        "by.1.bucket": "grouping_not_possible",
        "by.2.field": "field_unknown",
        "measures.0.field": "measure_not_possible",
        "measures.1.field": "measure_needs_field",
        "measures.2.measure": "measure_unknown",
        "measures.3.filter.value": "option_unknown",
        "measures.4.field": "measure_not_possible",
    }
    assert await problems(leader, source="ticket", measures=COUNT, sort=[{"by": 2}, {"by": "x"}]) == {
        "sort.0.by": "sort_not_possible",
        "sort.1.by": "sort_not_possible",
    }
    assert await problems(leader, source="ticket", measures=COUNT, having={"field": "m1", "op": "gt", "value": 1}) == {
        "having.field": "field_unknown"
    }
    assert await problems(leader, source="ticket", fields=["number", "nope"]) == {"fields.1": "field_unknown"}
    for wrong, code in (
        ({"by": [{"field": "urgency"}]}, "measures_missing"),
        ({"measures": COUNT, "fields": ["number"]}, "records_or_measures"),
        ({"measures": COUNT, "cursor": "x"}, "records_or_measures"),
        ({"having": {"any": []}}, "measures_missing"),
        ({"measures": [{"agg": "rate"}]}, "measure_needs_filter"),
        ({"measures": [{"agg": "count", "measure": "frt"}]}, "measure_agg_or_name"),
        ({"measures": [{"measure": "frt", "field": "urgency"}]}, "measure_is_fixed"),
        ({"by": [{"field": "urgency", "ranges": [1, 1]}], "measures": COUNT}, "ranges_not_rising"),
        ({"sort": [{"by": 1}, {"by": 2}]}, "sort_one_only"),
        ({"measures": [{"agg": "count", "filter": {"field": "x", "op": "like", "value": 1}}]}, "operator_unknown"),
    ):
        assert list((await problems(leader, source="ticket", **wrong)).values()) == [code], wrong


async def test_a_query_reads_what_a_list_reads_through_a_task(office: Office, leader: Person) -> None:
    ticket = await office.submit(problem_type="complaint")
    helper = await office.person("帮手")
    assert await problems(helper, source="ticket", measures=COUNT) == {"from": "dataset_unknown"}
    assert await rows(helper, source="cases", measures=COUNT) == [[0]]
    await leader.work(ticket.id, "claim")
    assert (await leader.work(ticket.id, "transfer", to=helper.id, reason="请帮忙")).status_code == 200
    for source in ("ticket", "cases"):
        assert await rows(helper, source=source, measures=COUNT) == [[1]]
