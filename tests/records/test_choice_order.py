"""Lists by a choice: options in their order, the newest first within each, and an index gives them so."""

from typing import Any

import pytest

from helpwright.platform.database import Statement
from helpwright.records.sorting import Sorting
from tests.support.office import TICKETS, Office, Person

OPTIONS = ("normal", "urgent", "critical")


async def _filled(office: Office) -> None:
    """Tickets of every option, of none, and of options that are gone, before, between and behind the others."""
    for urgency in ("critical", "normal", "urgent", "normal", "critical", "urgent", "normal", "urgent"):
        await office.submit(urgency=urgency)
        office.clock.advance(minutes=1)
    levels = ["'aaa'", "NULL", "'lower'", "'zzz'", "'normal_0'", "NULL"]
    for place, level in enumerate(levels):
        await office.submit(urgency="normal", customer_name=f"旧 {place}")
        office.clock.advance(minutes=place % 2)
        await office.rows(
            f"UPDATE service_desk.ticket SET urgency = {level} WHERE customer_name = '旧 {place}' RETURNING id"  # noqa: S608 -- of this test
        )


async def _ids(person: Person, sort: str, limit: int) -> list[str]:
    found: list[str] = []
    place: str | None = ""
    while place is not None:
        page = (await person.get(TICKETS, params={"sort": sort, "limit": limit, "cursor": place})).json()
        found += [each["id"] for each in page["items"]]
        place = page["next"]
    return found


async def _expected(office: Office, *, descending: bool) -> list[str]:
    rows = await office.rows("SELECT id, urgency, created_at FROM service_desk.ticket")
    way = -1 if descending else 1

    def place(row: Any) -> tuple[Any, ...]:
        rank = OPTIONS.index(row["urgency"]) * way if row["urgency"] in OPTIONS else 99
        return rank, row["created_at"].timestamp() * way, row["id"].int * way

    return [str(row["id"]) for row in sorted(rows, key=place)]


@pytest.mark.parametrize("descending", [False, True])
async def test_pages_of_every_size_follow_the_options(office: Office, descending: bool) -> None:
    await _filled(office)
    leader = await office.supervisor()
    wanted = await _expected(office, descending=descending)
    sort = "-urgency" if descending else "urgency"
    assert len(wanted) == 14
    for limit in (1, 2, 3, 5, 50):
        assert await _ids(leader, sort, limit) == wanted


async def test_who_sees_their_team_gets_the_same_order(office: Office) -> None:
    await _filled(office)
    agent = await office.agent(team="service")
    await office.rows("UPDATE service_desk.ticket SET team_id = (SELECT id FROM teams WHERE key = 'service')")
    wanted = await _expected(office, descending=True)
    assert await _ids(agent, "-urgency", 4) == wanted


async def test_a_database_that_sorts_otherwise_loses_no_row(office: Office) -> None:
    """The last piece looks at every row as soon as the options lie in another order than this program thinks."""
    await _filled(office)
    order = Sorting("1", "int", descending=False, nullable=True, params={}, column="r.urgency", options=("aaa", "zzz"))
    pieces, _ = order.pieces(None, 64)
    params = {"sort_option_0": "zzz", "sort_option_1": "aaa", "sort_options": ["aaa", "zzz"]}
    sql = f"SELECT r.id FROM service_desk.ticket r WHERE {pieces[-1].condition}"  # noqa: S608 -- of this test
    assert len(await office.rows(sql, **params)) == 10


async def test_an_index_gives_the_first_page(office: Office) -> None:
    leader = await office.supervisor()
    await office.submit()
    columns = """number, submission_key, created_at, updated_at, source, version, customer_phone, customer_name,
        problem_type, description, status"""
    await office.rows(
        f"""INSERT INTO service_desk.ticket (id, {columns}, urgency)
        SELECT gen_random_uuid(), 'X' || n, gen_random_uuid(), created_at + n * interval '1 second', updated_at,
            source, version, customer_phone, customer_name, problem_type, description, 'closed',
            (ARRAY['normal', 'urgent', 'critical'])[1 + n %% 3]
        FROM service_desk.ticket, generate_series(1, %(most)s::int) n RETURNING id""",  # noqa: S608 -- of this test
        most=5000,
    )
    await office.rows("ANALYZE service_desk.ticket")
    first = (await leader.get(TICKETS, params={"sort": "-urgency", "limit": 50})).json()
    assert {each["values"]["urgency"] for each in first["items"]} == {"critical"}
    order = Sorting("1", "int", descending=True, nullable=True, params={}, column="r.urgency", options=OPTIONS)
    pieces, params = order.pieces(None, 64)
    union = " UNION ".join(
        f"(SELECT r.id FROM service_desk.ticket r WHERE r.deleted_at IS NULL AND {each.condition}"  # noqa: S608 -- of this test
        f" ORDER BY {each.order} LIMIT 51)"
        for each in pieces
    )
    plan = await office.product.database.all(
        Statement(f"EXPLAIN (ANALYZE, FORMAT JSON) {union}", {**params, "sort_options": list(OPTIONS)})
    )
    assert rows_read(plan[0]["QUERY PLAN"][0]["Plan"]) < 600


def rows_read(node: dict[str, Any]) -> float:
    """Of tables and indexes, by a plan that was carried out."""
    own = 0.0
    if "Scan" in node["Node Type"]:
        own = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return own + sum(rows_read(each) for each in node.get("Plans", ()))
