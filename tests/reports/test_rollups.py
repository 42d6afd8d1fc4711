"""What roll-ups tell is what counting the rows gives, whoever asks, whatever is being written."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from helpwright.entry.doctor.examine import CHECKS
from helpwright.entry.doctor.kind import Scene
from helpwright.platform.database import Statement
from helpwright.query.document import QueryDocument
from helpwright.reports.evaluate import prepare
from helpwright.reports.rollups.check import check_nightly, check_rollups
from tests.reports.rollup_world import World, world
from tests.support.office import Office
from tests.support.until import until

COUNT = {"agg": "count"}
DAY = {"field": "created_at", "bucket": "day"}
_FILTERS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"field": "created_at", "op": "within", "value": {"last": 5, "unit": "day"}},
    {"not": {"field": "created_at", "op": "within", "value": {"this": "week"}}},
    {"field": "created_at", "op": "within", "value": {"last": 2, "unit": "month"}},
    {"not": {"field": "created_at", "op": "within", "value": {"this": "month"}}},
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


def query_of(made: World) -> dict[str, Any]:
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
    assert {(row["dataset"], tuple(row["dims"]), tuple(row["scopes"])) for row in rows} == {
        ("", ("day:created_at", "value:status"), ("team_id",)),
        ("", ("day:created_at", "value:problem_type"), ("team_id",)),
        ("cases", ("day:created_at", "filled:resolved_at", "value:assignee"), ("team_id",)),
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
                told += await made.compare(query_of(made))
                await session.execute(Statement(made.chance.choice(("COMMIT", "ROLLBACK"))))
        else:
            await database.write(made.write())
        told += await made.compare(query_of(made))
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


_MONTHLY: tuple[tuple[bool, dict[str, Any]], ...] = (
    (True, {"from": "ticket", **_OF_TICKETS[0]}),
    (True, {"from": "ticket", **_OF_TICKETS[0], "filter": _FILTERS[4]}),
    (True, {"from": "ticket", "by": [{"field": "created_at", "bucket": "quarter"}], "measures": [COUNT]}),
    (True, {"from": "cases", **_OF_CASES[1]}),
    (True, {"from": "cases", **_OF_CASES[3]}),
    (False, {"from": "ticket", **_OF_TICKETS[0], "filter": _FILTERS[1]}),
    (False, {"from": "ticket", **_OF_TICKETS[1]}),
    (False, {"from": "cases", **_OF_CASES[0]}),
)


async def by_month(made: World) -> list[bool]:
    """Which of these questions are told by month; all are told what the rows say."""
    for _, query in _MONTHLY:
        assert await made.compare(query) == 2
    found = [(await prepare(made.readers[0], QueryDocument.model_validate(each))).answer for _, each in _MONTHLY]
    return ["_months r" in each.statement.sql for each in found]


async def test_what_no_day_matters_to_is_told_by_month(office: Office) -> None:
    made = await world(office, 11)
    await made.keep()
    assert await by_month(made) == [monthly for monthly, _ in _MONTHLY]
    # A change that is not taken up yet opens its month.
    await office.product.database.write([each for _ in range(10) for each in made.write()])
    assert await by_month(made) == [monthly for monthly, _ in _MONTHLY]
    while await made.keeper.take_up():
        pass
    assert await by_month(made) == [monthly for monthly, _ in _MONTHLY]
    assert await check_rollups(office.product.records) == 0


async def test_months_stand_beside_what_an_older_version_made(office: Office) -> None:
    made = await world(office, 12)
    await made.keep()
    ids = [row["id"] for row in await office.rows("SELECT id FROM rollups")]
    for each in ids:
        await office.rows(f"DROP TABLE rollup.r{each:d}_months")
        await office.rows(f"DROP FUNCTION rollup.sum_{each:d} CASCADE")
        await office.rows(f'DROP INDEX rollup."r{each:d}_day:created_at_idx"')
    await office.rows("UPDATE rollups SET months = FALSE")
    assert await by_month(made) == [False] * len(_MONTHLY)
    await made.keep()
    assert await by_month(made) == [monthly for monthly, _ in _MONTHLY]


async def test_months_of_what_an_older_version_removed_go(office: Office) -> None:
    made = await world(office, 13)
    await made.keep()
    for row in await office.rows("SELECT id FROM rollups"):
        await office.rows(f"DROP TABLE rollup.r{row['id']:d}")
    await office.rows("DELETE FROM rollups")
    made.keeper.large = 10_000
    await made.keeper.plan()
    assert await office.rows("SELECT relname FROM pg_class WHERE relnamespace = 'rollup'::regnamespace") == []
    assert await office.rows("SELECT proname FROM pg_proc WHERE proname ~ '^sum_[0-9]'") == []


async def test_the_nightly_check_adds_the_months_up(office: Office) -> None:
    made = await world(office, 14)
    await made.keep()
    assert await check_rollups(office.product.records) == 0
    (first, *_) = await office.rows("SELECT id FROM rollups ORDER BY id")
    await office.rows(f"UPDATE rollup.r{first['id']:d}_months SET p0 = p0 + 1")  # noqa: S608 -- of this test
    assert await check_rollups(office.product.records) == 1


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

    async def safe() -> bool:
        """Not at once: who writes in any database of the cluster is waited for."""
        await made.keeper.plan()
        return not await office.rows("SELECT 1 FROM rollup_watches WHERE safe_until <> until")

    await until(safe)
    after = await office.rows("SELECT until, safe_until FROM rollup_watches")
    assert after[0]["until"] == before[0]["until"]
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
    assert await office.rows("SELECT tgname FROM pg_trigger WHERE tgname ~ '^rollup_'") == []


async def test_a_reader_who_knows_one_that_is_gone_counts_the_rows(office: Office) -> None:
    made = await world(office, 4)
    await made.keep()
    query = {"from": "ticket", **_OF_TICKETS[0]}
    await made.shelf.ready()
    made.shelf.fresh_seconds = 1e9
    for row in await office.rows("SELECT id FROM rollups"):
        await office.product.database.write([Statement(f"DROP TABLE rollup.r{row['id']:d}")])
    assert await made.compare(query) == 2


async def test_the_nightly_check_finds_what_was_written_past_the_product(office: Office) -> None:
    made = await world(office, 5)
    await made.keep()
    await office.product.database.write(made.write())
    assert await check_rollups(office.product.records) == 0
    await office.rows("ALTER TABLE service_desk.ticket DISABLE TRIGGER USER")
    await office.rows(
        "DELETE FROM service_desk.ticket WHERE id = (SELECT id FROM service_desk.ticket ORDER BY created_at LIMIT 1)"
    )
    await office.rows("ALTER TABLE service_desk.ticket ENABLE TRIGGER USER")
    office.clock.advance(hours=17)  # three in the night
    assert (await check_nightly(office.product.records) or 0) > 0
    assert await check_nightly(office.product.records) is None
    found = await CHECKS["rollups"].look(Scene(office.product.environment, office.clock.now(), office.product))
    assert (found.level, found.code) == ("warning", "differing")
    await made.keep()
    assert await made.compare({"from": "ticket", **_OF_TICKETS[0]}) == 2


async def test_an_app_goes_with_its_rollups(office: Office) -> None:
    made = await world(office, 6)
    await made.keep()
    chief = await office.person("管理员", admin=True)
    gone = await chief.delete("apps/service_desk?confirm=service_desk")
    assert gone.status_code in {200, 204}, gone.text
    await made.keeper.take_up()
    await made.keeper.plan()
    office.clock.advance(minutes=6)
    await made.keeper.plan()
    assert await office.rows("SELECT id FROM rollups UNION ALL SELECT form_id FROM rollup_watches") == []
    assert await office.rows("SELECT tgname FROM pg_trigger WHERE tgname ~ '^rollup_'") == []


async def test_another_meaning_is_not_served(office: Office) -> None:
    """A field that a reader does not see, or another zone: the rows are counted."""
    made = await world(office, 8)
    await made.keep()
    query = {"from": "cases", **_OF_CASES[3]}
    assert await made.compare(query) == 2
    other = replace(made.readers[0].definitions, settings={"zone": "Europe/Madrid"})
    made.readers = [replace(made.readers[0], definitions=other)]
    assert await made.compare(query) == 0


async def test_only_changes_of_what_is_counted_are_noted(office: Office) -> None:
    made = await world(office, 9)
    await made.keep()
    old = "created_at < (SELECT until FROM rollup_watches)"
    for change, noted in (
        ("urgency = 'critical', solution = '重启', updated_at = created_at", 0),
        ("status = status", 0),
        ("status = CASE status WHEN 'new' THEN 'closed' ELSE 'new' END", 1),
        ("deleted_at = created_at", 1),
    ):
        await office.rows(f"UPDATE service_desk.ticket SET {change} WHERE {old}")  # noqa: S608 -- of this test
        assert (await office.rows("SELECT count(DISTINCT form_id) AS n FROM rollup_notes"))[0]["n"] == noted, change
        await office.rows("DELETE FROM rollup_notes")
    await office.rows("UPDATE cases SET touches = touches + 1")
    assert await office.rows("SELECT at FROM rollup_notes") == []
    await office.rows("UPDATE cases SET closed_at = created_at, first_responded_at = created_at")
    assert await office.rows("SELECT at FROM rollup_notes") != []


async def test_a_column_that_nothing_counts_any_more_may_go(office: Office) -> None:
    """A trigger that looks at a column would keep it; the purge of columns comes weeks later."""
    made = await world(office, 10)
    await made.keep()
    rows = await office.rows("SELECT id FROM rollups WHERE dims ? 'value:problem_type'")
    await office.rows(
        "UPDATE rollups SET state = 'retired', retired_at = %(at)s", at=office.clock.now() - timedelta(hours=1)
    )
    made.keeper.large = 10_000
    await made.keeper.plan()
    assert rows
    await office.rows("ALTER TABLE service_desk.ticket DROP COLUMN problem_type")
