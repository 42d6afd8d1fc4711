"""The recycle bin of every form is read by an index: of forms published now, and of those published before."""

from importlib.resources import files

from helpwright.platform.database import Statement
from tests.support.office import Office

INDEXES = """SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = 'service_desk' AND indexname LIKE '%%-deleted' ORDER BY 1"""
MANY = """INSERT INTO service_desk.ticket
    (id, number, created_at, updated_at, source, version, deleted_at, customer_phone, customer_name, problem_type,
     urgency, description, status)
SELECT gen_random_uuid(), 'X' || n, timestamptz '2026-01-01', timestamptz '2026-01-01', 'staff', 1,
    CASE WHEN n %% 50 = 0 THEN timestamptz '2026-01-01' + n * interval '1 second' END, '13800138000', 'x', 'support',
    'normal', 'x', 'new'
FROM generate_series(1, 5000) n"""
PLAN = """EXPLAIN SELECT r.id FROM service_desk.ticket r WHERE r.deleted_at IS NOT NULL
ORDER BY r.deleted_at DESC, r.id DESC LIMIT 50"""


async def test_forms_published_before_get_the_index(office: Office) -> None:
    migration = (files("helpwright.platform.migrations") / "versions" / "0015_desk.sql").read_text("utf-8")
    found = await office.rows(INDEXES)
    assert len(found) == 2
    dropped = [Statement(f'DROP INDEX service_desk."{row["indexname"]}"') for row in found]
    await office.product.database.write(dropped)
    body = migration[migration.index("DO $$") : migration.index("END $$;") + len("END $$;")]
    async with office.product.database.session() as session:
        await session.connection.execute(body.encode())
    assert await office.rows(INDEXES) == found


async def test_the_bin_follows_it(office: Office) -> None:
    await office.product.database.write([Statement(MANY), Statement("ANALYZE service_desk.ticket")])
    plan = " ".join(row["QUERY PLAN"] for row in await office.rows(PLAN))
    assert "-deleted" in plan
    boss = await office.supervisor()
    answer = await boss.get("forms/ticket/bin")
    assert answer.status_code == 200, answer.text
    assert answer.json()["items"][0]["number"] == "X5000"
