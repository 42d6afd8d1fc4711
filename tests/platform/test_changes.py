"""Which tables a statement reads, and that no change of them goes unnoticed, whatever is being written meanwhile."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from helpwright.platform.changes import (
    LOOK,
    RUNNING,
    SYSTEM_TABLES,
    Look,
    Mark,
    counter_of_form,
    counters_of,
    read_look,
    with_running,
)
from helpwright.platform.database import Database, Session, Statement
from tests.support.office import Office

FORMS = {'"desk"."ticket"': 3, '"desk"."customer"': 20}
CASES, TASKS, COPIES = (SYSTEM_TABLES.index(each) for each in ("cases", "tasks", "copies"))
TICKET = counter_of_form(3)
ALL = tuple(range(len(SYSTEM_TABLES)))
ROLLED = """SELECT * FROM rollup.r7 r WHERE r.part < (SELECT u.until FROM rollups u) UNION ALL
SELECT * FROM rollup.r7_months r UNION ALL
SELECT 1 FROM (SELECT 1) x CROSS JOIN LATERAL (SELECT 1 FROM "desk"."ticket" r OFFSET 0) r
WHERE (SELECT 1 FROM rollup_notes n)"""
RAISE = "UPDATE service_desk.ticket SET urgency = 'critical'"


@pytest.mark.parametrize(
    ("sql", "counters"),
    [
        ('SELECT count(*) FROM "desk"."ticket" r WHERE TRUE', (TICKET,)),
        ('SELECT 1 FROM cases s JOIN "desk"."ticket" r ON r.id = s.record_id', (CASES, TICKET)),
        ('select 1 from helpwright.cases s left join "desk"."ticket" r on true', (CASES, TICKET)),
        ('SELECT 1 FROM (SELECT r.* FROM "desk"."ticket" r UNION ALL SELECT 1 FROM tasks t) r', (TASKS, TICKET)),
        (
            'SELECT 1 FROM "desk"."ticket" r WHERE r.id IN (SELECT 1 FROM tasks t UNION SELECT 1 FROM copies c)',
            (TASKS, COPIES, TICKET),
        ),
        (ROLLED, (TICKET,)),
        ('SELECT extract(epoch FROM r.a - r.b) FROM "desk"."ticket" r WHERE r.a IS NOT DISTINCT FROM r.b', (TICKET,)),
        ('SELECT r."from" FROM "desk"."ticket" r', (TICKET,)),
        ('SELECT 1 FROM "desk"."other" r', None),
        ('SELECT 1 FROM "desk"."ticket" r, sessions s', None),
        ('SELECT 1 FROM "desk"."ticket" r WHERE EXISTS (SELECT 1 FROM team_members m)', None),
        ("SELECT 1 FROM pg_class", None),
        ("SELECT 1", None),
    ],
)
def test_the_tables_of_a_statement(sql: str, counters: tuple[int, ...] | None) -> None:
    assert counters_of(sql, FORMS) == (None if counters is None else tuple(sorted(counters)))


async def look(database: Database) -> Look:
    return read_look(await database.read(LOOK))


async def mark_of(database: Database, counters: Sequence[int]) -> Mark:
    """Of what is read now."""
    mark = (await look(database)).mark(counters)
    return with_running(mark, await database.all(RUNNING))


@asynccontextmanager
async def writing(database: Database) -> AsyncIterator[Session]:
    """A transaction that is open until the end of the block."""
    async with database.session() as session:
        await session.execute(Statement("BEGIN"))
        yield session
        if session.connection.info.transaction_status:
            await session.execute(Statement("COMMIT"))


async def test_each_change_of_each_table_is_noticed(office: Office) -> None:
    database = office.product.database
    tables = [*(f"helpwright.{each}" for each in SYSTEM_TABLES), "service_desk.ticket", "service_desk.customer"]
    await office.submit()
    for table in tables:
        before = await look(database)
        mark = before.mark(range(len(before.counts)))
        assert (await look(database)).keeps(mark)
        await office.rows(f"DELETE FROM {table} WHERE FALSE")  # noqa: S608 -- names of ours
        after = await look(database)
        assert not after.keeps(mark), table
        assert sum(one != other for one, other in zip(before.counts, after.counts, strict=True)) == 1


async def test_what_goes_with_its_record_is_noticed(office: Office) -> None:
    await office.submit()
    database = office.product.database
    mark = await mark_of(database, [TASKS])
    await office.rows("DELETE FROM instances")
    assert await office.rows("SELECT 1 FROM tasks") == []
    assert not (await look(database)).keeps(mark)


async def test_a_change_that_is_not_committed_yet_is_noticed_when_it_is(office: Office) -> None:
    await office.submit()
    database = office.product.database
    async with writing(database) as session:
        await session.execute(Statement(RAISE))
        mark = await mark_of(database, ALL)
        assert (await look(database)).keeps(mark), "what was read then shows the old, and so it is still"
    assert not (await look(database)).keeps(mark)


async def test_a_transaction_that_has_begun_and_not_written_yet_is_noticed_by_its_write(office: Office) -> None:
    await office.submit()
    form = (await office.rows("SELECT id FROM definitions WHERE kind = 'form' AND key = 'ticket'"))[0]["id"]
    database = office.product.database
    async with writing(database) as session:
        await session.all(Statement("SELECT pg_current_xact_id()"))
        mark = await mark_of(database, [counter_of_form(form)])
        await session.execute(Statement(RAISE))
        assert not (await look(database)).keeps(mark)


async def test_what_is_written_elsewhere_disturbs_only_what_was_read_beside_it(office: Office) -> None:
    database = office.product.database
    mark = await mark_of(database, [CASES])
    await office.rows("UPDATE settings SET value = value")
    await office.submit()
    quiet = await mark_of(database, [COPIES])
    await office.rows(RAISE)
    assert (await look(database)).keeps(quiet)
    assert not (await look(database)).keeps(mark)


async def test_who_writes_long_ends_what_was_read_beside_it_only_by_its_end(office: Office) -> None:
    await office.submit()
    database = office.product.database
    async with writing(database) as session:
        await session.execute(Statement(RAISE))
        await office.rows("UPDATE settings SET value = value")
        mark = await mark_of(database, ALL)
        await office.rows("UPDATE settings SET value = value")
        await office.rows("UPDATE settings SET value = value")
        assert (await look(database)).keeps(mark)
        await session.execute(Statement("ROLLBACK"))
    assert not (await look(database)).keeps(mark), "whether it was undone is not asked"


def test_transactions_are_told_apart_where_their_numbers_begin_anew() -> None:
    end = 5 * 2**32 + 3
    at = Look((1, 1), [7], end, frozenset({2**32 - 2, 1}))
    running = [each for each in (2**32 - 9, 2**32 - 2, 1, 2, 3, 90) if at.keeps(Mark((1, 1), (), frozenset({each})))]
    assert running == [2**32 - 2, 1, 3, 90]
