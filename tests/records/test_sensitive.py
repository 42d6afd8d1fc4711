"""Sensitive fields: nothing readable at rest, masked for everybody, opened with a reason that the audit keeps."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from helpwright.entry.key_rotation import rotate
from helpwright.forms.sealed import is_sealed
from helpwright.platform.database import Statement
from tests.records.sensitive_world import (
    CARD,
    ILLNESS,
    OTHER_PHONE,
    PHONE,
    RECORDS,
    SECRETS,
    assert_nothing_readable,
    create,
    everything_stored,
    open_clinic,
)
from tests.support.office import SENT_WHOLE, Office, Person


@pytest.fixture
async def doctor(office: Office) -> Person:
    return await open_clinic(office)


async def ids_of(person: Person, tree: Any) -> list[str]:
    answer = await person.get(RECORDS, params={"filter": json.dumps(tree)})
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["items"]]


async def reveal(person: Person, record: str, *fields: str, reason: str = "核对身份") -> Any:
    return await person.post(f"{RECORDS}/{record}/reveal", json={"fields": list(fields), "reason": reason})


async def test_no_value_is_readable_anywhere_after_a_whole_story(office: Office, doctor: Person) -> None:
    made = await create(doctor)
    await office.settle()
    changed = await doctor.patch(f"{RECORDS}/{made['id']}", json={"values": {"phone": OTHER_PHONE}})
    assert changed.status_code == 200, changed.text
    sent = await office.browser().post(
        "public/forms/patient/submissions",
        json={
            "id": "0197a000-0000-7000-8000-000000000001",
            "values": {"name": "韩梅", "phone": PHONE, "illness": ILLNESS},
        },
    )
    assert sent.status_code == 201, sent.text
    await office.settle()
    await assert_nothing_readable(office)
    note = (await doctor.get(f"{RECORDS}/{made['id']}")).json()["values"]["note"]
    assert note == "来电 139****5678 M***", "the rule knew the caller, and wrote what people may see"
    bell = json.dumps((await doctor.get("notifications")).json(), ensure_ascii=False)
    assert "139****5678" in bell
    assert not any(each in bell for each in SECRETS)


async def test_everybody_sees_masks_and_no_answer_holds_a_value(office: Office, doctor: Person) -> None:
    made = await create(doctor)
    await doctor.patch(f"{RECORDS}/{made['id']}", json={"values": {"phone": OTHER_PHONE}})
    masked = {"phone": "137****4321", "card": "M***", "illness": "过***"}
    record = await doctor.get(f"{RECORDS}/{made['id']}")
    assert {key: record.json()["values"][key] for key in masked} == masked
    listed = await doctor.get(RECORDS, params={"search": "李雷"})
    assert {key: listed.json()["items"][0]["values"][key] for key in masked} == masked
    activity = await doctor.get(f"{RECORDS}/{made['id']}/activity")
    assert activity.json()["items"][0]["data"]["changes"] == [
        {"field": "phone", "label": "手机", "from": "139****5678", "to": "137****4321", **SENT_WHOLE}
    ]
    stale = await doctor.patch(f"{RECORDS}/{made['id']}", json={"values": {"card": "X-9"}, "version": 1})
    assert stale.status_code == 409
    rows = await doctor.post("query", json={"source": "clinic.patient", "fields": ["name", "phone", "card"]})
    assert rows.status_code == 200, rows.text
    for answer in (record, listed, activity, stale, rows):
        assert not any(each in answer.text for each in SECRETS)
        assert "~1" not in answer.text, "nor is what is stored told"


async def test_the_form_says_which_fields_are_sensitive(doctor: Person) -> None:
    fields = {each["key"]: each for each in (await doctor.get("forms/clinic.patient")).json()["fields"]}
    assert fields["phone"]["sensitive"] is True
    assert fields["note"].get("sensitive") is None


async def test_a_value_is_opened_for_a_reason_that_the_audit_keeps(office: Office, doctor: Person) -> None:
    made = await create(doctor)
    opened = await reveal(doctor, made["id"], "phone", "illness")
    assert opened.status_code == 200, opened.text
    assert opened.json()["values"] == {"phone": PHONE, "illness": ILLNESS}
    rows = await office.product.database.all(
        Statement("SELECT person_id, object, result, data FROM audit_log WHERE act = 'sensitive_read'")
    )
    assert [(str(row["person_id"]), row["object"], row["result"], row["data"]) for row in rows] == [
        (
            doctor.id,
            f"clinic.patient:{made['id']}",
            "ok",
            {"fields": ["phone", "illness"], "reason": "核对身份", "number": made["number"]},
        )
    ]


async def test_the_audit_names_form_and_fields_in_the_words_of_its_reader(office: Office, doctor: Person) -> None:
    made = await create(doctor)
    await reveal(doctor, made["id"], "phone", "nonsense")
    await reveal(doctor, made["id"], "phone", "illness")
    boss = await office.person("老板", admin=True)
    for language, form, fields in (("zh-CN", "病人", ["手机", "病史"]), ("en", "Patients", ["Phone", "History"])):
        told = await boss.get("audit?act=sensitive_read", headers={"Accept-Language": language})
        newest, refused = told.json()["items"]
        assert (newest["form"], newest["fields"]) == (form, fields)
        assert refused["fields"] == [fields[0], "nonsense"]
    signed_in = (await boss.get("audit?act=audit_read")).json()["items"]
    assert {(each["form"], *each["fields"]) for each in signed_in} == {(None,)}


async def test_without_a_reason_nothing_is_opened(doctor: Person) -> None:
    made = await create(doctor)
    for reason in ("", " ", "看"):
        refused = await reveal(doctor, made["id"], "phone", reason=reason)
        assert refused.status_code == 422
        assert [each["code"] for each in refused.json()["errors"]] == ["sensitive_reason"]


async def test_who_sees_a_field_masked_or_not_at_all_opens_nothing_and_the_audit_knows(
    office: Office, doctor: Person
) -> None:
    made = await create(doctor)
    desk = await office.person("前台", roles=["clinic.desk"])
    for field in ("phone", "illness", "name", "nonsense"):
        refused = await reveal(desk, made["id"], field)
        assert [each["code"] for each in refused.json()["errors"]] == ["sensitive_none"], field
    opened = await reveal(desk, made["id"], "card")
    assert opened.json()["values"] == {"card": CARD}
    rows = await office.product.database.all(
        Statement("SELECT result FROM audit_log WHERE act = 'sensitive_read' ORDER BY id")
    )
    assert [row["result"] for row in rows] == ["sensitive_none"] * 4 + ["ok"]
    stranger = await office.person("路人")
    assert (await reveal(stranger, made["id"], "card")).status_code == 404


async def test_equal_values_are_found_and_nothing_else_can_be_asked(doctor: Person) -> None:
    made = await create(doctor)
    other = await create(doctor, phone=OTHER_PHONE, card="B-2")
    bare = await create(doctor, phone=None, card="C-3")
    assert await ids_of(doctor, {"field": "phone", "op": "eq", "value": "+86 139 1234 5678"}) == [made["id"]]
    assert await ids_of(doctor, {"field": "phone", "op": "in", "value": [PHONE, OTHER_PHONE]}) == [
        other["id"],
        made["id"],
    ]
    assert await ids_of(doctor, {"field": "phone", "op": "ne", "value": PHONE}) == [bare["id"], other["id"]]
    assert await ids_of(doctor, {"field": "phone", "op": "empty"}) == [bare["id"]]
    for op in ("contains", "starts", "ends", "not_contains"):
        tree = json.dumps({"field": "phone", "op": op, "value": "139"})
        refused = await doctor.get(RECORDS, params={"filter": tree})
        assert [each["code"] for each in refused.json()["errors"]] == ["operator_not_possible"], op
    sorted_by = await doctor.get(RECORDS, params={"sort": "phone"})
    assert [each["code"] for each in sorted_by.json()["errors"]] == ["sort_not_possible"]
    assert (await doctor.get(RECORDS, params={"search": "139"})).json()["items"] == []
    for query in (
        {"by": [{"field": "phone"}], "measures": [{"agg": "count"}]},
        {"measures": [{"agg": "count_distinct", "field": "phone"}]},
        {"measures": [{"agg": "max", "field": "phone"}]},
    ):
        refused = await doctor.post("query", json={"source": "clinic.patient", **query})
        assert refused.status_code == 422, refused.text


async def test_a_unique_sensitive_value_is_kept_unique(doctor: Person) -> None:
    made = await create(doctor)
    again = await doctor.post(RECORDS, json={"values": {"name": "别人", "card": f" {CARD} "}})
    assert (again.status_code, again.json()["code"]) == (409, "not_unique")
    assert again.json()["errors"][0]["field"] == "card"
    same = await doctor.patch(f"{RECORDS}/{made['id']}", json={"values": {"card": CARD}})
    assert same.json()["version"] == made["version"], "the same value changes nothing"


async def test_the_same_submission_twice_is_one_record(office: Office, doctor: Person) -> None:
    del doctor
    body = {"id": "0197a000-0000-7000-8000-000000000002", "values": {"name": "韩梅", "phone": PHONE}}
    first = await office.browser().post("public/forms/patient/submissions", json=body)
    second = await office.browser().post("public/forms/patient/submissions", json=body)
    assert (first.status_code, second.json()["number"]) == (201, first.json()["number"])
    other = await office.browser().post(
        "public/forms/patient/submissions", json={**body, "values": {"name": "韩梅", "phone": OTHER_PHONE}}
    )
    assert other.json()["code"] == "submission_differs"


async def test_what_somebody_types_is_never_taken_for_a_sealed_value(office: Office, doctor: Person) -> None:
    first = await create(doctor)
    stored = await everything_stored(office)
    token = next(
        each for each in stored.replace('"', " ").replace(",", " ").replace(")", " ").split() if is_sealed(each)
    )
    second = await create(doctor, card=token, phone=None)
    assert first["id"] != second["id"]
    assert (await reveal(doctor, second["id"], "card")).json()["values"] == {"card": token}


async def test_a_value_moved_to_another_record_stays_closed(office: Office, doctor: Person) -> None:
    mine, other = await create(doctor), await create(doctor, card="B-2", phone=OTHER_PHONE)
    await office.product.database.write(
        [
            Statement(
                """UPDATE clinic.patient t SET phone = o.phone FROM clinic.patient o
                WHERE o.id = %(a)s AND t.id = %(b)s""",
                {"a": other["id"], "b": mine["id"]},
            )
        ]
    )
    refused = await reveal(doctor, mine["id"], "phone")
    assert [each["code"] for each in refused.json()["errors"]] == ["sensitive_unreadable"]
    assert (await doctor.get(f"{RECORDS}/{mine['id']}")).json()["values"]["phone"] == "***"


async def test_erasing_destroys_every_copy_for_good(office: Office, doctor: Person) -> None:
    made, other = await create(doctor), await create(doctor, card="B-2")
    await doctor.patch(f"{RECORDS}/{made['id']}", json={"values": {"phone": OTHER_PHONE}})
    erased = await doctor.post(f"{RECORDS}/{made['id']}/erase-sensitive", json={"reason": "客户要求删除"})
    assert erased.status_code == 200, erased.text
    assert erased.json()["keys"] == 4
    assert (await reveal(doctor, made["id"], "phone")).json()["values"] == {"phone": None}
    changes = (await doctor.get(f"{RECORDS}/{made['id']}/activity")).json()["items"]
    told = [each["data"]["changes"] for each in changes if each["type"] == "updated"]
    assert told == [[{"field": "phone", "label": "手机", "from": "***", "to": "***", **SENT_WHOLE}]]
    assert (await reveal(doctor, other["id"], "phone")).json()["values"] == {"phone": PHONE}
    desk = await office.person("前台", roles=["clinic.desk"])
    refused = await desk.post(f"{RECORDS}/{other['id']}/erase-sensitive", json={"reason": "不该可以"})
    assert refused.status_code == 403
    acts = await office.product.database.all(Statement("SELECT data FROM audit_log WHERE act = 'sensitive_erased'"))
    assert [row["data"]["reason"] for row in acts] == ["客户要求删除"]


async def test_an_import_is_sealed_while_it_waits_and_finds_records_by_a_sensitive_value(
    office: Office, doctor: Person
) -> None:
    made = await create(doctor)
    sheet = f"姓名,手机,就诊卡\n李雷雷,{OTHER_PHONE},{CARD}\n韩梅,{PHONE},K-2\n坏,123,K-3\n".encode()
    begun = await doctor.post("forms/clinic.patient/imports?name=a.csv", content=sheet)
    assert begun.status_code == 201, begun.text
    url = f"forms/clinic.patient/imports/{begun.json()['id']}"
    assert begun.json()["columns"][1]["sample"][0] == OTHER_PHONE, "its maker sees the sheet"
    await assert_nothing_readable(office)
    plan = {"mapping": ["name", "phone", "card"], "match": "card", "history": False}
    assert (await doctor.post(f"{url}/look", json=plan)).status_code == 202
    await office.product.importing.work(UUID(begun.json()["id"]))
    looked = (await doctor.get(url)).json()
    assert looked["counts"] == {"known": 1, "new": 1, "wrong": 1}
    assert (await doctor.post(f"{url}/run")).status_code == 202
    await rotate(office.product, drop_old=True)
    await office.product.importing.work(UUID(begun.json()["id"]))
    assert (await doctor.get(url)).json()["counts"] == {"changed": 1, "made": 1, "wrong": 1}
    assert (await reveal(doctor, made["id"], "phone")).json()["values"] == {"phone": OTHER_PHONE}
    await assert_nothing_readable(office)


async def test_what_many_records_are_to_become_is_sealed_while_it_waits(office: Office, doctor: Person) -> None:
    made = await create(doctor)
    body = {"id": str(uuid4()), "act": "set", "rows": [{"id": made["id"]}], "values": {"phone": OTHER_PHONE}}
    assert (await doctor.post("forms/clinic.patient/batches", json=body)).status_code == 202
    await assert_nothing_readable(office)
    await rotate(office.product, drop_old=True)
    await office.product.batching.work(UUID(str(body["id"])))
    assert (await reveal(doctor, made["id"], "phone")).json()["values"] == {"phone": OTHER_PHONE}
    await assert_nothing_readable(office)


async def test_a_new_secret_key_wraps_every_data_key_and_look_ups_go_on(office: Office, doctor: Person) -> None:
    made = await create(doctor)
    before = await office.rows("SELECT id, wrapped FROM record_keys ORDER BY id")
    done = await rotate(office.product, drop_old=True)
    assert done.records == len(before) == 3
    after = await office.rows("SELECT id, wrapped FROM record_keys ORDER BY id")
    assert not {row["wrapped"] for row in before} & {row["wrapped"] for row in after}
    assert (await reveal(doctor, made["id"], "phone", "illness")).json()["values"] == {
        "phone": PHONE,
        "illness": ILLNESS,
    }
    assert await ids_of(doctor, {"field": "phone", "op": "eq", "value": PHONE}) == [made["id"]]
    assert (await rotate(office.product, drop_old=True)).records == 3


async def test_an_app_takes_its_data_keys_with_it(office: Office, doctor: Person) -> None:
    await create(doctor)
    boss = await office.person("老板", admin=True)
    gone = await boss.delete("apps/clinic?confirm=clinic")
    assert gone.status_code < 300, gone.text
    assert await office.rows("SELECT id FROM record_keys") == []


async def test_no_saved_view_keeps_a_value(office: Office, doctor: Person) -> None:
    await create(doctor)
    phone: Any = {"field": "phone", "op": "in", "value": [PHONE, OTHER_PHONE]}

    def view(tree: Any) -> Any:
        return {"name": "找人", "query": {"from": "clinic.patient", "fields": ["name"], "filter": tree}}

    for tree in (phone, {"any": [{"not": phone}, {"field": "name", "op": "eq", "value": "李雷"}]}):
        refused = await doctor.post("forms/clinic.patient/views", json=view(tree))
        assert [each["code"] for each in refused.json()["errors"]] == ["filter_sensitive"], refused.text
    kept = await doctor.post("forms/clinic.patient/views", json=view({"field": "phone", "op": "filled"}))
    assert kept.status_code == 201, kept.text
    changed = await doctor.put(f"forms/clinic.patient/views/{kept.json()['id']}", json=view(phone))
    assert changed.status_code == 422
    await assert_nothing_readable(office)
