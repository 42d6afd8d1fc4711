"""Dashboards and queries against a naive recount under the reader's rights."""

import json
import random
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.support.office import TICKETS, Office, Person

TYPES = ["product", "support", "complaint", "after_sales"]


async def records(reader: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await reader.get(TICKETS, params={"limit": 200, "cursor": cursor})).json()
        found += page["items"]
        cursor = page["next"]
    return found


def rows(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


async def test_widgets_count_what_the_reader_may_see(office: Office) -> None:
    chance = random.Random(3)  # noqa: S311 -- rows of a test
    readers = [await office.supervisor(), await office.agent(), await office.agent("服务", team="service")]
    for _ in range(20):
        await office.submit(problem_type=chance.choice(TYPES))
    for task in (await readers[1].get("tasks")).json()["items"][:3]:
        await readers[1].post(f"tasks/{task['id']}/claim", json={})
    totals = []
    for reader in readers:
        seen = await records(reader)
        widgets = (await reader.get("dashboards/cockpit")).json()["widgets"]
        assert widgets["new_today"]["rows"] == [[len(seen)]]
        waiting = [each for each in seen if each["values"]["status"] == "new"]
        assert widgets["waiting"]["rows"] == [[len(waiting)]]
        expected = Counter(each["values"]["problem_type"] for each in seen)
        assert dict(widgets["by_type"]["rows"]) == dict(expected)
        query = {
            "from": "ticket",
            "by": [{"field": "urgency"}, {"field": "problem_type"}],
            "measures": [{"agg": "count"}],
        }
        found = {(row[0], row[1]): row[2] for row in rows(await reader.post("query", json=query))}
        assert found == Counter((each["values"]["urgency"], each["values"]["problem_type"]) for each in seen)
        totals.append(len(seen))
    assert totals[0] == 20
    assert totals[1] < 20


async def test_today_begins_at_midnight_of_the_organization(office: Office) -> None:
    reader = await office.supervisor()
    office.clock.present = datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)
    await office.submit()
    assert (await reader.get("dashboards/cockpit")).json()["widgets"]["new_today"]["rows"] == [[1]]
    office.clock.advance(seconds=1)
    assert (await reader.get("dashboards/cockpit")).json()["widgets"]["new_today"]["rows"] == [[0]]
    await office.submit()
    query = {"from": "ticket", "by": [{"field": "created_at", "bucket": "day"}], "measures": [{"agg": "count"}]}
    assert rows(await reader.post("query", json=query)) == [["2026-11-23", 1], ["2026-11-24", 1]]


async def test_days_without_anything_are_drawn_too(office: Office) -> None:
    reader = await office.supervisor()
    office.clock.present = datetime(2026, 11, 20, 2, tzinfo=UTC)
    await office.submit()
    office.clock.advance(seconds=3 * 86_400)
    await office.submit()
    times = (await reader.get("dashboards/cockpit")).json()["widgets"]["times"]
    assert [row[0] for row in times["rows"]] == ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"]
    assert times["rows"][1][1:] == [None, None]
    plain = {"from": "ticket", "by": [{"field": "created_at"}], "measures": [{"agg": "count"}]}
    assert len(rows(await reader.post("query", json=plain))) == 2
    period = {"field": "created_at", "op": "within", "value": {"last": 5, "unit": "day"}}
    whole = {**plain, "by": [{"field": "created_at", "fill": True}], "filter": period}
    assert [row[1] for row in rows(await reader.post("query", json=whole))] == [0, 1, 0, 0, 1]


async def test_the_filter_bar_narrows_every_widget_as_far_as_it_can(office: Office) -> None:
    agent, reader = await office.agent(name="李娜"), await office.supervisor()
    office.clock.present = datetime(2026, 11, 20, 2, tzinfo=UTC)
    for problem_type in ("support", "support", "product"):
        await office.submit(problem_type=problem_type)
    office.clock.advance(seconds=3 * 86_400)
    ticket = await office.submit(problem_type="support")
    await agent.work(ticket.id, "claim")
    await agent.solve(ticket.id)

    async def board(*conditions: dict[str, Any]) -> Any:
        answer = await reader.get("dashboards/cockpit", params={"filter": json.dumps({"all": list(conditions)})})
        assert answer.status_code == 200, answer.text
        return answer.json()["widgets"]

    support = await board({"field": "problem_type", "op": "eq", "value": "support"})
    assert support["by_type"]["rows"] == [["support", 3]]
    assert sum(row[1] for row in support["solved_by"]["rows"]) == 1
    product = await board({"field": "problem_type", "op": "eq", "value": "product"})
    assert product["solved_by"]["rows"] == []
    assert product["new_today"]["rows"] == [[0]]
    assert product["times"]["query"]["filter"] == {
        "all": [{"field": "record.problem_type", "op": "eq", "value": "product"}]
    }
    recent = await board({"field": "created_at", "op": "within", "value": {"last": 2, "unit": "day"}})
    assert recent["by_type"]["rows"] == [["support", 1]]
    # Who speaks of a day of creation keeps it.
    past = await board({"field": "created_at", "op": "within", "value": {"previous": 1, "unit": "year"}})
    assert past["new_today"]["rows"] == [[1]]
    assert past["waiting"]["rows"] == [[0]]
    unknown = await board({"field": "phone", "op": "filled"})
    assert unknown["by_type"]["unfiltered"] == ["phone"]
    assert sum(row[1] for row in unknown["by_type"]["rows"]) == 4
    for filter_, code in (("{", "json_malformed"), ('{"any": []}', "filter_malformed")):
        answer = await reader.get("dashboards/cockpit", params={"filter": filter_})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["code"] == code


