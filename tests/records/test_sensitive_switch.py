"""A field that becomes sensitive while it holds data, and one that is no longer."""

import json
from typing import Any

from helpwright.forms.sealed import is_sealed
from helpwright.platform.database import Statement
from tests.records.sensitive_world import (
    BLUEPRINT,
    CARD,
    ILLNESS,
    OTHER_PHONE,
    PHONE,
    RECORDS,
    assert_nothing_readable,
    create,
    everything_stored,
    open_clinic,
)
from tests.support.office import SENT_WHOLE, Office, Person

OPEN = BLUEPRINT.replace(", sensitive: true", "").split("rules:")[0]
CLOSED = BLUEPRINT.split("rules:")[0]


async def publish(office: Office, text: str) -> None:
    answer = await office.blueprint(text, app="clinic")
    assert answer.status_code == 200, answer.text


async def opened(person: Person, record: str, *fields: str) -> Any:
    answer = await person.post(f"{RECORDS}/{record}/reveal", json={"fields": list(fields), "reason": "核对"})
    assert answer.status_code == 200, answer.text
    return answer.json()["values"]


async def test_what_is_there_is_encrypted_with_its_history_and_can_be_decrypted_again(office: Office) -> None:
    doctor = await open_clinic(office, OPEN)
    made = await create(doctor)
    await doctor.patch(f"{RECORDS}/{made['id']}", json={"values": {"phone": OTHER_PHONE}})
    deleted = await create(doctor, card="B-2", name="韩梅")
    await doctor.delete(f"{RECORDS}/{deleted['id']}")
    assert PHONE in await everything_stored(office)
    plan = await office.blueprint(CLOSED, app="clinic", plan=True)
    assert "将作为敏感信息" in plan.text or "becomes sensitive" in plan.text
    await publish(office, CLOSED)
    await assert_nothing_readable(office)
    record = (await doctor.get(f"{RECORDS}/{made['id']}")).json()
    assert record["values"]["phone"] == "137****4321"
    assert await opened(doctor, made["id"], "phone", "card", "illness") == {
        "phone": OTHER_PHONE,
        "card": CARD,
        "illness": ILLNESS,
    }
    changes = (await doctor.get(f"{RECORDS}/{made['id']}/activity")).json()["items"][0]["data"]["changes"]
    assert changes == [{"field": "phone", "label": "手机", "from": "139****5678", "to": "137****4321", **SENT_WHOLE}]
    found = await doctor.get(
        RECORDS, params={"filter": json.dumps({"field": "phone", "op": "eq", "value": OTHER_PHONE})}
    )
    assert [each["id"] for each in found.json()["items"]] == [made["id"]]
    again = await doctor.post(RECORDS, json={"values": {"name": "别人", "card": CARD}})
    assert again.json()["code"] == "not_unique", "what was there counts too"
    back = await doctor.post(f"{RECORDS}/{deleted['id']}/restore")
    assert back.status_code < 300, back.text
    assert await opened(doctor, deleted["id"], "card") == {"card": "B-2"}

    await publish(office, OPEN)
    record = (await doctor.get(f"{RECORDS}/{made['id']}")).json()
    assert (record["values"]["phone"], record["values"]["card"]) == (OTHER_PHONE, CARD)
    listed = await doctor.get(RECORDS, params={"search": "13787654321"})
    assert [each["id"] for each in listed.json()["items"]] == [made["id"]]
    activity = await doctor.get(f"{RECORDS}/{made['id']}/activity")
    assert activity.json()["items"][0]["data"]["changes"][0]["to"] == "***", "what was sealed then stays sealed"
    assert "~1" not in activity.text


async def test_type_and_protection_do_not_change_at_once(office: Office) -> None:
    doctor = await open_clinic(office, OPEN)
    await create(doctor)
    both = CLOSED.replace("type: mobile", "type: landline")
    answer = await office.blueprint(both, app="clinic")
    assert answer.status_code == 422
    assert "sensitive_with_type" in answer.text


async def test_what_a_sensitive_field_cannot_be(office: Office) -> None:
    for change, code in (
        (("title: name", "title: card"), "sensitive_title"),
        (("sensitive: true, unique: true", "sensitive: true, default: x"), "sensitive_default"),
        (
            ("{type: text, label: {zh-CN: 备注, en: Note}}", "{type: integer, label: n, sensitive: true}"),
            "sensitive_not_possible",
        ),
        (('op: eq, value: "139 1234 5678"', 'op: contains, value: "139"'), "operator_not_possible"),
        (("to: {role: doctor}", "to: {field: phone}"), "sensitive_recipient"),
        (('note: "来电 {{phone}} {{card}}"', "note: {field: card}"), "sensitive_value"),
        (
            ("{event: record_created, form: patient}", "{event: record_updated, form: patient, field: card, value: x}"),
            "sensitive_value",
        ),
    ):
        assert change[0] in BLUEPRINT
        answer = await office.blueprint(BLUEPRINT.replace(*change), app="clinic")
        assert answer.status_code == 422, code
        assert code in answer.text, answer.text


async def test_a_column_that_held_values_as_they_are_is_gone(office: Office) -> None:
    doctor = await open_clinic(office, OPEN)
    await create(doctor)
    await publish(office, CLOSED)
    columns = await office.product.database.all(
        Statement("SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'clinic'")
    )
    assert {row["name"] for row in columns} >= {"phone__2", "card__2", "illness__2"}
    assert not {row["name"] for row in columns} & {"phone", "card", "illness"}


async def test_what_a_rule_had_looked_at_is_encrypted_too(office: Office) -> None:
    doctor = await open_clinic(office, BLUEPRINT.replace(", sensitive: true", ""))
    await create(doctor)
    await office.settle()
    looked = "SELECT inputs -> 'values' ->> 'phone' AS phone FROM rule_runs"
    assert await office.rows(looked) == [{"phone": PHONE}]
    await publish(office, BLUEPRINT)
    (row,) = await office.rows(looked)
    assert is_sealed(row["phone"])
