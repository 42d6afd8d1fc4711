"""Imports that are stopped, killed, hindered or begun anew in between: every row comes in once."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from helpwright.jobs.queue import RETRY_DELAYS, JobQueue
from helpwright.platform.database import Json, Statement
from helpwright.platform.sheet import write_rows
from helpwright.records.imports.work import tidy_imports
from tests.records.imports.test_imports import COLUMNS, GOOD, IMPORTS, upload, work
from tests.support.office import Office, Person
from tests.support.until import until

BLUEPRINT = Path(__file__).parents[3] / "blueprints/service_desk.yaml"
CUSTOMERS = "forms/customer/imports"
HEAD = ("联系电话", "客户姓名")


async def customers(office: Office, person: Person, *rows: tuple[str, str], **plan: Any) -> str:
    """A sheet of customers, who have a unique phone number, looked at; its address."""
    read = (await person.post(CUSTOMERS, content=write_rows(HEAD, rows))).json()
    place = f"{CUSTOMERS}/{read['id']}"
    assert (await person.post(f"{place}/look", json={"mapping": read["mapping"], **plan})).status_code == 202
    await office.product.importing.work(UUID(read["id"]))
    return place


async def told(person: Person, place: str) -> tuple[str, dict[str, int], int]:
    """State, rows by state, rows done."""
    found = (await person.get(place)).json()
    return found["state"], found["counts"], found["done"]


async def run(office: Office, person: Person, place: str) -> tuple[str, dict[str, int], int]:
    assert (await person.post(f"{place}/run")).status_code == 202
    await office.product.importing.work(UUID(place.rsplit("/", 1)[1]))
    return await told(person, place)


async def unnoted(office: Office, state: str = "running") -> None:
    """As after a worker that was killed before it could note what it had brought in."""
    await office.rows("UPDATE import_rows SET state = 'new', problems = NULL RETURNING 1")
    await office.rows("UPDATE imports SET state = %(state)s, done = 0 RETURNING 1", state=state)


@pytest.mark.parametrize("plan", [{}, {"match": "phone"}, {"history": True}])
async def test_what_is_in_is_not_wrong_because_the_worker_was_killed_before_it_noted_it(
    office: Office, plan: dict[str, Any]
) -> None:
    lead = await office.person("王芳", roles=["supervisor"])
    text = BLUEPRINT.read_text()
    can = "{form: customer, can: [read, create, update, export"
    assert (await office.blueprint(text.replace(can, f"{can}, assign"))).status_code == 200
    place = await customers(office, lead, ("13800138000", "张伟"), ("13900139000", "李雷"), **plan)
    assert await run(office, lead, place) == ("done", {"made": 2}, 2)
    await unnoted(office)
    await office.product.importing.work(UUID(place.rsplit("/", 1)[1]))
    assert await told(lead, place) == ("done", {"made": 2}, 2)
    assert len(await office.rows("SELECT 1 FROM service_desk.customer")) == 2


async def test_a_look_anew_after_a_stop_leaves_what_is_in(office: Office) -> None:
    lead = await office.supervisor()
    place = await customers(office, lead, ("13800138000", "张伟"), ("13900139000", "李雷"))
    await run(office, lead, place)
    # As if it had been stopped after the first row.
    await office.rows("UPDATE import_rows SET state = 'new' WHERE row = 3 RETURNING 1")
    await office.rows("DELETE FROM service_desk.customer WHERE phone = '13900139000' RETURNING 1")
    await office.rows("UPDATE imports SET state = 'cancelled' RETURNING 1")
    look = {"mapping": ["phone", "name"]}
    begun = (await lead.post(f"{place}/look", json=look)).json()
    assert begun["counts"] == {"made": 1, "waiting": 1}
    await office.product.importing.work(UUID(place.rsplit("/", 1)[1]))
    assert await told(lead, place) == ("checked", {"made": 1, "new": 1}, 2)
    assert await run(office, lead, place) == ("done", {"made": 2}, 2)


async def test_a_look_that_was_stopped_must_come_to_its_end_before_anything_is_brought_in(office: Office) -> None:
    agent = await office.agent()
    found = await upload(agent, COLUMNS, GOOD, GOOD)
    place = f"{IMPORTS}/{found['id']}"
    await work(office, agent, found, "look")
    # As a look that was cancelled after its first row.
    await office.rows("UPDATE import_rows SET state = '' WHERE row = 3 RETURNING 1")
    await office.rows("UPDATE imports SET state = 'cancelled' RETURNING 1")
    refused = await agent.post(f"{place}/run")
    assert (refused.status_code, refused.json()["code"]) == (409, "import_unlooked")
    assert (await agent.get(place)).json()["state"] == "cancelled"
    assert (await work(office, agent, found, "look"))["counts"] == {"new": 2}
    assert (await work(office, agent, found, "run"))["counts"] == {"made": 2}


async def test_who_looked_under_another_plan_says_nothing_of_the_new_one(office: Office) -> None:
    lead = await office.supervisor()
    read = (await lead.post(CUSTOMERS, content=write_rows(HEAD, [("13800138000", "张伟")]))).json()
    place, work_on = f"{CUSTOMERS}/{read['id']}", office.product.importing.work(UUID(read["id"]))
    nameless, whole = ({"mapping": each} for each in (["phone", None], ["phone", "name"]))
    assert (await lead.post(f"{place}/look", json=nameless)).status_code == 202
    async with office.product.database.transaction() as session:
        # The look without names has begun, and waits for the customers, when it is stopped and another one begun.
        await session.execute(Statement("LOCK TABLE service_desk.customer", {}))
        slow = asyncio.create_task(work_on)
        waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'service_desk.customer'::regclass"

        async def waiting() -> bool:
            return bool(await office.rows(waits))

        await until(waiting)
        assert (await lead.post(f"{place}/cancel")).status_code == 200
        assert (await lead.post(f"{place}/look", json=whole)).status_code == 202
    await slow
    assert await told(lead, place) == ("checking", {"waiting": 1}, 0)
    await office.product.importing.work(UUID(read["id"]))
    assert await told(lead, place) == ("checked", {"new": 1}, 1)


async def test_an_outage_in_between_is_no_fault_of_the_rows(office: Office) -> None:
    """A lock that is not given in time, a database that restarts: the rows are brought in later."""
    who = await office.supervisor()
    for history in (False, True):
        found = await upload(who, COLUMNS, GOOD, GOOD)
        await work(office, who, found, "look", history=history)
        await office.product.database.write([Statement(_OUT, {}), Statement(_OUT_ON, {})])
        assert (await who.post(f"{IMPORTS}/{found['id']}/run")).status_code == 202
        with pytest.raises(Exception, match="not now"):
            await office.product.importing.work(UUID(found["id"]))
        assert (await told(who, f"{IMPORTS}/{found['id']}"))[:2] == ("running", {"new": 2})
        await office.product.database.write([Statement("DROP TRIGGER out_of_order ON service_desk.ticket", {})])
        await office.product.importing.work(UUID(found["id"]))
        assert await told(who, f"{IMPORTS}/{found['id']}") == ("done", {"made": 2}, 2)


_OUT = """CREATE OR REPLACE FUNCTION out_of_order() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '55P03'; END$$"""
_OUT_ON = "CREATE TRIGGER out_of_order BEFORE INSERT ON service_desk.ticket EXECUTE FUNCTION out_of_order()"


async def test_what_came_in_before_a_stop_is_in_the_audit_log(office: Office) -> None:
    lead = await office.supervisor()
    place = await customers(office, lead, ("13800138000", "张伟"), ("13900139000", "李雷"))
    stop = """CREATE FUNCTION stop_it() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN UPDATE helpwright.imports SET state = 'cancelled'; RETURN NULL; END$$"""
    on = "CREATE TRIGGER stop_it AFTER INSERT ON service_desk.customer EXECUTE FUNCTION stop_it()"
    await office.product.database.write([Statement(stop, {}), Statement(on, {})])
    assert (await run(office, lead, place))[:2] == ("cancelled", {"made": 2})
    (audited,) = await office.rows("SELECT data FROM audit_log WHERE act = 'imported'")
    assert audited["data"]["made"] == 2


async def test_an_import_without_a_job_is_taken_up_again(office: Office) -> None:
    agent = await office.agent()
    found = await upload(agent, COLUMNS, GOOD)
    await agent.post(f"{IMPORTS}/{found['id']}/look", json={"mapping": found["mapping"]})
    jobs = "SELECT args FROM procrastinate_jobs WHERE task_name = 'imports:work'"
    await office.rows("DELETE FROM procrastinate_jobs RETURNING 1")
    await tidy_imports(office.product.database, office.clock.now())
    assert await office.rows(jobs) == []
    office.clock.advance(minutes=5)
    for _ in range(2):
        await tidy_imports(office.product.database, office.clock.now())
    assert [each["args"] for each in await office.rows(jobs)] == [{"import_id": found["id"]}]


async def test_one_that_never_succeeds_is_told_and_can_be_begun_again(office: Office) -> None:
    agent = await office.agent()
    found = await upload(agent, COLUMNS, GOOD)
    place, database = f"{IMPORTS}/{found['id']}", office.product.database
    await agent.post(f"{place}/look", json={"mapping": found["mapping"]})
    # What is beyond repair: the cells of a row are no list.
    await office.rows("""UPDATE import_rows SET cells = '[1]' RETURNING 1""")
    last = "UPDATE procrastinate_jobs SET attempts = %(n)s WHERE task_name = 'imports:work' RETURNING 1"
    assert await office.rows(last, n=len(RETRY_DELAYS))
    queue = JobQueue(database.url)
    queue.add("imports", office.product.importing.blueprint())
    worker = asyncio.create_task(queue.run())

    async def over() -> bool:
        return bool(await office.rows("SELECT 1 FROM procrastinate_jobs WHERE status = 'failed'"))

    try:
        await until(over)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    broken = (await agent.get(place)).json()
    assert (broken["state"], broken["error"]) == ("failed", office.product.sentences("zh-CN", "import_broke_off"))
    await database.write([Statement("UPDATE import_rows SET cells = %(cells)s", {"cells": Json(list(GOOD))})])
    assert (await work(office, agent, found, "look"))["counts"] == {"new": 1}
    assert (await work(office, agent, found, "run"))["counts"] == {"made": 1}
