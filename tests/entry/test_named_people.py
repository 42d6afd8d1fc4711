"""Who is named somewhere and has no access any more is found there, and said to who builds and who leaves."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from helpwright.entry.named_people import Named, called, gone_of, named_in, names
from tests.definitions.conftest import Builder
from tests.reports.delivering import make
from tests.support.office import Office, Person

ID = "01a22da4-30e2-7945-bc13-f8a4f6e22c08"


def test_people_are_named_by_id_anywhere_and_otherwise_where_a_person_is_asked_for() -> None:
    document: dict[str, Any] = {
        "nodes": {"handle": {"assign": [{"when": {"field": "assignee", "value": ID}, "person": ID.upper()}]}},
        "then": [{"to": {"person": " Li@Example.com "}, "text": "Li@Example.com", "set": {"assignee": ID}}],
        "person": {"person": "N-7"},
        "people": [UUID(ID)],
    }
    assert [*named_in(document)] == [
        Named(("nodes", "handle", "assign", 0, "when", "value"), ID, asks=True),
        Named(("nodes", "handle", "assign", 0, "person"), ID),
        Named(("then", 0, "to", "person"), "li@example.com"),
        Named(("then", 0, "set", "assignee"), ID),
        Named(("person", "person"), "n-7"),
        Named(("people", 0), ID),
    ]
    assert names(document, frozenset({"li@example.com"}))
    assert names(document, frozenset({ID}))
    assert not names({"text": "li@example.com"}, frozenset({"li@example.com"}))


def test_who_shares_a_name_with_somebody_who_is_there_is_not_gone() -> None:
    left = {"id": UUID(ID), "email": "li@example.com", "staff_number": "N7", "name": "李娜", "active": False}
    here = {"id": uuid4(), "email": "N7", "staff_number": None, "name": "赵强", "active": True}
    assert called(left) == {ID, "li@example.com", "n7"}
    assert gone_of([left, here]) == {ID: "李娜", "li@example.com": "李娜"}
    assert gone_of([left]) == dict.fromkeys((ID, "li@example.com", "n7"), "李娜")


@pytest.fixture
async def builder(office: Office) -> Builder:
    return Builder(await office.person("Builder", admin=True, language="en"))


async def leave(office: Office, person: Person, *, active: bool = False) -> None:
    sql = "UPDATE people SET active = %(active)s, staff_number = 'N7' WHERE id = %(id)s RETURNING email"
    await office.rows(sql, id=UUID(person.id), active=active)


async def warned(builder: Builder) -> dict[str, str]:
    """Where the app is said to name somebody who left."""
    found = (await builder.changes())["warnings"]
    return {
        ".".join(map(str, (each["kind"], each["key"], *each["at"]))): each["message"]
        for each in found
        if each["code"] == "named_person_left"
    }


async def test_who_has_left_is_warned_of_wherever_an_app_gives_them_something(office: Office, builder: Builder) -> None:
    leaver = await office.agent("李娜")
    flow = await builder.document("flow", "ticket_flow")
    flow["nodes"]["handle"]["assign"] = [{"otherwise": True, "person": leaver.id}]
    assert (await builder.save("flow", "ticket_flow", flow))["problems"] == []
    rule = await builder.document("rule", "critical")
    rule["then"][0]["to"] = {"person": "n7"}
    rule["if"] = {"field": "assignee", "op": "eq", "value": leaver.id}
    assert (await builder.save("rule", "critical", rule))["problems"] == []
    assert await warned(builder) == {}
    await leave(office, leaver)
    told = "“李娜” is named here and has no access any more: nothing reaches them"
    places = {"flow.ticket_flow.nodes.handle.assign.0.person": told, "rule.critical.then.0.to.person": told}
    assert await warned(builder) == places
    (problem,) = (await builder.read("rule", "critical"))["problems"]
    assert (problem["code"], problem["severity"]) == ("named_person_left", "warning")
    await builder.published()
    assert await warned(builder) == places, "what is live is still told"
    await leave(office, leaver, active=True)
    assert await warned(builder) == {}


async def test_who_leaves_is_shown_with_all_that_names_them(office: Office, builder: Builder) -> None:
    leaver, lead = await office.agent("李娜"), await office.supervisor()
    await leave(office, leaver, active=True)
    rule = await builder.document("rule", "critical")
    rule["then"][0]["to"] = {"person": "N7"}
    await builder.save("rule", "critical", rule)
    await builder.published()
    made = await make(lead, people=[leaver.id, lead.id], via=["inapp"])
    await make(lead, people=[lead.id], name="别的", via=["inapp"])
    path = f"people/{leaver.id}/handover"
    named = [
        (each["app"], each["kind"], each["key"], each["name"])
        for each in (await builder.http.get(path)).json()["named"]
    ]
    assert named == [
        ("service_desk", "rule", "critical", "Critical alert"),
        ("service_desk", "delivery", "cockpit", "客服日报"),
    ], made
    assert len((await builder.http.get(f"people/{lead.id}/handover")).json()["named"]) == 2
