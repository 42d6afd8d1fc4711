"""Erasing what a record knows of a person: every copy goes, the record and its course stay, and it says so itself."""

import json
from typing import Any

import pytest

from helpwright.entry.wiring import Product
from helpwright.platform.database import Statement
from tests.records.sensitive_world import (
    BLUEPRINT,
    CARD,
    ILLNESS,
    OTHER_PHONE,
    PHONE,
    RECORDS,
    create,
    everything_stored,
    open_clinic,
)
from tests.support.office import SENT_WHOLE, TICKETS, Office, Person

NAME, MAIL, STREET = "诸葛清风", "kongming@example.org", "卧龙岗三顾路八号"


@pytest.fixture
async def doctor(office: Office) -> Person:
    return await open_clinic(office)


async def erase(person: Person, path: str, **wanted: Any) -> Any:
    return await person.post(f"{path}/erase-sensitive", json={"reason": "客户要求删除", **wanted})


async def marks_of(office: Office, record: str) -> set[str]:
    """The marks of sealed values that are told of a record anywhere in its history."""
    rows = await office.rows(
        f"""SELECT data::text AS text FROM events WHERE record_id = '{record}' UNION ALL
        SELECT event::text || inputs::text FROM rule_runs WHERE record_id = '{record}'"""  # noqa: S608 -- an id
    )
    return {part[:24] for row in rows for part in row["text"].split('"') if part.startswith("~1")}


async def test_not_even_the_marks_of_sensitive_values_stay(office: Office, doctor: Person) -> None:
    """Who has the key file could try all phone numbers against a mark."""
    made = await create(doctor)
    await office.settle()
    await doctor.patch(f"{RECORDS}/{made['id']}", json={"values": {"phone": OTHER_PHONE}})
    assert len(await marks_of(office, made["id"])) == 4
    before = await office.rows("SELECT submission_hash, version FROM clinic.patient")
    done = await erase(doctor, f"{RECORDS}/{made['id']}")
    assert done.status_code == 200, done.text
    assert done.json() == {"fields": ["phone", "card", "illness"], "keys": 4, "files": 0, "texts": 0}
    assert await marks_of(office, made["id"]) == set()
    after = await office.rows("SELECT submission_hash, version, name FROM clinic.patient")
    assert after == [{"submission_hash": None, "version": before[0]["version"] + 1, "name": "李雷"}]
    found = await doctor.get(RECORDS, params={"filter": json.dumps({"field": "phone", "op": "eq", "value": PHONE})})
    assert found.json()["items"] == []


async def test_the_record_says_what_was_erased_by_whom_and_why(office: Office, doctor: Person) -> None:
    made = await create(doctor)
    url = f"{RECORDS}/{made['id']}"
    await doctor.patch(url, json={"values": {"phone": OTHER_PHONE}})
    assert (await doctor.get(f"{url}/activity")).json()["erased"] == []
    assert (await erase(doctor, url)).status_code == 200
    told = (await doctor.get(f"{url}/activity")).json()
    assert told["erased"] == ["card", "illness", "phone"]
    first = told["items"][0]
    assert (first["type"], first["actor"]["name"]) == ("erased", "王医生")
    assert first["data"] == {"fields": ["手机", "就诊卡", "病史"], "also": [], "reason": "客户要求删除"}
    changed = next(each for each in told["items"] if each["type"] == "updated")
    assert changed["data"]["changes"] == [{"field": "phone", "label": "手机", "from": "***", "to": "***", **SENT_WHOLE}]
    desk = await office.person("前台", roles=["clinic.desk"])
    seen = (await desk.get(f"{url}/activity")).json()
    assert seen["erased"] == ["card", "phone"], "of a field that is hidden from them they learn nothing"


async def test_what_is_not_sensitive_goes_where_it_is_named(office: Office, doctor: Person) -> None:
    made = await create(doctor, name=NAME)
    await doctor.patch(f"{RECORDS}/{made['id']}", json={"values": {"name": f"{NAME}（改）"}})
    await office.settle()
    look = (await doctor.get(f"{RECORDS}/{made['id']}/erasure")).json()
    assert look == {
        "fields": ["name", "phone", "card", "illness", "note"],
        "sensitive": ["phone", "card", "illness"],
        "comments": 0,
        "messages": 2,
    }
    assert NAME in await everything_stored(office)
    done = await erase(doctor, f"{RECORDS}/{made['id']}", fields=["name", "note"])
    assert done.json()["fields"] == ["name", "phone", "card", "illness", "note"]
    assert NAME not in await everything_stored(office)
    record = (await doctor.get(f"{RECORDS}/{made['id']}")).json()
    assert (record["title"], record["values"].get("name")) == (record["number"], None)
    for wrong in ("nonsense", "number"):
        refused = await erase(doctor, f"{RECORDS}/{made['id']}", fields=[wrong])
        assert [each["code"] for each in refused.json()["errors"]] == ["erase_not_possible"]


