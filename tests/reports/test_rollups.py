"""What roll-ups tell is what counting the rows gives, whoever asks, whatever is being written."""

from typing import Any

import pytest

from helpwright.platform.database import Statement
from tests.reports.rollup_world import World, world
from tests.support.office import Office

COUNT = {"agg": "count"}
DAY = {"field": "created_at", "bucket": "day"}
_FILTERS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"field": "created_at", "op": "within", "value": {"last": 5, "unit": "day"}},
    {"not": {"field": "created_at", "op": "within", "value": {"this": "week"}}},
)
_OF_TICKETS: tuple[dict[str, Any], ...] = (
    {"by": [{"field": "problem_type"}], "measures": [COUNT]},
    {"by": [{"field": "created_at", "bucket": "week"}], "measures": [COUNT]},
    {"measures": [COUNT, {"agg": "rate", "filter": {"field": "problem_type", "op": "in", "value": ["support"]}}]},
    {"by": [{"field": "problem_type"}], "measures": [{"agg": "ratio"}, COUNT]},
    {"by": [{"field": "created_at", "bucket": "weekday"}], "measures": [COUNT], "sort": [{"by": 2}]},
)
_OF_CASES: tuple[dict[str, Any], ...] = (
    {"by": [DAY], "measures": [{"measure": "frt"}, {"measure": "art"}]},
    {"by": [{"field": "created_at", "bucket": "month"}], "measures": [{"measure": "art"}]},
    {"measures": [{"measure": "frt"}]},
    {"by": [{"field": "assignee"}], "measures": [COUNT], "filter": {"field": "resolved_at", "op": "filled"}},
    {"by": [{"field": "assignee"}, DAY], "measures": [COUNT], "having": {"field": "m0", "op": "gt", "value": 1}},
)


def _query(made: World) -> dict[str, Any]:
    chance = made.chance
    source, pool = chance.choice((("ticket", _OF_TICKETS), ("cases", _OF_CASES)))
    asked = {"from": source, **chance.choice(pool)}
    more = chance.choice(_FILTERS)
    if more is not None:
        asked["filter"] = {"all": [more, asked["filter"]]} if "filter" in asked else more
    return asked


async def test_the_dashboard_gets_its_rollups(office: Office) -> None:
    made = await world(office, 1)
    await made.keep()
    rows = await office.rows("SELECT dataset, dims, scopes, state FROM rollups")
    assert {row["state"] for row in rows} == {"ready"}
    assert {(row["dataset"], tuple(row["dims"]), tuple(row["scopes"])) for row in rows} >= {
        ("", ("day:created_at", "value:problem_type"), ()),
        ("", ("day:created_at", "value:problem_type"), ("team_id",)),
        ("cases", ("day:created_at", "filled:resolved_at", "value:assignee"), ()),
        ("cases", ("day:created_at",), ("team_id",)),
    }
    told = [await made.compare({"from": "ticket", **each}) for each in _OF_TICKETS]
    told += [await made.compare({"from": "cases", **each}) for each in _OF_CASES]
    assert told == [2] * 10


@pytest.mark.parametrize("seed", range(3))
async def test_they_are_told_the_same_whatever_is_written(office: Office, seed: int) -> None:
    made = await world(office, seed)
    await made.keep()
    told = 0
    database = office.product.database
    for step in range(40):
        if step % 4 == 3:
            async with database.session() as session:
                await session.execute(Statement("BEGIN"))
                for each in made.write():
                    await session.execute(each)
                await made.keeper.take_up()
                told += await made.compare(_query(made))
                await session.execute(Statement(made.chance.choice(("COMMIT", "ROLLBACK"))))
        else:
            await database.write(made.write())
        told += await made.compare(_query(made))
        match made.chance.randrange(6):
            case 0:
                await made.keeper.take_up()
            case 1:
                office.clock.advance(hours=made.chance.randrange(30))
                await made.keeper.plan()
    while await made.keeper.take_up():
        pass
    told += await made.compare({"from": "ticket", **_OF_TICKETS[0]})
    assert told > 80


async def test_a_day_is_told_only_when_nobody_writes_unseen(office: Office) -> None:
    """Who began before changes were noted may still write: till they are done, their days are counted row by row."""
    made = await world(office, 7)
    await made.keep()
    database = office.product.database
    async with database.session() as session:
        await session.execute(Statement("BEGIN"))
        await session.execute(Statement("UPDATE teams SET key = key WHERE key = 'service'"))
        office.clock.advance(days=3)
        await made.keeper.plan()
        before = await office.rows("SELECT until, safe_until FROM rollup_watches")
        assert before[0]["safe_until"] < before[0]["until"]
        await session.execute(Statement("COMMIT"))
    await made.keeper.plan()
    after = await office.rows("SELECT until, safe_until FROM rollup_watches")
    assert after[0]["safe_until"] == after[0]["until"] == before[0]["until"]
    assert {row["until"] for row in await office.rows("SELECT until FROM rollups")} == {after[0]["until"]}


async def test_what_nobody_needs_is_removed(office: Office) -> None:
    made = await world(office, 3)
    await made.keep()
    keeper = made.keeper
    keeper.large = 10_000
    await keeper.plan()
    assert {row["state"] for row in await office.rows("SELECT state FROM rollups")} == {"retired"}
    # Who has not heard of it yet reads on, and is told the truth.
    await office.product.database.write(made.write())
    office.clock.advance(minutes=6)
    await keeper.plan()
    assert await office.rows("SELECT id FROM rollups") == []
    assert await office.rows("SELECT form_id FROM rollup_watches") == []
    assert await office.rows("SELECT tgname FROM pg_trigger WHERE tgname = 'rollup_notes'") == []


async def test_a_reader_who_knows_one_that_is_gone_counts_the_rows(office: Office) -> None:
    made = await world(office, 4)
    await made.keep()
    query = {"from": "ticket", **_OF_TICKETS[0]}
    await made.shelf.ready()
    made.shelf.fresh_seconds = 1e9
    for row in await office.rows("SELECT id FROM rollups"):
        await office.product.database.write([Statement(f"DROP TABLE rollup.r{row['id']:d}")])
    assert await made.compare(query) == 2
