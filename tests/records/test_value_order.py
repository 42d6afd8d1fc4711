"""Lists by a person, a team, a phone: what an index of the field has in order is read in that order."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from helpwright.platform.database import Session, Statement, Table
from helpwright.records.sorting import Sorting
from tests.records.test_choice_order import rows_read
from tests.records.test_last_change import pages
from tests.records.test_values_apart import OPEN
from tests.support.office import MONDAY, TICKETS, Office

SORTS = ("assignee", "-assignee", "team_id", "-owner_id", "customer_phone", "-customer_phone")


async def _filled(office: Office, rows: int) -> None:
    """So many tickets of two teams, four people and six phones, some without, two in each second."""
    await office.submit()
    columns = (
        "number, submission_key, created_at, updated_at, source, version, customer_name, problem_type, description"
    )
    await office.rows(
        f"""INSERT INTO service_desk.ticket (id, {columns}, status, urgency, customer_phone, assignee, owner_id,
            team_id)
        SELECT gen_random_uuid(), 'X' || n, gen_random_uuid(), created_at + n / 2 * interval '1 second', updated_at,
            source, version, customer_name, problem_type, description,
            (ARRAY['closed', 'closed', 'new', 'processing'])[1 + n / 3 %% 4], 'normal', '1380013800' || n %% 6, p, p,
            CASE WHEN n %% 5 > 0 THEN
                (SELECT id FROM teams WHERE key = CASE n %% 2 WHEN 0 THEN 'service' ELSE 'tech' END) END
        FROM service_desk.ticket, generate_series(1, %(most)s::int) n,
            LATERAL (SELECT (ARRAY[%(a)s, %(b)s, %(c)s, %(d)s, NULL]::uuid[])[1 + n * 7 %% 5] AS p) person
        RETURNING id""",  # noqa: S608 -- of this test
        most=rows,
        **{name: UUID(int=place * 2**120) for place, name in enumerate("dbac", 1)},
    )
    await office.rows("ANALYZE service_desk.ticket")


async def _expected(office: Office, sort: str) -> list[str]:
    """Rows without a value last; of the same value the newest first, in a falling order the oldest."""
    column, falls = sort.removeprefix("-"), sort.startswith("-")
    rows = await office.rows(f"SELECT id, created_at, {column} AS value FROM service_desk.ticket")  # noqa: S608 -- of this test
    rows.sort(key=lambda row: (row["created_at"], row["id"].int), reverse=not falls)
    with_value = [row for row in rows if row["value"] is not None]
    with_value.sort(key=lambda row: str(row["value"]), reverse=falls)
    return [str(row["id"]) for row in (*with_value, *(row for row in rows if row["value"] is None))]


@pytest.mark.parametrize("sort", SORTS)
async def test_pages_of_every_size_hold_every_row_once_and_in_order(office: Office, sort: str) -> None:
    await _filled(office, 40)
    leader = await office.supervisor()
    wanted = await _expected(office, sort)
    # Python and the database put the same ids in the same order; rows of the same instant and value too.
    for limit in (200, 1, 3, 7):
        assert await pages(leader, sort, limit) == wanted, limit


async def test_filters_and_rights_leave_the_order_as_it_is(office: Office) -> None:
    await _filled(office, 60)
    leader, agent = await office.supervisor(), await office.agent(team="service")
    for sort in SORTS:
        every = await pages(leader, sort, 200)
        for person in (leader, agent):
            for tree in (None, OPEN, {"field": sort.removeprefix("-"), "op": "filled"}):
                matching = set(await pages(person, "id", 200, tree))
                assert len(matching) > 5
                assert await pages(person, sort, 4, tree) == [each for each in every if each in matching]


async def test_few_rows_are_read_of_many(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await _filled(office, 8000)
    leader, original = await office.supervisor(), Session.tables
    sent: list[Statement] = []

    async def noted(session: Session, statements: Sequence[Statement]) -> list[Table]:
        sent.extend(statements)
        return await original(session, statements)

    monkeypatch.setattr(Session, "tables", noted)
    for sort in SORTS:
        place = ""
        for _ in range(2):
            sent.clear()
            wanted: dict[str, Any] = {"sort": sort, "limit": 50, "cursor": place}
            page = (await leader.get(TICKETS, params=wanted)).json()
            place = page["next"]
            assert len(page["items"]) == 50
            (asked,) = sent
            explained = await office.product.database.all(
                Statement(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked.sql}", asked.params)
            )
            assert rows_read(explained[0]["QUERY PLAN"][0]["Plan"]) < 1000, sort


def test_rows_without_a_value_are_no_piece_where_the_filter_excludes_them() -> None:
    order = Sorting("r.assignee", "uuid", descending=False, nullable=True, params={}, column="r.assignee", indexed=True)
    assert [each.condition for each in order.pieces(None, 64)[0]] == ["r.assignee IS NOT NULL", "r.assignee IS NULL"]
    one = Sorting(**{each: getattr(order, each) for each in order.__slots__} | {"only": frozenset({UUID(int=7)})})
    assert [each.condition for each in one.pieces(None, 64)[0]] == ["r.assignee IS NOT NULL"]
    behind = one.cursor({"sort_value": str(UUID(int=7)), "id": UUID(int=1), "created_at": MONDAY})
    assert len(one.pieces(behind, 64)[0]) == 2
    assert len(order.pieces(behind, 2)[0]) == 1
