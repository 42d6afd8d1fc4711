from datetime import UTC, datetime
from uuid import uuid4

from helpwright.jobs.events import BEGINNING, Recorded, append, append_all, read_after, recorded
from helpwright.kernel.events import CUSTOMER, Actor, Event
from helpwright.platform.database import Statement
from tests.jobs.conftest import Stream
from tests.support.until import until

AT = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)


def event(number: int, cause: tuple[int, ...] = ()) -> Event:
    return Event("record_created", "service_desk.ticket", uuid4(), CUSTOMER, AT, {"n": number, "名": "张"}, cause)


async def test_what_was_appended_is_read_in_the_same_order(stream: Stream) -> None:
    written = [event(number, (7, number)) for number in range(5)]
    person = Event("comment", "service_desk.ticket", None, Actor("person", uuid4()), AT)
    rows = await stream.database.write(
        [append(written[0]), append(*written[1:3]), append_all(written[3:]), append(person)]
    )
    assert [len(each) for each in rows] == [1, 2, 2, 1]
    read: list[Recorded] = []

    async def all_read() -> bool:
        read[:] = [recorded(row) for row in await stream.database.all(read_after(BEGINNING, 100))]
        return len(read) == len(written) + 1

    await until(all_read)
    assert [each.event for each in read] == [*written, person]
    assert [each.id for each in read] == [row["id"] for result in rows for row in result]


async def test_appending_nothing_is_fine(stream: Stream) -> None:
    assert await stream.database.write([append_all([])]) == [[]]


async def test_the_order_is_that_of_numbers_when_transaction_ids_gain_a_digit(stream: Stream) -> None:
    """As text, 1000 comes before 999."""
    for xid in (9_999, 10_000, 99_999, 100_000, 8_888):
        await stream.database.write(
            [
                Statement(
                    """INSERT INTO events (xid, at, type, dataset, actor, data)
                    VALUES (%(xid)s::text::xid8, %(at)s, 'x', 'a.b', '{"kind": "system"}', '{}')""",
                    {"xid": str(xid), "at": AT},
                ),
                Statement("SELECT pg_current_xact_id()"),
            ],
        )
    sql = read_after(BEGINNING, 100).sql.replace("AND e.xid < pg_snapshot_xmin(pg_current_snapshot())", "")
    rows = await stream.database.all(Statement(sql, {"xid": "0", "id": 0, "limit": 100}))
    assert [row["transaction"] for row in rows] == ["8888", "9999", "10000", "99999", "100000"]
