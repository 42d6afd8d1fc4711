"""The buttons of a task are those that will work for who looks at it."""

from pathlib import Path

from tests.support.office import Office

BLUEPRINT = Path(__file__).parents[2] / "blueprints" / "service_desk.yaml"
LEADS_ALL = "assign], scope: all}"


async def test_who_leads_some_rows_has_the_buttons_there_only(office: Office) -> None:
    text = BLUEPRINT.read_text()
    assert text.count(LEADS_ALL) == 1
    assert (await office.blueprint(text.replace(LEADS_ALL, "assign], scope: own}"))).status_code == 200
    agent = await office.agent("李娜")
    leader = await office.person("王芳", roles=["agent", "supervisor"], teams=["tech"])
    other, own = await office.submit(), await office.submit()
    await office.rows(
        "UPDATE service_desk.ticket SET created_by = %(me)s WHERE id = %(id)s RETURNING id", me=leader.id, id=own.id
    )
    for ticket in (other, own):
        assert (await agent.work(ticket.id, "claim")).status_code == 200
    assert not {"release", "transfer"} & {*(await leader.task_of(other.id))["can"]}
    assert {"release", "transfer"} <= {*(await leader.task_of(own.id))["can"]}
    to = {"to": leader.id, "reason": "换人"}
    assert (await leader.work(other.id, "release")).status_code == 403
    assert (await leader.work(other.id, "transfer", **to)).status_code == 403
    assert (await leader.work(own.id, "transfer", **to)).status_code == 200


async def test_confirming_for_the_customer_is_offered_where_the_record_may_be_changed(office: Office) -> None:
    boss, near = await office.supervisor(), await office.agent("李娜")
    far = await office.agent("赵强", team="service")
    ticket = await office.submit()
    sent = await boss.work(ticket.id, "transfer", to=far.id, reason="你熟")
    assert sent.status_code == 200, sent.text
    assert (await far.solve(ticket.id)).status_code == 200
    assert (await near.task_of(ticket.id))["type"] == "confirm"
    assert (await near.task_of(ticket.id))["can"] == ["complete"]
    assert (await far.task_of(ticket.id))["can"] == []
    answer = await far.work(ticket.id, "complete", outcome="yes", comment="电话里说好了")
    assert answer.status_code == 403


async def test_work_that_nobody_has_taken_is_handed_on_only_by_those_who_lead(office: Office) -> None:
    agent, outsider = await office.agent("李娜"), await office.person("外人")
    ticket = await office.submit()
    assert (await agent.task_of(ticket.id))["can"] == ["claim"]
    refused = await agent.work(ticket.id, "transfer", to=outsider.id, reason="你看看")
    assert (refused.status_code, refused.json()["code"]) == (403, "task_not_offered")
    assert (await outsider.get(f"forms/ticket/records/{ticket.id}")).status_code == 404


async def test_who_acts_is_answered_what_a_look_would_show(office: Office) -> None:
    agent, ticket = await office.agent("李娜"), await office.submit()
    path = f"tasks/{(await agent.task_of(ticket.id))['id']}"
    claimed = await agent.post(f"{path}/claim", headers={"Idempotency-Key": "first"})
    assert claimed.status_code == 200, claimed.text
    assert claimed.json() == (await agent.get(path)).json()
    assert claimed.json()["case_due"]["clock"] == "first_response"
    assert claimed.json()["can"] == ["complete", "release", "transfer"]
    done = {"outcome": "done", "values": {"solution": "换了主板"}}
    solved = await agent.post(f"{path}/complete", json=done)
    assert solved.status_code == 200, solved.text
    assert solved.json() == (await agent.get(path)).json()
    assert solved.json()["can"] == ["withdraw"]

    # Repeated when the task has come further: what it is now.
    again = await agent.post(f"{path}/claim", headers={"Idempotency-Key": "first"})
    assert (again.status_code, again.json()["state"], again.json()["can"]) == (200, "done", ["withdraw"])


async def test_a_task_is_asked_for_after_who_asks_is_known(office: Office) -> None:
    agent, ticket = await office.agent("李娜"), await office.submit()
    task = (await agent.task_of(ticket.id))["id"]
    missing = "tasks/00000000-0000-7000-8000-000000000000"
    stranger = office.browser()
    for path in (f"tasks/{task}", missing):
        assert (await stranger.post(f"{path}/claim")).status_code == 401
    assert (await agent.post(f"{missing}/claim")).json()["code"] == "task_missing"
    assert (await agent.post("tasks/none/claim")).status_code == 422
