"""The Studio's first pages over HTTP: all apps, numbers about one, changes in their parts, what versions changed."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import pytest
from psycopg_pool import AsyncConnectionPool

from helpwright.entry.kinds import ACTIONS, FIELD_TYPES, kinds
from helpwright.flows.catalogue import NODE_TYPES
from helpwright.platform.sentences import Sentences
from helpwright.reports.kind import CHARTS
from helpwright.rules.document import TRIGGERS
from tests.definitions.conftest import Builder
from tests.support.office import Office, ticket_values


async def test_apps_are_listed_with_their_parts_and_what_waits(office: Office, builder: Builder) -> None:
    await builder.http.post("apps", json={"key": "parts", "name": {"zh-CN": "备件", "en": "Parts"}})
    await builder.save("form", "parts.part", {"name": "Part", "fields": {"code": {"type": "text", "label": "Code"}}})
    found = {each["app"]: each for each in (await builder.http.get("apps")).json()["items"]}
    desk, parts = found["service_desk"], found["parts"]
    assert (desk["app"], desk["label"], desk["changed"], desk["version"]) == ("service_desk", "Service desk", 0, 1)
    assert (desk["parts"]["form"], desk["parts"]["rule"]) == (2, 4)
    assert (parts["label"], parts["parts"], parts["changed"]) == ("Parts", {"form": 1}, 1)
    assert (parts["version"], parts["published_at"]) == (0, None)
    agent = await office.person("Agent")
    assert (await agent.get("apps")).status_code == 403
    assert (await agent.get("apps/service_desk/overview")).status_code == 403


async def test_many_apps_are_listed_by_as_many_questions_as_one(
    builder: Builder, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    whole = AsyncConnectionPool.getconn

    async def counted(pool: Any, *about: Any, **more: Any) -> Any:
        asked.append("")
        return await whole(pool, *about, **more)

    monkeypatch.setattr(AsyncConnectionPool, "getconn", counted)

    async def questions() -> int:
        asked.clear()
        assert (await builder.http.get("apps")).status_code == 200
        return len(asked)

    await questions()
    few = await questions()
    for key in ("parts", "tools", "cars"):
        await builder.http.post("apps", json={"key": key, "name": key})
        await builder.save("form", f"{key}.one", {"name": "One", "fields": {"a": {"type": "text", "label": "A"}}})
    await questions()
    assert await questions() == few > 0


async def test_an_app_at_a_glance_has_numbers_about_its_parts(office: Office, builder: Builder) -> None:
    await office.supervisor()
    await office.submit(**ticket_values(urgency="critical"))
    await office.settle()
    found = (await builder.http.get("apps/service_desk/overview")).json()
    facts = found["facts"]
    assert facts["form"]["ticket"] == {"records": 1}
    assert facts["flow"]["ticket_flow"] == {"open": 1}
    assert facts["rule"]["critical"] == {"runs": 1, "failed": 0}
    assert facts["rule"]["survey"] == {"runs": 0, "failed": 0}
    assert facts["survey"]["csat"] == {"answers": 0}
    assert facts["role"]["supervisor"] == {"people": 1}
    assert facts["team"]["tech"] == {"people": 0}
    assert (await builder.http.get("apps/nothing/overview")).json()["code"] == "app_missing"


async def test_changes_come_in_their_parts_with_names_instead_of_keys(
    builder: Builder, make_builder: Callable[[str], Awaitable[Builder]]
) -> None:
    chinese = await make_builder("zh-CN")
    serial = {"type": "text", "label": {"zh-CN": "序列号", "en": "Serial"}, "required": True}
    await builder.edited(
        "form",
        "ticket",
        {"do": "add", "element": "field", "at": ["serial"], "value": serial},
        {"do": "add", "element": "section_field", "at": [1, 1], "value": "serial"},
    )
    await builder.edited(
        "flow",
        "ticket_flow",
        {"do": "change", "element": "assignment", "at": ["handle", 0], "values": {"team": "service"}},
        {"do": "change", "element": "node", "at": ["handle"], "values": {"due": {"hours": 4, "time": "working"}}},
    )
    await builder.edited(
        "rule", "critical", {"do": "change", "element": "step", "at": [0], "values": {"via": ["sms", "inapp"]}}
    )
    found = await chinese.changes()
    assert (found["label"], found["version"], found["count"]) == ("客户服务", 1, 7)
    details = {each["key"]: each["details"] for each in found["changes"]}
    assert {each["key"]: each["label"] for each in found["changes"]}["ticket"] == "服务工单"
    assert details["ticket"][0]["how"] == "added"
    assert details["ticket"][0]["what"] == "新增字段「序列号」"
    assert details["critical"] == [
        {
            "how": "changed",
            "what": "第 1 条动作的通知方式",
            "before": "短信、企业微信、站内",
            "after": "短信、站内",
            "at": [0],
        }
    ]
    flow = {each["what"]: (each["before"], each["after"]) for each in details["ticket_flow"]}
    assert flow["节点「处理」：第 1 条分配规则的客服组"] == ("技术支持组", "客服部")


async def test_a_limit_that_follows_the_ticket_is_told_in_words(builder: Builder) -> None:
    due = {"promise": "resolution"}
    await builder.edited(
        "flow", "ticket_flow", {"do": "change", "element": "node", "at": ["handle"], "values": {"due": due}}
    )
    (flow,) = [each for each in (await builder.changes())["changes"] if each["key"] == "ticket_flow"]
    told = {each["what"]: (each["before"], each["after"]) for each in flow["details"]}
    assert told["due time › limit followed of step “Handle”"] == ("", "resolution")
    assert told["due time › kind of time of step “Handle”"] == ("working time", "")
    assert told["due time › until of step “Handle”"] == ("first response", "")


async def test_versions_are_compared_and_a_way_back_is_told_before_it_is_gone(builder: Builder) -> None:
    before = await builder.document("form", "ticket")
    await builder.edited(
        "form", "ticket", {"do": "change", "element": "field", "at": ["solution"], "values": {"help": "x"}}
    )
    draft = (await builder.http.get("definitions/form/ticket/diff?before=1&after=0")).json()["details"]
    assert [(each["before"], each["after"], each["at"]) for each in draft] == [("", "x", ["solution"])]
    done = await builder.published()
    assert (done["version"], done["canceling"]) == (2, False)
    same = (await builder.http.get("definitions/form/ticket/diff?before=2&after=1")).json()["details"]
    assert [(each["before"], each["after"]) for each in same] == [("x", "")]
    assert (await builder.http.get("definitions/form/ticket/diff?before=1&after=0")).json()["code"] == "draft_missing"
    (part,) = (await builder.http.get(f"publications/{done['id']}/parts")).json()["items"]
    assert (part["kind"], part["key"], part["label"], part["version"], part["change"]) == (
        "form", "ticket", "Service ticket", 2, "changed",
    )  # fmt: skip
    assert [each["at"] for each in part["details"]] == [["solution"]]
    back = (await builder.http.get("definitions/form/ticket/versions/1/changes")).json()
    assert (back["accept"], [each["key"] for each in back["changes"]], back["count"]) == ([], ["ticket"], 1)
    answer = await builder.http.post("definitions/form/ticket/rollback", json={"version": 1})
    assert answer.status_code == 200, answer.text
    assert (await builder.document("form", "ticket")) == before


async def test_what_will_not_convert_is_named_with_its_record(office: Office, builder: Builder) -> None:
    ticket = await office.submit(**ticket_values(description="not a number"))
    await builder.edited(
        "form",
        "ticket",
        {"do": "change", "element": "field", "at": ["description"], "value": {"type": "mobile", "label": "D"}},
    )
    (found,) = (await builder.changes())["changes"]
    (stays,) = [each for each in found["effects"] if each["accept"]]
    assert [(each["record"], each["number"]) for each in stays["sample"]] == [(ticket.id, ticket.number)]


async def test_a_publication_can_be_taken_back_until_it_is_live(builder: Builder) -> None:
    await builder.edited(
        "form", "ticket", {"do": "change", "element": "field", "at": ["solution"], "values": {"help": "x"}}
    )
    done = await builder.published()
    late = await builder.http.post(f"publications/{done['id']}/cancel")
    assert (late.status_code, late.json()["code"]) == (409, "publish_too_late")
    missing = await builder.http.post("publications/00000000-0000-7000-8000-000000000000/cancel")
    assert missing.json()["code"] == "publication_missing"


def _properties(schema: Any) -> Iterable[str]:
    if isinstance(schema, dict):
        named = schema.get("properties")
        yield from named if isinstance(named, dict) and "properties" not in named else ()
        for each in schema.values():
            yield from _properties(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _properties(each)


def test_every_property_and_element_of_a_document_has_a_word() -> None:
    sentences = Sentences.load()
    parts = (ACTIONS, FIELD_TYPES, NODE_TYPES, TRIGGERS, CHARTS)
    models = [*(kind.model for kind in kinds()), *(each.settings for part in parts for each in part.values())]
    wanted = {f"property_{name}" for model in models for name in _properties(model.model_json_schema())}
    wanted |= {f"element_{element.name}" for kind in kinds() for element in kind.elements}
    assert [code for code in sorted(wanted) if not sentences.knows(code)] == []


async def test_a_file_names_its_app_itself(office: Office, builder: Builder) -> None:
    text = """format: 1
app: {key: spares, name: {zh-CN: 备件库, en: Spare parts}}
forms:
  part: {name: {zh-CN: 备件, en: Part}, fields: {code: {type: text, label: Code}}}
"""
    planned = await builder.http.post("blueprints?plan=1", content=text)
    assert planned.status_code == 200, planned.text
    plan = planned.json()
    assert (plan["app"], plan["label"], plan["new"], plan["problems"]) == ("spares", "Spare parts", True, [])
    assert [(each["kind"], each["label"], each["change"]) for each in plan["changes"]] == [("form", "Part", "added")]
    assert "spares" not in {each["app"] for each in (await builder.http.get("apps")).json()["items"]}
    assert (await builder.http.post("blueprints", content=text)).status_code == 200
    again = (await builder.http.post("blueprints?plan=1", content=text)).json()
    assert (again["new"], [each["change"] for each in again["changes"]]) == (False, ["unchanged"])
    wrong = (await builder.http.post("blueprints?plan=1", content="format: 1\napp: {key: x}\nforms: 3\n")).json()
    assert wrong["problems"][0]["line"] > 0
    agent = await office.person("Agent")
    assert (await agent.post("blueprints?plan=1", content=text)).status_code == 403
