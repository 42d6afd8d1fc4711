"""Refusals of people and their accounts that nobody meets often."""

import pytest

from helpwright.access.sheet import MOST_ROWS
from tests.support.office import Office, Person


@pytest.fixture
async def boss(office: Office) -> Person:
    return await office.person("Admin", admin=True, language="en")


async def test_a_second_factor_is_begun_before_it_is_confirmed(boss: Person) -> None:
    answer = await boss.post("account/second-factor/confirm", json={"code": "123456"})
    assert (answer.status_code, answer.json()["code"]) == (409, "second_factor_not_begun")


async def test_a_sheet_of_people_may_be_too_long(boss: Person) -> None:
    content = "name,phone\n" + "A,13800138000\n" * (MOST_ROWS + 1)
    answer = await boss.post("people/sheet", content=content.encode())
    assert (answer.status_code, answer.json()["code"]) == (422, "sheet_too_long")


async def test_what_is_wrong_with_rows_of_people(office: Office, boss: Person) -> None:
    for name, phone, mail in (("Ann", "13900000001", "ann@example.com"), ("Bob", "13900000002", "bob@example.com")):
        made = await boss.post("people", json={"name": name, "phone": phone, "email": mail})
        assert made.status_code == 201, made.text
    rows = [
        ["Eve", "", "", ""],
        ["Ann", "13900000001", "bob@example.com", ""],
        ["Tom", "13900000003", "", "Nobody"],
        ["Tim", "13900000003", "", ""],
    ]
    body = {"mapping": ["name", "phone", "email", "manager"], "rows": rows, "plan": True}
    planned = (await boss.post("people/import", json=body)).json()["items"]
    expected = ["sheet_no_login", "sheet_several_people", "sheet_manager_unknown", "sheet_twice"]
    told = [office.product.sentences("en", code, {"name": "Nobody", "row": 4}) for code in expected]
    assert [[each["message"] for each in row["problems"]] for row in planned] == [[each] for each in told]
