"""Refusals of the installation that nobody meets often."""

from pathlib import Path

import psycopg
import pytest

from helpwright.entry.sample.product import create_database
from helpwright.kernel.errors import Conflict
from helpwright.platform.postgres import EmbeddedPostgres
from tests.support.office import Office, Person


@pytest.fixture
async def boss(office: Office) -> Person:
    return await office.person("Boss", admin=True, language="en")


async def test_backups_go_where_one_may_write(boss: Person) -> None:
    plan = (await boss.get("admin/health")).json()["backups"]["plan"]
    answer = await boss.put("admin/backup_plan", json={**plan, "folder": "/proc/nowhere"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "backup_folder_unusable")


async def test_work_ends_after_it_begins(boss: Person) -> None:
    answer = await boss.post("first-run/preview", json={"hours": {"start": "18:00", "end": "09:00"}})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "hours_reversed")


async def test_samples_that_are_not_there(boss: Person) -> None:
    answer = await boss.delete("apps/service_desk/samples")
    assert (answer.status_code, answer.json()["code"]) == (404, "sample_missing")


async def test_samples_need_a_role_that_may_make_databases(data: Path) -> None:
    server = EmbeddedPostgres(data, durable=False)
    server.start()
    try:
        with psycopg.connect(server.superuser_url, autocommit=True) as owner:
            owner.execute("ALTER ROLE helpwright NOCREATEDB")
        with pytest.raises(Conflict, match="sample_not_allowed"):
            await create_database(server.url, "samples")
    finally:
        server.stop()
