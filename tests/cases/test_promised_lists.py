"""Lists of tickets by what is promised: what must be answered within the hour, which level, what was missed."""

import json
from itertools import product
from typing import Any

import pytest

from helpwright.platform.sheet import rows_of
from tests.cases.conftest import JOBS, REPAIRS
from tests.cases.test_clocks import local
from tests.cases.test_further_answers import reply, write
from tests.cases.test_levels import run_until
from tests.cases.test_policies import change
from tests.cases.test_policy_levels import WITH_LEVELS
from tests.support.office import TICKETS, Office, Person

VIEWS = "forms/ticket/views"
ANSWERING = WITH_LEVELS.replace(
    "          first_response: {minutes: 30}\n",
    "          first_response: {minutes: 30}\n          next_response: {hours: 3}\n",
)
SOON = {"field": "answer_due", "op": "within", "value": {"before": {"hours": 1}}}
SLOW = (
    REPAIRS
    + """      levels:
        slow: {name: {zh-CN: 慢, en: Slow}, clock: first_response, color: blue, percent: 50}
        late: {name: {zh-CN: 超时, en: Late}, clock: resolution, color: red, percent: 100}
"""
)
LIMITS = ("due", "answer_due", "first_response_due", "next_response_due", "resolution_due")


@pytest.fixture
async def lead(office: Office) -> Person:
    """A supervisor of the running example; critical tickets have levels and a promise for further messages."""
    answer = await office.blueprint(ANSWERING)
    assert answer.status_code == 200, answer.text
    return await office.supervisor()


async def listed(person: Person, tree: Any = None, **params: Any) -> list[str]:
    """What the tickets of a list are about, in its order."""
    asked = params if tree is None else {"filter": json.dumps(tree), **params}
    answer = await person.get(TICKETS, params=asked)
    assert answer.status_code == 200, answer.text
    return [each["values"]["description"] for each in answer.json()["items"]]


async def walked(person: Person, tree: Any, order: dict[str, str]) -> list[str]:
    """The same page by page."""
    found: list[str] = []
    asked = {**order, "limit": "2"} | ({} if tree is None else {"filter": json.dumps(tree)})
    while True:
        page = (await person.get(TICKETS, params=asked)).json()
        found += [each["values"]["description"] for each in page["items"]]
        if page["next"] is None:
            return found
        asked["cursor"] = page["next"]


