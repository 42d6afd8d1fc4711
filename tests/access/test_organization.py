"""Departments, partners and system roles through HTTP: who may administer them, and what they open."""

from typing import Any

import httpx
import pytest

from tests.support.office import TICKETS, Office, Person, ticket_values

ROLES = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
roles:
  clerk:
    name: Clerk
    grants: [{form: ticket, can: [read, create, update], scope: department}]
  station:
    name: Station
    grants: [{form: ticket, can: [read, update], scope: partner, fields: {root_cause: hidden, customer_phone: masked}}]
  crisis:
    name: Crisis
    grants:
      - form: ticket
        can: [read, update]
        scope: filter
        filter: {all: [{field: urgency, op: eq, value: critical}, {not: {field: status, op: eq, value: closed}}]}
        fields: {customer_phone: masked, root_cause: hidden}
"""


def codes(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def make(boss: Person, path: str, **body: Any) -> Any:
    answer = await boss.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def listed(person: Person) -> set[str]:
    answer = await person.get(TICKETS)
    assert answer.status_code in {200, 404}, answer.text
    return {item["id"] for item in answer.json()["items"]} if answer.status_code == 200 else set()


@pytest.fixture
async def boss(office: Office) -> Person:
    answer = await office.blueprint(ROLES)
    assert answer.status_code == 200, answer.text
    return await office.person("老板", admin=True)


async def test_the_tree_is_made_moved_and_taken_down(boss: Person) -> None:
    north = await make(boss, "departments", name="北区")
    desk = await make(boss, "departments", name="一线", parent_id=north["id"], head_id=boss.id)
    assert (desk["parent_id"], desk["head_name"], desk["people"]) == (north["id"], "老板", 0)
    below = await boss.patch(f"departments/{north['id']}", json={"parent_id": desk["id"]})
    assert codes(below) == (409, "department_cycle")
    assert codes(await boss.patch(f"departments/{north['id']}", json={"parent_id": north["id"]})) == (
        409,
        "department_cycle",
    )
    moved = await boss.patch(f"departments/{desk['id']}", json={"parent_id": None, "name": "热线", "head_id": None})
    assert (moved.json()["parent_id"], moved.json()["name"], moved.json()["head_id"]) == (None, "热线", None)
    wrong = await boss.post("departments", json={"name": " ", "parent_id": boss.id})
    assert wrong.status_code == 422
    unknown = await boss.post("departments", json={"name": "x", "parent_id": boss.id, "head_id": north["id"]})
    assert {each["code"] for each in unknown.json()["errors"]} == {"department_unknown", "member_unknown"}
    placed = await boss.patch(f"people/{boss.id}", json={"department_id": desk["id"]})
    assert placed.json()["department_id"] == desk["id"]
    assert codes(await boss.delete(f"departments/{desk['id']}")) == (409, "department_not_empty")
    await boss.patch(f"people/{boss.id}", json={"department_id": None})
    assert (await boss.delete(f"departments/{desk['id']}")).status_code == 204
    assert (await boss.delete(f"departments/{desk['id']}")).status_code == 404
    names = [each["name"] for each in (await boss.get("departments")).json()["items"]]
    assert names == ["北区"]


async def test_a_department_sees_its_own_rows_and_those_below(office: Office, boss: Person) -> None:
    top = await make(boss, "departments", name="总部")
    mid = await make(boss, "departments", name="大区", parent_id=top["id"])
    low = await make(boss, "departments", name="门店", parent_id=mid["id"])
    chief, middle, clerk, other = [
        await office.person(name, roles=["clerk"]) for name in ("总", "中", "店", "旁")
    ]  # fmt: skip
    for person, place in ((chief, top), (middle, mid), (clerk, low)):
        assert (await boss.patch(f"people/{person.id}", json={"department_id": place["id"]})).status_code == 200
    made = (await clerk.post(TICKETS, json={"values": ticket_values()})).json()["id"]
    assert [made in await listed(each) for each in (chief, middle, clerk, other)] == [True, True, True, False]
    upper = (await middle.post(TICKETS, json={"values": ticket_values()})).json()["id"]
    assert [upper in await listed(each) for each in (chief, middle, clerk)] == [True, True, False]
    assert (await clerk.get(f"{TICKETS}/{upper}")).status_code == 404
    assert (await clerk.patch(f"{TICKETS}/{upper}", json={"values": {"urgency": "normal"}})).status_code == 404
    await boss.patch(f"departments/{low['id']}", json={"head_id": other.id})
    assert made in await listed(other), "who heads a department sees it wherever they sit"
    await boss.patch(f"people/{clerk.id}", json={"department_id": None})
    assert (await boss.delete(f"departments/{low['id']}")).status_code == 204
    assert made in await listed(chief), "what a department did stays in sight of those above when it is taken down"


async def test_who_takes_a_ticket_brings_it_into_their_department_and_partner(office: Office, boss: Person) -> None:
    station = await make(boss, "partners", name="城东服务站")
    shop = await make(boss, "departments", name="门店")
    engineer = await office.person("工程师", roles=["station"])
    colleague = await office.person("同事", roles=["station"])
    outsider = await office.person("别家", roles=["station"])
    clerk = await office.person("店员", roles=["clerk"])
    leader = await office.supervisor()
    rival = await make(boss, "partners", name="城西服务站")
    for person, partner in ((engineer, station), (colleague, station), (outsider, rival)):
        await boss.patch(f"people/{person.id}", json={"partner_id": partner["id"]})
    await boss.patch(f"people/{clerk.id}", json={"department_id": shop["id"]})
    ticket = await office.submit(problem_type="complaint")
    for person in (engineer, colleague, outsider, clerk):
        assert ticket.id not in await listed(person)
    await leader.work(ticket.id, "claim")
    await leader.work(ticket.id, "transfer", to=engineer.id, reason="派单")
    assert [ticket.id in await listed(each) for each in (engineer, colleague, outsider)] == [True, True, False]
    seen = await colleague.record(ticket.id)
    assert seen["values"]["customer_phone"] == "138****8000"
    assert "root_cause" not in seen["values"]
    assert seen["access"]["fields"]["customer_phone"] == "masked"
    await leader.work(ticket.id, "transfer", to=clerk.id, reason="门店处理")
    assert ticket.id in await listed(clerk)
    assert ticket.id in await listed(colleague), "the partner goes on seeing what they worked on"
    people = (await engineer.get("people")).json()["items"]
    assert {each["name"] for each in people} == {"工程师", "同事"}
    assert codes(await boss.delete(f"partners/{station['id']}")) == (409, "partner_not_empty")
    assert codes(await boss.post("partners", json={"name": "城东服务站"})) == (409, "partner_exists")
    assert (await boss.patch(f"partners/{rival['id']}", json={"name": "城南"})).json()["name"] == "城南"
    for change in ({"admin": True}, {"system_roles": ["builder"]}):
        refused = await boss.patch(f"people/{engineer.id}", json=change)
        assert [each["code"] for each in refused.json()["errors"]] == ["partner_not_internal"]


async def test_a_filter_opens_and_closes_rows_as_they_change(office: Office, boss: Person) -> None:
    crisis = await office.person("应急", roles=["crisis"])
    hot, calm = await office.submit(), await office.submit(urgency="normal")
    (row,) = (await crisis.get(TICKETS)).json()["items"]
    assert (row["id"], row["values"]["customer_phone"], "root_cause" in row["values"]) == (hot.id, "138****8000", False)
    assert row["values"] == (await crisis.record(hot.id))["values"]
    assert (await crisis.get(f"{TICKETS}/{calm.id}")).status_code == 404
    changed = await crisis.patch(f"{TICKETS}/{hot.id}", json={"values": {"urgency": "urgent"}})
    assert changed.status_code == 200, "who changed it gets it once"
    assert changed.json()["values"]["urgency"] == "urgent"
    assert await listed(crisis) == set()
    assert (await crisis.patch(f"{TICKETS}/{hot.id}", json={"values": {"urgency": "normal"}})).status_code == 404
    del boss


async def test_grants_name_what_exists(office: Office) -> None:
    wrong = ROLES.replace("root_cause: hidden", "rot_cause: hidden", 1).replace(
        "op: eq, value: critical", "op: lt, value: 3"
    )
    answer = await office.blueprint(wrong, plan=True)
    problems = {(each["path"], each["code"]) for each in answer.json()["problems"]}
    assert problems == {
        ("roles.station.grants.0.fields.rot_cause", "field_unknown"),
        ("roles.crisis.grants.0.filter", "operator_not_possible"),
    }


async def test_system_roles_open_parts_of_the_administration_and_no_records(office: Office, boss: Person) -> None:
    await office.submit()
    people = {}
    for role in ("security", "auditor", "builder"):
        people[role] = await office.person(role)
        answer = await boss.patch(f"people/{people[role].id}", json={"system_roles": [role]})
        assert (answer.json()["system_roles"], answer.json()["admin"]) == ([role], False)
    people["administrator"] = boss
    people["nobody"] = await office.person("无")
    allowed = {
        "people": {"security", "administrator"},
        "audit": {"auditor", "administrator"},
        "apps/service_desk/blueprint": {"builder", "administrator"},
        "role-presets?app=service_desk": {"builder", "administrator"},
        "departments": {"security", "administrator"},
    }
    for path, who in allowed.items():
        for role, person in people.items():
            answer = await person.get(path)
            inside = (
                "roles" in answer.json() and answer.json()["roles"] != [] if path == "people" else answer.is_success
            )
            assert inside == (role in who), (path, role, answer.text)
    for role, person in people.items():
        assert (await person.get(TICKETS)).status_code == 404, role
        assert (await person.get("forms/ticket")).status_code == 404, role
        counted = await person.post("query", json={"from": "ticket", "measures": [{"agg": "count"}]})
        assert (counted.status_code, counted.json()["errors"][0]["code"]) == (422, "dataset_unknown"), role
        assert (await person.get("messages")).status_code == 403, role
        assert (await person.put("settings", json={"company": "服匠"})).is_success == (role == "administrator")
    assert (await people["builder"].get("workspace")).json()["apps"][0]["forms"] == []
    assert (await boss.get("session")).json()["person"]["system_roles"] == ["administrator"]


async def test_who_administers_people_makes_nobody_administrator(office: Office, boss: Person) -> None:
    guard = await office.person("安全")
    await boss.patch(f"people/{guard.id}", json={"system_roles": ["security"]})
    clerk = await office.person("店员")
    assert (await guard.patch(f"people/{clerk.id}", json={"roles": ["agent"]})).status_code == 200
    for person, change in (
        (clerk, {"admin": True}),
        (clerk, {"system_roles": ["administrator"]}),
        (guard, {"system_roles": ["security", "administrator"]}),
        (boss, {"password": "stolen password"}),
        (boss, {"email": "me@example.com"}),
    ):
        assert codes(await guard.patch(f"people/{person.id}", json=change)) == (403, "administrators_only")
    assert codes(await guard.post("people", json={"name": "x", "admin": True})) == (403, "administrators_only")
    assert (await guard.patch(f"people/{clerk.id}", json={"system_roles": ["builder"]})).status_code == 200
    myself = await boss.patch(f"people/{clerk.id}", json={"manager_id": clerk.id, "department_id": clerk.id})
    assert {each["code"] for each in myself.json()["errors"]} == {"manager_self", "department_unknown"}


async def test_presets_are_roles_that_can_be_published(office: Office, boss: Person) -> None:
    presets = (await boss.get("role-presets", params={"app": "service_desk"})).json()["items"]
    assert [(each["key"], each["name"]["zh-CN"]) for each in presets] == [
        ("supervisor", "主管"),
        ("agent", "客服"),
        ("department", "处理部门"),
        ("partner", "合作伙伴"),
    ]
    import_text = "format: 1\napp: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}\nroles:\n" + "".join(
        f"  new_{each['key']}: {httpx.Response(200, json=each['document']).text}\n" for each in presets
    )
    answer = await office.blueprint(import_text)
    assert answer.status_code == 200, answer.text
    partner = next(each["document"] for each in presets if each["key"] == "partner")
    ticket = next(grant for grant in partner["grants"] if grant["form"] == "ticket")
    assert ticket["scope"] == "partner"
    assert ticket["fields"]["root_cause"] == "hidden"
    assert (await boss.get("role-presets", params={"app": "none"})).status_code == 404


async def test_presets_fit_forms_that_are_not_yet_published(office: Office, boss: Person) -> None:
    """Grants for drafts; where records are no tickets, there is no team to belong to and nothing to hand out."""
    assert (await boss.post("apps", json={"key": "repair", "name": "维修"})).status_code == 201
    fields = {"name": {"type": "text", "label": "名称"}}
    status = {
        "type": "status",
        "label": "状态",
        "default": "new",
        "options": {"new": {"zh-CN": "新", "category": "open"}},
    }
    forms = {"device": fields, "order": {**fields, "status": status}}
    for key, each in forms.items():
        draft = {"version": 0, "document": {"name": key, "fields": each}}
        assert (await boss.put(f"definitions/form/repair.{key}/draft", json=draft)).status_code == 200
    presets = (await boss.get("role-presets", params={"app": "repair"})).json()["items"]
    grants = {each["key"]: each["document"]["grants"] for each in presets}
    assert grants["agent"] == [
        {"form": "order", "can": ["read", "create", "update"], "scope": "team"},
        {"form": "device", "can": ["read", "create", "update"], "scope": "all"},
    ]
    assert grants["supervisor"][1] == {"form": "device", "can": ["read", "create", "update", "export"], "scope": "all"}
