"""A transaction that looks before it decides: it begins with its first statement and ends as its block does."""

from collections.abc import AsyncIterator
from contextlib import suppress

import psycopg
import pytest
from psycopg.errors import DivisionByZero, ForeignKeyViolation

from helpwright.kernel.errors import Invalid
from helpwright.platform.database import Database, Json, Statement

MADE = """CREATE TABLE kinds (id int PRIMARY KEY);
CREATE TABLE things (n int, kind int REFERENCES kinds DEFERRABLE INITIALLY DEFERRED)"""
STATES = b"SELECT state FROM pg_stat_activity WHERE application_name = 'helpwright' AND datname = current_database()"


@pytest.fixture
async def opened(database: str) -> AsyncIterator[Database]:
    made = Database(database, size=2)
    await made.open()
    async with made.session() as session:
        await session.execute(Statement(MADE))
    yield made
    await made.close()


def put(number: int, kind: int | None = None) -> Statement:
    return Statement("INSERT INTO things VALUES (%(n)s, %(kind)s)", {"n": number, "kind": kind})


async def things(opened: Database) -> list[int]:
    return [row["n"] for row in await opened.all(Statement("SELECT n FROM things ORDER BY n"))]


def states(opened: Database) -> set[str]:
    with psycopg.connect(opened.url, autocommit=True) as other:
        return {row[0] for row in other.execute(STATES)}


async def test_it_begins_with_its_first_statement_and_what_is_put_off_comes_with_the_commit(opened: Database) -> None:
    told: list[int] = []
    opened.on_commit(lambda: told.append(1))
    async with opened.transaction() as transaction:
        assert states(opened) == {"idle"}
        await transaction.execute(put(1))
        assert "idle in transaction" in states(opened)
        transaction.at_end([put(2)])
        assert [row["n"] for row in await transaction.all(Statement("SELECT n FROM things"))] == [1]
        assert await things(opened) == []
        assert told == []
    assert await things(opened) == [1, 2]
    assert told == [1]
    assert states(opened) == {"idle"}


async def test_a_block_that_raises_leaves_nothing_behind(opened: Database) -> None:
    with suppress(KeyError):
        async with opened.transaction() as transaction:
            transaction.at_end([put(2)])
            await transaction.pipeline([put(1)])
            raise KeyError
    assert await things(opened) == []
    with pytest.raises(DivisionByZero):
        async with opened.transaction() as transaction:
            await transaction.pipeline([put(1), Statement("SELECT 1 / 0")])
    assert await things(opened) == []
    assert states(opened) == {"idle"}


@pytest.mark.parametrize("late", [False, True])
async def test_what_the_commit_refuses_is_raised_and_nothing_kept(opened: Database, *, late: bool) -> None:
    told: list[int] = []
    opened.on_commit(lambda: told.append(1))

    async def written() -> None:
        async with opened.transaction() as transaction:
            await transaction.execute(put(1))
            if late:
                transaction.at_end([put(2, 7)])
            else:
                await transaction.execute(put(2, 7))

    with pytest.raises(ForeignKeyViolation):
        await written()
    assert await things(opened) == []
    assert told == []


async def test_a_value_that_cannot_be_sent_first_does_not_let_the_rest_stand_alone(opened: Database) -> None:
    with suppress(KeyError):
        async with opened.transaction() as transaction:
            with pytest.raises(Invalid):
                await transaction.execute(Statement("SELECT %(v)s", {"v": Json("\ud800")}))
            await transaction.execute(put(1))
            raise KeyError
    assert await things(opened) == []


async def test_a_text_of_several_statements_and_a_savepoint_stand_inside_it(opened: Database) -> None:
    async with opened.transaction() as transaction:
        await transaction.execute(Statement("INSERT INTO things VALUES (1); INSERT INTO things VALUES (2)"))
        assert "idle in transaction" in states(opened)
    async with opened.transaction() as transaction:
        with pytest.raises(DivisionByZero):
            async with transaction.transaction():
                await transaction.pipeline([put(3), Statement("SELECT 1 / 0")])
        await transaction.execute(put(4))
    assert await things(opened) == [1, 2, 4]


async def test_nothing_to_do_is_no_statement_at_all(opened: Database) -> None:
    async with opened.transaction():
        pass
    async with opened.transaction() as transaction:
        transaction.at_end([put(1)])
    assert await things(opened) == [1]
