from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from helpwright.access.device import browser_of, is_phone, system_of
from helpwright.access.operations.people import update_person
from tests.access.conftest import PASSWORD, Desk

Later = Callable[..., None]
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537"
WECOM = "Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537.36 wxwork/5.0 MicroMessenger/7"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Mobile/15E148 MicroMessenger/8.0.60"


@pytest.mark.parametrize(
    ("words", "browser", "system", "phone"),
    [
        (CHROME, "Chrome", "Windows", False),
        (f"{CHROME} Edg/142.0", "Edge", "Windows", False),
        (IPHONE, "WeChat", "iPhone", True),
        (WECOM, "WeCom", "Android", True),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/19 Safari/605", "Safari", "macOS",
         False),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux", False),
        ("curl/8.5.0", None, None, False),
        ("", None, None, False),
    ],
)  # fmt: skip
def test_devices_are_told_by_their_words(words: str, browser: str | None, system: str | None, phone: bool) -> None:
    assert (browser_of(words), system_of(words), is_phone(words)) == (browser, system, phone)


async def _listed(browser: httpx.AsyncClient, path: str = "account/sessions") -> list[dict[str, Any]]:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_one_sees_where_one_is_signed_in_and_ends_it_there(desk: Desk, later: Later) -> None:
    await desk.person(email="a@example.com")
    there = await desk.signed_in("a@example.com", address="203.0.113.9", **{"User-Agent": CHROME})
    later(minutes=10)
    here = await desk.signed_in("a@example.com")
    listed = await _listed(here)
    assert [each["current"] for each in listed] == [True, False]
    other = listed[1]
    assert (other["browser"], other["system"], other["address"]) == ("Chrome", "Windows", "203.0.113.9")
    assert other["last_seen_at"] < listed[0]["last_seen_at"]
    later(minutes=1)
    await there.get("session")
    assert [each["current"] for each in await _listed(here)] == [False, True]
    assert (await here.delete(f"account/sessions/{other['id']}")).status_code == 204
    assert (await there.get("session")).status_code == 401
    assert (await here.delete(f"account/sessions/{other['id']}")).status_code == 404
    assert (await here.get("session")).status_code == 200


