"""Saved views: personal, shared with roles, and never a way to see more."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from helpwright.access.callers import read_callers
from tests.support.office import Office, Person

VIEWS = "forms/ticket/views"
ROLES = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
roles:
  blind:
    name: Blind
    grants: [{form: ticket, can: [read], scope: all, fields: {problem_type: hidden, solution: hidden}}]
"""


def document(name: str = "紧急", roles: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    query = {"from": "service_desk.ticket", "filter": {"field": "urgency", "op": "eq", "value": "critical"}, **more}
    return {"name": name, "query": query, "roles": list(roles)}


async def save(person: Person, **more: Any) -> dict[str, Any]:
    answer = await person.post(VIEWS, json=document(**more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def names(person: Person) -> list[str]:
    answer = await person.get(VIEWS)
    assert answer.status_code == 200, answer.text
    return [each["name"] for each in answer.json()["items"]]


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_view_of_ones_own_is_kept_counted_and_changed(office: Office) -> None:
    agent = await office.agent()
    await office.submit()
    await office.submit(urgency="normal", description="不急")
    look = {"widths": {"customer_name": 180}, "group": "problem_type", "density": "compact"}
    body = {
        **document(fields=["number", "title", "customer_name", "due"], sort=[{"by": "created_at", "desc": True}]),
        "look": look,
    }
    made = (await agent.post(VIEWS, json=body)).json()
    assert (made["mine"], made["pinned"], made["usable"], made["look"]) == (True, False, True, look)
    assert made["query"]["fields"] == ["number", "title", "customer_name", "due"]
    counted = (await agent.get(f"{VIEWS}/counts")).json()
    assert counted == {made["id"]: {"value": 1, "exact": True}}
    assert (await agent.put(f"{VIEWS}/{made['id']}/pin", json={"pinned": True})).status_code == 204
    changed = await agent.put(f"{VIEWS}/{made['id']}", json=document("全部", filter=None))
    assert (changed.json()["name"], changed.json()["pinned"]) == ("全部", True)
    assert (await agent.get(f"{VIEWS}/counts")).json()[made["id"]]["value"] == 2
    assert (await agent.delete(f"{VIEWS}/{made['id']}")).status_code == 204
    assert await names(agent) == []


async def test_a_view_that_is_sent_twice_under_its_key_is_one(office: Office) -> None:
    agent, other = await office.agent(), await office.supervisor()
    key = {"Idempotency-Key": "k"}
    first = await agent.post(VIEWS, json=document(), headers=key)
    again = await agent.post(VIEWS, json=document(), headers=key)
    renamed = await agent.post(VIEWS, json=document("加急"), headers=key)
    assert [each.status_code for each in (first, again, renamed)] == [201, 201, 201]
    assert first.json() == again.json()
    assert (renamed.json()["id"], await names(agent)) == (first.json()["id"], ["加急"])
    theirs = await other.post(VIEWS, json=document("他的"), headers=key)
    assert theirs.json()["id"] != first.json()["id"]
    office.clock.advance(minutes=1)
    anew = await agent.post(VIEWS, json=document("另一个"), headers={"Idempotency-Key": "l"})
    assert (anew.status_code, await names(agent)) == (201, ["加急", "另一个"])


async def test_nobody_else_has_it_until_it_is_shared_with_their_role(office: Office) -> None:
    lead, agent, other = await office.supervisor(), await office.agent(), await office.person("外人")
    made = await save(lead)
    path = f"{VIEWS}/{made['id']}"
    assert await names(agent) == []
    assert code(await agent.put(path, json=document())) == (404, "view_missing")
    assert code(await agent.put(f"{path}/pin", json={"pinned": True})) == (404, "view_missing")
    assert (await lead.put(path, json=document(roles=("agent",)))).status_code == 200
    assert await names(agent) == ["紧急"]
    assert code(await agent.put(path, json=document("我的"))) == (403, "view_of_somebody_else")
    assert code(await agent.delete(path)) == (403, "view_of_somebody_else")
    assert (await agent.put(f"{path}/pin", json={"pinned": True})).status_code == 204
    assert (await agent.get(VIEWS)).json()["items"][0]["pinned"] is True
    assert (await lead.get(VIEWS)).json()["items"][0]["pinned"] is False
    assert code(await other.get(VIEWS)) == (404, "form_missing")


async def pinned(person: Person) -> list[dict[str, str]]:
    answer = await person.get("views/pinned")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, str]] = answer.json()["items"]
    return found


async def test_what_is_kept_at_hand_of_all_forms_is_one_answer(office: Office) -> None:
    lead, agent = await office.supervisor(), await office.agent()
    assert await pinned(agent) == []
    shared = await save(lead, roles=("agent",))
    customers = {"name": "老客户", "query": {"from": "customer"}, "roles": []}
    own = (await agent.post("forms/customer/views", json=customers)).json()
    await save(agent, name="不在手边")
    for path in (f"{VIEWS}/{shared['id']}", f"forms/customer/views/{own['id']}"):
        assert (await agent.put(f"{path}/pin", json={"pinned": True})).status_code == 204
    assert await pinned(agent) == [
        {"form": "service_desk.ticket", "id": shared["id"], "name": "紧急"},
        {"form": "service_desk.customer", "id": own["id"], "name": "老客户"},
    ]
    assert await pinned(lead) == []
    # What is no longer shared is no longer at hand, though it is still pinned.
    assert (await lead.put(f"{VIEWS}/{shared['id']}", json=document())).status_code == 200
    assert [each["name"] for each in await pinned(agent)] == ["老客户"]


async def test_what_one_may_no_longer_use_is_not_at_hand(office: Office) -> None:
    seeing = ROLES.replace(", fields: {problem_type: hidden, solution: hidden}", "")
    assert (await office.blueprint(seeing)).status_code == 200
    lead, person = await office.supervisor(), await office.person("换岗", roles=["blind"])
    made = await save(lead, filter={"field": "problem_type", "op": "eq", "value": "support"}, roles=("blind",))
    assert (await person.put(f"{VIEWS}/{made['id']}/pin", json={"pinned": True})).status_code == 204
    assert [each["id"] for each in await pinned(person)] == [made["id"]]
    assert (await office.blueprint(ROLES)).status_code == 200
    assert await pinned(person) == []
    plain = await save(lead, name="全部", filter=None, roles=("blind",))
    assert (await person.put(f"{VIEWS}/{plain['id']}/pin", json={"pinned": True})).status_code == 204
    assert [each["name"] for each in await pinned(person)] == ["全部"]
    nothing = ROLES.replace("form: ticket", "form: customer").replace(
        ", fields: {problem_type: hidden, solution: hidden}", ""
    )
    assert (await office.blueprint(nothing)).status_code == 200
    assert await pinned(person) == []


async def test_sharing_wants_the_right_to_hand_out_records(office: Office) -> None:
    agent, lead = await office.agent(), await office.supervisor()
    assert (await agent.get(VIEWS)).json()["sharing"] == {"may": False, "roles": []}
    offered = (await lead.get(VIEWS)).json()["sharing"]
    assert offered["may"] is True
    assert {"key": "agent", "name": "客服"} in offered["roles"]
    assert code(await agent.post(VIEWS, json=document(roles=("agent",)))) == (403, "view_sharing_forbidden")
    unknown = await lead.post(VIEWS, json=document(roles=("nobody",)))
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "role_unknown")


