"""Forms that earlier versions published get the indexes of this one, and lose what these replace."""

import asyncio

import pytest
from psycopg.errors import UniqueViolation

from helpwright.entry.commands.background import chores
from helpwright.entry.kinds import FIELD_TYPES
from helpwright.forms.index_keeper import keep_indexes
from helpwright.platform.database import Statement
from tests.support.office import Office

INDEXES = """SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS what, i.indisvalid AS valid
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid IN ('service_desk.ticket'::regclass, 'service_desk.customer'::regclass) ORDER BY 1"""
FILLED = ("created_by", "dept_id", "partner_id")


async def _of_before(office: Office) -> None:
    """The tables of both forms as the version before made them."""
    for form in await office.rows("SELECT id, key FROM definitions WHERE kind = 'form'"):
        name, table = f"form-{form['id']}", f"service_desk.{form['key']}"
        gone = [f"{name}-changed", f"{name}-changed-by-status", *(f"{name}-of-{each}" for each in FILLED)]
        statements = [f'DROP INDEX IF EXISTS service_desk."{each}"' for each in gone]
        statements += [
            f'CREATE INDEX "{name}-{each}" ON {table} ({each}, created_at DESC) WHERE deleted_at IS NULL'
            for each in FILLED
        ]
        await office.product.database.write([Statement(each) for each in statements])


async def test_forms_published_before_have_them_like_forms_published_now(office: Office) -> None:
    await office.submit()
    now = await office.rows(INDEXES)
    assert [each["name"] for each in now if "-changed" in each["name"]] != []
    await _of_before(office)
    assert await office.rows(INDEXES) != now
    # Both forms: the last change, three more; one has a status. Three each are dropped.
    assert await office.product.keep_indexes() == 2 * 4 + 1 + 2 * 3
    assert await office.rows(INDEXES) == now
    assert await office.product.keep_indexes() == 0
    assert "indexes" in {each.name for each in chores(office.product)}


async def test_one_that_was_not_finished_is_made_anew(office: Office) -> None:
    await office.submit()
    await office.submit()
    now = await office.rows(INDEXES)
    (half,) = [each["name"] for each in now if each["name"].endswith("-changed-by-status")]
    await office.product.database.write([Statement(f'DROP INDEX service_desk."{half}"')])
    doubles = Statement(f'CREATE UNIQUE INDEX CONCURRENTLY "{half}" ON service_desk.ticket (status)')
    async with office.product.database.session() as session:
        with pytest.raises(UniqueViolation):
            await session.execute(doubles)
    assert [each["name"] for each in await office.rows(INDEXES) if not each["valid"]] == [half]
    assert await office.product.keep_indexes() == 1
    assert await office.rows(INDEXES) == now


async def test_what_is_replaced_stays_until_all_others_are_there(office: Office) -> None:
    """A name that is taken by something else cannot be given: the form keeps what it has, the other gets its own."""
    await _of_before(office)
    (ticket,) = await office.rows("SELECT id FROM definitions WHERE kind = 'form' AND key = 'ticket'")
    taken = f'CREATE INDEX "form-{ticket["id"]}-changed" ON service_desk.customer (name)'
    await office.product.database.write([Statement(taken)])
    await office.product.keep_indexes()
    names = {each["name"] for each in await office.rows(INDEXES)}
    assert {f"form-{ticket['id']}-{each}" for each in FILLED} <= names
    assert f"form-{ticket['id']}-changed-by-status" in names
    others = [each for each in names if not each.startswith(f"form-{ticket['id']}-")]
    assert [each for each in others if each.endswith(FILLED) and "-of-" not in each] == []


async def test_who_publishes_is_waited_for_but_not_for_ever(office: Office) -> None:
    """Other chores hold the same lock, and all begin at the same time."""
    await _of_before(office)
    publisher = office.product.publisher
    async with publisher.alone() as session:
        assert session is not None
        assert await keep_indexes(publisher, FIELD_TYPES, pause=0) == 0
        waiting = asyncio.create_task(keep_indexes(publisher, FIELD_TYPES, pause=0.05))
        await asyncio.sleep(0)
        assert not waiting.done()
    assert await waiting > 0
