"""A field that changes its type: what fits is carried over, what does not stays reachable, nothing is lost."""

from typing import Any

from tests.definitions.conftest import Builder
from tests.support.office import Office, Person

NAME = "forms.customer.fields.name"


async def customers(boss: Person, *names: str) -> list[str]:
    made = []
    for name in names:
        answer = await boss.post("forms/customer/records", json={"values": {"name": name}})
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["id"])
    return made


async def values(boss: Person, field: str = "name") -> list[Any]:
    found = (await boss.get("forms/customer/records?sort=created_at&limit=100")).json()["items"]
    return sorted((each["values"][field] for each in found), key=str)


def typed(document: dict[str, Any], field: str, **settings: Any) -> dict[str, Any]:
    label = document["fields"][field]["label"]
    return {**document, "fields": {**document["fields"], field: {**settings, "label": label}}}


async def retype(builder: Builder, field: str, **settings: Any) -> dict[str, Any]:
    document = typed(await builder.document("form", "customer"), field, **settings)
    return await builder.save("form", "customer", document)


async def test_values_that_do_not_convert_are_shown_and_must_be_accepted(office: Office, builder: Builder) -> None:
    boss = await office.supervisor()
    await customers(boss, "+86 138 0013 8000", "张伟", "13900139000")
    assert (await retype(builder, "name", type="mobile"))["problems"] == []
    changes = await builder.changes()
    assert changes["accept"] == [NAME]
    (customer,) = changes["changes"]
    assert customer["diff"] == [
        "field “Name”: type: “Text” becomes “Mobile number”",
        "field “Name”: required cleared (was “yes”)",
    ]
    told = {each["code"]: each for each in customer["effects"]}
    assert told["effect_type_changes"]["message"] == "The type of “Name” changes; values to convert: 3."
    assert [(each["value"], each["why"]) for each in told["effect_values_stay_behind"]["sample"]] == [
        ("张伟", "Enter a valid phone number.")
    ]
    refused = await builder.publish()
    assert (refused.status_code, refused.json()["code"]) == (422, "publish_refused")
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [(NAME, "effect_not_accepted")]
    assert await values(boss) == ["+86 138 0013 8000", "13900139000", "张伟"]
    done = await builder.published(NAME)
    assert (done["step"], done["parts"]) == ("contract", ["form.customer"])
    assert done["progress"] == [{"part": "form.customer", "done": 3, "total": 3}]
    assert await values(boss) == ["13800138000", "13900139000", None]
    left = (await builder.http.get(f"publications/{done['id']}/left-behind")).json()
    assert [(each["form"], each["field"], each["value"]) for each in left["items"]] == [
        ("service_desk.customer", "name", "张伟")
    ]
    stored = await office.rows("SELECT name, name__2 FROM service_desk.customer ORDER BY created_at, name")
    assert {(row["name"], row["name__2"]) for row in stored} == {
        ("+86 138 0013 8000", "13800138000"), ("张伟", None), ("13900139000", "13900139000"),
    }  # fmt: skip
    assert await office.rows("SELECT * FROM conversion_rows") == []
    assert await office.rows("SELECT tgname FROM pg_trigger WHERE tgname LIKE '%%converting'") == []


async def test_rolling_back_brings_back_what_stood_there(office: Office, builder: Builder) -> None:
    boss = await office.supervisor()
    kept, lost, changed, emptied = await customers(boss, "+86 138 0013 8000", "张伟", "13900139000", "13700137000")
    await retype(builder, "name", type="mobile")
    await builder.published(NAME)
    for record, value in ((changed, "13600136000"), (emptied, None)):
        answer = await boss.patch(f"forms/customer/records/{record}", json={"values": {"name": value}})
        assert answer.status_code == 200, answer.text
    answer = await builder.http.post("definitions/form/customer/rollback", json={"version": 1})
    assert answer.status_code == 200, answer.text
    assert answer.json()["reason"] == "rollback"
    found = {
        record: (await boss.get(f"forms/customer/records/{record}")).json()["values"]["name"]
        for record in (kept, lost, changed, emptied)
    }
    assert found == {kept: "+86 138 0013 8000", lost: "张伟", changed: "13600136000", emptied: None}
    read = await builder.read("form", "service_desk.customer")
    assert [(each["version"], each["live"]) for each in read["versions"]] == [(3, True), (2, False), (1, False)]
    assert read["versions"][0]["diff"] == [
        "field “Name”: type: “Mobile number” becomes “Text”",
        "field “Name”: required set to “yes”",
    ]
    assert read["versions"][0]["published_by"]["name"] == "Builder"
    columns = await office.rows(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'customer' AND column_name LIKE 'name%%'"
    )
    assert {row["column_name"] for row in columns} == {"name", "name__2", "name__3"}


