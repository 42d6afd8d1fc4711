"""A masked value never leaves the server whole, whichever way somebody asks."""

import json
from typing import Any

import pytest

from helpwright.entry.kinds import FIELD_TYPES
from helpwright.forms.field_type import Masked
from helpwright.platform.database import Statement
from tests.support.office import TICKETS, Office, Person, Ticket

PHONE, MAIL, NAME = "13912345678", "guo@example.com", "郭靖大侠"
ROLES = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
roles:
  veiled:
    name: Veiled
    grants:
      - form: ticket
        can: [read, update, assign]
        scope: all
        fields: {customer_phone: masked, customer_email: masked, customer_name: masked, description: masked,
                 problem_type: masked, assignee: masked, attachments: masked}
      - {form: customer, can: [read], scope: all, fields: {phone: masked, name: masked, email: masked}}
      - {dashboard: cockpit, can: [read]}
"""


@pytest.fixture
async def ticket(office: Office) -> Ticket:
    answer = await office.blueprint(ROLES)
    assert answer.status_code == 200, answer.text
    return await office.submit(customer_phone=PHONE, customer_email=MAIL, customer_name=NAME, problem_type="complaint")


@pytest.fixture
async def veiled(office: Office, ticket: Ticket) -> Person:
    del ticket
    return await office.person("蒙面", roles=["veiled"])


@pytest.mark.parametrize("key", sorted(FIELD_TYPES))
def test_every_type_has_a_mask_that_tells_little(key: str) -> None:
    kind = FIELD_TYPES[key]
    value = "一个很长的秘密" if kind.column == "text" and key not in {"mobile", "email"} else "13800138000"
    shown = kind.mask("zhang@example.com" if key == "email" else value)
    assert shown is None or (isinstance(shown, Masked) and "*" in shown)
    assert value not in str(shown)


async def test_masked_values_are_masked_everywhere(office: Office, veiled: Person, ticket: Ticket) -> None:
    leader, colleague = await office.supervisor("王芳"), await office.person("小龙女")
    path = f"{TICKETS}/{ticket.id}"
    changes = {
        "customer_phone": "13987654321",
        "assignee": colleague.id,
        "description": "机密",
        "customer_name": "黄蓉女侠",
    }
    assert (await leader.patch(path, json={"values": changes})).status_code == 200
    stale = await veiled.patch(path, json={"values": {"urgency": "normal"}, "version": 1})
    assert stale.status_code == 409
    assert stale.json()["current"]["values"]["customer_phone"] == "139****4321"
    record = await veiled.record(ticket.id)
    assert record["values"]["customer_email"] == "g***@example.com"
    assert (record["values"]["assignee"], record["values"]["problem_type"]) == ("***", "***")
    assert record["values"]["attachments"] == []
    assert record["title"] == "机***"
    answers = [
        stale,
        await veiled.get(path),
        await veiled.get(TICKETS),
        await veiled.get(f"{path}/activity"),
        await veiled.get(f"{path}/flow"),
        await veiled.get("tasks", params={"scope": "all"}),
        await veiled.get("dashboards/cockpit"),
        await veiled.get("workspace"),
        await veiled.get("forms/ticket"),
        await veiled.patch(path, json={"values": {"customer_phone": "13900000000"}}),
        await veiled.patch(path, json={"values": {"urgency": "urgent"}}),
        await veiled.post("query", json={"from": "ticket", "measures": [{"agg": "count"}]}),
        await veiled.get("messages"),
    ]
    assert [answer.status_code for answer in answers if not answer.is_success] == [409, 422, 403]
    for answer in answers:
        secrets = (
            PHONE,
            "13987654321",
            MAIL,
            NAME,
            "黄蓉女侠",
            "设备掉线",
            "机密",
            "complaint",
            colleague.id,
            "小龙女",
        )
        for secret in (PHONE, MAIL) if answer in answers[7:9] else secrets:  # forms list their options
            assert secret not in answer.text, (answer.url, secret)
    assert {each["access"] for each in answers[8].json()["fields"] if each["key"] == "customer_phone"} == {"masked"}
    changed = [each for item in answers[3].json()["items"] for each in item["data"].get("changes", [])]
    phones = [(each["from"], each["to"]) for each in changed if each["field"] == "customer_phone"]
    assert phones == [("139****5678", "139****4321")]
    assert "投诉" not in answers[4].text, "the reason of a task does not name the value"


async def test_nobody_learns_a_masked_value_by_asking_for_it(veiled: Person) -> None:
    wanted: list[dict[str, Any]] = [
        {"filter": json.dumps({"field": "customer_phone", "op": "eq", "value": PHONE})},
        {"filter": json.dumps({"not": {"any": [{"field": "customer_email", "op": "empty"}]}})},
        {"sort": "customer_name"},
        {"sort": "-problem_type"},
    ]
    for params in wanted:
        assert (await veiled.get(TICKETS, params=params)).status_code == 422, params
    assert (await veiled.get(TICKETS, params={"search": PHONE})).json()["items"] == []
    for part in (
        {"by": [{"field": "problem_type"}]},
        {"measures": [{"agg": "count_distinct", "field": "customer_phone"}]},
    ):
        query = {"from": "ticket", "measures": [{"agg": "count"}], **part}
        assert (await veiled.post("query", json=query)).status_code == 422, part
    lookup = {"filter": json.dumps({"field": "phone", "op": "eq", "value": PHONE})}
    assert (await veiled.get("forms/customer/records", params=lookup)).status_code == 422


async def test_messages_in_the_activity_name_nobody_to_who_reads_no_addresses(
    office: Office, veiled: Person, ticket: Ticket
) -> None:
    data = {"message": veiled.id, "via": "mail", "to": MAIL, "subject": f"您好 {NAME}", "reason": None, "rule": None}
    await office.product.database.write(
        [
            Statement(
                """INSERT INTO events (at, type, dataset, record_id, actor, data)
                VALUES (%(at)s, 'message_sent', 'service_desk.ticket', %(of)s, '{"kind": "system"}', %(data)s)""",
                {"at": office.clock.now(), "of": ticket.id, "data": data},
            )
        ]
    )
    told = (await veiled.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"][0]
    assert (told["type"], told["data"]["via"], told["data"]["to"], told["data"]["subject"]) == (
        "message",
        "mail",
        None,
        None,
    )
    leader = await office.supervisor()
    seen = (await leader.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"][0]
    assert seen["data"]["to"] == MAIL


async def test_a_submission_of_somebody_else_does_not_tell_its_number(office: Office, ticket: Ticket) -> None:
    key = (await office.rows("SELECT submission_key FROM service_desk.ticket"))[0]["submission_key"]
    stranger = await office.agent("外人", team="tech")
    values = {"customer_phone": PHONE, "customer_name": "x", "problem_type": "product", "description": "y"}
    answer = await stranger.post(TICKETS, json={"id": str(key), "values": values})
    assert (answer.status_code, answer.json()["code"]) == (409, "submission_differs")
    assert ticket.number not in answer.text


async def test_nobody_reads_an_upload_by_putting_it_into_their_own_record(office: Office) -> None:
    owner, thief = await office.agent("主"), await office.agent("贼")
    upload = await owner.post("forms/ticket/files?field=attachments&name=a.txt", content=b"secret")
    values = {"customer_phone": PHONE, "customer_name": "x", "problem_type": "support", "description": "y"}
    wanted = {"values": {**values, "attachments": [upload.json()["id"]]}}
    stolen = await thief.post(TICKETS, json=wanted)
    assert [each["code"] for each in stolen.json()["errors"]] == ["file_missing"]
    assert (await owner.post(TICKETS, json=wanted)).status_code == 201