def one(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


async def test_what_must_be_answered_within_the_hour(office: Office, lead: Person) -> None:
    agent = await office.agent()
    asked = await office.submit(urgency="critical", description="追问")  # Monday 10:00
    await office.submit(urgency="normal", description="普通")  # to be answered by 12:00
    office.clock.present = local("2026-11-23T10:10")
    await reply(lead, asked)
    office.clock.present = local("2026-11-23T10:20")
    await write(office, asked)  # to be answered by 13:20
    office.clock.present = local("2026-11-23T11:30")
    await office.submit(urgency="critical", description="刚到")  # by 12:00
    office.clock.present = local("2026-11-23T11:40")

    assert await listed(lead, SOON, sort="answer_due") == ["普通", "刚到"]
    assert await listed(lead, {"not": SOON}) == ["追问"]
    assert await listed(lead, sort="-answer_due") == ["追问", "刚到", "普通"]
    assert await listed(lead, one("first_response_due", "empty")) == ["追问"]
    assert await listed(lead, one("next_response_due", "filled")) == ["追问"]
    assert await listed(lead, one("resolution_due", "le", {"field": "due"})) == []
    assert await listed(lead, one("due", "lt", {"field": "resolution_due"}), sort="due") == ["普通", "刚到", "追问"]
    assert await listed(lead, one("due", "le", "2026-11-23T04:00:00Z"), sort="-created_at") == ["刚到", "普通"]
    # of two values it is a list of its own for each; both say the same
    either = {"all": [SOON, one("urgency", "in", ["normal", "critical"])]}
    assert await listed(lead, either) == ["刚到", "普通"]
    assert await listed(agent, SOON) == ["刚到", "普通"]
    await reply(lead, asked)
    assert await listed(lead, one("next_response_due", "empty"), sort="created_at") == ["追问", "普通", "刚到"]


async def test_a_page_goes_on_where_the_one_before_ended(office: Office, lead: Person) -> None:
    for urgency, text in (("critical", "一"), ("normal", "二"), ("critical", "三"), ("normal", "四")):
        await office.submit(urgency=urgency, description=text)
        office.clock.advance(minutes=1)
    done = await office.submit(urgency="normal", description="五")
    agent = await office.agent()
    await agent.work(done.id, "claim")
    assert (await agent.solve(done.id)).status_code == 200
    await run_until(office, "25T11:00")
    late = {"field": "due", "op": "within", "value": {"before": {"hours": 48}}}
    for tree, texts in ((None, "一二三四五"), (late, "一二三四")):
        for sort, way in product((*LIMITS, "promise_level", "promise_missed"), ("", "-")):
            order = {"sort": f"{way}{sort}"}
            assert sorted(await listed(lead, tree, **order)) == sorted(texts)
            assert await walked(lead, tree, order) == await listed(lead, tree, **order)
    assert (await listed(lead, sort="due"))[-1] == (await listed(lead, sort="-due"))[-1] == "五"


async def test_levels_and_misses(office: Office, lead: Person) -> None:
    hot = await office.submit(urgency="critical", description="橙")  # Monday 10:00
    await office.submit(urgency="normal", description="红")
    kept = await office.submit(urgency="normal", description="守时")
    await reply(lead, hot)
    await reply(lead, kept)
    agent = await office.agent()
    await agent.work(kept.id, "claim")
    assert (await agent.solve(kept.id)).status_code == 200
    await run_until(office, "25T11:00")
    assert await listed(lead, one("promise_level", "eq", "orange")) == ["橙"]
    assert await listed(lead, one("promise_level", "in", ["orange", "late"]), sort="-promise_level") == ["红", "橙"]
    assert await listed(lead, one("promise_level", "ne", "late"), sort="created_at") == ["橙", "守时"]
    assert await listed(lead, one("promise_level", "empty")) == ["守时"]
    assert await listed(lead, one("promise_missed", "eq", True)) == ["红"]  # noqa: FBT003 -- a value
    assert await listed(lead, one("promise_missed", "eq", False), sort="created_at") == ["橙", "守时"]  # noqa: FBT003

    items = (await lead.get(TICKETS, params={"promises": 1, "sort": "created_at"})).json()["items"]
    assert [each["promises"]["level"] and each["promises"]["level"]["key"] for each in items] == [
        "orange",
        "late",
        None,
    ]
    assert [each["promises"]["missed"] for each in items] == [False, True, False]
    assert items[0]["promises"]["due"] == {
        "first_response": None,
        "next_response": None,
        "resolution": {
            "clock": "resolution",
            "due_at": "2026-11-26T02:00:00.000Z",
            "from": "2026-11-23T02:00:00.000Z",
            "warned_at": items[0]["promises"]["due"]["resolution"]["warned_at"],
            "level": items[0]["promises"]["level"],
        },
    }
    assert set(items[2]["promises"]["due"].values()) == {None}
    fields = "description,due,answer_due,first_response_due,resolution_due,promise_level,promise_missed"
    answer = await lead.get(f"{TICKETS}/export", params={"fields": fields, "sort": "created_at"})
    assert list(rows_of(answer.content)) == [
        ["问题描述", "到期时间", "应回复时限", "首次响应时限", "解决时限", "到达的级别", "曾超时"],
        ["橙", "2026-11-26 10:00:00", "", "", "2026-11-26 10:00:00", "橙", "否"],
        [
            "红",
            "2026-11-23 12:00:00",
            "2026-11-23 12:00:00",
            "2026-11-23 12:00:00",
            "2026-11-25 11:00:00",
            "超时",
            "是",
        ],
        ["守时", "", "", "", "", "", "否"],
    ]
    chosen = await lead.get(f"{TICKETS}/chosen", params={"filter": json.dumps(one("promise_level", "filled"))})
    assert len(chosen.json()["items"]) == 2
    groups = {
        "from": "ticket",
        "by": [{"field": "urgency"}],
        "measures": [{"agg": "count"}],
        "filter": one("promise_level", "filled"),
    }
    assert (await lead.post("query", json=groups)).json()["rows"] == [["critical", 1], ["normal", 1]]
    await change(lead, hot.id, urgency="normal")
    assert (await lead.post("query", json=groups)).json()["rows"] == [["normal", 1]]


async def test_a_view_asks_by_them(office: Office, lead: Person) -> None:
    await office.submit(urgency="critical")
    query = {
        "from": "ticket",
        "filter": SOON,
        "sort": [{"by": "answer_due"}],
        "fields": ["number", "title", "answer_due", "promise_level", "promise_missed"],
    }
    made = await lead.post(VIEWS, json={"name": "一小时内", "query": query})
    assert made.status_code == 201, made.text
    assert (await lead.get(f"{VIEWS}/counts")).json() == {made.json()["id"]: {"value": 1, "exact": True}}
    built = ANSWERING.replace(
        "    service:\n",
        """    views:
      soon:
        name: {zh-CN: 该回了, en: Answer soon}
        fields: [number, title, answer_due, promise_level]
        filter: {field: answer_due, op: within, value: {before: {hours: 1}}}
        sort: {by: answer_due}
      hot:
        name: {zh-CN: 橙, en: Orange}
        filter: {field: promise_level, op: in, value: [orange, red]}
    service:
""",
        1,
    )
    assert (await office.blueprint(built)).status_code == 200
    form = (await lead.get("forms/ticket")).json()
    assert form["views"][0]["query"]["sort"] == [{"by": "answer_due", "desc": False}]
    assert [each["key"] for each in form["views"]] == ["soon", "hot"]
    assert form["promises"]["clocks"] == ["first_response", "next_response", "resolution"]
    assert [each["key"] for each in form["promises"]["levels"]] == ["late", "slow", "yellow", "orange", "red"]
    assert form["promises"]["levels"][0] == {"key": "late", "name": "超时", "color": "red"}
    exported = await (await office.person("Boss", admin=True)).get("apps/service_desk/blueprint")
    assert "field: answer_due" in exported.text
    refused = await office.blueprint(built.replace("value: [orange, red]", "value: [orange, violet]"))
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "option_unknown")


