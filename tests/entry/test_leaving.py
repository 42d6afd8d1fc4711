"""What a leaving person holds goes to others: in one act, told, and to its end also after a crash."""

from typing import Any
from uuid import UUID

from tests.support.office import TICKETS, Office, Person, Ticket


async def held_by(office: Office, person: Person) -> list[Ticket]:
    """Three tickets: two that the person has taken, one that they solved long ago."""
    tickets = [await office.submit() for _ in range(3)]
    for ticket in tickets:
        assert (await person.work(ticket.id, "claim")).status_code == 200
    assert (await person.solve(tickets[2].id)).status_code == 200
    assert (await office.answer(tickets[2], "confirm")).status_code == 200
    return tickets


async def run(office: Office) -> None:
    """What the worker does with the jobs that wait."""
    rows = await office.rows(
        "SELECT args->>'handover_id' AS id FROM procrastinate_jobs WHERE task_name = 'leaving:work' ORDER BY id"
    )
    for row in rows:
        await office.product.leaving.work(UUID(row["id"]))


async def test_everything_goes_over_and_is_told(office: Office) -> None:
    admin = await office.person("管理员", admin=True)
    leaver, near, boss = await office.agent("李娜"), await office.agent("赵强"), await office.supervisor()
    tickets = await held_by(office, leaver)
    view = {"name": "共享", "query": {"from": "ticket"}, "look": {}, "roles": []}
    made = (await leaver.post("forms/ticket/views", json=view)).json()["id"]
    await office.rows("UPDATE views SET roles = '{agent}' WHERE id = %(id)s RETURNING id", id=made)
    for who in (near.id, boss.id):
        await office.rows("UPDATE people SET manager_id = %(m)s WHERE id = %(id)s RETURNING id", m=leaver.id, id=who)
    path = f"people/{leaver.id}/handover"
    held = (await admin.get(path)).json()
    assert (held["tasks"], held["views"], held["led"], held["last"]) == (2, 1, 2, None)
    assert held["records"] == [{"form": "service_desk.ticket", "name": "服务工单", "n": 2}]

    begun = await admin.post(path, json={"to": [near.id, boss.id], "deactivate": True})
    assert begun.status_code == 202, begun.text
    assert begun.json()["last"]["state"] == "working"
    again = await admin.post(path, json={"to": [near.id]})
    assert (again.status_code, again.json()["code"]) == (409, "handover_under_way")
    await run(office)

    after = (await admin.get(path)).json()
    assert (after["tasks"], after["records"], after["views"], after["led"]) == (0, [], 0, 0)
    last = after["last"]
    assert (last["state"], last["done"], last["total"], last["failed"]) == ("done", 2, 2, [])
    assert sorted(last["to"]) == sorted(["赵强", "王芳"])
    got = {(await boss.record(ticket.id))["values"]["assignee"] for ticket in tickets[:2]}
    assert got == {near.id, boss.id}
    assert {(await boss.record(ticket.id))["owner_id"] for ticket in tickets[:2]} == got
    assert (await boss.record(tickets[2].id))["values"]["assignee"] == leaver.id  # who solved it stays known
    told = (await boss.get(f"{TICKETS}/{tickets[0].id}/activity")).json()["items"]
    assert [each["data"]["reason"] for each in told if each["type"] == "task_transferred"] == ["交接 李娜 的工作"]
    led = await office.rows("SELECT id, manager_id FROM people WHERE id = ANY(%(ids)s)", ids=[near.id, boss.id])
    assert {str(row["id"]): str(row["manager_id"]) for row in led} == {near.id: "None", boss.id: near.id}
    assert (await leaver.get("workspace")).status_code == 401
    logged = await office.rows("SELECT object, data FROM audit_log WHERE act = 'handed_over'")
    assert [row["object"] for row in logged] == [f"person:{leaver.id}"]
    assert (logged[0]["data"]["done"], logged[0]["data"]["failed"]) == (2, 0)
    await office.check_journals()


async def test_a_run_that_broke_off_is_continued_and_nothing_goes_twice(office: Office, monkeypatch: Any) -> None:
    admin = await office.person("管理员", admin=True)
    leaver, near = await office.agent("李娜"), await office.agent("赵强")
    await held_by(office, leaver)
    path = f"people/{leaver.id}/handover"
    assert (await admin.post(path, json={"to": [near.id]})).status_code == 202
    leaving = office.product.leaving
    whole, seen = type(leaving)._task, []

    async def dies(self: Any, task: Any, row: Any, to: UUID) -> None:
        await whole(self, task, row, to)
        seen.append(task["id"])
        if len(seen) == 1:
            raise ConnectionError

    monkeypatch.setattr(type(leaving), "_task", dies)
    try:
        await run(office)
    except ConnectionError:
        assert (await admin.get(path)).json()["tasks"] == 1
    await run(office)
    after = (await admin.get(path)).json()
    assert (after["tasks"], after["records"], after["last"]["state"]) == (0, [], "done")
    assert len(seen) == len(set(seen)) == 2
    moved = await office.rows("SELECT count(*) AS n FROM events WHERE type = 'task_transferred'")
    assert moved[0]["n"] == 2
    logged = await office.rows("SELECT count(*) AS n FROM audit_log WHERE act = 'handed_over'")
    assert logged[0]["n"] == 1


async def test_who_may_and_to_whom(office: Office) -> None:
    admin, boss = await office.person("管理员", admin=True), await office.supervisor()
    leaver, near = await office.agent("李娜"), await office.agent("赵强")
    path = f"people/{leaver.id}/handover"
    assert (await boss.get(path)).status_code == 403
    assert (await boss.post(path, json={"to": [near.id]})).status_code == 403
    assert (await office.browser().get(path)).status_code == 401
    assert (await admin.get(f"people/{UUID(int=5)}/handover")).status_code == 404
    await office.rows("UPDATE people SET active = false WHERE id = %(id)s RETURNING id", id=near.id)
    for to in (leaver.id, near.id, str(UUID(int=5))):
        answer = await admin.post(path, json={"to": [to]})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "receivers_unknown")
    assert (await admin.post(path, json={"to": []})).status_code == 422
    assert (await admin.get(path)).json()["last"] is None
