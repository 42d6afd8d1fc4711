import asyncio

import pytest
from psycopg.errors import CheckViolation

from helpwright.access import store
from helpwright.access.founding import ensure_administrator
from helpwright.access.gate import COUNTRY
from helpwright.kernel.errors import Invalid
from tests.access.conftest import PASSWORD, Desk


async def test_the_command_line_makes_an_administrator_once(desk: Desk) -> None:
    first = await ensure_administrator(desk.gate, "boss@example.com", PASSWORD, "Boss", "示例科技")
    browser = await desk.signed_in("boss@example.com")
    assert (await browser.get("people")).json()["roles"]
    assert await ensure_administrator(desk.gate, "Boss@example.com", PASSWORD, "Boss") == first
    assert (await browser.get("session")).status_code == 200
    assert len(await desk.rows("SELECT id FROM people")) == 1
    assert await desk.rows("SELECT value FROM settings WHERE name = 'company'") == [{"value": "示例科技"}]


async def test_an_existing_person_becomes_administrator_with_the_new_password(desk: Desk) -> None:
    person = await desk.person(phone="13800138000", active=False)
    assert await ensure_administrator(desk.gate, "+86 138 0013 8000", "another good one", "Boss") == person
    browser = desk.browser()
    answer = await browser.post("session", json={"login": "13800138000", "password": "another good one"})
    assert answer.json()["person"]["admin"] is True
    await ensure_administrator(desk.gate, "13800138000", PASSWORD, "Boss")
    assert (await browser.get("session")).status_code == 401


async def test_a_number_without_a_country_code_is_of_the_country_of_the_organization(desk: Desk) -> None:
    await desk.gate.database.write([store.save_setting(COUNTRY, "DE")])
    await ensure_administrator(desk.gate, "0151 23456789", PASSWORD, "Boss")
    assert await desk.rows("SELECT phone FROM people") == [{"phone": "+4915123456789"}]


async def test_of_set_ups_at_once_each_succeeds_and_one_person_is_made(desk: Desk) -> None:
    made = await asyncio.gather(
        *(ensure_administrator(desk.gate, "boss@example.com", PASSWORD, "Boss", f"公司{each}") for each in range(4)),
    )
    assert len({*made}) == 1
    assert [row["id"] for row in await desk.rows("SELECT id FROM people")] == [made[0]]


async def test_person_and_company_are_written_together(desk: Desk) -> None:
    await desk.rows("ALTER TABLE settings ADD CONSTRAINT never CHECK (name <> 'company')")
    with pytest.raises(CheckViolation):
        await ensure_administrator(desk.gate, "boss@example.com", PASSWORD, "Boss", "示例科技")
    assert await desk.rows("SELECT id FROM people") == []


async def test_a_company_that_is_no_name_is_refused_before_anything_is_made(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        await ensure_administrator(desk.gate, "boss@example.com", PASSWORD, "Boss", "\n ")
    assert [each.field for each in refused.value.errors] == ["company"]
    assert await desk.rows("SELECT id FROM people") == []


async def test_a_new_company_reaches_every_process_by_the_epoch(desk: Desk) -> None:
    before = (await desk.rows("SELECT value FROM epoch"))[0]["value"]
    await ensure_administrator(desk.gate, "boss@example.com", PASSWORD, "Boss", "示例科技")
    assert (await desk.rows("SELECT value FROM epoch"))[0]["value"] == before + 1


@pytest.mark.parametrize(
    ("login", "password", "field"),
    [("two words", PASSWORD, "login"), ("boss@example.com", "short", "password")],
)
async def test_what_cannot_be_a_login_or_password_is_refused(desk: Desk, login: str, password: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await ensure_administrator(desk.gate, login, password, "Boss")
    assert [each.field for each in refused.value.errors] == [field]
