"""Refusals of flows and tasks that nobody meets often."""

from typing import Any
from uuid import uuid4

import pytest

from tests.definitions.conftest import Builder
from tests.support.office import Office

MIGRATIONS = "apps/service_desk/flows/ticket_flow/migrations"


@pytest.fixture
async def builder(office: Office) -> Builder:
    return Builder(await office.person("Builder", admin=True, language="en"))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"verb": "claim"}, "bulk_tasks_or_records"),
        ({"verb": "claim", "ids": [str(uuid4())], "form": "ticket"}, "bulk_tasks_or_records"),
        ({"verb": "complete", "ids": [str(uuid4())]}, "bulk_incomplete"),
    ],
)
async def test_half_a_wish_for_many_tasks(office: Office, body: dict[str, Any], code: str) -> None:
    answer = await (await office.agent()).post("tasks/bulk", json=body)
    assert (answer.status_code, [each["code"] for each in answer.json()["errors"]]) == (422, [code])


async def test_an_instance_that_is_not_there(builder: Builder) -> None:
    answer = await builder.http.post(f"instances/{uuid4()}/suspend", json={"reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (404, "instance_missing")


async def test_one_migration_at_a_time_and_none_after_its_end(office: Office, builder: Builder) -> None:
    await office.submit()
    change = {"do": "change", "element": "node", "at": ["handle"], "values": {"name": "Work"}}
    await builder.edited("flow", "ticket_flow", change)
    await builder.published()
    begun = await builder.http.post(MIGRATIONS, json={})
    assert begun.status_code == 201, begun.text
    second = await builder.http.post(MIGRATIONS, json={})
    assert (second.status_code, second.json()["code"]) == (409, "migration_running")
    cancel = f"{MIGRATIONS}/{begun.json()['id']}/cancel"
    assert (await builder.http.post(cancel)).status_code == 200
    again = await builder.http.post(cancel)
    assert (again.status_code, again.json()["code"]) == (409, "migration_over")


async def test_a_draft_that_cannot_run_is_not_tried(builder: Builder) -> None:
    await builder.save("flow", "ticket_flow", {**await builder.document("flow", "ticket_flow"), "nodes": {}})
    answer = await builder.http.post(f"{MIGRATIONS}/trial", json={})
    assert (answer.status_code, answer.json()["code"]) == (422, "flow_invalid")
