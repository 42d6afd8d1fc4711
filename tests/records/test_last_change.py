"""Lists by the last change: in order, page behind page, within rights, and along an index."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from helpwright.platform.database import Session, Statement, Table
from tests.records.test_choice_order import rows_read
from tests.records.test_values_apart import FILTERS, NOT_CLOSED, OPEN
from tests.support.office import TICKETS, Office, Person

ORDERS = ("-updated_at", "updated_at")


async def filled(office: Office, rows: int, *, newest: int) -> None:
    """So many tickets, two in each second, changed in another order than made; the `newest` changed are not closed.

    Every fifth belongs to another team; of a few the state is no option any more, or there is none.
    """
    await office.submit(customer_name="客户")
    columns = """number, submission_key, created_at, source, version, customer_phone, customer_name,
        problem_type, description"""
    await office.rows(
        f"""INSERT INTO service_desk.ticket (id, {columns}, updated_at, urgency, status, team_id)
        SELECT gen_random_uuid(), 'X' || n, gen_random_uuid(), created_at + (n * 37 %% 101) * interval '1 second',
            source, version, customer_phone, customer_name || n, problem_type, description,
            updated_at + n / 2 * interval '1 second', (ARRAY['normal', 'urgent', 'critical', NULL])[1 + n %% 4],
            CASE WHEN n IN (3, 31, 58) THEN 'lower' WHEN n IN (4, 33, 57) THEN NULL
                WHEN n <= %(most)s::int - %(newest)s::int THEN 'closed'
                ELSE (ARRAY['new', 'processing', 'new'])[1 + n / 4 %% 3] END,
            CASE WHEN n %% 5 = 0 THEN (SELECT id FROM teams WHERE key = 'service') ELSE team_id END
        FROM service_desk.ticket, generate_series(1, %(most)s::int) n RETURNING id""",  # noqa: S608 -- of this test
        most=rows,
        newest=newest,
    )
    await office.rows("ANALYZE service_desk.ticket")


async def pages(person: Person, sort: str, limit: int, tree: Any = None, search: str = "") -> list[str]:
    """Ids of all pages."""
    found: list[str] = []
    place: str | None = ""
    while place is not None:
        wanted: dict[str, Any] = {"sort": sort, "limit": limit, "cursor": place, "search": search}
        answer = await person.get(TICKETS, params=wanted | ({} if tree is None else {"filter": json.dumps(tree)}))
        assert answer.status_code == 200, answer.text
        found += [each["id"] for each in answer.json()["items"]]
        place = answer.json()["next"]
    return found


async def _expected(office: Office, *, descending: bool, team: str | None = None) -> list[str]:
    rows = await office.rows(
        "SELECT r.id, r.updated_at, t.key FROM service_desk.ticket r LEFT JOIN teams t ON t.id = r.team_id"
    )
    seen = [row for row in rows if team in {None, row["key"]}]
    seen.sort(key=lambda row: (row["updated_at"], row["id"].int), reverse=descending)
    return [str(row["id"]) for row in seen]


@pytest.mark.parametrize("sort", ORDERS)
async def test_pages_of_every_size_hold_every_row_once_and_in_order(office: Office, sort: str) -> None:
    await filled(office, 40, newest=25)
    leader = await office.supervisor()
    wanted = await _expected(office, descending=sort.startswith("-"))
    assert len(wanted) == 41
    for limit in (1, 3, 7, 200):
        assert await pages(leader, sort, limit) == wanted


@pytest.mark.parametrize("sort", ORDERS)
async def test_filters_leave_the_order_as_it_is(office: Office, sort: str) -> None:
    await filled(office, 60, newest=40)
    leader = await office.supervisor()
    every = await pages(leader, sort, 200)
    for tree in FILTERS:
        matching = set(await pages(leader, "id", 200, tree))
        wanted = [each for each in every if each in matching]
        for limit in (4, 200):
            assert await pages(leader, sort, limit, tree) == wanted, tree


@pytest.mark.parametrize("sort", ORDERS)
async def test_who_sees_a_team_sees_its_rows_in_the_same_order(office: Office, sort: str) -> None:
    await filled(office, 40, newest=25)
    agent = await office.agent(team="service")
    wanted = await _expected(office, descending=sort.startswith("-"), team="service")
    assert 5 < len(wanted) < 15
    assert await pages(agent, sort, 3) == wanted
    every = await pages(agent, sort, 3, OPEN)
    assert every == [each for each in wanted if each in set(every)]
    assert set(every) == set(await pages(agent, "id", 200, OPEN))


async def test_what_is_changed_between_two_pages_hides_no_other_row(office: Office) -> None:
    await filled(office, 12, newest=6)
    leader = await office.supervisor()
    before = await pages(leader, "-updated_at", 200)
    first = (await leader.get(TICKETS, params={"sort": "-updated_at", "limit": 4})).json()
    office.clock.advance(hours=1)
    last = before[-1]
    version = (await leader.record(last))["version"]
    answer = await leader.patch(f"{TICKETS}/{last}", json={"values": {"solution": "换了"}, "version": version})
    assert answer.status_code == 200, answer.text
    wanted = {"sort": "-updated_at", "limit": 200, "cursor": first["next"]}
    rest = [each["id"] for each in (await leader.get(TICKETS, params=wanted)).json()["items"]]
    assert [each["id"] for each in first["items"]] + rest == before[:-1]
    assert (await pages(leader, "-updated_at", 200))[0] == last


async def test_few_rows_are_read_of_many(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newest first, longest untouched first, all, and those in hand, which are few and the last that were changed."""
    await filled(office, 8000, newest=400)
    leader, original = await office.supervisor(), Session.tables
    sent: list[Statement] = []

    async def noted(session: Session, statements: Sequence[Statement]) -> list[Table]:
        sent.extend(statements)
        return await original(session, statements)

    monkeypatch.setattr(Session, "tables", noted)
    closed = {"field": "status", "op": "eq", "value": "closed"}
    loud = {"all": [closed, {"field": "urgency", "op": "eq", "value": "urgent"}]}
    for tree in (None, OPEN, NOT_CLOSED, closed, loud):
        for sort in ORDERS:
            sent.clear()
            wanted: dict[str, Any] = {"sort": sort, "limit": 50}
            page = await leader.get(TICKETS, params=wanted | ({} if tree is None else {"filter": json.dumps(tree)}))
            assert len(page.json()["items"]) == 50
            (asked,) = sent
            explained = await office.product.database.all(
                Statement(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked.sql}", asked.params)
            )
            assert rows_read(explained[0]["QUERY PLAN"][0]["Plan"]) < 800, (tree, sort)
