import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from helpwright.jobs.events import BEGINNING, append, events_of_record, read_after, recorded
from helpwright.jobs.months import make_months, months_from
from helpwright.kernel.events import SYSTEM, Event
from helpwright.platform.database import Statement
from tests.jobs.conftest import Stream
from tests.support.until import until

RECORD = uuid4()
_PARTS = Statement(
    """SELECT c.relname AS name, (SELECT count(*) FROM events e WHERE e.tableoid = c.oid) AS n
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'events'::regclass ORDER BY 1""",
)


def happened(at: datetime) -> Event:
    return Event("test", "test", RECORD, SYSTEM, at)


async def parts(stream: Stream) -> dict[str, int]:
    return {row["name"]: row["n"] for row in await stream.database.all(_PARTS)}


def test_the_months_are_those_of_utc() -> None:
    now = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert months_from(now) == [datetime(2026, 12, 1, tzinfo=UTC), *(datetime(2027, m, 1, tzinfo=UTC) for m in (1, 2))]
    assert months_from(datetime.fromisoformat("2027-01-01T07:59:00+08:00"))[0].month == 12


async def test_an_insert_without_its_month_is_kept_and_moves_when_the_month_is_made(stream: Stream) -> None:
    now = datetime(2031, 5, 20, tzinfo=UTC)
    await stream.database.write([append(happened(now + timedelta(days=20 * each))) for each in range(4)])
    assert await parts(stream) == {"events_default": 4}
    assert await make_months(stream.database, now) == 3
    assert await make_months(stream.database, now) == 0
    assert await parts(stream) == {"events_203105": 1, "events_203106": 2, "events_203107": 1, "events_default": 0}
    await stream.database.write([append(happened(now))])
    assert (await parts(stream))["events_203105"] == 2


async def test_the_stream_and_a_record_read_on_over_the_months(stream: Stream) -> None:
    start = datetime(2030, 1, 15, tzinfo=UTC)
    for month in range(0, 36, 3):
        await make_months(stream.database, start + timedelta(days=30 * month))
    wanted = []
    for month in range(36):
        event = happened(start + timedelta(days=30 * (35 - month)))
        wanted.append((await stream.database.write([append(event)]))[0][0]["id"])

    async def all_given() -> bool:
        rows = await stream.database.all(read_after(BEGINNING, 1000))
        return [recorded(row).id for row in rows] == wanted

    await until(all_given)
    newest = await stream.database.all(events_of_record(RECORD, 5))
    assert [row["id"] for row in newest] == wanted[:-6:-1]
    plan = await stream.database.all(
        Statement("EXPLAIN SELECT * FROM events WHERE record_id = %(r)s ORDER BY id DESC LIMIT 5", {"r": RECORD}),
    )
    assert "Seq Scan" not in "\n".join(str(row) for row in plan)


async def test_months_are_made_beside_writers(stream: Stream) -> None:
    now = datetime(2032, 3, 1, tzinfo=UTC)

    async def write(number: int) -> None:
        for each in range(20):
            await stream.database.write([append(happened(now + timedelta(days=number, hours=each)))])

    await asyncio.gather(
        *(write(number) for number in range(4)), *(make_months(stream.database, now) for _ in range(3))
    )
    await make_months(stream.database, now)
    found = await parts(stream)
    assert (found["events_203203"], found["events_default"]) == (80, 0)
