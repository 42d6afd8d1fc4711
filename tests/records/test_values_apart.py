"""Lists of records with one of a few values: each value is read from its index in the order of creation."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from helpwright.kernel.filter_tree import parse_filter
from helpwright.platform.database import Session, Statement, Table
from helpwright.query.where import FEW_VALUES
from helpwright.records.sorting import Sorting
from tests.records.test_choice_order import rows_read
from tests.support.office import MONDAY, TICKETS, Office, Person

OPEN = {"field": "status", "op": "in", "value": ["new", "processing", "new"]}
LOUD = {"field": "urgency", "op": "in", "value": ["urgent", "critical"]}
NOT_CLOSED = {"field": "status", "op": "ne", "value": "closed"}
QUIET = {"field": "urgency", "op": "ne", "value": "normal"}
CLOSED = (("status", "closed"), ("urgency", "urgent"))
FILTERS: Sequence[Any] = (
    OPEN,
    {"all": [{"all": [{"field": "customer_name", "op": "starts", "value": "客"}, OPEN]}, LOUD]},
    {"any": [OPEN, LOUD]},
    {"not": OPEN},
    {"field": "status", "op": "in", "value": ["closed"]},
    {"field": "status", "op": "in", "value": []},
    {"field": "urgency", "op": "eq", "value": "urgent"},
    {"all": [{"field": "urgency", "op": "eq", "value": "urgent"}, LOUD, OPEN]},
    {"all": [{"field": "urgency", "op": "eq", "value": "normal"}, LOUD]},
    {"all": [OPEN, {"field": "status", "op": "in", "value": ["processing", "closed"]}]},
    NOT_CLOSED,
    {"not": {"field": "urgency", "op": "in", "value": ["urgent", "critical"]}},
    {"all": [NOT_CLOSED, QUIET, {"field": "status", "op": "ne", "value": "new"}]},
    {"all": [{"field": "urgency", "op": "eq", "value": "urgent"}, NOT_CLOSED]},
    {"field": "status", "op": "not_in", "value": ["closed", "solved", "processing", "new"]},
)


async def _filled(office: Office, rows: int, *, newest: int) -> None:
    """So many tickets a second apart, some at the same instant; the `newest` are new or in progress."""
    await office.submit(customer_name="客户")
    columns = """number, submission_key, created_at, updated_at, source, version, customer_phone, customer_name,
        problem_type, description, team_id"""
    await office.rows(
        f"""INSERT INTO service_desk.ticket (id, {columns}, urgency, status)
        SELECT gen_random_uuid(), 'X' || n, gen_random_uuid(), created_at + n / 2 * interval '1 second', updated_at,
            source, version, customer_phone, customer_name || n, problem_type, description, team_id,
            (ARRAY['normal', 'urgent', 'critical', NULL])[1 + n %% 4],
            CASE WHEN n <= %(most)s::int - %(newest)s::int THEN 'closed'
                ELSE (ARRAY['new', 'processing', 'new'])[1 + n / 4 %% 3] END
        FROM service_desk.ticket, generate_series(1, %(most)s::int) n RETURNING id""",  # noqa: S608 -- of this test
        most=rows,
        newest=newest,
    )
    await office.rows("ANALYZE service_desk.ticket")


async def _pages(person: Person, tree: Any, sort: str, limit: int) -> list[str]:
    found: list[str] = []
    place: str | None = ""
    while place is not None:
        wanted: dict[str, Any] = {"filter": json.dumps(tree), "sort": sort, "limit": limit, "cursor": place}
        page = (await person.get(TICKETS, params=wanted)).json()
        found += [each["id"] for each in page["items"]]
        place = page["next"]
    return found


async def test_pages_hold_the_rows_of_the_filter_once_and_in_order(office: Office) -> None:
    await _filled(office, 60, newest=40)
    for place, gone in enumerate(("'aaa'", "'lower'", "'zzz'", "NULL")):
        # Options that are gone, before, between and behind the others.
        await office.rows(
            f"""UPDATE service_desk.ticket SET status = {gone},
                urgency = CASE WHEN number LIKE 'X1%%' THEN urgency ELSE {gone} END
            WHERE number IN ('X1{place}', 'X3{place}', 'X5{place}') RETURNING id"""  # noqa: S608 -- of this test
        )
    leader, agent = await office.supervisor(), await office.agent()
    every = {sort: await _pages(leader, None, sort, 200) for sort in ("created_at", "-urgency", "urgency", "number")}
    for tree in FILTERS:
        matching = set(await _pages(leader, tree, "id", 200))
        for sort, everything in every.items():
            wanted = [each for each in everything if each in matching]
            assert await _pages(leader, tree, sort, 200) == wanted, (tree, sort)
            assert await _pages(agent, tree, sort, 9) == wanted, (tree, sort)


async def test_few_open_ones_behind_many_closed_are_not_looked_for_one_by_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _filled(office, 8000, newest=200)
    leader, original = await office.supervisor(), Session.tables
    sent: list[Statement] = []

    async def noted(session: Session, statements: Sequence[Statement]) -> list[Table]:
        sent.extend(statements)
        return await original(session, statements)

    monkeypatch.setattr(Session, "tables", noted)
    closed = {"all": [{"field": each, "op": "eq", "value": value} for each, value in CLOSED]}
    loud = {"all": [{"field": "urgency", "op": "eq", "value": "urgent"}, NOT_CLOSED]}
    asked_for = [(OPEN, "created_at"), (OPEN, "urgency"), (closed, "urgency"), (closed, "-urgency")]
    asked_for += [(NOT_CLOSED, each) for each in ("created_at", "urgency", "status")]
    for tree, sort in (*asked_for, (loud, "created_at")):
        sent.clear()
        wanted: dict[str, Any] = {"filter": json.dumps(tree), "sort": sort, "limit": 50}
        assert len((await leader.get(TICKETS, params=wanted)).json()["items"]) == 50
        (asked,) = sent
        explained = await office.product.database.all(
            Statement(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked.sql}", asked.params)
        )
        assert rows_read(explained[0]["QUERY PLAN"][0]["Plan"]) < 1500, (tree, sort)


def test_options_that_the_filter_excludes_are_no_pieces() -> None:
    options = ("normal", "urgent", "critical")
    order = Sorting("1", "int", descending=True, nullable=True, params={}, column="r.urgency", options=options)
    assert len(order.pieces(None, 64)[0]) == 6
    (piece,) = replace(order, only=frozenset({"urgent"})).pieces(None, 64)[0]
    assert piece.condition == "r.urgency = %(sort_option_1)s"
    assert len(replace(order, only=frozenset({"urgent", "gone"})).pieces(None, 64)[0]) == 4
    assert replace(order, only=frozenset()).pieces(None, 64)[0] == []
    behind = order.cursor({"sort_value": 2, "id": UUID(int=1), "created_at": MONDAY})
    assert len(replace(order, only=frozenset({"normal", "critical"})).pieces(behind, 64)[0]) == 1


def test_the_test_knows_the_filters() -> None:
    assert len(OPEN["value"]) <= FEW_VALUES
    assert all(parse_filter(each) for each in FILTERS)
