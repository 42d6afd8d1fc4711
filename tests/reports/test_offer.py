"""What the dashboard designer may choose from, over HTTP: the app as it is being edited."""

from typing import Any

from tests.support.office import Office, Person


async def datasets(builder: Person) -> dict[str, Any]:
    answer = await builder.get("studio/datasets", params={"app": "service_desk"})
    assert answer.status_code == 200, answer.text
    return {each["key"]: each for each in answer.json()["datasets"]}


def columns(dataset: dict[str, Any]) -> dict[str, Any]:
    return {each["key"]: each for each in dataset["columns"]}


async def test_forms_and_system_datasets(office: Office) -> None:
    builder = await office.person("搭", admin=True)
    found = await datasets(builder)
    assert list(found) == ["customer", "ticket", "cases", "surveys", "tasks"]
    ticket = columns(found["ticket"])
    assert ticket["problem_type"] == {
        "key": "problem_type",
        "label": "问题类型",
        "type": "radio",
        "record": False,
        "live": True,
        "groups": True,
        "ranges": False,
        "buckets": [],
        "aggregates": ["count", "count_distinct"],
        "operators": ["empty", "eq", "filled", "in", "ne", "not_in"],
        "options": ticket["problem_type"]["options"],
    }
    assert ticket["problem_type"]["options"][0]["label"] == "产品咨询"
    assert not ticket["description"]["groups"]
    assert ticket["created_at"]["buckets"][:2] == ["hour", "day"]
    assert "id" not in ticket
    cases = columns(found["cases"])
    assert cases["first_response_seconds"]["ranges"]
    assert "p90" in cases["first_response_seconds"]["aggregates"]
    assert cases["record.urgency"]["record"]
    assert cases["breached"]["options"][0] == {"key": "true", "label": "是"}
    measures = {each["key"]: each for each in found["cases"]["measures"]}
    assert "frt" in measures
    assert "csat" not in measures
    assert "创建时间" in measures["frt"]["help"]


async def test_every_offer_can_be_asked(office: Office) -> None:
    """What is said to be a dimension groups, what is said to be an aggregate computes."""
    builder, reader = await office.person("搭", admin=True), await office.supervisor()
    await office.submit()
    for key, dataset in (await datasets(builder)).items():
        for column in dataset["columns"]:
            measures = [{"agg": agg, "field": column["key"]} for agg in column["aggregates"]]
            query: dict[str, Any] = {"from": key, "measures": [{"agg": "count"}, *measures][:10]}
            if column["groups"]:
                bucket = {"bucket": column["buckets"][-1]} if column["buckets"] else {}
                query["by"] = [{"field": column["key"], **bucket}]
            answer = await reader.post("query", json=query)
            assert answer.status_code == 200, (key, column["key"], answer.text)


async def test_a_new_field_is_offered_before_it_is_live(office: Office) -> None:
    builder = await office.person("搭", admin=True)
    field = {"type": "radio", "label": "渠道", "options": {"web": "网页"}}
    operations = [{"do": "add", "element": "field", "at": ["origin"], "value": field}]
    path = "definitions/form/service_desk.ticket/draft/operations"
    answer = await builder.post(path, json={"version": 0, "operations": operations})
    assert answer.status_code == 200, answer.text
    found = await datasets(builder)
    assert not columns(found["ticket"])["origin"]["live"]
    assert not columns(found["cases"])["record.origin"]["live"]
    assert columns(found["ticket"])["status"]["live"]


async def test_only_builders_learn_it(office: Office) -> None:
    agent, builder = await office.agent(), await office.person("搭", admin=True)
    assert (await agent.get("studio/datasets", params={"app": "service_desk"})).status_code == 403
    assert (await builder.get("studio/datasets", params={"app": "gone"})).status_code == 404
