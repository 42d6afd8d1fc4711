import asyncio
from base64 import b32decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpwright.access.operations.second_factor import reset_by_owner
from helpwright.access.second_factor import (
    Factor,
    code_at,
    new_recovery_codes,
    step_of,
    with_recovery,
    without,
)
from helpwright.platform.database import Statement
from tests.access.conftest import PASSWORD, Desk
from tests.support.until import until

Later = Callable[..., None]
RFC_SEED = Factor(b"12345678901234567890")
PROOF = {"current_password": PASSWORD}


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    now = datetime.fromtimestamp(at, UTC)
    assert code_at(RFC_SEED, now) == code
    assert step_of(RFC_SEED, f"{code[:3]} {code[3:]}", now, 0) == at // 30


@given(at=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1)), off=st.integers(-90, 90))  # noqa: DTZ001 -- made aware below
def test_a_clock_may_be_wrong_by_one_period_and_no_code_opens_twice(at: datetime, off: int) -> None:
    now = at.replace(tzinfo=UTC)
    shown = code_at(RFC_SEED, now + timedelta(seconds=off))
    step = step_of(RFC_SEED, shown, now, 0)
    present, theirs = (int(each.timestamp()) // 30 for each in (now, now + timedelta(seconds=off)))
    if abs(present - theirs) <= 1:
        assert step is not None
    if step is not None:
        assert step_of(RFC_SEED, shown, now, step) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12345６", "\ud800" * 6, "-12345"])
def test_what_is_no_code_opens_nothing(code: str) -> None:
    assert step_of(RFC_SEED, code, datetime.fromtimestamp(59, UTC), 0) is None
    assert without(with_recovery(RFC_SEED, new_recovery_codes()), code) is None


def test_each_recovery_code_is_good_once_however_it_is_typed() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    signs = "".join(codes).replace("-", "")
    assert len(signs) == 100, "ten signs each, of 31: 49 bits"
    assert len(set("".join(each for _ in range(20) for each in new_recovery_codes())) - {"-"}) == 31
    factor = Factor.of_bytes(with_recovery(RFC_SEED, codes).to_bytes())
    left = without(factor, f" {codes[3].upper().replace('-', ' ')} ")
    assert left is not None
    assert len(left.recovery) == 9
    assert without(left, codes[3]) is None
    assert not any(code.replace("-", "") in factor.to_bytes().decode() for code in codes)


async def _enrol(desk: Desk, browser: httpx.AsyncClient) -> tuple[Factor, list[str]]:
    begun = await browser.post("account/second-factor", json=PROOF)
    assert begun.status_code == 200, begun.text
    assert begun.headers["Cache-Control"] == "no-store"
    address = begun.json()["address"]
    assert parse_qs(urlsplit(address).query)["secret"] == [begun.json()["secret"]]
    factor = factor_of(begun.json()["secret"])
    confirmed = await browser.post("account/second-factor/confirm", json={"code": code_at(factor, desk.clock.now())})
    assert confirmed.status_code == 200, confirmed.text
    desk.clock.advance(timedelta(minutes=2))
    return factor, confirmed.json()["codes"]


def factor_of(secret: str) -> Factor:
    """What an app makes of the text it is given."""
    return Factor(b32decode(secret + "=" * (-len(secret) % 8)))


async def _enter(desk: Desk, **more: Any) -> httpx.Response:
    async with desk.browser() as browser:
        return await browser.post("session", json={"login": "a@example.com", "password": PASSWORD, **more})


async def _standing(browser: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await browser.get("account")).json()["second_factor"]
    return found


async def test_with_the_second_step_a_password_alone_opens_nothing(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    assert (await _standing(browser))["on"] is False
    factor, _ = await _enrol(desk, browser)
    assert {key: value for key, value in (await _standing(browser)).items() if key != "since"} == {
        "on": True,
        "recovery_codes_left": 10,
        "wanted": False,
    }
    answer = await _enter(desk)
    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor_needed")
    assert "set-cookie" not in answer.headers
    answer = await _enter(desk, code="000000")
    assert (answer.status_code, answer.json()["code"]) == (401, "second_factor_wrong")
    wrong = await _enter(desk, password="wrong password", code=code_at(factor, desk.clock.now()))
    assert wrong.json()["code"] == "sign_in_failed"
    code = code_at(factor, desk.clock.now())
    assert (await _enter(desk, code=code)).status_code == 200
    assert (await _enter(desk, code=code)).json()["code"] == "second_factor_wrong"


async def test_a_code_opens_one_session_when_two_try_at_once(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    factor, codes = await _enrol(desk, await desk.signed_in("a@example.com"))
    for code in (code_at(factor, desk.clock.now()), codes[0]):
        answers = await asyncio.gather(*(_enter(desk, code=code) for _ in range(3)))
        assert sorted(answer.status_code for answer in answers) == [200, 401, 401]


async def test_guessing_codes_waits_like_guessing_passwords(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    await _enrol(desk, await desk.signed_in("a@example.com"))
    seen = []
    for _ in range(7):
        await _enter(desk)  # asking for the second step takes nothing back but itself
        seen.append((await _enter(desk, code="000000")).status_code)
    assert seen == [401] * 5 + [429] * 2


async def test_a_recovery_code_opens_once_and_new_ones_end_the_old(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    _, codes = await _enrol(desk, browser)
    assert (await _enter(desk, code=codes[0].upper())).status_code == 200
    assert (await _enter(desk, code=codes[0])).status_code == 401
    assert (await _standing(browser))["recovery_codes_left"] == 9
    fresh = (await browser.post("account/second-factor/recovery-codes", json=PROOF)).json()["codes"]
    assert (await _enter(desk, code=codes[1])).status_code == 401
    assert (await _enter(desk, code=fresh[1])).status_code == 200
    acts = [row["act"] for row in await desk.rows("SELECT act FROM audit_log WHERE act LIKE '%%cod%%' ORDER BY id")]
    assert acts == ["recovery_code_used", "recovery_codes_made", "recovery_code_used"]


async def test_recovery_codes_that_were_not_replaced_are_told_to_nobody(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    await _enrol(desk, browser)
    waits = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"

    async def waiting() -> bool:
        return bool(await desk.rows(waits))

    async with desk.gate.database.transaction() as other:
        await other.execute(Statement("UPDATE second_factors SET sealed = sealed || '\\x00'::bytea"))
        renewing = asyncio.create_task(browser.post("account/second-factor/recovery-codes", json=PROOF))
        await until(waiting)
    answer = await renewing
    assert (answer.status_code, answer.json()["code"]) == (409, "try_again")
    assert await desk.rows("SELECT 1 FROM audit_log WHERE act = 'recovery_codes_made'") == []


async def test_the_seed_rests_encrypted_and_nothing_of_it_is_told_again(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    factor, codes = await _enrol(desk, browser)
    (row,) = await desk.rows("SELECT * FROM second_factors")
    assert factor.seed not in bytes(row["sealed"])
    kept = str(await desk.rows("SELECT * FROM audit_log")) + str(row)
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    again = await browser.post("account/second-factor", json=PROOF)
    assert (again.status_code, again.json()["code"]) == (409, "second_factor_on")
    assert (await browser.post("account/second-factor/confirm", json={"code": "123456"})).status_code == 409


async def test_each_change_of_the_second_step_needs_the_password(desk: Desk) -> None:
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    wrong = {"current_password": "not this one"}
    assert (await browser.post("account/second-factor", json=wrong)).json()["errors"][0]["code"] == "password_wrong"
    await _enrol(desk, browser)
    for path in ("account/second-factor/recovery-codes", "account/second-factor/end"):
        assert (await browser.post(path, json=wrong)).status_code == 422
    assert (await browser.post("account/second-factor/end", json=PROOF)).status_code == 204
    assert (await _enter(desk)).status_code == 200
    codes = [(await browser.post("account/second-factor", json=wrong)).status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]


async def test_an_administrator_takes_it_back_from_who_lost_it(desk: Desk, boss: httpx.AsyncClient) -> None:
    person = await desk.person(email="a@example.com")
    await desk.person("Guard", email="g@example.com", system_roles=["security"])
    own = (await boss.get("session")).json()["person"]["id"]
    await _enrol(desk, await desk.signed_in("a@example.com"))
    listed = (await boss.get("people")).json()["items"]
    assert [each["second_factor"] for each in listed if each["id"] == str(person)] == [True]
    guard = await desk.signed_in("g@example.com")
    assert (await guard.delete(f"people/{own}/second-factor")).json()["code"] == "administrators_only"
    assert (await guard.delete(f"people/{person}/second-factor")).status_code == 204
    assert (await guard.delete(f"people/{UUID(int=5)}/second-factor")).status_code == 404
    other = await desk.signed_in("a@example.com")
    assert (await other.delete(f"people/{person}/second-factor")).status_code == 403
    acts = await desk.rows("SELECT act FROM audit_log WHERE act LIKE 'second_factor%%' ORDER BY id")
    assert [row["act"] for row in acts] == ["second_factor_on", "second_factor_off"]


async def test_roles_that_need_it_do_nothing_else_before(desk: Desk, boss: httpx.AsyncClient) -> None:
    await desk.person(email="a@example.com", roles=["service_desk.agent"])
    await desk.person("B", email="b@example.com")
    browser = await desk.signed_in("a@example.com")
    rules = {"shortest": 10, "second_factor_for": ["service_desk.agent"]}
    assert (await boss.put("sign-in-rules", json=rules)).json() == rules
    for call in (browser.get("people"), browser.get("keys"), browser.get("account/sessions")):
        answer = await call
        assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_due")
    assert (await browser.get("session")).json()["due"] == "second_factor_due"
    assert (await _enter(desk)).json()["due"] == "second_factor_due"
    await _enrol(desk, browser)
    assert (await browser.get("people")).status_code == 200
    ended = await browser.post("account/second-factor/end", json=PROOF)
    assert (ended.status_code, ended.json()["code"]) == (409, "second_factor_wanted")
    other = await desk.signed_in("b@example.com")
    assert (await other.get("people")).status_code == 200


async def test_rules_name_what_there_is(boss: httpx.AsyncClient, desk: Desk) -> None:
    assert (await boss.get("sign-in-rules")).json() == {"shortest": 8, "second_factor_for": []}
    wrong = await boss.put("sign-in-rules", json={"shortest": 8, "second_factor_for": ["administrator", "nobody.here"]})
    assert [each["field"] for each in wrong.json()["errors"]] == ["second_factor_for.1"]
    for shortest in (7, 33):
        answer = await boss.put("sign-in-rules", json={"shortest": shortest, "second_factor_for": []})
        assert answer.status_code == 422
    await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    assert (await browser.get("sign-in-rules")).status_code == 403
    assert (await browser.put("sign-in-rules", json={"shortest": 8, "second_factor_for": []})).status_code == 403


async def test_whoever_runs_the_machine_lets_the_last_administrator_in(desk: Desk) -> None:
    person = await desk.person(email="a@example.com", admin=True)
    await _enrol(desk, await desk.signed_in("a@example.com"))
    assert (await _enter(desk)).status_code == 401
    await reset_by_owner(desk.gate, person)
    assert (await _enter(desk)).status_code == 200