@pytest.mark.parametrize(
    "more",
    [
        {"filter": {"field": "problem_type", "op": "eq", "value": "complaint"}},
        {"filter": None, "sort": [{"by": "problem_type"}]},
        {"filter": None, "fields": ["solution"]},
    ],
)
async def test_a_view_that_names_what_one_may_not_read_does_not_exist(office: Office, more: dict[str, Any]) -> None:
    assert (await office.blueprint(ROLES)).status_code == 200
    lead, blind = await office.supervisor(), await office.person("盲", roles=["blind"])
    made = await save(lead, name="投诉", roles=("blind",), **more)
    assert await names(blind) == []
    assert (await blind.get(f"{VIEWS}/counts")).json() == {}
    assert code(await blind.put(f"{VIEWS}/{made['id']}/pin", json={"pinned": True})) == (404, "view_missing")
    refused = await blind.post(VIEWS, json=document(**more))
    assert refused.status_code == 422, refused.text


async def test_counts_are_the_readers_own(office: Office) -> None:
    lead, stranger = await office.supervisor(), await office.agent("外人", team="service")
    await office.submit()
    made = await save(lead, roles=("agent",))
    assert (await lead.get(f"{VIEWS}/counts")).json()[made["id"]]["value"] == 1
    assert (await stranger.get(f"{VIEWS}/counts")).json()[made["id"]]["value"] == 0


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"measures": [{"agg": "count"}]}, "view_lists_records"),
        ({"from": "service_desk.customer"}, "view_lists_records"),
        ({"filter": {"field": "nothing", "op": "eq", "value": 1}}, "field_unknown"),
        ({"fields": ["nothing"]}, "field_unknown"),
        ({"sort": [{"by": 1}]}, "field_unknown"),
    ],
)
async def test_a_view_must_work_for_its_owner(office: Office, more: dict[str, Any], problem: str) -> None:
    lead = await office.supervisor()
    answer = await lead.post(VIEWS, json=document(**more))
    assert answer.status_code == 422, answer.text
    assert problem in [each["code"] for each in answer.json()["errors"]], answer.text


async def test_a_view_changed_elsewhere_is_not_overwritten_unseen(office: Office) -> None:
    agent = await office.agent()
    made = await save(agent)
    path = f"{VIEWS}/{made['id']}"
    office.clock.advance(minutes=1)
    here = {**document("这里"), "began": made["changed_at"]}
    first = await agent.put(path, json=here)
    assert (first.status_code, first.json()["name"]) == (200, "这里")
    office.clock.advance(minutes=1)
    once_more = await agent.put(path, json=here)
    assert (once_more.status_code, once_more.json()) == (200, first.json())
    there = await agent.put(path, json={**document("那里"), "began": made["changed_at"]})
    assert code(there) == (409, "view_changed")
    assert "「这里」" in there.json()["detail"]
    assert await names(agent) == ["这里"]
    again = await agent.put(path, json={**document("那里"), "began": first.json()["changed_at"]})
    assert (again.status_code, await names(agent)) == (200, ["那里"])
    assert (await agent.put(path, json={**document("x"), "began": "yesterday"})).status_code == 422


async def test_open_lists_are_told_of_a_view_that_changes(office: Office) -> None:
    boss = await office.supervisor()
    made = await save(boss, roles=("agent",))
    await boss.put(f"{VIEWS}/{made['id']}", json=document("改名", roles=("agent",)))
    await boss.delete(f"{VIEWS}/{made['id']}")
    told = await office.rows("SELECT record_id, dataset FROM events WHERE type = 'view_changed'")
    assert [(str(row["record_id"]), row["dataset"]) for row in told] == [(made["id"], "views")] * 3
    agent = await office.agent()
    (caller,) = await read_callers(office.product.database, [UUID(agent.id)])
    ids = [row["record_id"] for row in told]
    assert await office.product.reach.visible_ids(caller, "views", ids) == ids