async def test_what_is_solved_shows_no_level_any_more(office: Office) -> None:
    worker = await at_work(office, SLOW)
    job = await worker.post(JOBS, json={"values": {"what": "门"}})
    await run_until(office, "23T11:30")
    filled = one("promise_level", "filled")
    assert await jobs(worker, filled) == ["门"]
    path, values = f"{JOBS}/{job.json()['id']}", {"state": "fixed"}
    solved = await worker.patch(path, json={"values": values, "version": job.json()["version"]})
    assert solved.status_code == 200, solved.text
    assert (await worker.get(JOBS, params={"promises": 1})).json()["items"][0]["promises"]["level"] is None
    assert await jobs(worker, filled) == []


async def test_of_levels_reached_alike_list_and_filter_name_the_same(office: Office) -> None:
    worker = await at_work(office, SLOW.replace("percent: 50", "percent: 100"))
    await worker.post(JOBS, json={"values": {"what": "门"}})
    await run_until(office, "24T12:00")
    (item,) = (await worker.get(JOBS, params={"promises": 1})).json()["items"]
    assert item["promises"]["level"]["key"] == "slow"
    assert await jobs(worker, one("promise_level", "eq", "slow")) == ["门"]
    assert await jobs(worker, one("promise_level", "eq", "late")) == []


async def test_a_field_of_that_name_comes_first(office: Office) -> None:
    field = "      due: {type: date, label: {zh-CN: 约定日, en: Agreed day}}\n      worker:"
    worker = await at_work(
        office, REPAIRS.replace("      worker:", field).replace("update, delete]", "update, delete, export]")
    )
    for what, day in (("早到", "2026-12-24"), ("晚到", "2026-12-01")):
        made = await worker.post(JOBS, json={"values": {"what": what, "due": day}})
        assert made.status_code == 201, made.text
        office.clock.advance(minutes=5)
    assert await jobs(worker, sort="due") == ["晚到", "早到"]
    assert await jobs(worker, sort="resolution_due") == ["早到", "晚到"]
    assert await jobs(worker, one("due", "eq", "2026-12-24")) == ["早到"]
    exported = await worker.get(f"{JOBS}/export", params={"fields": "what,due", "sort": "due"})
    assert list(rows_of(exported.content)) == [["内容", "约定日"], ["晚到", "2026-12-01"], ["早到", "2026-12-24"]]
    items = (await worker.get(JOBS, params={"promises": 1, "sort": "due"})).json()["items"]
    assert items[0]["values"]["due"] == "2026-12-01"
    assert items[0]["promises"]["due"]["first_response"]["due_at"] == "2026-11-23T05:35:00.000Z"


async def test_forms_without_cases_have_no_promises(office: Office) -> None:
    lead = await office.supervisor()
    customers = await lead.get("forms/customer/records", params={"sort": "due"})
    assert (customers.status_code, customers.json()["errors"][0]["code"]) == (422, "sort_not_possible")


async def at_work(office: Office, blueprint: str) -> Person:
    """Somebody of the small app as it stands there."""
    answer = await office.blueprint(blueprint, app="repairs")
    assert answer.status_code == 200, answer.text
    return await office.person("老周", roles=["repairs.worker"])


async def jobs(person: Person, tree: Any = None, **params: Any) -> list[str]:
    asked = params if tree is None else {"filter": json.dumps(tree), **params}
    answer = await person.get(JOBS, params=asked)
    assert answer.status_code == 200, answer.text
    return [each["values"]["what"] for each in answer.json()["items"]]