async def test_columns_that_a_field_left_when_its_type_changed_are_emptied(office: Office) -> None:
    doctor = await open_clinic(office, BLUEPRINT.replace(", sensitive: true", "").split("rules:")[0])
    made = await create(doctor, note=STREET)
    text = BLUEPRINT.replace(", sensitive: true", "").split("rules:")[0]
    changed = text.replace("note: {type: text,", "note: {type: multiline,")
    changed = changed.replace("card: {type: text,", "card: {type: multiline,").replace(", unique: true", "")
    assert (await office.blueprint(changed, app="clinic")).status_code == 200
    left = await office.rows("SELECT count(*) AS n FROM information_schema.columns WHERE table_schema = 'clinic'")
    assert left[0]["n"] > 0
    assert (await erase(doctor, f"{RECORDS}/{made['id']}", fields=["note", "card", "name"])).status_code == 200
    stored = await everything_stored(office)
    assert not [each for each in (STREET, CARD, "李雷") if each in stored]


async def test_a_ticket_with_all_that_was_written_about_it(office: Office) -> None:
    boss = await office.person("老板", roles=["service_desk.supervisor"])
    tech = await office.person("技术员", teams=["service_desk.tech"], roles=["service_desk.agent"])
    ticket = await office.submit(customer_name=NAME, customer_email=MAIL, description=f"上门地址：{STREET}")
    await office.settle()
    url = f"{TICKETS}/{ticket.id}"
    await boss.post(f"{url}/comments", json={"text": f"{NAME} 住在 {STREET}"})
    await boss.post(f"{url}/comments", json={"text": f"{NAME} 您好", "visibility": "public"})
    assert (await tech.work(ticket.id, "claim")).status_code == 200
    solved = await tech.solve(ticket.id, f"去了 {STREET}", comment=f"{NAME} 很满意")
    assert solved.status_code == 200, solved.text
    await office.settle()
    stored = await everything_stored(office)
    assert all(each in stored for each in (NAME, MAIL, STREET))
    look = (await boss.get(f"{url}/erasure")).json()
    assert (look["comments"], look["messages"] > 0) == (2, True)
    assert "urgency" not in look["fields"], "what reports count by is not personal"
    done = await erase(boss, url, fields=look["fields"], also=["comments", "messages"])
    assert done.status_code == 200, done.text
    assert done.json()["texts"] >= 2 + look["messages"]
    stored = await everything_stored(office)
    assert [each for each in (NAME, MAIL, STREET) if each in stored] == []
    record = await boss.record(ticket.id)
    assert (record["number"], record["values"]["urgency"]) == (ticket.number, "critical")
    assert (await boss.get(f"{url}/activity")).status_code == 200
    assert (await boss.get(f"{url}/flow")).status_code == 200
    unsent = await office.rows("SELECT state, reason FROM messages WHERE state IN ('queued', 'held')")
    assert unsent == []
    await office.settle()


async def test_the_log_of_a_rule_that_wrote_a_comment_forgets_its_words(office: Office) -> None:
    blueprint = """
format: 1
app: {key: service_desk, name: Service desk}
rules:
  note:
    name: x
    when: {event: record_created, form: ticket}
    then: [{action: comment, text: "致电 {{customer_name}}"}]
"""
    assert (await office.blueprint(blueprint)).status_code == 200
    boss = await office.supervisor()
    ticket = await office.submit(customer_name=NAME)
    await office.settle()
    url = f"{TICKETS}/{ticket.id}"
    assert f"致电 {NAME}" in (await boss.get(f"{url}/runs")).text
    look = (await boss.get(f"{url}/erasure")).json()
    done = await erase(boss, url, fields=look["fields"], also=["comments", "messages"])
    assert done.status_code == 200, done.text
    assert NAME not in await everything_stored(office)
    (run,) = [each for each in (await boss.get(f"{url}/runs")).json()["items"] if each["rule"].endswith(".note")]
    assert [(each["state"], each["data"]["text"]) for each in run["steps"]] == [("done", "")]


async def test_a_file_opens_for_nobody_any_more(office: Office) -> None:
    boss = await office.person("老板", roles=["service_desk.supervisor"])
    sent = await office.browser().post(
        "public/forms/ticket/files?field=attachments&name=id.txt",
        content=b"id card",
        headers={"Content-Type": "text/plain"},
    )
    assert sent.status_code == 201, sent.text
    ticket = await office.submit(attachments=[sent.json()["id"]])
    assert (await boss.get(f"files/{sent.json()['id']}")).status_code == 200
    done = await erase(boss, f"{TICKETS}/{ticket.id}", fields=["attachments"])
    assert done.json()["files"] == 1
    assert (await boss.get(f"files/{sent.json()['id']}")).status_code == 404
    assert await office.rows("SELECT name, state FROM files") == [{"name": "", "state": "orphaned"}]


async def test_only_who_may_delete_erases_and_says_why(office: Office, doctor: Person) -> None:
    made = await create(doctor)
    desk, stranger = await office.person("前台", roles=["clinic.desk"]), await office.person("路人")
    url = f"{RECORDS}/{made['id']}"
    for person, status in ((desk, 403), (stranger, 404)):
        assert (await person.get(f"{url}/erasure")).status_code == status
        assert (await erase(person, url)).status_code == status
    for reason in ("", "x"):
        refused = await erase(doctor, url, reason=reason)
        assert [each["code"] for each in refused.json()["errors"]] == ["sensitive_reason"]
    assert (await erase(doctor, url)).status_code == 200
    product: Product = office.product
    acts = await product.database.all(Statement("SELECT object, data FROM audit_log WHERE act = 'sensitive_erased'"))
    assert [row["object"] for row in acts] == [f"clinic.patient:{made['id']}"]
    assert not [each for each in (PHONE, CARD, ILLNESS) if each in json.dumps(acts[0]["data"], ensure_ascii=False)]
