"""A form with every field type: by blueprint, filled in, read, filtered, sorted, counted, changed and published."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from ruamel.yaml import YAML

from helpwright.entry.kinds import FIELD_TYPES
from helpwright.platform.database import Statement
from tests.forms.lab import APP, BLUEPRINT, RECORDS, STORED, VALUES, create, open_lab
from tests.support.office import Office, Person

SENT = {"Content-Type": "application/yaml"}


def read(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def written(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)  # YAML takes JSON


@pytest.fixture
async def chief(office: Office) -> Person:
    return await open_lab(office)


def test_the_form_has_every_type() -> None:
    fields = read(BLUEPRINT)["forms"]["sheet"]["fields"]
    assert {each["type"] for each in fields.values()} == set(FIELD_TYPES)


async def ids_of(person: Person, tree: Any, **params: Any) -> list[str]:
    answer = await person.get(RECORDS, params={"filter": json.dumps(tree), **params})
    assert answer.status_code == 200, answer.text
    return [each["values"]["name"] for each in answer.json()["items"]]


def problems(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {each["field"]: each["code"] for each in answer.json()["errors"]}


async def test_values_as_people_write_them_come_back_as_they_are_stored(office: Office, chief: Person) -> None:
    device = await create(chief, "lab.device", name="叉车")
    made = await create(chief, **VALUES, device=device["id"], owner=chief.id)
    values = made["values"]
    assert {key: values[key] for key in STORED} == STORED
    assert (values["device"], values["owner"], values["state"]) == (device["id"], chief.id, "new")
    assert values["no"] == made["number"] == "S0001"
    assert "intro" not in values
    assert "line" not in values
    assert made["related"]["records"] == {
        device["id"]: {"form": "lab.device", "number": device["number"], "title": "叉车"}
    }
    assert made["access"]["fields"]["no"] == "read"
    assert made["access"]["fields"]["intro"] == "read"
    (row,) = await office.rows("SELECT * FROM lab.sheet")
    assert {"no", "intro", "line"} & row.keys() == set()
    assert (row["price"], row["pieces"], row["paid"], row["skills"]) == (Decimal("1234.5"), 10, True, ["x", "z"])
    again = await create(chief, name="李娜")
    assert (again["values"]["pieces"], again["values"]["day"], again["values"]["paid"]) == (1, "2026-11-23", False)
    assert [again["values"][key] for key in ("weight", "skills", "device", "at")] == [None, [], None, None]


async def test_what_is_wrong_is_said_field_by_field(chief: Person) -> None:
    wrong = {
        "pieces": 1.5, "weight": "1.2345", "price": "$5", "discount": 101, "day": "2026-02-30",
        "at": "2026-11-22T14:30",
        "city": "Paris", "skills": ["x", "y", "z"], "boxes": "q", "paid": "maybe", "desk": "12", "device": str(uuid4()),
        "no": "S9", "intro": "x", "line": 1,
    }  # fmt: skip
    answer = await chief.post(RECORDS, json={"values": {"name": "x", **wrong}})
    assert problems(answer) == {
        "pieces": "number_whole", "weight": "number_places", "price": "decimal_expected",
        "discount": "number_too_large", "day": "date_malformed", "at": "instant_without_zone",
        "city": "option_unknown", "skills": "choices_too_many", "boxes": "option_unknown", "paid": "boolean_expected",
        "desk": "landline_malformed", "no": "field_not_accepted", "intro": "field_not_accepted",
        "line": "field_not_accepted",
    }  # fmt: skip
    gone = await chief.post(RECORDS, json={"values": {"name": "x", "device": str(uuid4())}})
    assert problems(gone) == {"device": "link_missing"}


async def test_filters_sorts_and_search(chief: Person) -> None:
    device = await create(chief, "lab.device", name="叉车")
    await create(chief, **VALUES, device=device["id"])
    await create(chief, name="李娜", pieces=20, price=99, day="2026-11-23", city="bj", skills=["y"], paid=False)
    await create(chief, name="王芳", pieces=None, day=None)
    found: list[tuple[Any, list[str]]] = [
        ({"field": "pieces", "op": "gt", "value": 5000}, []),
        ({"field": "pieces", "op": "between", "value": ["10", 20]}, ["张伟", "李娜"]),
        ({"field": "price", "op": "ge", "value": "¥99"}, ["张伟", "李娜"]),
        ({"field": "price", "op": "in", "value": [99, 1234.5]}, ["张伟", "李娜"]),
        ({"field": "price", "op": "ne", "value": 99}, ["张伟", "王芳"]),
        ({"field": "pieces", "op": "empty"}, ["王芳"]),
        ({"field": "day", "op": "within", "value": {"this": "day"}}, ["李娜"]),
        ({"field": "day", "op": "lt", "value": "2026-02-05"}, ["张伟"]),
        ({"field": "at", "op": "within", "value": {"last": 2, "unit": "day"}}, ["张伟"]),
        ({"field": "at", "op": "le", "value": "2026-11-22T06:30:00Z"}, ["张伟"]),
        ({"field": "city", "op": "in", "value": ["北京", "sh"]}, ["张伟", "李娜"]),
        ({"field": "skills", "op": "contains", "value": "Welding"}, ["张伟"]),
        ({"field": "skills", "op": "in", "value": ["x", "电气"]}, ["张伟", "李娜"]),
        ({"field": "skills", "op": "empty"}, ["王芳"]),
        ({"field": "paid", "op": "eq", "value": True}, ["张伟"]),
        ({"field": "paid", "op": "ne", "value": "是"}, ["李娜", "王芳"]),
        ({"field": "device", "op": "eq", "value": device["id"]}, ["张伟"]),
        ({"field": "device", "op": "empty"}, ["李娜", "王芳"]),
        ({"field": "desk", "op": "contains", "value": "8765"}, ["张伟"]),
        ({"field": "no", "op": "eq", "value": "S0002"}, ["李娜"]),
        ({"not": {"field": "discount", "op": "ge", "value": 10}}, ["李娜", "王芳"]),
    ]
    for tree, names in found:
        assert sorted(await ids_of(chief, tree)) == sorted(names), tree
    everyone = {"field": "name", "op": "filled"}
    for sort, names in (
        ("pieces", ["张伟", "李娜", "王芳"]),
        ("-price", ["张伟", "李娜", "王芳"]),
        ("-day", ["李娜", "张伟", "王芳"]),
        ("city", ["李娜", "张伟", "王芳"]),
        ("-no", ["王芳", "李娜", "张伟"]),
        ("-weight", ["张伟", "王芳", "李娜"]),
    ):
        assert (await ids_of(chief, everyone, sort=sort))[:2] == names[:2], sort
        first = (await chief.get(RECORDS, params={"sort": sort, "limit": 2})).json()
        rest = (await chief.get(RECORDS, params={"sort": sort, "limit": 2, "cursor": first["next"]})).json()
        assert len({each["id"] for each in first["items"] + rest["items"]}) == 3
    for sort in ("skills", "boxes", "intro", "line"):
        assert (await chief.get(RECORDS, params={"sort": sort})).status_code == 422
    for search, names in (("87654321", ["张伟"]), ("S0003", ["王芳"]), ("李", ["李娜"])):
        items = (await chief.get(RECORDS, params={"search": search})).json()["items"]
        assert [each["values"]["name"] for each in items] == names
    for key in ("intro", "line"):
        tree = json.dumps({"field": key, "op": "filled"})
        assert (await chief.get(RECORDS, params={"filter": tree})).status_code == 422


async def asked(person: Person, **query: Any) -> dict[str, Any]:
    answer = await person.post("query", json={"from": "lab.sheet", **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_queries_know_the_types(chief: Person) -> None:
    device = await create(chief, "lab.device", name="叉车")
    await create(chief, name="a", pieces=10, price=10.5, discount=50, day="2026-11-02", city="bj", device=device["id"])
    await create(chief, name="b", pieces=30, price=20, discount=25, day="2026-11-09", city="bj", paid=True)
    await create(chief, name="c", pieces=5, price=1, day="2026-12-01", city="sh")
    sums = await asked(
        chief,
        by=[{"field": "city"}],
        measures=[
            {"agg": "sum", "field": "price"}, {"agg": "avg", "field": "discount"}, {"agg": "max", "field": "pieces"},
            {"agg": "count_distinct", "field": "price"}, {"agg": "max", "field": "day"},
        ],
    )  # fmt: skip
    assert sums["rows"] == [["bj", 30.5, 37.5, 30, 2, "2026-11-09"], ["sh", 1, None, 5, 1, "2026-12-01"]]
    types = [(each["type"], each.get("currency"), each.get("unit")) for each in sums["columns"][1:]]
    assert types == [
        ("money", "CNY", None), ("number", None, "%"), ("number", None, "件"), ("number", None, None),
        ("date", None, None),
    ]  # fmt: skip
    months = await asked(chief, by=[{"field": "day", "bucket": "month"}], measures=[{"agg": "count"}])
    assert months["rows"] == [["2026-11-01", 2], ["2026-12-01", 1]]
    ranges = await asked(chief, by=[{"field": "pieces", "ranges": [10, 20]}], measures=[{"agg": "count"}])
    assert ranges["rows"] == [[0, 1], [1, 1], [2, 1]]
    paid = await asked(chief, by=[{"field": "paid"}], measures=[{"agg": "count"}])
    assert (paid["rows"], paid["columns"][0]["type"]) == ([[False, 2], [True, 1]], "boolean")
    devices = await asked(chief, by=[{"field": "device"}], measures=[{"agg": "count"}])
    assert devices["columns"][0]["options"] == [{"key": device["id"], "label": "叉车"}]
    listed = await asked(chief, fields=["name", "price", "device", "skills", "at", "no"], sort=[{"by": "price"}])
    assert [row[0] for row in listed["rows"]] == ["c", "a", "b"]
    shown = [each["type"] for each in listed["columns"]]
    assert shown == ["text", "money", "link", "multi_select", "instant", "auto_number"]
    for wrong in (
        {"by": [{"field": "skills"}], "measures": [{"agg": "count"}]},
        {"measures": [{"agg": "sum", "field": "city"}]},
        {"measures": [{"agg": "sum", "field": "intro"}]},
        {"fields": ["line"]},
    ):
        assert (await chief.post("query", json={"from": "lab.sheet", **wrong})).status_code == 422


async def test_links_show_titles_to_those_who_may_see_them_in_one_statement(office: Office, chief: Person) -> None:
    clerk = await office.person("文员", roles=["lab.clerk"])
    own, foreign = await create(clerk, "lab.device", name="电钻"), await create(chief, "lab.device", name="叉车")
    for device in (own, foreign, own):
        await create(chief, name="x", device=device["id"])
    page = (await clerk.get(RECORDS)).json()
    assert {each["values"]["device"] for each in page["items"]} == {own["id"], foreign["id"]}
    assert list(page["related"]["records"]) == [own["id"]]
    refused = await clerk.post(RECORDS, json={"values": {"name": "y", "device": foreign["id"]}})
    assert problems(refused) == {"device": "link_missing"}
    taken = await create(clerk, name="y", device=own["id"])
    changed = await clerk.patch(f"{RECORDS}/{taken['id']}", json={"values": {"device": foreign["id"]}})
    assert problems(changed) == {"device": "link_missing"}
    devices = await clerk.post(
        "query", json={"from": "lab.sheet", "by": [{"field": "device"}], "measures": [{"agg": "count"}]}
    )
    labels = {each["key"]: each["label"] for each in devices.json()["columns"][0]["options"]}
    assert labels == {own["id"]: "电钻", foreign["id"]: foreign["id"]}
    found = await clerk.get("forms/lab.device/records", params={"search": "电"})
    assert [each["title"] for each in found.json()["items"]] == ["电钻"]
    await chief.delete(f"forms/lab.device/records/{own['id']}")
    assert (await chief.get(RECORDS)).json()["related"]["records"].keys() == {foreign["id"]}
    late = await chief.patch(f"{RECORDS}/{taken['id']}", json={"values": {"device": own["id"], "name": "z"}})
    assert late.status_code == 200, "a link that stays as it is need not be checked again"
    keys = await office.rows("SELECT convalidated FROM pg_constraint WHERE contype = 'f' AND conname LIKE 'form-%%'")
    assert [row["convalidated"] for row in keys] == [True]
    gone = Statement("DELETE FROM lab.device WHERE id = %(id)s", {"id": UUID(foreign["id"])})
    await office.product.database.write([gone])
    assert await office.rows("SELECT 1 FROM lab.sheet WHERE device = %(id)s", id=UUID(foreign["id"])) == []


async def test_activity_tells_changes_in_words(chief: Person) -> None:
    device = await create(chief, "lab.device", name="叉车")
    made = await create(chief, name="x")
    path = f"{RECORDS}/{made['id']}"
    values = {key: VALUES[key] for key in ("price", "discount", "at", "skills", "paid", "weight")}
    answer = await chief.patch(path, json={"values": {**values, "device": device["id"]}})
    assert answer.status_code == 200, answer.text
    items = (await chief.get(f"{path}/activity", headers={"Accept-Language": "zh-CN"})).json()["items"]
    assert {each["label"]: (each["from"], each["to"]) for each in items[0]["data"]["changes"]} == {
        "单价": ("", "¥1,234.50"), "折扣": ("", "12.5%"), "时间": ("", "2026-11-22 14:30"), "技能": ("", "焊接、软件"),
        "已付": ("否", "是"), "重量": ("", "1.25 kg"), "设备": ("", "叉车"),
    }  # fmt: skip
    english = (await chief.get(f"{path}/activity", headers={"Accept-Language": "en"})).json()["items"][0]["data"]
    assert next(each["to"] for each in english["changes"] if each["label"] == "Skills") == "Welding, Software"
    same = await chief.patch(path, json={"values": {"price": "1234.50", "skills": ["z", "x"]}, "version": 2})
    assert same.json()["version"] == 2, "nothing differs"


async def test_customers_fill_in_what_is_for_them(office: Office, chief: Person) -> None:
    del chief
    customer = office.browser()
    form = (await customer.get("public/forms/sheet")).json()
    keys = [each["key"] for each in form["fields"]]
    assert keys[:4] == ["intro", "name", "line", "pieces"]
    assert {"no", "device", "owner", "state"} & set(keys) == set()
    assert {"weight", "price", "day", "at", "city", "skills", "boxes", "paid", "desk"} <= set(keys)
    note, pieces = form["fields"][0], form["fields"][3]
    assert (note["text"], note["tone"]) == ("请**如实**填写", "info")
    assert (pieces["unit"], pieces["min"], pieces["max"], pieces["default"]) == ("件", 0, 1000, 1)
    sent = {"id": str(uuid4()), "values": VALUES}
    first = await customer.post("public/forms/sheet/submissions", json=sent)
    assert first.status_code == 201, first.text
    again = await customer.post("public/forms/sheet/submissions", json={**sent, "values": {**VALUES, "price": 1234.5}})
    assert again.status_code == 200, "the same said in other words"
    token = first.json()["progress_url"].rsplit("/", 1)[1]
    progress = (await customer.get(f"public/progress/{token}")).json()
    shown = {each["label"]: each["value"] for each in progress["submitted"]}
    assert (shown["单价"], shown["时间"], shown["技能"]) == ("¥1,234.50", "2026-11-22 14:30", "焊接、软件")
    assert (shown["已付"], shown["折扣"], shown["重量"]) == ("是", "12.5%", "1.25 kg")
    hidden = await customer.post(
        "public/forms/sheet/submissions", json={"id": str(uuid4()), "values": {"name": "x", "device": str(uuid4())}}
    )
    assert problems(hidden) == {"device": "field_not_accepted"}


async def test_export_is_what_was_imported(office: Office, chief: Person) -> None:
    del chief
    boss = await office.person("Boss", admin=True, language="en")
    exported = (await boss.get(f"apps/{APP}/blueprint")).text
    assert read(exported)["forms"] == read(BLUEPRINT)["forms"]
    answer = await office.blueprint(exported, app=APP, plan=True)
    assert {each["change"] for each in answer.json()["changes"]} == {"unchanged"}


CHANGES: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("pieces", {"type": "decimal"}, 10, 10),
    ("weight", {"type": "integer"}, 1.25, None),
    ("price", {"type": "text"}, 1234.5, "¥1,234.50"),
    ("discount", {"type": "decimal"}, 12.5, 12.5),
    ("day", {"type": "date_time"}, "2026-02-04", "2026-02-03T16:00:00.000Z"),
    ("at", {"type": "date"}, "2026-11-22T06:30:00.000Z", "2026-11-22"),
    ("city", {"type": "multi_select", "options": {"bj": "北京", "sh": "上海"}}, "sh", ["sh"]),
    ("skills", {"type": "multiline"}, ["x", "z"], "焊接、软件"),
    ("boxes", {"type": "select", "options": {"m": "早", "n": "晚"}}, ["n"], "n"),
    ("paid", {"type": "radio", "options": {"yes": "是", "no": "否"}}, True, "yes"),
    ("desk", {"type": "text"}, "0571-87654321-801", "0571-87654321-801"),
    ("kind", {"type": "select", "options": {"a": "甲"}}, "a", "a"),
    ("story", {"type": "note", "text": "说明"}, "第一行\n第二行", None),
]


async def test_fields_change_their_type_and_back(office: Office, chief: Person) -> None:
    made = await create(chief, **VALUES)
    boss = await office.person("Boss", admin=True, language="zh-CN")
    document = read(BLUEPRINT)
    fields = document["forms"]["sheet"]["fields"]
    for key, settings, before, _ in CHANGES:
        assert made["values"][key] == before
        fields[key] = {"label": fields[key]["label"], **settings}
    text = written(document)
    plan = (await boss.put(f"apps/{APP}/blueprint?plan=1", content=text.encode(), headers=SENT)).json()
    effects = [each for change in plan["changes"] for each in change["effects"]]
    stuck = [each for each in effects if each["code"] == "effect_values_stay_behind"]
    assert [each["sample"][0]["value"] for each in stuck] == ["1.25 kg"]
    assert "effect_field_hidden" in {each["code"] for each in effects}
    params = {"accept": ["forms.sheet.fields.weight"]}
    answer = await boss.put(f"apps/{APP}/blueprint", params=params, content=text.encode(), headers=SENT)
    assert answer.status_code == 200, answer.text
    values = (await chief.get(f"{RECORDS}/{made['id']}")).json()["values"]
    assert "story" not in values
    assert {key: values[key] for key, *_ in CHANGES if key != "story"} == {
        key: after for key, _, _, after in CHANGES if key != "story"
    }
    answer = await office.blueprint(BLUEPRINT, app=APP)
    assert answer.status_code == 200, answer.text
    values = (await chief.get(f"{RECORDS}/{made['id']}")).json()["values"]
    assert {key: values[key] for key, *_ in CHANGES} == {key: before for key, _, before, _ in CHANGES}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("to: device}", "to: nowhere}", "form_unknown"),
        ("to: device}", "to: device, public: write}", "field_not_for_customers"),
        ("title: name\n    number", "title: skills\n    number", "title_not_possible"),
        ("title: name\n    number", "title: intro\n    number", "title_not_possible"),
        ("titled: true}", "unique: true}", "unique_not_possible"),
        ("to: device}", "to: sheet}", "fixed_once_published"),
    ],
)  # fmt: skip
async def test_what_cannot_be_published(office: Office, chief: Person, old: str, new: str, code: str) -> None:
    del chief
    assert old in BLUEPRINT
    answer = await office.blueprint(BLUEPRINT.replace(old, new), app=APP)
    assert answer.status_code == 422, answer.text
    assert code in {each["code"] for each in answer.json()["errors"]}


async def test_fields_are_added_to_a_form_with_records(office: Office, chief: Person) -> None:
    document = read(BLUEPRINT)
    del chief
    fields = document["forms"]["device"]["fields"]
    boss = await office.person("主任二", roles=["lab.chief"])
    device = await create(boss, "lab.device", name="叉车")
    fields |= {
        "works": {"type": "switch", "label": "可用", "default": True},
        "tags": {"type": "multi_select", "label": "标签", "options": {"a": "甲", "b": "乙"}, "default": ["a", "b"]},
        "cost": {"type": "money", "label": "费用", "default": 9.5},
        "since": {"type": "date", "label": "起始", "default": "today"},
        "parent": {"type": "link", "label": "上级", "to": "device"},
        "rule": {"type": "divider", "label": "线"},
        "no": {"type": "auto_number", "label": "编号"},
    }
    text = written(document)
    answer = await office.blueprint(text, app=APP)
    assert answer.status_code == 200, answer.text
    old = (await boss.get(f"forms/lab.device/records/{device['id']}")).json()["values"]
    assert [old[key] for key in ("works", "tags", "cost", "since", "no")] == [
        True, ["a", "b"], 9.5, None, device["number"],
    ]  # fmt: skip
    new = await create(boss, "lab.device", name="托盘", parent=device["id"])
    assert (new["values"]["since"], new["related"]["records"][device["id"]]["title"]) == ("2026-11-23", "叉车")


async def test_days_become_moments_in_the_zone_of_the_organization(office: Office, chief: Person) -> None:
    made = await create(chief, name="x", day="2026-02-04", at="2026-02-04T02:00:00Z")
    zone = Statement("INSERT INTO settings (name, value) VALUES ('zone', '\"America/New_York\"')")
    await office.product.database.write([zone])
    await office.product.definitions.refresh()
    changed = BLUEPRINT.replace("{type: date,", "{type: X,").replace("{type: date_time,", "{type: date,")
    changed = changed.replace(
        "{type: X, label: {zh-CN: 日期, en: Day}, default: today}", "{type: date_time, label: 日期}"
    )
    answer = await office.blueprint(changed, app=APP)
    assert answer.status_code == 200, answer.text
    values = (await chief.get(f"{RECORDS}/{made['id']}")).json()["values"]
    assert (values["day"], values["at"]) == ("2026-02-04T05:00:00.000Z", "2026-02-03")