async def test_choices_go_by_key_and_texts_by_label(office: Office, builder: Builder) -> None:
    boss = await office.supervisor()
    await customers(boss, "普通", "Urgent", "other")
    options = {"normal": {"zh-CN": "普通", "en": "Normal"}, "urgent": {"zh-CN": "紧急", "en": "Urgent"}}
    await retype(builder, "name", type="radio", options=options)
    await builder.published(NAME)
    assert await values(boss) == [None, "normal", "urgent"]
    more = {"urgent": {"zh-CN": "急", "en": "Pressing"}, "normal": {"zh-CN": "平常", "en": "Usual"}}
    await retype(builder, "name", type="status", options={key: {**more[key], "category": "open"} for key in more})
    await builder.published()
    assert await values(boss) == [None, "normal", "urgent"]
    await retype(builder, "name", type="multiline")
    await builder.published()
    assert await values(boss) == [None, "平常", "急"]


async def test_a_unique_field_stays_unique_or_nothing_happens(office: Office, builder: Builder) -> None:
    boss = await office.supervisor()
    await customers(boss, "138 0013 8000", "13800138000")
    before = await office.rows("SELECT * FROM service_desk.customer ORDER BY id")
    await retype(builder, "name", type="mobile", unique=True)
    refused = await builder.publish()
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [
        (f"{NAME}.unique", "unique_has_doubles")
    ]
    assert await office.rows("SELECT * FROM service_desk.customer ORDER BY id") == before
    assert await office.rows("SELECT 1 FROM pg_class WHERE relname LIKE 'form-%%name__2'") == []
    failed = (await builder.http.get("apps/service_desk/publications")).json()["items"][0]
    assert (failed["state"], failed["step"]) == ("failed", "index")
    assert failed["error"]["errors"][0]["message"].startswith("Some records have the same value")
    assert (await builder.read("form", "customer"))["draft"] is not None
    await customers(boss, "still open for everybody")


async def test_a_hidden_field_comes_back_as_another_type(office: Office, builder: Builder) -> None:
    boss = await office.supervisor()
    await customers(boss, "13800138000")
    document = await builder.document("form", "customer")
    fields = {"note": {"type": "text", "label": "N"}, **document["fields"]}
    await builder.save("form", "customer", {**document, "fields": fields})
    await builder.published()
    (record,) = await customers(boss, "x")
    await boss.patch(f"forms/customer/records/{record}", json={"values": {"note": "139 0013 9000"}})
    await builder.save("form", "customer", document)
    changes = await builder.changes()
    assert [each["message"] for each in changes["changes"][0]["effects"]] == [
        "“N” is hidden; the contents (records: 1) are kept for 30 days and come back with it."
    ]
    await builder.published()
    fields = {"note": {"type": "mobile", "label": "N"}, **document["fields"]}
    await builder.save("form", "customer", {**document, "fields": fields})
    await builder.published()
    assert (await boss.get(f"forms/customer/records/{record}")).json()["values"]["note"] == "13900139000"


async def test_a_status_that_becomes_something_else_loses_its_index_by_change(office: Office, builder: Builder) -> None:
    boss = await office.supervisor()
    await customers(boss, "Normal")
    named = "SELECT 1 FROM pg_class WHERE relname LIKE 'form-%%-changed-by-name__2'"
    await retype(
        builder, "name", type="status", options={"normal": {"zh-CN": "普通", "en": "Normal", "category": "open"}}
    )
    await builder.published(NAME)
    assert len(await office.rows(named)) == 1
    await retype(builder, "name", type="multiline")
    await builder.published()
    assert await office.rows(named) == []
