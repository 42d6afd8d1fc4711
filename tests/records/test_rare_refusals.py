"""Refusals of records that nobody meets often."""

from uuid import uuid4

from helpwright.platform.database import Statement
from helpwright.records.views.operations import MOST_VIEWS
from tests.records.sensitive_world import RECORDS, create, open_clinic
from tests.support.office import Office

VIEW = {"name": "A", "query": {"from": "ticket", "fields": ["number"]}}


async def test_a_batch_that_is_not_there(office: Office) -> None:
    answer = await (await office.agent()).get(f"forms/ticket/batches/{uuid4()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "batch_missing")


async def test_files_go_into_fields_for_files(office: Office) -> None:
    agent = await office.agent()
    headers = {"Content-Type": "application/octet-stream"}
    answer = await agent.post(
        "forms/ticket/files", params={"field": "description", "name": "a.txt"}, content=b"a", headers=headers
    )
    assert [each["code"] for each in answer.json()["errors"]] == ["field_takes_no_files"]


async def test_so_many_views_and_no_more(office: Office) -> None:
    agent = await office.agent()
    first = await agent.post("forms/ticket/views", json=VIEW)
    assert first.status_code == 201, first.text
    more = """INSERT INTO views (id, form, owner_id, name, query, look, roles, created_at, updated_at)
        SELECT gen_random_uuid(), form, owner_id, name || n, query, look, roles, created_at, updated_at
        FROM views, generate_series(2, %(most)s) n"""
    await office.product.database.write([Statement(more, {"most": MOST_VIEWS})])
    answer = await agent.post("forms/ticket/views", json=VIEW)
    assert (answer.status_code, answer.json()["code"]) == (409, "views_too_many")


async def test_a_mask_that_comes_back_is_no_value(office: Office) -> None:
    doctor = await open_clinic(office)
    made = await create(doctor)
    answer = await doctor.patch(f"{RECORDS}/{made['id']}", json={"values": {"card": made["values"]["card"]}})
    assert [each["code"] for each in answer.json()["errors"]] == ["sensitive_masked"]
