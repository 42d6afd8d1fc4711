import asyncio
import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from helpwright.kernel.ids import new_id
from tests.access.conftest import PASSWORD, Desk


async def _create(boss: httpx.AsyncClient, **given: Any) -> httpx.Response:
    return await boss.post("people", json={"name": "Li Lei", **given})


async def test_an_administrator_creates_a_person_with_roles_and_teams(boss: httpx.AsyncClient, desk: Desk) -> None:
    answer = await _create(
        boss,
        name="  李雷 ",
        email="Li.Lei@Example.COM",
        phone="+86 138-0013-8000",
        staff_number="GH-1",
        wecom_id=" lilei ",
        password=PASSWORD,
        roles=["supervisor", "service_desk.agent"],
        teams=["tech"],
    )
    assert answer.status_code == 201
    made = answer.json()
    assert {key: value for key, value in made.items() if key != "id"} == {
        "name": "李雷",
        "email": "Li.Lei@example.com",
        "phone": "13800138000",
        "staff_number": "GH-1",
        "wecom_id": "lilei",
        "active": True,
        "admin": False,
        "password_due": False,
        "second_factor": False,
        "can_sign_in": True,
        "invitation": None,
        "system_roles": [],
        "department_id": None,
        "manager_id": None,
        "partner_id": None,
        "locale": "en",
        "roles": ["service_desk.agent", "service_desk.supervisor"],
        "teams": ["service_desk.tech"],
    }
    other = await _create(boss, wecom_id="LiLei")
    assert [each["field"] for each in other.json()["errors"]] == ["wecom_id"]
    listed = (await boss.get("people")).json()
    assert made in listed["items"]
    assert {"key": "service_desk.agent", "name": "Agent"} in listed["roles"]
    assert {"key": "service_desk.tech", "name": "Technical support"} in listed["teams"]
    chinese = (await boss.get("people?language=zh-CN")).json()
    assert {"key": "service_desk.tech", "name": "技术支持组"} in chinese["teams"]
    assert (await desk.signed_in("13800138000")).cookies


async def test_others_see_only_names_of_active_people_and_change_nothing(desk: Desk, boss: httpx.AsyncClient) -> None:
    person = await desk.person("Wang", phone="13900139000")
    await desk.person("Gone", active=False)
    browser = await desk.signed_in("13900139000")
    listed = (await browser.get("people")).json()
    assert [set(item) for item in listed["items"]] == [{"id", "name"}] * 2
    assert [item["name"] for item in listed["items"]] == ["Han Meimei", "Wang"]
    assert listed["roles"] == listed["teams"] == []
    assert (await _create(browser)).status_code == 403
    for change in ({"admin": True}, {"name": "Boss"}, {"roles": ["supervisor"]}, {"locale": "en", "active": True}):
        assert (await browser.patch(f"people/{person}", json=change)).json()["code"] == "forbidden"
    other = (await boss.get("session")).json()["person"]["id"]
    assert (await browser.patch(f"people/{other}", json={"locale": "en"})).status_code == 403


async def test_every_wrong_field_is_named_at_once(boss: httpx.AsyncClient) -> None:
    answer = await _create(
        boss,
        name="a\x07b",
        email="no mail",
        phone="12345",
        staff_number="two words",
        password="short",
        locale="fr",
        roles=["agent", "nothing"],
        teams=["stock.tech"],
    )
    assert answer.status_code == 422
    assert {entry["field"]: entry["code"] for entry in answer.json()["errors"]} == {
        "name": "name_malformed",
        "email": "email_malformed",
        "phone": "mobile_malformed",
        "staff_number": "staff_number_malformed",
        "password": "password_short",
        "locale": "locale_unknown",
        "roles.0": "role_unknown",
        "roles.1": "role_unknown",
        "teams.0": "team_unknown",
    }
    assert "A password needs at least 8 characters." in answer.text


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ({"email": "a@example.com"}, {"email": "A@EXAMPLE.com"}, "email"),
        ({"phone": "13800138000"}, {"phone": "+86 138 0013 8000"}, "phone"),
        ({"staff_number": "gh-1"}, {"staff_number": "GH-1"}, "staff_number"),
    ],
)
async def test_a_login_belongs_to_one_person(
    boss: httpx.AsyncClient,
    first: dict[str, str],
    second: dict[str, str],
    field: str,
) -> None:
    assert (await _create(boss, **first)).status_code == 201
    answer = await _create(boss, **second)
    assert answer.status_code == 409
    assert answer.json()["code"] == "person_exists"
    assert [(entry["field"], entry["code"]) for entry in answer.json()["errors"]] == [(field, "taken")]
    other = (await _create(boss)).json()["id"]
    answer = await boss.patch(f"people/{other}", json=second)
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["message"] == "Somebody else already uses this."


