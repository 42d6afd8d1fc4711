"""Few rows by one statement."""

from datetime import UTC, datetime
from typing import Any

from helpwright.platform.database import Database
from helpwright.platform.rows import among, by_rank, insert_few
from helpwright.platform.statement import Statement

AT = datetime(2026, 11, 29, 12, 30, 0, 123456, tzinfo=UTC)


async def test_rows_are_written_in_order_with_the_types_of_their_columns(database: str) -> None:
    opened = Database(database, size=1)
    await opened.open()
    try:
        made = "CREATE TABLE kept (id bigserial, at timestamptz, text text, data jsonb, left_over float, many bigint[])"
        await opened.write([Statement(made)])
        rows: list[dict[str, Any]] = [
            {"at": AT, "text": "一", "data": {"a": [1, None]}, "left_over": 0.5, "many": [1, 2]},
            {"at": None, "text": None, "data": None, "left_over": None, "many": []},
        ]
        written = (await opened.write([insert_few("kept", rows, " RETURNING id", "many::bigint[]")]))[0]
        assert [row["id"] for row in written] == [1, 2]
        found = await opened.all(Statement("SELECT at, text, data, left_over, many FROM kept ORDER BY id"))
        assert found == rows
    finally:
        await opened.close()


def test_as_many_rows_have_one_text() -> None:
    one, other = (insert_few("kept", [{"text": each}] * 3) for each in ("a", "b"))
    assert one.sql is other.sql
    assert one.sql == "INSERT INTO kept (text) VALUES (%(text_0)s), (%(text_1)s), (%(text_2)s)"


def test_one_value_is_compared_by_itself_and_none_finds_nothing() -> None:
    assert among("r.id", [7]) == ("r.id = %(ids)s", {"ids": 7})
    assert among("r.id", {7}, "those") == ("r.id = %(those)s", {"those": 7})
    assert among("r.id", (7, 8)) == ("r.id = ANY(%(ids)s)", {"ids": [7, 8]})
    assert among("r.id", []) == ("FALSE", {})


def test_writes_go_by_rank_and_each_keeps_its_order() -> None:
    one, two = [Statement("a"), Statement("b"), Statement("c")], [Statement("A"), Statement("B")]
    assert [each.sql for each in by_rank([one, two, []])] == ["a", "A", "b", "B", "c"]
    assert by_rank([]) == []
