"""Many statements in one round trip, and what goes wrong in the middle of them."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest

from helpwright.platform.database import Database, Statement

ONE = Statement("SELECT 1 AS one")
MIB = 1024 * 1024


@pytest.fixture
async def opened(database: str) -> AsyncIterator[Database]:
    """The database, with a pool of its own."""
    found = Database(database, size=2)
    await found.open()
    await found.write([Statement("CREATE TABLE kept (key text)")])
    yield found
    await found.close()


def kept(number: int) -> Statement:
    return Statement("INSERT INTO kept (key) VALUES (%(key)s)", {"key": f"kept-{number}"})


async def all_kept(opened: Database) -> int:
    row = await opened.one(Statement("SELECT count(*) AS found FROM kept"))
    assert row is not None
    return int(row["found"])


async def test_each_statement_gives_its_own_rows(opened: Database) -> None:
    rows = await opened.write([kept(1), Statement("SELECT key FROM kept WHERE key = 'kept-1'"), ONE])
    assert rows == [[], [{"key": "kept-1"}], [{"one": 1}]]


async def test_the_first_error_is_raised_and_nothing_stays(opened: Database) -> None:
    wrong = [kept(1), Statement("SELECT 1/0"), Statement("SELECT * FROM nowhere"), kept(2)]
    with pytest.raises(psycopg.errors.DivisionByZero):
        await opened.write(wrong)
    assert await all_kept(opened) == 0
    assert await opened.read([ONE, ONE]) == [[{"one": 1}], [{"one": 1}]]


async def test_a_value_that_cannot_be_sent_leaves_nothing(opened: Database) -> None:
    with pytest.raises(psycopg.ProgrammingError):
        await opened.write([kept(1), Statement("SELECT %(what)s", {"what": object()}), kept(2)])
    assert await all_kept(opened) == 0
    assert await opened.read([ONE, ONE]) == [[{"one": 1}], [{"one": 1}]]


async def test_much_in_both_directions_does_not_stick(opened: Database) -> None:
    sent = [Statement("SELECT %(text)s::text AS text", {"text": str(place % 10) * MIB}) for place in range(16)]
    rows = await asyncio.wait_for(opened.read(sent), 60)
    assert [row[0]["text"][0] for row in rows] == [str(place % 10) for place in range(16)]
    assert {len(row[0]["text"]) for row in rows} == {MIB}


async def test_more_statements_than_a_connection_keeps_prepared(opened: Database) -> None:
    async with opened.session() as session:
        for _ in range(3):
            sent = [Statement(f"SELECT {number} AS number") for number in range(250)]
            assert [row[0]["number"] for row in await session.pipeline(sent)] == list(range(250))
        found = await session.one(Statement("SELECT count(*) AS found FROM pg_prepared_statements"))
        assert found is not None
        assert 0 < found["found"] <= session.connection.prepared_max


async def test_what_could_not_be_prepared_because_of_an_error_before_it_is_prepared_later(opened: Database) -> None:
    async with opened.session() as session:
        for _ in range(5):
            with pytest.raises(psycopg.errors.DivisionByZero):
                await session.pipeline([Statement("SELECT 1/0"), ONE])
        for _ in range(5):
            assert await session.pipeline([ONE, ONE]) == [[{"one": 1}], [{"one": 1}]]


async def test_one_statement_tells_its_rows_or_how_many_it_touched(opened: Database) -> None:
    async with opened.session() as session:
        assert await session.execute(kept(1)) == 1
        assert await session.execute(Statement("DELETE FROM kept WHERE key = %(key)s", {"key": "nobody"})) == 0
        assert await session.one(Statement("SELECT %(text)s::text AS text", {"text": "好"})) == {"text": "好"}
        with pytest.raises(psycopg.ProgrammingError):
            await session.all(Statement("SELECT %(text)s::text AS text", {"other": 1}))


async def test_who_stops_waiting_leaves_a_usable_pool(opened: Database) -> None:
    slow = asyncio.create_task(opened.write([kept(1), Statement("SELECT pg_sleep(30)"), kept(2)]))
    while (await opened.one(_SLEEPING)) is None:
        pass
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    assert await all_kept(opened) == 0
    assert await opened.one(_SLEEPING) is None
    assert await opened.read([ONE, ONE]) == [[{"one": 1}], [{"one": 1}]]


async def test_tables_name_their_columns(opened: Database) -> None:
    names, rows = (await opened.tables([Statement("SELECT 1 AS a, 2 AS b UNION SELECT 3, 4 ORDER BY 1"), ONE]))[0]
    assert (names, rows) == (["a", "b"], [(1, 2), (3, 4)])


_SLEEPING = Statement(
    "SELECT 1 AS there FROM pg_stat_activity "
    "WHERE state = 'active' AND query = 'SELECT pg_sleep(30)' AND datname = current_database()"
)


async def test_what_is_planned_anew_is_never_kept(opened: Database) -> None:
    asked = Statement("SELECT %(n)s::int AS n", {"n": 7}, planned_anew=True)
    kept = Statement("SELECT name FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int AS n%%'", {})
    async with opened.transaction() as session:
        for _ in range(6):
            assert await session.pipeline((asked, asked)) == [[{"n": 7}], [{"n": 7}]]
        assert await session.all(kept) == []
        for _ in range(3):
            assert await session.all(asked._replace(planned_anew=False)) == [{"n": 7}]
        assert len(await session.all(kept)) == 1
        with pytest.raises(psycopg.errors.DivisionByZero):
            await session.pipeline((Statement("SELECT 1 / %(n)s", {"n": 0}, planned_anew=True), asked))
