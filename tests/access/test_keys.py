"""API keys: shown once, narrower than their owner, over when they are over."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from helpwright.access.key_scopes import read_scopes
from tests.support.office import MONDAY, TICKETS, Office, Person, ticket_values

PARTS = {"people", "audit"}


def codes(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def make_key(person: Person, *scopes: str, **more: Any) -> dict[str, Any]:
    answer = await person.post("keys", json={"name": "ERP", "scopes": list(scopes), **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def with_key(office: Office, made: dict[str, Any]) -> httpx.AsyncClient:
    browser = office.browser()
    browser.headers["Authorization"] = f"Bearer {made['key']}"
    return browser


@pytest.mark.parametrize(
    "text", ["", "fly", "read:", "read:a b", "read:a.b.c", "admin", "admin:kitchen", "admin:people.x"]
)
def test_what_is_no_scope_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_scopes([text], PARTS)


def test_scopes_reach_apps_and_forms() -> None:
    scopes = read_scopes(["read:desk", "write:stock.part", "admin:audit"], PARTS)
    assert scopes.allows("read", "desk.ticket")
    assert not scopes.allows("write", "desk.ticket")
    assert scopes.allows("read", "stock.part"), "who writes may read"
    assert not scopes.allows("read", "stock.shelf")
    assert read_scopes(["read"], PARTS).allows("read", "any.thing")
    assert not read_scopes(["read"], PARTS).writes


async def test_a_key_is_shown_once_and_acts_for_its_owner(office: Office) -> None:
    agent = await office.agent()
    made = await make_key(agent, "read", "write")
    assert made["key"].startswith(made["start"])
    assert (await office.rows("SELECT count(*) AS n FROM api_keys WHERE start = %(key)s", key=made["key"]))[0]["n"] == 0
    (shown,) = (await agent.get("keys")).json()["items"]
    assert "key" not in shown
    assert shown["last_used_at"] is None
    program = with_key(office, made)
    ticket = (await program.post(TICKETS, json={"values": ticket_values()})).json()
    assert (ticket["source"], ticket["created_by"]) == ("api", agent.id)
    assert (await program.get("session")).json()["person"]["id"] == agent.id
    task = (await program.get("tasks")).json()["items"][0]["id"]
    assert (await program.post(f"tasks/{task}/claim")).status_code == 200
    elsewhere = await program.patch(
        f"{TICKETS}/{ticket['id']}",
        json={"values": {"urgency": "normal"}},
        headers={"Origin": "http://elsewhere.example"},
    )
    assert elsewhere.status_code == 200, "no page of another site can send a key"
    (shown,) = (await agent.get("keys")).json()["items"]
    assert shown["last_used_at"] is not None
    assert (await program.delete("session")).status_code == 204
    assert (await program.get("session")).status_code == 200, "a key does not sign out"


async def test_a_key_for_reading_writes_nothing(office: Office) -> None:
    agent = await office.agent()
    ticket = await office.submit()
    program = with_key(office, await make_key(agent, "read"))
    assert (await program.get(f"{TICKETS}/{ticket.id}")).status_code == 200
    record = (await program.get(f"{TICKETS}/{ticket.id}")).json()
    assert (record["access"]["can"], set(record["access"]["fields"].values())) == (["read"], {"read"})
    counted = await program.post("query", json={"from": "ticket", "measures": [{"agg": "count"}]})
    assert counted.json()["rows"] == [[1]]
    task = (await program.get("tasks")).json()["items"][0]["id"]
    for answer in (
        await program.post(TICKETS, json={"values": ticket_values()}),
        await program.patch(f"{TICKETS}/{ticket.id}", json={"values": {"urgency": "normal"}}),
        await program.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "x"}),
        await program.post(f"tasks/{task}/claim"),
        await program.post("forms/ticket/files?field=attachments&name=a.txt", content=b"x"),
        await program.post("keys", json={"name": "more", "scopes": ["write"]}),
    ):
        assert codes(answer) == (403, "key_not_enough"), answer.url
    mixed = with_key(office, await make_key(agent, "read", "admin:audit"))
    assert codes(await mixed.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "x"})) == (403, "key_not_enough")
    assert codes(await mixed.post(f"tasks/{task}/claim")) == (403, "key_not_enough")
    assert codes(await mixed.patch(f"{TICKETS}/{ticket.id}", json={"values": {}})) == (403, "forbidden")
    assert codes(await mixed.get("audit")) == (403, "forbidden"), "the owner is no auditor"


async def test_a_key_for_one_form_reaches_no_other(office: Office) -> None:
    leader = await office.supervisor()
    ticket = await office.submit(problem_type="complaint")
    program = with_key(office, await make_key(leader, "write:service_desk.customer"))
    assert (await program.get("forms/customer/records")).status_code == 200
    for path in (TICKETS, f"{TICKETS}/{ticket.id}", "forms/ticket", "dashboards/cockpit"):
        assert (await program.get(path)).status_code == 404, path
    assert (await leader.get("tasks")).json()["counts"] == {"mine": 0, "pool": 1, "cc": 0}
    listed = (await program.get("tasks", params={"scope": "all"})).json()
    assert (listed["items"], listed["counts"]) == ([], {"mine": 0, "pool": 0, "cc": 0})
    task = (await leader.get("tasks")).json()["items"][0]["id"]
    assert (await program.get(f"tasks/{task}")).status_code == 404
    assert (await program.post(f"tasks/{task}/claim")).status_code == 404
    assert [form["key"] for form in (await program.get("workspace")).json()["apps"][0]["forms"]] == [
        "service_desk.customer"
    ]


async def test_a_key_never_has_more_than_its_owner(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    nobody = await office.person("无")
    program = with_key(office, await make_key(nobody, "read", "write", "admin:people", "admin:definitions"))
    assert (await program.get(TICKETS)).status_code == 404
    assert codes(await program.post("people", json={"name": "x"})) == (403, "forbidden")
    narrow = with_key(office, await make_key(boss, "admin:people"))
    assert (await narrow.post("people", json={"name": "x"})).status_code == 201
    assert codes(await narrow.get("audit")) == (403, "forbidden")
    assert codes(await narrow.patch(f"people/{boss.id}", json={"password": "another password"})) == (422, "invalid")
    assert codes(await narrow.patch(f"people/{boss.id}", json={"email": "x@example.com"})) == (
        403,
        "administrators_only",
    )
    assert codes(await narrow.post("people", json={"name": "x", "admin": True})) == (403, "administrators_only")
    own = with_key(office, await make_key(nobody, "write"))
    assert codes(await own.patch(f"people/{nobody.id}", json={"locale": "en"})) == (403, "forbidden")


async def test_keys_end(office: Office) -> None:
    agent = await office.agent()
    over = await make_key(agent, "read", expires_at=(MONDAY + timedelta(days=1)).isoformat())
    kept = await make_key(agent, "read")
    assert (await with_key(office, over).get("session")).status_code == 200
    office.clock.advance(days=1)
    assert (await with_key(office, over).get("session")).status_code == 401
    assert (await agent.delete(f"keys/{kept['id']}")).status_code == 204
    assert (await agent.delete(f"keys/{kept['id']}")).status_code == 204
    assert (await with_key(office, kept).get("session")).status_code == 401
    for key in ("", "hw_wrong", kept["key"] + "x"):
        answer = await office.browser().get("session", headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 401
    for wrong in ({"expires_at": MONDAY.isoformat()}, {"expires_at": "2030-01-01T00:00:00"}, {"scopes": ["fly"]}):
        answer = await agent.post("keys", json={"name": "x", "scopes": ["read"], **wrong})
        assert answer.status_code == 422, answer.text


async def test_keys_for_others_are_for_who_administers_keys(office: Office) -> None:
    boss, agent = await office.person("老板", admin=True), await office.agent()
    guard = await office.person("安全")
    await boss.patch(f"people/{guard.id}", json={"system_roles": ["security"]})
    made = await make_key(guard, "read", person_id=agent.id)
    assert made["person_name"] == "李娜"
    assert codes(await agent.post("keys", json={"name": "x", "scopes": ["read"], "person_id": guard.id})) == (
        403,
        "forbidden",
    )
    assert codes(await guard.post("keys", json={"name": "x", "scopes": ["read"], "person_id": boss.id})) == (
        403,
        "administrators_only",
    )
    assert {each["id"] for each in (await guard.get("keys?all=1")).json()["items"]} == {made["id"]}
    assert (await guard.get("keys")).json()["items"] == []
    assert codes(await agent.get("keys?all=1")) == (403, "forbidden")
    stranger = await office.person("旁")
    assert (await stranger.delete(f"keys/{made['id']}")).status_code == 404
    assert (await guard.delete(f"keys/{made['id']}")).status_code == 204
    acts = await office.rows("SELECT act, object, data FROM audit_log WHERE act LIKE 'key%%' ORDER BY id")
    assert [row["act"] for row in acts] == ["key_created", "key_revoked"]
    assert made["key"] not in str(acts)
    await boss.patch(f"people/{agent.id}", json={"active": False})
    assert (await with_key(office, await make_key(boss, "read")).get("session")).status_code == 200


async def test_what_is_wrong_with_a_wanted_key_is_told(office: Office) -> None:
    agent = await office.agent()
    past = (office.product.clock.now() - timedelta(minutes=1)).isoformat()
    answer = await agent.post("keys", json={"name": "ERP", "scopes": ["fly"], "expires_at": past})
    assert answer.status_code == 422
    told = [(each["field"], each["code"]) for each in answer.json()["errors"]]
    assert told == [("scopes", "key_scope_unknown"), ("expires_at", "key_expires_past")]
    assert (await agent.get("keys")).json()["items"] == []
