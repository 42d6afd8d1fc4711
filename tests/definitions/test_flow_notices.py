"""Warnings about flows whose work nobody can take, and what stands beside a flow in its designer."""

from typing import Any

from tests.definitions.conftest import Builder
from tests.support.office import Office

URL = "apps/service_desk/flows/ticket_flow/standing"


def _warnings(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (".".join(map(str, each["at"])), each["message"]) for each in found["problems"] if each["severity"] == "warning"
    ]


async def test_a_line_without_members_is_a_warning_that_lets_publish(office: Office, builder: Builder) -> None:
    found = await builder.read("flow", "ticket_flow")
    assert _warnings(found)[0] == (
        "nodes.handle.assign.0.team",
        "“Handle”, line 1: “Technical support” has no members yet",
    )
    await office.supervisor()
    assert "nodes.handle.assign.1.role" not in dict(_warnings(await builder.read("flow", "ticket_flow")))
    only = {"otherwise": True, "team": "tech", "by": "claim"}
    saved = await builder.edited(
        "flow",
        "ticket_flow",
        {"do": "change", "element": "node", "at": ["handle"], "values": {"assign": [only]}},
    )
    assert _warnings(saved) == [
        ("nodes.handle.assign.0.team", "“Handle” goes to “Technical support”, which has no members yet")
    ]
    changes = await builder.changes()
    assert (changes["problems"], {each["severity"] for each in changes["warnings"]}) == ([], {"warning"})
    await builder.published()


async def test_warnings_about_others_stay_with_them(builder: Builder) -> None:
    assert (await builder.read("form", "ticket"))["problems"] == []
    parts = (await builder.http.get("apps/service_desk/definitions")).json()["parts"]
    (flow,) = (each for each in parts if each["kind"] == "flow")
    assert (flow["problems"], flow["warnings"]) == (0, 3)
    (desk,) = (each for each in (await builder.http.get("apps")).json()["items"] if each["app"] == "service_desk")
    assert desk["problems"] == 0


async def test_beside_a_flow_stands_what_is_under_way(office: Office, builder: Builder) -> None:
    agent = await office.agent()
    ticket = await office.submit()
    await office.submit()
    await agent.work(ticket.id, "claim")
    standing = (await builder.http.get(URL)).json()
    assert standing["open"] == [{"version": 1, "open": 2}]
    assert standing["nodes"]["handle"] == {"waiting": 2, "late": 0, "done": 0, "minutes": None}
    assert standing["members"]["teams"]["tech"] == 1
    office.clock.advance(hours=12)
    await agent.solve(ticket.id)
    standing = (await builder.http.get(URL)).json()
    assert standing["nodes"]["handle"] == {"waiting": 1, "late": 1, "done": 1, "minutes": 720.0}
    assert (await agent.get(URL)).status_code == 403


async def test_a_node_that_says_what_happens_then_is_not_warned_of(builder: Builder) -> None:
    flow = (await builder.read("flow", "ticket_flow"))["live"]["document"]
    assert [each["code"] for each in (await builder.save("flow", "ticket_flow", flow))["problems"]]
    flow["nodes"]["handle"]["nobody"] = {"administrator": True}
    assert (await builder.save("flow", "ticket_flow", flow))["problems"] == []
