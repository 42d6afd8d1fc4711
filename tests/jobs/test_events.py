from datetime import UTC, datetime
from uuid import uuid4

from helpwright.jobs.events import BEGINNING, append, append_all, read_after, recorded
from helpwright.kernel.events import CUSTOMER, Actor, Event
from tests.jobs.conftest import Stream

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
    read = [recorded(row) for row in await stream.database.all(read_after(BEGINNING, 100))]
    assert [each.event for each in read] == [*written, person]
    assert [each.id for each in read] == [row["id"] for result in rows for row in result]


async def test_appending_nothing_is_fine(stream: Stream) -> None:
    assert await stream.database.write([append_all([])]) == [[]]
