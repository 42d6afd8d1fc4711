"""From a stranger's phone to a solved ticket, through HTTP."""

from tests.support.office import Office


async def test_from_submission_to_archive(office: Office) -> None:
    agent = await office.agent()
    ticket = await office.submit()
    assert ticket.number == "GD202611230001"
    assert (await office.progress(ticket))["state"] == "received"
    assert (await agent.work(ticket.id, "claim")).status_code == 200
    progress = await office.progress(ticket)
    assert (progress["state"], progress["status"]["key"]) == ("working", "processing")
    assert (await agent.solve(ticket.id)).status_code == 200
    progress = await office.progress(ticket)
    assert (progress["state"], progress["verbs"]) == ("confirm", ["confirm", "reject"])
    answer = await office.answer(ticket, "reject", reason="还是掉线")
    assert answer.json()["state"] == "working"
    task = await agent.task_of(ticket.id)
    assert (task["state"], task["claimed_by"]) == ("claimed", agent.id)
    assert (await agent.solve(ticket.id, "换了信道")).status_code == 200
    answer = await office.answer(ticket, "confirm")
    assert (answer.status_code, answer.json()["state"], answer.json()["verbs"]) == (200, "closed", ["rate"])
    assert (await agent.record(ticket.id))["values"]["status"] == "closed"
    flow = (await agent.get(f"forms/ticket/records/{ticket.id}/flow")).json()
    assert [step["state"] for step in flow["steps"]] == ["done"] * 4
