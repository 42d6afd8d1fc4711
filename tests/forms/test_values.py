"""Filling in a form through HTTP: one problem a field, defaults, required ones."""

from uuid import uuid4

import pytest

from tests.support.office import SENT_WHOLE, TICKETS, Office, ticket_values


def problems(answer: object) -> list[tuple[str, str]]:
    return sorted((each["field"], each["code"]) for each in answer.json()["errors"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_wrong_and_missing_together_one_problem_a_field(office: Office, language: str) -> None:
    values = {
        "customer_phone": "12",
        "customer_email": "nope",
        "problem_type": " ",
        "description": "  ",
        "urgency": "大",
        "solution": "x",
        "zzz": 1,
    }
    answer = await office.browser(language).post(
        "public/forms/ticket/submissions", json={"id": str(uuid4()), "values": values}
    )
    assert answer.status_code == 422
    assert problems(answer) == [
        ("customer_email", "email_malformed"),
        ("customer_name", "required"),
        ("customer_phone", "mobile_malformed"),
        ("description", "required"),
        ("problem_type", "required"),
        ("solution", "field_not_accepted"),
        ("urgency", "option_unknown"),
        ("zzz", "field_not_accepted"),
    ]
    assert all(each["message"] and "{" not in each["message"] for each in answer.json()["errors"])
    assert await office.rows("SELECT 1 FROM service_desk.ticket") == []


async def test_half_characters_and_odd_bodies(office: Office) -> None:
    customer = office.browser()
    for text, status in (
        (f'{{"id": "{uuid4()}", "values": {{"description": "\\ud800"}}}}', 422),
        (f'{{"id": "{uuid4()}", "values": []}}', 422),
        ('{"id": "x", "values": {}}', 422),
        (f'{{"id": "{uuid4()}"}}', 422),
        ("[]", 422),
        ("{", 422),
        ("", 422),
    ):
        answer = await customer.post(
            "public/forms/ticket/submissions", content=text, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == status, (text, answer.text)


async def test_labels_in_any_language_and_defaults(office: Office) -> None:
    leader = await office.supervisor()
    first = await office.submit(problem_type="Technical support", urgency="非常紧急")
    second = await office.submit(problem_type="投诉建议", urgency=None)
    one, two = await leader.record(first.id), await leader.record(second.id)
    assert (one["values"]["problem_type"], one["values"]["urgency"]) == ("support", "critical")
    assert (two["values"]["problem_type"], two["values"]["urgency"], two["values"]["status"]) == (
        "complaint",
        "normal",
        "new",
    )


async def test_changing_values(office: Office) -> None:
    leader, ticket = await office.supervisor(), await office.submit()
    path = f"{TICKETS}/{ticket.id}"
    emptied = await leader.patch(
        path, json={"values": {"customer_name": " ", "description": None, "customer_email": ""}}
    )
    assert problems(emptied) == [("customer_name", "required"), ("description", "required")]
    answer = await leader.patch(path, json={"values": {"customer_email": "", "urgency": "Urgent"}})
    assert (answer.json()["values"]["customer_email"], answer.json()["values"]["urgency"]) == (None, "urgent")
    same = await leader.patch(path, json={"values": {"urgency": "紧急"}, "version": 2})
    assert same.json()["version"] == 2
    stale = await leader.patch(path, json={"values": {"urgency": "normal"}}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert (stale.json()["current"]["version"], stale.json()["yours"]) == (
        2,
        {"version": 1, "values": {"urgency": "normal"}},
    )
    nobody = await leader.patch(path, json={"values": {"assignee": str(uuid4())}})
    assert problems(nobody) == [("assignee", "member_unknown")]
    missing = await leader.patch(path, json={"values": {"attachments": [str(uuid4())]}})
    assert problems(missing) == [("attachments", "file_missing")]
    items = (await leader.get(f"{path}/activity", params={"language": "en"})).json()["items"]
    changes = {each["field"]: (each["label"], each["from"], each["to"]) for each in items[0]["data"]["changes"]}
    assert items[0]["type"] == "updated"
    assert changes["urgency"] == ("Urgency", "Critical", "Urgent")
    assert changes["customer_email"] == ("Email", "zhang@example.com", "")


async def test_a_member_in_the_activity_is_a_name(office: Office) -> None:
    leader, ticket = await office.supervisor("王芳"), await office.submit()
    await leader.patch(f"{TICKETS}/{ticket.id}", json={"values": {"assignee": leader.id}})
    items = (await leader.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    assert items[0]["data"]["changes"] == [
        {"field": "assignee", "label": "处理人", "from": "", "to": "王芳", **SENT_WHOLE}
    ]
    assert items[0]["actor"]["name"] == "王芳"


async def test_the_same_id_makes_one_record(office: Office) -> None:
    leader = await office.supervisor()
    body = {"id": str(uuid4()), "values": ticket_values()}
    first, second = await leader.post(TICKETS, json=body), await leader.post(TICKETS, json=body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["source"] == "staff"
