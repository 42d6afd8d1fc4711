"""Statements of one write that travel as one."""

from collections.abc import AsyncIterator

import pytest

from helpwright.platform.database import Database, Statement
from helpwright.platform.rows import insert_few, together

ENDED = "WITH gone AS (DELETE FROM t_kept WHERE n = %(n)s RETURNING n) DELETE FROM t_noted WHERE n = %(n)s + 90"


@pytest.fixture
async def opened(database: str) -> AsyncIterator[Database]:
    found = Database(database, size=1)
    await found.open()
    yield found
    await found.close()


async def test_all_of_them_are_carried_out_each_with_its_own_values(opened: Database) -> None:
    await opened.write([Statement(f"CREATE TABLE {name} (n int, text text)") for name in ("t_kept", "t_noted")])
    await opened.write([insert_few("t_kept", [{"n": 1, "text": "a"}, {"n": 2, "text": "b"}, {"n": 3, "text": "c"}])])
    await opened.write([insert_few("t_noted", [{"n": 93, "text": "x"}])])
    found = together(
        [
            Statement("UPDATE t_kept SET text = %(text)s WHERE n = %(n)s", {"n": 1, "text": "%(n)s"}),
            Statement(ENDED, {"n": 3}),
            insert_few("t_noted", [{"n": 5, "text": "e"}]),
        ]
    )
    assert len(found) == 1
    await opened.write(found)
    rows = await opened.all(Statement("SELECT n, text FROM t_kept UNION ALL SELECT * FROM t_noted ORDER BY n"))
    assert [(row["n"], row["text"]) for row in rows] == [(1, "%(n)s"), (2, "b"), (5, "e")]


async def test_without_statements_that_begin_with_with_the_last_is_the_one(opened: Database) -> None:
    await opened.write([Statement("CREATE TABLE t_kept (n int)")])
    (one,) = together([insert_few("t_kept", [{"n": number}]) for number in range(3)])
    await opened.write([one])
    rows = await opened.all(Statement("SELECT n FROM t_kept ORDER BY n"))
    assert [row["n"] for row in rows] == [0, 1, 2]


def test_what_cannot_be_one_stays_more() -> None:
    ended = Statement(ENDED, {"n": 3})
    plain = Statement("DELETE FROM t_kept WHERE n = %(n)s", {"n": 1})
    first, joined = together([ended, plain, ended])
    assert first == ended
    assert joined.params == {"n_0": 1, "n_1": 3}
    assert (together([]), together([plain]), together([ended])) == ([], [plain], [ended])
