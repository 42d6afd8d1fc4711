from collections.abc import Callable

import httpx
import pytest

from helpwright.access.password_rules import check_password
from tests.access.conftest import PASSWORD, Desk


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_short"),
        ("x" * 129, "password_long"),
        ("password123", "password_known"),
        ("PassWord123", "password_known"),
        ("ｐａｓｓｗｏｒｄ１", "password_known"),
        ("woaini1314", "password_known"),
        ("ababababab", "password_known"),
        ("wertyuiop", "password_known"),
        ("98765432", "password_known"),
        ("7890qwertyuiop", None),
        ("13800138000", "password_like_login"),
        ("a13800138000", "password_like_login"),
        ("Li.Lei@example.com", "password_like_login"),
        ("li.lei.99", "password_like_login"),
        ("gh-1024x", "password_like_login"),
        ("a cat that met li.lei at noon", None),
        ("correct horse battery", None),
        ("服务台的密码很长", None),
        ("Tr0ub4dor", None),
    ],
)
def test_what_everybody_tries_first_is_no_password(password: str, code: str | None) -> None:
    found = check_password(password, ["Li.Lei@example.com", "13800138000", "GH-1024", None])
    assert [each.code for each in found] == ([] if code is None else [code])


async def test_a_long_one_of_any_signs_opens_to_its_last_sign(desk: Desk, boss: httpx.AsyncClient) -> None:
    """As long as allowed, with spaces and emoji; nothing of it is cut off."""
    long = "长 pass\u2009wörd 😀 " * 9
    for number, password in enumerate((long[:64], long[:128].ljust(128, "x"))):
        login = f"long{number}@example.com"
        made = await boss.post("people", json={"name": "A", "email": login, "password": password})
        assert made.status_code == 201, made.text
        for given, status in ((password, 200), (password[:-1], 401), (password[:-1] + "!", 401)):
            answer = await desk.browser().post("session", json={"login": login, "password": given})
            assert answer.status_code == status, (number, given)
    too_long = await boss.post("people", json={"name": "A", "email": "x@example.com", "password": "长" * 129})
    assert too_long.json()["errors"][0]["code"] == "password_long"


async def test_no_password_grows_old(desk: Desk, later: Callable[..., None]) -> None:
    await desk.person(email="a@example.com")
    later(days=3 * 365)
    browser = await desk.signed_in("a@example.com")
    assert (await browser.get("session")).json()["due"] is None


async def test_a_password_set_by_somebody_else_is_replaced_first(desk: Desk, boss: httpx.AsyncClient) -> None:
    person = await desk.person(email="a@example.com")
    changed = await boss.patch(f"people/{person}", json={"password": "set by the boss"})
    assert changed.json()["password_due"] is True
    browser = desk.browser()
    answer = await browser.post("session", json={"login": "a@example.com", "password": "set by the boss"})
    assert answer.json()["due"] == "password_due"
    browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    refused = await browser.get("people")
    assert (refused.status_code, refused.json()["code"]) == (403, "password_due")
    body = {"current_password": "set by the boss", "password": "set by the boss"}
    assert (await browser.post("account/password", json=body)).json()["errors"][0]["code"] == "password_same"
    body["password"] = "a@example.com"
    assert (await browser.post("account/password", json=body)).json()["errors"][0]["code"] == "password_like_login"
    body["password"] = "one of my own"
    assert (await browser.post("account/password", json=body)).status_code == 204
    assert (await browser.get("people")).status_code == 200
    assert (await browser.get("session")).json()["due"] is None


async def test_a_new_password_ends_the_other_sessions_and_needs_the_present_one(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    here, there = await desk.signed_in("a@example.com"), await desk.signed_in("a@example.com")
    wrong = {"current_password": "not this one", "password": "one of my own"}
    assert (await here.post("account/password", json=wrong)).json()["errors"][0]["field"] == "current_password"
    right = {"current_password": PASSWORD, "password": "one of my own"}
    assert (await here.post("account/password", json=right)).status_code == 204
    assert [(await each.get("session")).status_code for each in (here, there)] == [200, 401]


async def test_a_first_password_may_be_due_and_programs_may_say_it_is_not(boss: httpx.AsyncClient) -> None:
    made = await boss.post(
        "people", json={"name": "A", "email": "a@example.com", "password": PASSWORD, "password_due": True}
    )
    assert made.json()["password_due"] is True
    other = await boss.post("people", json={"name": "B", "email": "b@example.com", "password": PASSWORD})
    assert other.json()["password_due"] is False
    kept = {"password": "set by a program", "password_due": False}
    changed = await boss.patch(f"people/{other.json()['id']}", json=kept)
    assert changed.json()["password_due"] is False


async def test_the_least_length_is_a_rule_of_the_organization(boss: httpx.AsyncClient) -> None:
    await boss.put("sign-in-rules", json={"shortest": 16, "second_factor_for": []})
    answer = await boss.post("people", json={"name": "A", "email": "a@example.com", "password": "fifteen signs.."})
    assert answer.json()["errors"][0]["message"] == "A password needs at least 16 characters."
