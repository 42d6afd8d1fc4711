import asyncio
import json
import logging
from collections.abc import Callable
from typing import ClassVar

import httpx
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from helpwright.access.gate import COOKIE
from helpwright.access.operations.sign_in import forget_expired
from helpwright.platform.database import Database, Row, Statement
from tests.access.conftest import PASSWORD, Desk

Later = Callable[..., None]


@pytest.mark.parametrize(
    "login",
    [
        "li.lei@example.com",
        " LI.Lei@EXAMPLE.com ",
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 138 0013 8000",
        "+8613800138000",
        "008613800138000",
        "１３８００１３８０００",
        "GH-1024",
        "gh-1024",
    ],
)
async def test_mail_phone_and_staff_number_open_the_door_in_any_writing(desk: Desk, login: str) -> None:
    person = await desk.person(email="Li.Lei@example.com", phone="13800138000", staff_number="GH-1024")
    async with desk.browser() as browser:
        answer = await browser.post("session", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json()["person"] == {
        "id": str(person),
        "name": "Li Lei",
        "email": "Li.Lei@example.com",
        "phone": "13800138000",
        "staff_number": "GH-1024",
        "admin": False,
        "system_roles": [],
        "locale": "en",
    }


async def test_people_are_written_to_in_the_language_they_last_signed_in_with(desk: Desk) -> None:
    person = await desk.person(email="a@example.com")

    async def written() -> str:
        (row,) = await desk.rows("SELECT locale FROM people WHERE id = %(id)s", id=person)
        return str(row["locale"])

    assert await written() == "zh-CN"
    wrong = {"login": "a@example.com", "password": "not the password"}
    assert (await desk.browser().post("session", json=wrong)).status_code == 401
    assert await written() == "zh-CN"
    browser = await desk.signed_in("a@example.com")
    assert await written() == "en"
    assert (await browser.patch(f"people/{person}", json={"locale": "zh-CN"})).status_code == 200
    assert await written() == "zh-CN"
    silent = desk.browser()
    del silent.headers["Accept-Language"]
    right = {"login": "a@example.com", "password": PASSWORD}
    assert (await silent.post("session", json=right)).json()["person"]["locale"] == "zh-CN"


async def test_one_person_signs_in_at_several_places_at_once(desk: Desk) -> None:
    await desk.person(email="a@example.com")

    async def enter() -> int:
        async with desk.browser() as browser:
            answer = await browser.post("session", json={"login": "a@example.com", "password": PASSWORD})
        return answer.status_code

    for _ in range(10):
        assert set(await asyncio.gather(*(enter() for _ in range(4)))) == {200}


async def test_a_foreign_phone_signs_in_with_its_country_code(desk: Desk) -> None:
    await desk.person(phone="+44 20 7946 0958")
    async with desk.browser() as browser:
        answer = await browser.post("session", json={"login": "0044 (20) 7946-0958", "password": PASSWORD})
    assert answer.json()["person"]["phone"] == "+442079460958"


async def test_the_cookie_is_for_the_server_alone_and_only_its_hash_is_stored(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    async with desk.browser(base="https://desk.example.com/api/v1") as browser:
        answer = await browser.post("session", json={"login": "a@example.com", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" in cookie
    assert "Max-Age" not in cookie
    token = answer.cookies[COOKIE]
    assert len(token) >= 43
    (stored,) = await desk.rows("SELECT * FROM sessions")
    assert token.encode() not in bytes(stored["token_hash"])
    assert len(stored["token_hash"]) == 32


async def test_nothing_of_signing_in_is_logged_or_printed(
    desk: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    for login, password in (("a@example.com", "wrong password 7"), ("my secret login", PASSWORD), ("\ud800", "x")):
        body = json.dumps({"login": login, "password": password}).encode()
        await desk.browser().post("session", content=body, headers={"Content-Type": "application/json"})
    changed = {"current_password": PASSWORD, "password": "another horse battery"}
    assert (await browser.post("account/password", json=changed)).status_code == 204
    printed = capfd.readouterr()
    told = caplog.text + printed.out + printed.err + str(await desk.rows("SELECT * FROM audit_log"))
    secrets = (PASSWORD, "wrong password 7", "my secret login", "another horse battery")
    for secret in (*secrets, browser.cookies[COOKIE], browser.headers["X-CSRF-Token"]):
        assert secret not in told


async def test_no_address_opens_a_session(desk: Desk) -> None:
    """Addresses lie in logs and histories: what stands there proves nothing, and no answer puts a token there."""
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    token = browser.cookies[COOKIE]
    entered = await desk.browser().post("session", json={"login": "a@example.com", "password": PASSWORD})
    assert entered.cookies[COOKIE] not in entered.text
    assert "location" not in entered.headers
    for name in (COOKIE, "session", "token", "key", "authorization", "access_token"):
        for value in (token, f"Bearer {token}"):
            answer = await desk.browser().get("session", params={name: value})
            assert answer.status_code == 401, (name, value)


async def test_plain_http_gives_a_cookie_that_plain_http_can_use(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    async with desk.browser() as browser:
        answer = await browser.post("session", json={"login": "a@example.com", "password": PASSWORD})
    assert "Secure" not in answer.headers["set-cookie"]


async def test_a_session_lasts_twelve_hours(desk: Desk, later: Later) -> None:
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    later(hours=11, minutes=59)
    assert (await browser.get("session")).status_code == 200
    later(minutes=1)
    answer = await browser.get("session")
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in_required"


async def test_a_remembered_session_lasts_seven_days(desk: Desk, later: Later) -> None:
    await desk.person(email="a@example.com")
    async with desk.browser() as browser:
        body = {"login": "a@example.com", "password": PASSWORD, "remember": True}
        answer = await browser.post("session", json=body)
        assert f"Max-Age={7 * 86400}" in answer.headers["set-cookie"]
        later(days=6, hours=23)
        assert (await browser.get("session")).status_code == 200
        later(hours=1)
        assert (await browser.get("session")).status_code == 401
    await forget_expired(desk.gate)
    assert await desk.rows("SELECT * FROM sessions") == []


async def test_session_tells_who_and_the_same_token(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    answer = await browser.get("session")
    assert answer.json()["csrf_token"] == browser.headers["X-CSRF-Token"]
    assert answer.json()["person"]["name"] == "Li Lei"


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("a@example.com", "wrong password"),
        ("a@example.com", PASSWORD.upper()),
        ("nobody@example.com", PASSWORD),
        ("away@example.com", PASSWORD),
        ("bare@example.com", PASSWORD),
        ("x" * 200, "\U0001f600" * 9),
    ],
)
async def test_every_failure_looks_the_same(desk: Desk, login: str, password: str) -> None:
    await desk.person(email="a@example.com")
    await desk.person("Away", email="away@example.com", active=False)
    await desk.person("Bare", email="bare@example.com", password=None)
    async with desk.browser() as browser:
        answer = await browser.post("session", json={"login": login, "password": password})
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in_failed"
    assert answer.json()["detail"] == "The account or password is not right."
    assert "set-cookie" not in answer.headers


class CountingHasher(Argon2Hasher):
    """The real hasher, which remembers what it was asked to check."""

    checked: ClassVar[list[str]] = []

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:  # noqa: A002 -- the name it has there
        self.checked.append(str(hash))
        return super().verify(password, hash)


@pytest.mark.parametrize("login", ["a@example.com", "nobody@example.com", "away@example.com", "bare@example.com"])
async def test_an_unknown_login_costs_the_same_work(desk: Desk, login: str) -> None:
    await desk.person(email="a@example.com")
    await desk.person("Away", email="away@example.com", active=False)
    await desk.person("Bare", email="bare@example.com", password=None)
    desk.gate.passwords._hasher = CountingHasher(time_cost=2, memory_cost=19_456, parallelism=1)
    CountingHasher.checked.clear()
    answer = await desk.browser().post("session", json={"login": login, "password": "wrong password"})
    assert answer.status_code == 401
    (checked,) = CountingHasher.checked
    assert not desk.gate.passwords.outdated(checked)


async def test_who_asks_costs_one_statement(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    assert (await browser.get("session")).status_code == 200
    asked: list[Statement] = []
    original = Database.all

    async def counted(database: Database, statement: Statement) -> list[Row]:
        asked.append(statement)
        return await original(database, statement)

    monkeypatch.setattr(Database, "all", counted)
    assert (await browser.get("session")).status_code == 200
    assert len(asked) == 1


async def test_after_five_failures_a_login_waits_and_success_resets(desk: Desk, later: Later) -> None:
    await desk.person(email="a@example.com")
    wrong = {"login": "A@example.com", "password": "wrong password"}
    right = {"login": "a@example.com", "password": PASSWORD}
    async with desk.browser() as browser:
        for _ in range(5):
            assert (await browser.post("session", json=wrong)).status_code == 401
        answer = await browser.post("session", json=right)
        assert answer.status_code == 429
        assert answer.json()["code"] == "too_many_attempts"
        assert answer.json()["detail"] == "Too many attempts. Please try again in 30 seconds."
        assert answer.headers["Retry-After"] == "30"
        later(seconds=30)
        assert (await browser.post("session", json=wrong)).status_code == 401
        answer = await browser.post("session", json=right)
        assert answer.headers["Retry-After"] == "60"
        later(seconds=60)
        assert (await browser.post("session", json=right)).status_code == 200
        assert await desk.rows("SELECT * FROM sign_in_failures WHERE subject LIKE 'login:%%'") == []
        for _ in range(4):
            assert (await browser.post("session", json=wrong)).status_code == 401
        browser.cookies.clear()
        assert (await browser.post("session", json=right)).status_code == 200


async def test_one_address_cannot_try_many_logins(desk: Desk) -> None:
    now = desk.clock.now()
    await desk.person(email="a@example.com")
    await desk.gate.database.all(
        Statement("INSERT INTO sign_in_failures VALUES ('address:198.51.100.7', 50, %(now)s)", {"now": now}),
    )
    right = {"login": "a@example.com", "password": PASSWORD}
    async with desk.browser("198.51.100.7") as blocked, desk.browser("198.51.100.8") as other:
        assert (await blocked.post("session", json=right)).status_code == 429
        assert (await other.post("session", json=right)).status_code == 200


async def test_neighbors_in_one_ipv6_network_count_together(desk: Desk) -> None:
    wrong = {"login": "a@example.com", "password": "wrong password"}
    for address in ("2001:db8:1:2::3", "2001:db8:1:2:ffff::4", "::ffff:198.51.100.7", "unknown"):
        async with desk.browser(address) as browser:
            await browser.post("session", json=wrong)
    found = await desk.rows("SELECT subject, failures FROM sign_in_failures WHERE subject LIKE 'address:%%' ORDER BY 1")
    assert found == [
        {"subject": "address:198.51.100.7", "failures": 1},
        {"subject": "address:2001:db8:1:2::", "failures": 2},
        {"subject": "address:unknown", "failures": 1},
    ]


async def test_many_tries_at_once_gain_nothing(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    body = {"login": "a@example.com", "password": "wrong password"}
    async with desk.browser() as browser:
        answers = await asyncio.gather(*(browser.post("session", json=body) for _ in range(12)))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 7


async def test_what_is_typed_as_login_is_not_kept(desk: Desk) -> None:
    async with desk.browser() as browser:
        await browser.post("session", json={"login": "my secret password", "password": "x"})
    assert "secret" not in str(await desk.rows("SELECT * FROM sign_in_failures"))


async def test_signing_out_ends_the_session(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    token = browser.cookies[COOKIE]
    answer = await browser.delete("session")
    assert answer.status_code == 204
    assert answer.content == b""
    assert COOKIE not in browser.cookies
    browser.cookies[COOKIE] = token
    assert (await browser.get("session")).status_code == 401
    assert (await browser.delete("session")).status_code == 204


async def test_a_deactivated_person_is_out_at_once(desk: Desk, boss: httpx.AsyncClient) -> None:
    person = await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    assert (await browser.get("session")).status_code == 200
    await boss.patch(f"people/{person}", json={"active": False})
    assert (await browser.get("session")).status_code == 401
    await boss.patch(f"people/{person}", json={"active": True})
    assert (await browser.get("session")).status_code == 401
    answer = await browser.post("session", json={"login": "a@example.com", "password": PASSWORD})
    assert answer.status_code == 200


async def test_an_outdated_hash_is_replaced_on_sign_in(desk: Desk) -> None:
    person = await desk.person(email="a@example.com")
    weak = Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    await desk.gate.database.all(Statement("UPDATE people SET password_hash = %(hash)s", {"hash": weak}))
    await desk.signed_in("a@example.com")
    (row,) = await desk.rows("SELECT id, password_hash FROM people")
    assert row["id"] == person
    assert "m=19456,t=2,p=1" in row["password_hash"]
    await desk.signed_in("a@example.com")