async def test_fields_of_the_record_behind_a_case(office: Office) -> None:
    await office.submit(problem_type="support", urgency="urgent")
    await office.submit(problem_type="product")
    reader = await office.supervisor()
    query: dict[str, Any] = {
        "from": "cases",
        "by": [{"field": "record.problem_type"}],
        "measures": [{"agg": "count"}, {"measure": "backlog"}],
    }
    answer = await reader.post("query", json=query)
    assert sorted(rows(answer)) == [["product", 1, 1], ["support", 1, 1]]
    column = answer.json()["columns"][0]
    assert (column["key"], column["label"]) == ("record.problem_type", "问题类型")
    narrow = {**query, "filter": {"field": "record.urgency", "op": "eq", "value": "urgent"}}
    assert rows(await reader.post("query", json=narrow)) == [["support", 1, 1]]
    listing = {"from": "cases", "filter": narrow["filter"], "fields": ["number", "record.urgency"]}
    assert [row[1] for row in rows(await reader.post("query", json=listing))] == ["urgent"]
    assert (await reader.post("query", json={**query, "by": [{"field": "record.gone"}]})).status_code == 422


async def test_a_query_inside_one_app(office: Office) -> None:
    await office.submit()
    reader = await office.supervisor()
    query = {"from": "cases", "measures": [{"agg": "count"}]}
    assert rows(await reader.post("query", json=query, params={"app": "service_desk"})) == [[1]]
    assert rows(await reader.post("query", json=query, params={"app": "elsewhere"})) == [[0]]
    inside = {**query, "from": "ticket"}
    assert (await reader.post("query", json=inside, params={"app": "elsewhere"})).status_code == 422


async def test_a_hidden_field_of_the_record_cannot_be_asked_about(office: Office) -> None:
    await office.submit()
    text = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
roles:
  blind:
    name: 看不全
    grants: [{form: ticket, can: [read], scope: all, fields: {urgency: hidden}}, {dashboard: cockpit, can: [read]}]
"""
    assert (await office.blueprint(text)).status_code == 200
    reader = await office.person("盲", roles=["blind"])
    query = {"from": "cases", "by": [{"field": "record.urgency"}], "measures": [{"agg": "count"}]}
    assert (await reader.post("query", json=query)).status_code == 422
    shared = json.dumps({"field": "urgency", "op": "eq", "value": "normal"})
    widgets = (await reader.get("dashboards/cockpit", params={"filter": shared})).json()["widgets"]
    assert widgets["times"]["unfiltered"] == ["urgency"]


async def test_names_in_both_languages(office: Office) -> None:
    for language, name, label in (("zh-CN", "客服驾驶舱", "技术支持"), ("en", "Service cockpit", "Technical support")):
        reader = await office.supervisor(language=language)
        board = (await reader.get("dashboards/cockpit")).json()
        assert board["name"] == name
        assert {"key": "support", "label": label} in board["widgets"]["by_type"]["columns"][0]["options"]


async def test_queries_that_cannot_be(office: Office) -> None:
    await office.submit()
    reader, nobody = await office.supervisor(), await office.person("路人")
    count = [{"agg": "count"}]
    for query in (
        {"from": "nothing", "measures": count},
        {"from": "ticket", "by": [{"field": "urgency"}], "measures": []},
        {"from": "ticket", "measures": [{"agg": "sum", "field": "description"}]},
        {"from": "ticket", "measures": [{"agg": "count; DROP"}]},
        {"from": "ticket", "measures": [{"measure": "nope"}]},
        {"from": "ticket", "by": [{"field": "description"}], "measures": count},
        {"from": "ticket", "by": [{"field": "problem_type", "bucket": "day"}], "measures": count},
        {"from": "ticket", "by": [{"field": 'x"; DROP TABLE people; --'}], "measures": count},
        {"from": "ticket", "by": [{"field": "created_at", "bucket": "decade"}], "measures": count},
        {"from": "ticket", "filter": {"field": "nope", "op": "filled"}, "measures": count},
        {"from": "ticket", "filter": {"field": "created_at", "op": "eq", "value": {"me": True}}, "measures": count},
        {"from": "ticket", "measures": count, "sort": [{"by": 2}]},
        {"from": "ticket", "measures": count, "limit": 0},
        {"from": "ticket", "measures": count, "surprise": 1},
    ):
        answer = await reader.post("query", json=query)
        assert answer.status_code == 422, (query, answer.text)
    assert (await nobody.post("query", json={"from": "ticket", "measures": count})).status_code == 422
    assert (await reader.get("dashboards/nope")).status_code == 404
