"""Who is locked out is seen by name, and let in again; who reaches a limit is seen too."""

from collections.abc import Callable
from typing import Any

from helpwright.access.operations.rates import add_up
from helpwright.access.rates import Rates
from tests.access.conftest import PASSWORD, Desk


async def fail(desk: Desk, login: str, times: int) -> int:
    browser, status = desk.browser(), 0
    for _ in range(times):
        status = (await browser.post("session", json={"login": login, "password": "wrong"})).status_code
    return status


async def locked(browser: Any) -> list[tuple[str, str | None, int]]:
    found = (await browser.get("lockouts")).json()["items"]
    return [(each["kind"], each["name"], each["failures"]) for each in found]


async def test_who_waits_is_named_and_let_in(desk: Desk, later: Callable[..., None]) -> None:
    await desk.person(name="王芳", email="boss@example.com", admin=True)
    await desk.person(name="李娜", email="li@example.com", phone="13800138000")
    boss = await desk.signed_in("boss@example.com")
    assert await locked(boss) == []
    assert await fail(desk, "138 0013 8000", 6) == 429
    assert await fail(desk, "nobody@example.com", 6) == 429
    assert sorted(await locked(boss), key=str) == [("login", "李娜", 5), ("login", None, 5)]
    found = next(each for each in (await boss.get("lockouts")).json()["items"] if each["name"])
    assert 0 < found["seconds"] <= 30
    answer = await boss.delete("lockouts", params={"subject": found["subject"]})
    assert answer.status_code == 204, answer.text
    assert await locked(boss) == [("login", None, 5)]
    browser = desk.browser()
    entered = await browser.post("session", json={"login": "13800138000", "password": PASSWORD})
    assert entered.status_code == 200, "at once"
    assert (await boss.delete("lockouts", params={"subject": found["subject"]})).status_code == 404
    told = await desk.rows("SELECT object, data FROM audit_log WHERE act = 'unlocked'")
    assert [(row["object"], row["data"]) for row in told] == [(f"person:{found['person_id']}", {"failures": 5})]
    later(minutes=20)
    assert await locked(boss) == [], "who has waited is not locked"


async def test_only_who_administers_people_sees_it(desk: Desk) -> None:
    await desk.person(name="李娜", email="li@example.com")
    await desk.person(name="安全员", email="s@example.com", system_roles=["security"])
    assert (await (await desk.signed_in("li@example.com")).get("lockouts")).status_code == 403
    assert (await (await desk.signed_in("s@example.com")).get("lockouts")).status_code == 200


async def test_who_reaches_a_limit_is_seen_with_what_they_asked(desk: Desk) -> None:
    await desk.person(name="王芳", email="boss@example.com", admin=True)
    boss = await desk.signed_in("boss@example.com")
    rates = Rates()
    for _ in range(130):
        rates.ask("submissions", "203.0.113.9", desk.clock.now())
    rates.ask("links", "203.0.113.10", desk.clock.now())
    await add_up(desk.gate.database, rates)
    assert (await boss.get("lockouts")).json()["asking"] == [
        {"kind": "submissions", "subject": "203.0.113.9", "asked": 120, "most": 120}
    ]
