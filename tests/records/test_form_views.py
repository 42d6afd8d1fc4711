"""Views that a form brings: checked with it, shown to everybody as far as their rights go."""

from typing import Any

import pytest

from helpwright.definitions.blueprint import plan_blueprint
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.kinds import kinds
from tests.support.office import Office, Person

APP = """
format: 1
app: {key: shop, name: 门店}
roles:
  clerk:
    name: 店员
    grants: [{form: visit, can: [read, create], scope: all}]
  guest:
    name: 访客
    grants: [{form: visit, can: [read], scope: all, fields: {secret: hidden}}]
forms:
  visit:
    name: 拜访
    fields:
      who: {type: text, label: 客户}
      kind: {type: radio, label: 类型, options: {first: 首次, again: 回访}}
      secret: {type: text, label: 底价}
    views:
      again:
        name: {zh-CN: 回访, en: Again}
        fields: [number, who, secret, title]
        filter: {field: kind, op: eq, value: again}
        sort: {by: secret, desc: true}
        group: secret
        density: compact
      cheap: {name: 有底价, filter: {field: secret, op: filled}}
"""


async def installed(office: Office, role: str) -> Person:
    admin = await office.person("管理员", admin=True)
    headers = {"Content-Type": "application/yaml"}
    answer = await admin.put("apps/shop/blueprint", content=APP.encode(), headers=headers)
    assert answer.status_code == 200, answer.text
    return await office.person("小周", roles=[f"shop.{role}"])


async def views_of(person: Person) -> list[dict[str, Any]]:
    answer = await person.get("forms/shop.visit")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["views"]
    return found


async def test_everybody_gets_the_views_in_the_builders_order(office: Office) -> None:
    clerk = await installed(office, "clerk")
    again, cheap = await views_of(clerk)
    assert again == {
        "key": "again",
        "name": "回访",
        "query": {
            "from": "shop.visit",
            "filter": {"field": "kind", "op": "eq", "value": "again"},
            "sort": [{"by": "secret", "desc": True}],
            "fields": ["number", "who", "secret", "title"],
        },
        "look": {"widths": {}, "group": "secret", "density": "compact"},
    }
    assert (cheap["name"], cheap["look"]["group"]) == ("有底价", None)
    exported = (await (await office.person("x", admin=True)).get("apps/shop/blueprint")).text
    assert "sort: {by: secret, desc: true}" in exported


async def test_who_may_not_see_a_field_cannot_ask_for_it_by_a_view(office: Office) -> None:
    guest = await installed(office, "guest")
    (only,) = await views_of(guest)
    assert only["key"] == "again"
    assert only["query"]["fields"] == ["number", "who", "title"]
    assert "sort" not in only["query"]
    assert only["look"]["group"] is None


async def test_a_form_that_says_nothing_has_the_usual_tabs(office: Office) -> None:
    agent = await office.agent()
    assert (await agent.get("forms/ticket")).json()["views"] == []


@pytest.mark.parametrize(
    ("view", "path", "code"),
    [
        ("{name: A, fields: [nobody]}", ".fields.0", "field_unknown"),
        ("{name: A, fields: []}", ".fields", "at_least_one"),
        ("{name: A, sort: {by: nobody}}", ".sort.by", "sort_not_possible"),
        ("{name: A, group: number}", ".group", "grouping_not_possible"),
        ("{name: A, filter: {field: nobody, op: eq, value: a}}", ".filter", "field_unknown"),
        ("{name: A, filter: {all: [{field: kind, op: eq, value: third}]}}", ".filter", ""),
        ("{name: A, density: huge}", ".density", "value_not_one_of"),
        ("{fields: [number]}", ".name", "key_missing"),
    ],
)
def test_a_view_asks_only_for_what_is_there(view: str, path: str, code: str) -> None:
    text = APP[: APP.index("    views:")] + f"    views:\n      a: {view}\n"
    found = [(each.path, each.code) for each in plan_blueprint(text, kinds(), DefinitionSet(0, {}, ())).problems]
    assert [place for place, _ in found] == [f"forms.visit.views.a{path}"]
    assert not code or found[0][1] == code