async def test_one_signs_out_everywhere_else(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    browsers = [await desk.signed_in("a@example.com") for _ in range(3)]
    await desk.person("B", email="b@example.com")
    stranger = await desk.signed_in("b@example.com")
    assert (await browsers[0].delete("account/sessions")).json() == {"ended": 2}
    assert [(await each.get("session")).status_code for each in (*browsers, stranger)] == [200, 401, 401, 200]
    told = await desk.rows("SELECT object, data FROM audit_log WHERE act = 'session_ended'")
    assert [row["data"] for row in told] == [{"sessions": 2}]


async def test_nobody_ends_a_strangers_session(desk: Desk, boss: httpx.AsyncClient) -> None:
    person = await desk.person(email="a@example.com")
    await desk.person("B", email="b@example.com")
    own, stranger = await desk.signed_in("a@example.com"), await desk.signed_in("b@example.com")
    (listed,) = await _listed(own)
    assert (await stranger.delete(f"account/sessions/{listed['id']}")).status_code == 404
    for call in (
        stranger.get(f"people/{person}/sessions"),
        stranger.delete(f"people/{person}/sessions"),
        stranger.delete(f"people/{person}/sessions/{listed['id']}"),
    ):
        assert (await call).status_code == 403
    (seen,) = await _listed(boss, f"people/{person}/sessions")
    assert (seen["id"], seen["current"]) == (listed["id"], False)
    assert (await boss.delete(f"people/{person}/sessions/{seen['id']}")).status_code == 204
    assert (await own.get("session")).status_code == 401
    await desk.signed_in("a@example.com")
    assert (await boss.delete(f"people/{person}/sessions")).json() == {"ended": 1}
    assert (await boss.get(f"people/{UUID(int=7)}/sessions")).status_code == 404


async def test_who_administers_people_touches_no_administrator(desk: Desk, boss: httpx.AsyncClient) -> None:
    await desk.person("Guard", email="g@example.com", system_roles=["security"])
    guard = await desk.signed_in("g@example.com")
    own = (await boss.get("session")).json()["person"]["id"]
    for call in (guard.get(f"people/{own}/sessions"), guard.delete(f"people/{own}/sessions")):
        assert (await call).json()["code"] == "administrators_only"


async def test_last_use_is_noted_every_five_minutes(desk: Desk, later: Later) -> None:
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    seen = []
    for minutes in (4, 2, 4):
        later(minutes=minutes)
        await browser.get("session")
        (row,) = await desk.rows("SELECT last_seen_at FROM sessions")
        seen.append(round((desk.clock.now() - row["last_seen_at"]).total_seconds() / 60))
    assert seen == [4, 0, 4]


async def test_a_program_has_no_account(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    key = (await browser.post("keys", json={"name": "x", "scopes": ["read", "write"]})).json()["key"]
    program = desk.browser(Authorization=f"Bearer {key}")
    for call in (
        program.get("account"),
        program.get("account/sessions"),
        program.delete("account/sessions"),
        program.post("account/second-factor", json={"current_password": PASSWORD}),
        program.post("account/password", json={"current_password": PASSWORD, "password": "something else 9"}),
    ):
        answer = await call
        assert (answer.status_code, answer.json()["code"]) == (403, "key_not_enough")


@pytest.mark.parametrize("outdated", [False, True])
async def test_a_sign_in_that_a_new_password_overtakes_opens_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, outdated: bool
) -> None:
    """Its password was looked at while it still opened; by the time its session is written it opens nothing more."""
    person = await desk.person(email="a@example.com")
    passwords = desk.gate.passwords
    verify, fresh = passwords.verify, "another password 7"

    async def overtaken(password: str, stored: str | None) -> bool:
        matches = await verify(password, stored)
        monkeypatch.setattr(type(passwords), "verify", lambda _self, *about: verify(*about))
        await update_person(desk.gate, person, {"password": fresh})
        return matches

    monkeypatch.setattr(type(passwords), "verify", lambda _self, *about: overtaken(*about))
    monkeypatch.setattr(type(passwords), "outdated", lambda _self, _stored: outdated)
    tried = await desk.browser().post("session", json={"login": "a@example.com", "password": PASSWORD})
    assert (tried.status_code, tried.json()["code"]) == (401, "sign_in_failed")
    assert await desk.rows("SELECT 1 AS one FROM sessions") == []
    opened = await desk.browser().post("session", json={"login": "a@example.com", "password": fresh})
    assert opened.status_code == 200, "the new password is what it was set to"


async def test_two_who_sign_in_at_once_as_their_password_is_hashed_anew_both_come_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one stores the same password with today's parameters, while this one has looked at the old hash."""
    await desk.person(email="a@example.com")
    passwords = desk.gate.passwords
    verify, wanted = passwords.verify, {"login": "a@example.com", "password": PASSWORD}

    async def beside(password: str, stored: str | None) -> bool:
        matches = await verify(password, stored)
        monkeypatch.setattr(type(passwords), "verify", lambda _self, *about: verify(*about))
        assert (await desk.browser().post("session", json=wanted)).status_code == 200
        return matches

    monkeypatch.setattr(type(passwords), "verify", lambda _self, *about: beside(*about))
    monkeypatch.setattr(type(passwords), "outdated", lambda _self, _stored: True)
    opened = await desk.browser().post("session", json=wanted)
    assert opened.status_code == 200, opened.text
    assert len(await desk.rows("SELECT 1 AS one FROM sessions")) == 2
    assert await desk.rows("SELECT 1 AS one FROM audit_log WHERE act = 'sign_in_failed'") == []
