import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from helpwright.access.setup import create_setup_token, grant_everything, own_addresses, suggest_urls
from helpwright.platform.database import Statement
from tests.access.conftest import PASSWORD, Desk

Later = Callable[..., None]


async def _token(desk: Desk) -> str:
    token = await create_setup_token(desk.gate.database, desk.clock)
    assert token is not None
    return token


def _body(token: str, **given: Any) -> dict[str, Any]:
    return {
        "token": token,
        "company": "示例科技",
        "name": "王芳",
        "login": "wf@example.com",
        "password": PASSWORD,
        **given,
    }


async def test_the_link_makes_the_first_administrator_and_signs_in(desk: Desk) -> None:
    token = await _token(desk)
    browser = desk.browser()
    state = (await browser.get("setup")).json()
    assert state["needed"] is True
    assert state["public_urls"][0] == "http://desk.example.com"
    body = _body(token, public_url="https://service.example.com/", blueprint="service_desk")
    answer = await browser.post("setup", json=body)
    assert answer.status_code == 200
    person = answer.json()["person"]
    assert (person["name"], person["email"], person["admin"]) == ("王芳", "wf@example.com", True)
    assert person["locale"] == "en"
    assert answer.json()["blueprint"] == "installed"
    assert [(name, str(by)) for name, by in desk.installed] == [("service_desk", person["id"])]
    assert (await browser.get("session")).json()["csrf_token"] == answer.json()["csrf_token"]
    stored = {row["name"]: row["value"] for row in await desk.rows("SELECT * FROM settings")}
    assert stored == {"company": "示例科技", "public_url": "https://service.example.com"}
    assert await desk.rows("SELECT value FROM epoch") == [{"value": 2}]
    assert (await browser.get("setup")).json() == {
        "needed": False,
        "public_urls": [],
        "language": None,
        "mail": False,
    }
    assert await create_setup_token(desk.gate.database, desk.clock) is None
    await desk.signed_in("wf@example.com")


@pytest.mark.parametrize(
    ("login", "key", "value"),
    [("+86 138 0013 8000", "phone", "13800138000"), ("GH-1", "staff_number", "GH-1")],
)
async def test_the_founder_may_use_phone_or_staff_number(desk: Desk, login: str, key: str, value: str) -> None:
    answer = await desk.browser().post("setup", json=_body(await _token(desk), login=login))
    assert answer.json()["person"][key] == value
    assert answer.json()["blueprint"] is None


async def test_of_two_founders_at_once_one_wins(desk: Desk) -> None:
    token = await _token(desk)
    answers = await asyncio.gather(
        *(desk.browser().post("setup", json=_body(token, login=f"{each}@example.com")) for each in "abcd"),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "setup_done"
    assert len(await desk.rows("SELECT id FROM people")) == 1


async def test_a_used_link_says_that_set_up_is_done(desk: Desk) -> None:
    token = await _token(desk)
    await desk.browser().post("setup", json=_body(token))
    answer = await desk.browser().post("setup", json=_body(token))
    assert (answer.status_code, answer.json()["code"]) == (409, "setup_done")


async def test_a_link_lives_a_day_and_only_the_newest_counts(desk: Desk, later: Later) -> None:
    first, second = await _token(desk), await _token(desk)
    answer = await desk.browser().post("setup", json=_body(first))
    assert (answer.status_code, answer.json()["code"]) == (403, "setup_token_wrong")
    later(hours=24)
    answer = await desk.browser().post("setup", json=_body(second))
    assert (answer.status_code, answer.json()["code"]) == (410, "setup_token_expired")
    assert (await desk.browser().post("setup", json=_body(await _token(desk)))).status_code == 200


async def test_without_a_printed_link_nobody_founds_anything(desk: Desk) -> None:
    answer = await desk.browser().post("setup", json=_body("guess"))
    assert answer.json()["code"] == "setup_token_wrong"


async def test_only_the_hash_of_the_link_is_stored(desk: Desk) -> None:
    token = await _token(desk)
    assert token not in str(await desk.rows("SELECT * FROM settings"))


async def test_every_wrong_field_is_named_and_the_link_stays_good(desk: Desk) -> None:
    token = await _token(desk)
    body = _body(token, company=" ", name="\n", login="two words", password="1234567", public_url="ftp://x")
    answer = await desk.browser().post("setup", json=body)
    assert answer.status_code == 422
    assert {entry["field"] for entry in answer.json()["errors"]} == set(body) - {"token"}
    assert (await desk.browser().post("setup", json=_body(token))).status_code == 200


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("https://Service.Example.com", "https://service.example.com"),
        (" http://192.168.1.5:8000/ ", "http://192.168.1.5:8000"),
        ("http://[fd00::1]:8000", "http://[fd00::1]:8000"),
        ("", None),
        ("service.example.com", "refused"),
        ("https://", "refused"),
        ("https://a.example/path", "refused"),
        ("https://a.example?x=1", "refused"),
        ("https://user@a.example", "refused"),
        ("https://a.example:port", "refused"),
        ("https://a b.example", "refused"),
        ("https://[", "refused"),
    ],
)
async def test_public_addresses_are_whole_and_bare(desk: Desk, given: str, stored: str | None) -> None:
    answer = await desk.browser().post("setup", json=_body(await _token(desk), public_url=given))
    if stored == "refused":
        assert answer.json()["errors"][0]["code"] == "public_url_malformed"
        return
    rows = await desk.rows("SELECT value FROM settings WHERE name = 'public_url'")
    assert [row["value"] for row in rows] == ([] if stored is None else [stored])


