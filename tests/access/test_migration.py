from importlib.resources import files

from helpwright.platform.database import Statement
from tests.support.office import Office

INDEXES = """SELECT indexname FROM pg_indexes
WHERE schemaname = 'service_desk' AND indexname LIKE '%%dept_id' ORDER BY 1"""


async def test_forms_published_before_get_the_indexes_of_the_new_scopes(office: Office) -> None:
    migration = (files("helpwright.platform.migrations") / "versions" / "0003_access.sql").read_text("utf-8")
    found = await office.rows(INDEXES)
    assert len(found) == 2
    dropped = [Statement(f'DROP INDEX service_desk."{row["indexname"]}"') for row in found]
    await office.product.database.write(dropped)
    async with office.product.database.session() as session:
        await session.connection.execute(migration[migration.index("DO $$") :].encode())
    made = [row["indexname"].replace("-of-", "-") for row in found]
    assert [row["indexname"] for row in await office.rows(INDEXES)] == made, "the worker gives them their later shape"
