"""Steps that name one person: the person must be there when it is published, and may be gone at work."""

from pathlib import Path

import pytest

from tests.flows.test_pinned import unguarded
from tests.support.office import Office

SHIPPED = (Path(__file__).parents[2] / "blueprints" / "service_desk.yaml").read_text("utf-8")
STRANGER = "01a22cf1-7d91-7759-a8df-2fd891da7272"
LINE = "{otherwise: true, team: service, by: claim}"


def to_person(person: str, nobody: str = "") -> str:
    """Everything else than support and complaints goes to one person."""
    text = SHIPPED.replace(LINE, f"{{otherwise: true, person: {person}}}")
    assert text != SHIPPED
    return text.replace("        claimed: {set:", f"        {nobody}\n        claimed: {{set:") if nobody else text


@pytest.mark.parametrize("person", ["zhang", STRANGER])
@pytest.mark.parametrize("named", ["assign", "nobody", "cc"])
async def test_who_is_not_there_is_not_published(office: Office, person: str, named: str) -> None:
    text, path, step = to_person(person), "assign.2.person", "Handle"
    if named == "nobody":
        text, path = (
            SHIPPED.replace("        claimed: {set:", f"        nobody: {{person: {person}}}\n        claimed: {{set:"),
            "nobody.person",
        )
    if named == "cc":
        text = SHIPPED.replace("set: {status: solved}, to: confirm}", "set: {status: solved}, to: told}").replace(
            "      confirm:\n",
            f"      told: {{type: cc, name: Tell, to: [{{person: {person}}}], next: confirm}}\n      confirm:\n",
        )
        path, step = "to.0.person", "Tell"
    planned = (await office.blueprint(text, plan=True)).json()["problems"]
    answer = await office.blueprint(text)
    assert answer.status_code == 422, answer.text
    (problem,) = answer.json()["errors"]
    node = "told" if named == "cc" else "handle"
    assert (problem["code"], problem["field"]) == ("step_person_unknown", f"flows.ticket_flow.nodes.{node}.{path}")
    assert f"“{step}” names “{person}”" in problem["message"]
    assert [each["message"] for each in planned] == [problem["message"]]


async def test_a_colleague_gets_the_work(office: Office) -> None:
    agent = await office.agent()
    assert (await office.blueprint(to_person(agent.id))).status_code == 200
    ticket = await office.submit(problem_type="product")
    assert (await agent.solve(ticket.id)).status_code == 200


@pytest.mark.parametrize("person", ["zhang", STRANGER])
async def test_work_of_nobody_goes_where_the_step_says(office: Office, person: str) -> None:
    """As an earlier version has published it, or after the person was erased."""
    boss = await office.person("Boss", admin=True)
    await unguarded(office, to_person(person, "nobody: {administrator: true}"))
    ticket = await office.submit(problem_type="product")
    await office.sweep()
    (task,) = await office.rows("SELECT state, claimed_by::text AS who FROM tasks")
    assert (task["state"], task["who"]) == ("claimed", boss.id)
    assert (await boss.solve(ticket.id)).status_code == 200


@pytest.mark.parametrize("person", ["zhang", STRANGER])
async def test_who_steps_in_may_be_gone_as_well(office: Office, person: str) -> None:
    await unguarded(
        office,
        SHIPPED.replace("        claimed: {set:", f"        nobody: {{person: {person}}}\n        claimed: {{set:"),
    )
    ticket = await office.submit()
    await office.sweep()
    lead = await office.supervisor()
    flow = (await lead.get(f"forms/ticket/records/{ticket.id}/flow")).json()
    assert [each["code"] for each in flow["incidents"]] == ["nobody_can_take"]