async def test_a_blueprint_that_fails_does_not_lock_the_founder_out(desk: Desk) -> None:
    desk.install_fails = True
    browser = desk.browser()
    answer = await browser.post("setup", json=_body(await _token(desk), blueprint="service_desk"))
    assert answer.status_code == 200
    assert answer.json()["blueprint"] == "failed"
    assert (await browser.get("session")).status_code == 200


async def test_the_founder_joins_every_role_and_team_of_an_app(desk: Desk) -> None:
    person = await desk.person()
    for _ in range(2):
        await grant_everything(desk.gate.database, "service_desk", ["agent", "supervisor"], person)
    roles = await desk.rows("SELECT role FROM role_members WHERE person_id = %(id)s ORDER BY 1", id=person)
    assert [row["role"] for row in roles] == ["agent", "supervisor"]
    assert len(await desk.rows("SELECT * FROM team_members")) == 2


def test_suggested_addresses_never_begin_with_loopback() -> None:
    lan = ["192.168.1.5", "fd00::1"]
    assert suggest_urls("http://localhost:8000/", None, lan) == [
        "http://192.168.1.5:8000",
        "http://[fd00::1]:8000",
        "http://localhost:8000",
    ]
    assert suggest_urls("http://127.0.0.1:8000/", "https://desk.example.com", lan)[0] == "https://desk.example.com"
    assert suggest_urls("http://192.168.1.5:8000/", None, lan)[0] == "http://192.168.1.5:8000"
    assert suggest_urls("https://desk.example.com/", None, [])[0] == "https://desk.example.com"
    assert suggest_urls("http://[::1]:8000/", None, lan)[-1] == "http://[::1]:8000"


def test_own_addresses_are_reachable_from_outside() -> None:
    assert not {"127.0.0.1", "::1", "0.0.0.0"} & set(own_addresses())  # noqa: S104 -- must not be suggested


async def test_set_up_from_a_foreign_page_is_refused(desk: Desk) -> None:
    answer: httpx.Response = await desk.browser(Origin="https://evil.example").post(
        "setup",
        json=_body(await _token(desk)),
    )
    assert answer.json()["code"] == "origin_foreign"


async def test_country_and_zone_are_kept_and_what_is_unknown_is_left_as_it_is(desk: Desk) -> None:
    browser = desk.browser()
    body = _body(await _token(desk), login="07911 123456", country="GB", zone="Mars/Base")
    answer = await browser.post("setup", json=body)
    assert answer.json()["person"]["phone"] == "+447911123456"
    rows = await desk.gate.database.all(Statement("SELECT name, value FROM settings WHERE name IN ('zone', 'country')"))
    assert [(row["name"], row["value"]) for row in rows] == [("country", "GB")]
    again = await desk.browser().post("session", json={"login": "07911 123456", "password": PASSWORD})
    assert again.status_code == 200, again.text
