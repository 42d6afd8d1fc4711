"""An app that was removed and one of the same name afterwards have nothing in common."""

from pathlib import Path

from tests.definitions.conftest import Builder
from tests.support.office import Office

SHIPPED = (Path(__file__).parents[2] / "blueprints" / "service_desk.yaml").read_text("utf-8")
OTHER = SHIPPED.replace("done: {name: {zh-CN: 已解决, en: Solved}", "over: {name: {zh-CN: 办完, en: Finished}")
WITH_LEAD = SHIPPED.replace(
    "roles:\n", "roles:\n  lead: {name: Lead, grants: [{form: ticket, can: [read, assign], scope: all}]}\n"
)


async def a_builder(office: Office) -> Builder:
    return Builder(await office.person("Builder", admin=True, language="en"))


async def test_the_flow_of_a_removed_app_is_forgotten_by_everybody(office: Office) -> None:
    builder = await a_builder(office)
    agent = await office.agent()
    first = await office.submit()
    assert (await agent.solve(first.id)).status_code == 200
    assert (await builder.http.delete("apps/service_desk?confirm=service_desk")).status_code == 204
    assert (await office.blueprint(OTHER)).status_code == 200
    newcomer = await office.agent("陈晨")
    second = await office.submit()
    task = await newcomer.task_of(second.id)
    assert [each["key"] for each in task["outcomes"]] == ["over"]
    answer = await newcomer.work(second.id, "complete", outcome="over", values={"solution": "换了固件"})
    assert answer.status_code == 200, answer.text


async def test_who_is_told_when_a_customer_urges_follows_the_roles_of_today(office: Office) -> None:
    """Open tickets keep their version of the flow, not the roles that there were when it was first read."""
    ticket = await office.submit()
    agent = await office.agent()
    assert (await agent.task_of(ticket.id))["state"] == "offered"
    assert (await office.blueprint(WITH_LEAD)).status_code == 200
    boss = await office.person("Lead", roles=["lead"])
    customer = office.browser()
    for _ in range(3):
        answer = await customer.post(f"public/progress/{ticket.token}/urge", json={})
        assert answer.status_code in {200, 201}, answer.text
        office.clock.advance(minutes=31)
    await office.settle()
    rows = await office.rows(
        "SELECT person_id::text AS person FROM notifications WHERE record_id::text = %(id)s", id=ticket.id
    )
    assert boss.id in {row["person"] for row in rows}
