"""Dashboards and queries against a naive recount under the reader's rights."""

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
