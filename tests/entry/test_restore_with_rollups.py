"""A backup made while roll-ups are being filled comes back with them: dashboards tell what counting the rows tells."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from helpwright.entry.backup.archive import open_archive
from helpwright.entry.backup.bring_back import fill
from helpwright.entry.backup.make import make_backup
from helpwright.entry.wiring import Product
from helpwright.platform.database import Statement
from helpwright.reports.rollups import keeper
from tests.reports.rollup_world import World, elsewhere, world
from tests.support.office import Office, open_office
from tests.support.postgres import DatabaseServer

_NUMBERS = count(1)
COUNT = {"agg": "count"}
QUERIES: tuple[dict[str, Any], ...] = (
    {"from": "ticket", "by": [{"field": "problem_type"}], "measures": [COUNT]},
    {"from": "ticket", "by": [{"field": "created_at", "bucket": "week"}], "measures": [COUNT]},
    {"from": "cases", "by": [{"field": "created_at", "bucket": "day"}], "measures": [{"measure": "frt"}]},
    {"from": "cases", "by": [{"field": "assignee"}], "measures": [COUNT]},
)


@pytest.fixture
def empty_database(database_server: DatabaseServer) -> Iterator[Callable[[], str]]:
    """Makes databases with nothing in them."""
    made: list[str] = []

    def make() -> str:
        made.append(f"hw_bare_{next(_NUMBERS)}_{id(made)}")
        database_server.create(made[-1])
        return database_server.url_of(made[-1])

    yield make
    for name in made:
        database_server.drop(name)


@asynccontextmanager
async def brought(made: World, archive: Path, url: str, folder: Path) -> AsyncIterator[World]:
    """The desk in another database, with a clock that shows the same."""
    await asyncio.to_thread(folder.mkdir)
    environment = replace(made.office.product.environment, data_dir=folder)
    with open_archive(archive) as opened:
        await fill(Product.build(environment, url, connections=3), opened, at=made.office.clock.now())
    product = replace(Product.build(environment, url, connections=12), clock=made.office.clock)
    async with open_office(url, folder, product=product) as office:
        yield await elsewhere(made, office)


async def compare(made: World) -> int:
    return sum([await made.compare(query) for query in QUERIES])


@pytest.mark.parametrize("rows_at_once", [40, 50_000])
async def test_comes_back_half_built_or_ready_and_goes_on(
    office: Office,
    empty_database: Callable[[], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rows_at_once: int,
) -> None:
    monkeypatch.setattr(keeper, "_ROWS_AT_ONCE", rows_at_once)
    product = replace(office.product, environment=replace(office.product.environment, data_dir=tmp_path / "here"))
    await asyncio.to_thread((tmp_path / "here").mkdir)
    made = await world(office, 5)
    await office.rows("ANALYZE service_desk.ticket")
    half = rows_at_once < 150
    while await made.keeper.plan():
        states = {row["state"] for row in await office.rows("SELECT state FROM rollups")}
        if half and "building" in states and await office.rows("SELECT 1 FROM rollups WHERE until > 'epoch'"):
            break
    for _ in range(20):
        await product.database.write(made.write())
    notes = await office.rows("SELECT count(*) AS n FROM rollup_notes")
    assert notes[0]["n"] > 0, "changes that no roll-up has taken up yet are in the backup"
    archive = (await make_backup(product)).path
    # What is written here afterwards is not there.
    await product.database.write([each for _ in range(30) for each in made.insert()])
    at_backup = made.ids[:-30]
    async with brought(made, archive, empty_database(), tmp_path / "there") as there:
        there.ids = at_backup
        states = {row["state"] for row in await there.office.rows("SELECT state FROM rollups")}
        assert ("building" in states) is half
        told = await compare(there)
        assert told == (0 if half else 2 * len(QUERIES)), "what is half filled is not asked"
        # The triggers note on, the keeper takes up and fills what was begun.
        database = there.office.product.database
        for _ in range(25):
            await database.write(there.write())
            await there.keeper.take_up()
            await compare(there)
        await there.keep()
        while await there.keeper.take_up():
            pass
        assert {row["state"] for row in await there.office.rows("SELECT state FROM rollups")} == {"ready"}
        assert await compare(there) == 2 * len(QUERIES)
        before = await there.office.rows("SELECT count(*) AS n FROM rollup_notes")
        await database.write([Statement("UPDATE service_desk.ticket SET status = 'closed'")])
        after = await there.office.rows("SELECT count(*) AS n FROM rollup_notes")
        assert after[0]["n"] > before[0]["n"]
        assert await compare(there) > 0
    # And where it came from nothing has changed.
    await made.keep()
    assert await compare(made) == 2 * len(QUERIES)
