"""Values filled in at a task are begun with a version of the record: what others wrote since is not overwritten."""

from typing import Any
from uuid import uuid4

from tests.support.office import TICKETS, Office, Person, Ticket


async def at_work(office: Office) -> tuple[Person, Person, Ticket]:
    """An agent who has a ticket, and a supervisor who may change it."""
    ticket, agent, lead = await office.submit(), await office.agent(), await office.supervisor()
    assert (await agent.work(ticket.id, "claim")).status_code == 200
    return agent, lead, ticket


async def changed(person: Person, ticket: Ticket, **values: Any) -> int:
    answer = await person.patch(f"{TICKETS}/{ticket.id}", json={"values": values})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["version"])


async def test_a_field_that_a_colleague_changed_since_is_shown_in_both_versions_and_nothing_is_done(
    office: Office,
) -> None:
    agent, lead, ticket = await at_work(office)
    began = (await agent.record(ticket.id))["version"]
    now = await changed(lead, ticket, solution="换电源", urgency="urgent")

    answer = await agent.solve(ticket.id, "换了固件", version=began, comment="好了")

    assert answer.status_code == 409
    problem = answer.json()
    assert (problem["code"], problem["fields"]) == ("stale", ["solution"])
    assert problem["current"]["version"] == now
    assert problem["current"]["values"]["solution"] == "换电源"
    assert problem["yours"] == {"version": began, "values": {"solution": "换了固件"}}
    record = await lead.record(ticket.id)
    assert (record["values"]["solution"], record["values"]["status"]) == ("换电源", "processing")
    assert (await agent.task_of(ticket.id))["state"] == "claimed"
    # Having seen both, they choose, and it goes on.
    assert (await agent.solve(ticket.id, "换了固件", version=now)).status_code == 200
    assert (await lead.record(ticket.id))["values"]["solution"] == "换了固件"


async def test_what_others_changed_elsewhere_is_taken_along(office: Office) -> None:
    agent, lead, ticket = await at_work(office)
    began = (await agent.record(ticket.id))["version"]
    await changed(lead, ticket, urgency="urgent", root_cause="电压不稳")

    assert (await agent.solve(ticket.id, version=began)).status_code == 200

    values = (await lead.record(ticket.id))["values"]
    assert (values["urgency"], values["root_cause"], values["solution"]) == ("urgent", "电压不稳", "换了固件")


async def test_what_is_as_it_was_or_the_same_is_no_conflict(office: Office) -> None:
    agent, lead, ticket = await at_work(office)
    began = (await agent.record(ticket.id))["version"]
    await changed(lead, ticket, solution="换电源")
    await changed(lead, ticket, solution=None, urgency="urgent")
    values = {"solution": "换了固件", "urgency": "urgent"}

    answer = await agent.work(ticket.id, "complete", outcome="done", values=values, version=began)

    assert answer.status_code == 200, answer.text


async def test_without_a_version_it_is_written_as_before(office: Office) -> None:
    agent, lead, ticket = await at_work(office)
    await changed(lead, ticket, solution="换电源")

    assert (await agent.solve(ticket.id)).status_code == 200
    assert (await lead.record(ticket.id))["values"]["solution"] == "换了固件"


async def test_a_repetition_finds_what_it_did_whatever_was_changed_since(office: Office) -> None:
    agent, lead, ticket = await at_work(office)
    began = (await agent.record(ticket.id))["version"]
    task = await agent.task_of(ticket.id)
    body = {"outcome": "done", "values": {"solution": "换了固件"}, "version": began}
    key = {"Idempotency-Key": str(uuid4())}
    assert (await agent.post(f"tasks/{task['id']}/complete", json=body, headers=key)).status_code == 200
    await changed(lead, ticket, solution="换电源")

    again = await agent.post(f"tasks/{task['id']}/complete", json=body, headers=key)

    assert (again.status_code, again.json()["state"]) == (200, "done")
    assert (await lead.record(ticket.id))["values"]["solution"] == "换电源"


async def test_a_refusal_takes_no_key_so_that_the_choice_can_be_sent_under_it(office: Office) -> None:
    agent, lead, ticket = await at_work(office)
    task = await agent.task_of(ticket.id)
    now = await changed(lead, ticket, solution="换电源")
    key = {"Idempotency-Key": str(uuid4())}
    body = {"outcome": "done", "values": {"solution": "换了固件"}, "version": 1}
    assert (await agent.post(f"tasks/{task['id']}/complete", json=body, headers=key)).status_code == 409

    chosen = await agent.post(f"tasks/{task['id']}/complete", json=body | {"version": now}, headers=key)

    assert chosen.status_code == 200


async def test_a_version_that_is_not_known_shows_what_differs(office: Office) -> None:
    agent, lead, ticket = await at_work(office)
    await changed(lead, ticket, solution="换电源")

    assert (await agent.solve(ticket.id, version=99)).json()["fields"] == ["solution"]
    assert (await agent.solve(ticket.id, version=0)).status_code == 422


async def test_of_many_only_the_rows_are_left_alone_in_which_somebody_else_wrote(office: Office) -> None:
    agent, lead, first = await at_work(office)
    second = await office.submit(description="二")
    assert (await agent.work(second.id, "claim")).status_code == 200
    began = {each.id: (await agent.record(each.id))["version"] for each in (first, second)}
    await changed(lead, first, solution="换电源")
    body = {
        "form": "ticket", "records": [first.id, second.id], "verb": "complete", "outcome": "done",
        "values": {"solution": "统一处理"}, "versions": began,
    }  # fmt: skip

    results = (await agent.post("tasks/bulk", json=body)).json()["results"]

    assert [(each["ok"], each["code"]) for each in results] == [(False, "stale"), (True, None)]
    assert (await lead.record(first.id))["values"]["solution"] == "换电源"


async def test_what_the_reader_may_not_see_is_not_in_the_answer(office: Office) -> None:
    """A member of the team whose role is silent about the form sees a ticket through its task alone."""
    ticket, lead = await office.submit(), await office.supervisor()
    helper = await office.person("帮手", teams=["tech"])
    assert (await helper.work(ticket.id, "claim")).status_code == 200
    await changed(lead, ticket, solution="换电源")

    answer = await helper.solve(ticket.id, version=1)

    assert answer.status_code == 409
    seen = (await helper.record(ticket.id))["values"]
    assert answer.json()["current"]["values"] == seen