async def test_all_taken_logins_are_named(boss: httpx.AsyncClient) -> None:
    await _create(boss, email="a@example.com", phone="13800138000")
    answer = await _create(boss, email="a@example.com", phone="13800138000", staff_number="free")
    assert [entry["field"] for entry in answer.json()["errors"]] == ["email", "phone"]


async def test_only_what_is_named_changes(boss: httpx.AsyncClient) -> None:
    made = (await _create(boss, email="a@example.com", roles=["supervisor"], teams=["tech", "service"])).json()
    answer = await boss.patch(f"people/{made['id']}", json={"name": "Li", "email": None, "teams": ["service"]})
    assert answer.status_code == 200
    assert answer.json() == {**made, "name": "Li", "email": None, "teams": ["service_desk.service"]}
    assert (await boss.patch(f"people/{made['id']}", json={})).json() == answer.json()


async def test_unknown_people_members_and_values_are_refused(boss: httpx.AsyncClient) -> None:
    assert (await boss.patch(f"people/{new_id()}", json={"name": "X"})).status_code == 404
    assert (await boss.patch("people/nonsense", json={"name": "X"})).status_code == 422
    made = (await _create(boss)).json()["id"]
    for body, field, code in (
        ({"shoe_size": 44}, "shoe_size", "key_unknown"),
        ({"name": None}, "name", "value_wrong"),
        ({"password": ""}, "password", "password_short"),
        ({"name": "\ud800"}, "name", "value_wrong"),
        ({"name": "a\x00b"}, "name", "name_malformed"),
        ({"name": "x" * 401}, "name", "too_long"),
    ):
        content = json.dumps(body)
        answer = await boss.patch(f"people/{made}", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, body
        assert (answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == (field, code)


async def test_the_last_administrator_cannot_be_locked_out(boss: httpx.AsyncClient) -> None:
    me = (await boss.get("session")).json()["person"]["id"]
    await _create(boss, name="No password", email="np@example.com", admin=True)
    await _create(boss, name="No login", password=PASSWORD, admin=True)
    await _create(boss, name="Inactive", email="in@example.com", password=PASSWORD, admin=True, active=False)
    for change in ({"active": False}, {"admin": False}, {"email": None}):
        answer = await boss.patch(f"people/{me}", json=change)
        assert answer.status_code == 409
        assert answer.json()["code"] == "last_administrator"
    assert (await boss.get("session")).status_code == 200
    await _create(boss, name="Second", email="second@example.com", password=PASSWORD, admin=True)
    assert (await boss.patch(f"people/{me}", json={"admin": False})).status_code == 200
    assert (await boss.get("people")).json()["roles"] == []


async def test_two_administrators_cannot_lock_each_other_out(desk: Desk, boss: httpx.AsyncClient) -> None:
    first = (await boss.get("session")).json()["person"]["id"]
    second = await desk.person("Second", email="second@example.com", admin=True)
    other = await desk.signed_in("second@example.com")
    answers = await asyncio.gather(
        boss.patch(f"people/{second}", json={"admin": False}),
        other.patch(f"people/{first}", json={"admin": False}),
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 409], [200, 403])
    assert (await desk.rows("SELECT count(*) AS n FROM people WHERE admin"))[0]["n"] == 1


async def test_a_new_password_ends_the_other_sessions(desk: Desk, boss: httpx.AsyncClient) -> None:
    person = await desk.person(email="a@example.com")
    here, elsewhere = await desk.signed_in("a@example.com"), await desk.signed_in("a@example.com")
    change = {"password": "another good one", "current_password": PASSWORD}
    assert (await here.patch(f"people/{person}", json=change)).status_code == 200
    assert (await here.get("session")).status_code == 200
    assert (await elsewhere.get("session")).status_code == 401
    answer = await boss.patch(f"people/{person}", json={"password": "set by the boss"})
    assert answer.status_code == 200
    assert (await here.get("session")).status_code == 401
    assert (await boss.get("session")).status_code == 200


@pytest.mark.parametrize("given", [{}, {"current_password": ""}, {"current_password": "wrong password"}])
async def test_ones_own_password_needs_the_present_one(desk: Desk, given: dict[str, str]) -> None:
    person = await desk.person(email="a@example.com")
    browser = await desk.signed_in("a@example.com")
    answer = await browser.patch(f"people/{person}", json={"password": "another good one", **given})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "password_wrong"
    assert (await browser.patch(f"people/{person}", json={"locale": "en"})).json()["locale"] == "en"


async def test_memberships_show_in_the_next_request(desk: Desk, boss: httpx.AsyncClient) -> None:
    person = await desk.person(email="a@example.com", roles=["supervisor"])
    (team,) = await desk.rows("SELECT id FROM teams WHERE key = 'tech'")
    await boss.patch(f"people/{person}", json={"roles": ["stock.agent"], "teams": ["tech"]})
    rows = await desk.rows("SELECT person_id, app || '.' || role AS role FROM role_members")
    assert rows == [{"person_id": person, "role": "stock.agent"}]
    assert await desk.rows("SELECT * FROM team_members") == [{"team_id": team["id"], "person_id": UUID(str(person))}]


async def test_two_administrators_at_once_do_not_undo_each_other(desk: Desk, boss: httpx.AsyncClient) -> None:
    person = await desk.person(email="a@example.com", roles=["supervisor"], teams=["tech"])
    url = f"people/{person}"
    changes: list[dict[str, list[str]]] = [
        {"join_roles": ["service_desk.agent"]},
        {"join_roles": ["stock.agent"], "leave_roles": ["supervisor"]},
        {"join_teams": ["service"]},
        {"leave_teams": ["service_desk.tech"]},
    ]
    answers = await asyncio.gather(*(boss.patch(url, json=change) for change in changes))
    assert [each.status_code for each in answers] == [200] * 4
    (after,) = [each for each in (await boss.get("people")).json()["items"] if each["id"] == str(person)]
    assert after["roles"] == ["service_desk.agent", "stock.agent"]
    assert after["teams"] == ["service_desk.service"]
    again = await boss.patch(url, json={"join_roles": ["stock.agent"], "leave_teams": ["tech"]})
    assert (again.json()["roles"], again.json()["teams"]) == (after["roles"], after["teams"])
    refused = await boss.patch(url, json={"join_roles": ["agent"], "leave_teams": ["nothing"]})
    assert {each["field"]: each["code"] for each in refused.json()["errors"]} == {
        "join_roles.0": "role_unknown",
        "leave_teams.0": "team_unknown",
    }
    audit = (await boss.get("audit", params={"act": "person_changed"})).json()["items"]
    told = [each["data"]["join_roles"] for each in audit if "join_roles" in each["data"]]
    assert ["service_desk.agent"] in told
    plain = await desk.signed_in("a@example.com")
    assert (await plain.patch(url, json={"join_roles": ["supervisor"]})).status_code == 403
