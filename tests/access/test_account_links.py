"""Invitations and forgotten passwords: who gets in with a link, who does not, and what is kept of it."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from helpwright.access.account_links import token_of
from helpwright.access.gate import Gate
from tests.access.conftest import PASSWORD, Desk

NEXT = "another horse battery"


@pytest.fixture
def mails(desk: Desk) -> list[Any]:
    """Links that were given to the post; from now on mails go out."""
    sent: list[Any] = []

    def send(mail: Any) -> list[Any]:
        sent.append(mail)
        return []

    async def ready() -> bool:
        return True

    values = {name: getattr(desk.gate, name) for name in Gate.__dataclass_fields__}
    Gate(**{**values, "send_link": send, "mail_ready": ready}).install(desk.app)
    return sent


def token(desk: Desk, mail: Any) -> str:
    return token_of(desk.gate.key, mail.id)


async def add(boss: httpx.AsyncClient, **given: Any) -> dict[str, Any]:
    body = {"name": "Li Na", "email": "li@example.com", "invite": True, **given}
    answer = await boss.post("people", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def listed(boss: httpx.AsyncClient, person: str) -> dict[str, Any]:
    found = (await boss.get("people")).json()["items"]
    return next(each for each in found if each["id"] == person)


async def enter(desk: Desk, login: str, password: str) -> int:
    return (await desk.browser().post("session", json={"login": login, "password": password})).status_code


async def test_an_invited_person_sets_a_password_once(desk: Desk, boss: httpx.AsyncClient, mails: list[Any]) -> None:
    person = await add(boss)
    assert person["invitation"]["expires_at"] == "2026-11-25T08:00:00Z", "72 hours"
    assert not person["can_sign_in"]
    (mail,) = mails
    assert (mail.kind, mail.base, str(mail.person)) == ("invitation", "http://desk.example.com", person["id"])
    guest, link = desk.browser(), token(desk, mail)
    told = (await guest.post("account/link", json={"token": link})).json()
    assert (told["kind"], told["name"], told["login"], told["shortest"]) == (
        "invitation", "Li Na", "li@example.com", 8,
    )  # fmt: skip
    for wrong, code in (("short", "password_short"), ("li@example.com", "password_like_login")):
        refused = await guest.post("account/link/password", json={"token": link, "password": wrong})
        assert refused.json()["errors"][0]["code"] == code
    assert (await guest.post("account/link/password", json={"token": link, "password": NEXT})).status_code == 204
    again = await guest.post("account/link/password", json={"token": link, "password": PASSWORD})
    assert (again.status_code, again.json()["code"]) == (410, "account_link_over")
    assert (await guest.post("account/link", json={"token": link})).status_code == 410
    assert await enter(desk, "li@example.com", NEXT) == 200
    found = await listed(boss, person["id"])
    assert (found["invitation"], found["can_sign_in"], found["password_due"]) == (None, True, False)
    acts = await desk.rows(
        "SELECT act FROM audit_log WHERE object = %(what)s ORDER BY id", what=f"person:{person['id']}"
    )
    assert [row["act"] for row in acts] == ["person_created", "invited", "joined", "signed_in"]
    refused = await boss.post(f"people/{person['id']}/invitation")
    assert (refused.status_code, refused.json()["code"]) == (409, "joined_already")


async def test_of_many_at_once_one_link_opens_once(desk: Desk, boss: httpx.AsyncClient, mails: list[Any]) -> None:
    await add(boss)
    link = token(desk, mails[0])
    tries = [
        desk.browser().post("account/link/password", json={"token": link, "password": f"{NEXT} {place}"})
        for place in range(5)
    ]
    assert sorted(each.status_code for each in await asyncio.gather(*tries)) == [204, 410, 410, 410, 410]


async def test_a_new_invitation_voids_the_one_before_and_it_can_be_withdrawn(
    desk: Desk, boss: httpx.AsyncClient, mails: list[Any], later: Callable[..., None]
) -> None:
    person = await add(boss)
    way = f"people/{person['id']}/invitation"
    later(hours=72)
    assert (await desk.browser().post("account/link", json={"token": token(desk, mails[0])})).status_code == 410
    boss = await desk.signed_in("boss@example.com")
    assert (await boss.post(f"{way}/link")).json()["code"] == "account_link_over"
    assert (await listed(boss, person["id"]))["invitation"] is not None, "the list tells that it is over"
    assert (await boss.post(way)).status_code == 204
    first, second = mails
    assert (await desk.browser().post("account/link", json={"token": token(desk, first)})).status_code == 410
    assert (await desk.browser().post("account/link", json={"token": token(desk, second)})).status_code == 200
    assert (await boss.delete(way)).status_code == 204
    assert (await boss.delete(way)).status_code == 404
    assert (await desk.browser().post("account/link", json={"token": token(desk, second)})).status_code == 410
    assert (await listed(boss, person["id"]))["invitation"] is None


async def test_the_link_can_be_copied_where_no_mail_goes(desk: Desk, boss: httpx.AsyncClient) -> None:
    person = await add(boss, email=None, phone="13800138000")
    assert (await boss.get("people")).json()["mail"] is False
    copied = (await boss.post(f"people/{person['id']}/invitation/link")).json()["link"]
    assert copied.startswith("http://desk.example.com/join/")
    body = {"token": copied.rpartition("/")[2], "password": NEXT}
    assert (await desk.browser().post("account/link/password", json=body)).status_code == 204
    assert await enter(desk, "138 0013 8000", NEXT) == 200
    assert await desk.rows("SELECT 1 FROM audit_log WHERE act = 'invitation_copied'")


async def test_nothing_of_a_link_is_stored(desk: Desk, boss: httpx.AsyncClient, mails: list[Any]) -> None:
    person = await add(boss)
    await boss.post(f"people/{person['id']}/invitation/link")
    link = token(desk, mails[0])
    stored = str(await desk.rows("SELECT * FROM account_links")) + str(await desk.rows("SELECT * FROM audit_log"))
    assert link not in stored
    forged = link[:-1] + ("A" if link[-1] != "A" else "Q")
    for wrong in (forged, link[:-2], "x", "é" * 40):
        assert (await desk.browser().post("account/link", json={"token": wrong})).status_code == 410


@pytest.mark.parametrize("change", [{"active": False}, {"email": "new@example.com"}, {"password": "quite another one"}])
async def test_what_changes_the_account_voids_its_links(
    desk: Desk, boss: httpx.AsyncClient, mails: list[Any], change: dict[str, Any]
) -> None:
    person = await add(boss)
    await boss.patch(f"people/{person['id']}", json={"email": "li@example.com", "name": "Li"})
    assert (await desk.browser().post("account/link", json={"token": token(desk, mails[0])})).status_code == 200
    assert (await boss.patch(f"people/{person['id']}", json=change)).status_code == 200
    body = {"token": token(desk, mails[0]), "password": NEXT}
    assert (await desk.browser().post("account/link/password", json=body)).status_code == 410


async def test_who_is_deactivated_is_not_invited(desk: Desk, boss: httpx.AsyncClient) -> None:
    person = await add(boss, invite=False, active=False)
    refused = await boss.post(f"people/{person['id']}/invitation")
    assert (refused.status_code, refused.json()["code"]) == (409, "person_inactive")
    refused = await boss.post("people", json={"name": "Bo", "phone": "13900139000", "invite": True, "active": False})
    assert (refused.status_code, refused.json()["code"]) == (409, "person_inactive")
    assert await desk.rows("SELECT 1 FROM audit_log WHERE act = 'invited'") == []
    assert await desk.rows("SELECT 1 FROM account_links") == []


async def test_only_who_administers_people_invites(desk: Desk, boss: httpx.AsyncClient, mails: list[Any]) -> None:
    person = await add(boss)
    await desk.person("Wei", email="wei@example.com")
    await desk.person("Guard", email="guard@example.com", system_roles=["security"])
    agent, guard = await desk.signed_in("wei@example.com"), await desk.signed_in("guard@example.com")
    way = f"people/{person['id']}/invitation"
    for answer in (await agent.post(way), await agent.delete(way), await agent.post(f"{way}/link")):
        assert answer.status_code == 403
    admin = await add(boss, name="Second", email="second@example.com", system_roles=["administrator"])
    assert (await guard.post(f"people/{admin['id']}/invitation/link")).json()["code"] == "administrators_only"
    assert (await guard.post(way)).status_code == 204
    refused = await boss.post("people", json={"name": "Both", "phone": "13900139000", "invite": True, "password": NEXT})
    assert refused.json()["errors"][0]["code"] == "password_or_invitation"


async def test_a_forgotten_password_is_set_anew(
    desk: Desk, boss: httpx.AsyncClient, mails: list[Any], later: Callable[..., None]
) -> None:
    await desk.person("Wei", email="wei@example.com", staff_number="A7")
    here = await desk.signed_in("wei@example.com")
    wrong = [await enter(desk, "wei@example.com", "wrong") for _ in range(6)]
    assert wrong[-1] == 429
    asked = await desk.browser().post("account/forgotten", json={"login": "a7"})
    assert (asked.status_code, asked.content) == (204, b"")
    (mail,) = mails
    assert (mail.kind, mail.base) == ("reset", None), "never an address that the asking side names"
    body = {"token": token(desk, mail), "password": NEXT}
    later(minutes=59)
    assert (await desk.browser().post("account/link/password", json=body)).status_code == 204
    assert (await here.get("session")).status_code == 401, "every session has ended"
    assert await enter(desk, "wei@example.com", PASSWORD) == 401
    assert await enter(desk, "wei@example.com", NEXT) == 200
    acts = await desk.rows("SELECT act, data FROM audit_log WHERE act LIKE 'password%%' ORDER BY id")
    assert [(row["act"], row["data"].get("sessions")) for row in acts] == [
        ("password_forgotten", None), ("password_reset", 1),
    ]  # fmt: skip
    assert "wei" not in str(acts)


async def test_nobody_learns_whether_there_is_such_a_person(
    desk: Desk, boss: httpx.AsyncClient, mails: list[Any], later: Callable[..., None]
) -> None:
    await desk.person("Wei", email="wei@example.com")
    await add(boss)  # invited, without a password
    gone = await desk.person("Gone", email="gone@example.com")
    await boss.patch(f"people/{gone}", json={"active": False})
    answers: list[list[tuple[int, str]]] = []
    for login in ("wei@example.com", "nobody@example.com", "li@example.com", "gone@example.com"):
        browser = desk.browser(address=f"198.51.100.{20 + len(answers)}")
        asked = [await browser.post("account/forgotten", json={"login": login}) for _ in range(4)]
        answers.append([(each.status_code, each.text) for each in asked])
    assert all(each == answers[0] for each in answers)
    assert [status for status, _ in answers[0]] == [204, 204, 204, 429]
    kept = await desk.rows(
        "SELECT p.email FROM account_links l JOIN people p ON p.id = l.person_id WHERE kind = 'reset'"
    )
    assert [row["email"] for row in kept] == ["wei@example.com"]
    assert (await boss.get("lockouts")).json()["items"] == [], "these are no sign-ins"
    later(minutes=61)
    last = [mail for mail in mails if mail.kind == "reset"][2]
    assert (await desk.browser().post("account/link", json={"token": token(desk, last)})).status_code == 410


async def test_without_mails_nobody_is_promised_any(desk: Desk) -> None:
    await desk.person("Wei", email="wei@example.com", admin=True)
    asked = await desk.browser().post("account/forgotten", json={"login": "wei@example.com"})
    assert (asked.status_code, asked.json()["code"]) == (409, "mail_not_ready")
    assert (await desk.browser().get("setup")).json()["mail"] is False


async def test_pages_of_others_cannot_ask(desk: Desk, mails: list[Any]) -> None:
    foreign = desk.browser(origin="http://elsewhere.example.com")
    for path, body in (
        ("forgotten", {"login": "wei@example.com"}),
        ("link", {"token": "x"}),
        ("link/password", {"token": "x", "password": NEXT}),
    ):
        assert (await foreign.post(f"account/{path}", json=body)).json()["code"] == "origin_foreign"
    assert mails == []


async def test_a_sheet_of_people_invites_all(desk: Desk, boss: httpx.AsyncClient, mails: list[Any]) -> None:
    sheet = {
        "mapping": ["name", "email", "phone"],
        "rows": [["Ana", "ana@example.com", ""], ["Bo", "", "13900139001"], ["Cy", "not a mail", ""]],
    }
    looked = (await boss.post("people/import", json={**sheet, "plan": True})).json()["items"]
    assert [(row["state"], row["mail"]) for row in looked[:2]] == [("new", True), ("new", False)]
    done = (await boss.post("people/import", json={**sheet, "invite": True})).json()["items"]
    assert [row["state"] for row in done] == ["new", "new", "wrong"]
    found = {each["name"]: each for each in (await boss.get("people")).json()["items"]}
    assert found["Ana"]["invitation"]
    assert found["Bo"]["invitation"], "the second by a link that is copied"
    assert [UUID(found["Ana"]["id"]), UUID(found["Bo"]["id"])] == [mail.person for mail in mails]
    both = await boss.post("people/import", json={**sheet, "invite": True, "password": NEXT})
    assert both.json()["errors"][0]["code"] == "password_or_invitation"
