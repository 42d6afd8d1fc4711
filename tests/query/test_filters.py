"""Filters in the database and in memory say the same; nothing in them reaches the database as SQL."""

import asyncio
import json
import random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from helpwright.kernel.filter import evaluate, parse_filter
from helpwright.platform.database import Database, Statement
from helpwright.query.column import columns_of
from helpwright.query.where import Where
from tests.support.laws import law
from tests.support.office import MONDAY, TICKETS, Office, Person

NAMES = ["张伟", "张 伟", "Zoë", "zoë", "O'Neil", "a%b", "a_b", "A\\B", '"quoted"', "Straße", "i", "İ"]
TYPES = ["product", "support", "complaint", "after_sales"]
LEVELS = ["normal", "urgent", "critical"]
PARTS = ["张", "zo", "%", "_", "\\", "'", '"', "ß", "SS", "", " "]


def _text(field: str, values: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    whole, part = st.sampled_from(values), st.sampled_from(PARTS + values)
    return st.one_of(
        st.builds(lambda op, value: {"field": field, "op": op, "value": value}, st.sampled_from(["eq", "ne"]), whole),
        st.builds(
            lambda op, found: {"field": field, "op": op, "value": found},
            st.sampled_from(["in", "not_in"]),
            st.lists(whole, max_size=3),
        ),
        st.builds(lambda op: {"field": field, "op": op}, st.sampled_from(["empty", "filled"])),
        *(
            [
                st.builds(
                    lambda op, value: {"field": field, "op": op, "value": value},
                    st.sampled_from(["contains", "not_contains", "starts"]),
                    part,
                ),
            ]
            if values is NAMES
            else []
        ),
    )


TREES = st.recursive(
    st.one_of(
        _text("customer_name", NAMES),
        _text("root_cause", NAMES),
        _text("problem_type", TYPES),
        _text("urgency", LEVELS),
    ),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)


async def _fill(office: Office, number: int) -> None:
    chance = random.Random(7)  # noqa: S311 -- rows of a test
    for _ in range(number):
        ticket = await office.submit(
            customer_name=chance.choice(NAMES),
            problem_type=chance.choice(TYPES),
            urgency=chance.choice(LEVELS),
            customer_email=None,
        )
        cause, level = chance.choice([None, *NAMES]), chance.choice([None, *LEVELS])
        await office.rows(
            "UPDATE service_desk.ticket SET root_cause = %(c)s, urgency = %(u)s WHERE id = %(id)s RETURNING 1",
            c=cause,
            u=level,
            id=UUID(ticket.id),
        )


async def test_the_database_and_the_memory_agree(office: Office) -> None:
    await _fill(office, 40)
    definitions = await office.product.definitions.current()
    form = office.product.records.forms(definitions).find("ticket")
    rows = await office.rows("SELECT * FROM service_desk.ticket")
    trees: list[Any] = []

    @law(250, database=None, suppress_health_check=list(HealthCheck))
    @given(TREES)
    def collect(tree: Any) -> None:
        trees.append(tree)

    collect()
    assert len(trees) >= 200
    for op in ("contains", "not_contains", "starts", "eq", "ne"):
        trees += [{"field": "customer_name", "op": op, "value": value} for value in (*PARTS[:9], *NAMES)]
    selects = []
    for tree in trees:
        where = Where(columns_of(form), MONDAY, definitions.zone)
        sql = where.compile(parse_filter(tree))
        selects.append(Statement(f"SELECT r.id FROM {form.table} r WHERE {sql}", where.params))  # noqa: S608 -- what is tested
    database: Database = office.product.database
    for tree, found in zip(trees, await database.read(selects), strict=True):
        expected = {row["id"] for row in rows if evaluate(parse_filter(tree), row)}
        assert {row["id"] for row in found} == expected, tree


HOSTILE = [
    {"field": 'x" OR 1=1 --', "op": "eq", "value": 1},
    {"field": "customer_name); DROP TABLE people; --", "op": "filled"},
    {"field": "deleted_at", "op": "filled"},
    {"field": "submission_key", "op": "filled"},
    {"field": "customer_name", "op": "eq; DROP", "value": 1},
    {"field": "customer_name", "op": "eq", "value": None},
    {"field": "customer_name", "op": "eq", "value": {"me": True}},
    {"field": "created_at", "op": "eq", "value": {"me": True}},
    {"field": "created_at", "op": "lt", "value": "yesterday"},
    {"field": "created_at", "op": "lt", "value": "2026-01-01T00:00:00"},
    {"field": "created_at", "op": "within", "value": {"this": "'; DROP"}},
    {"field": "number", "op": "eq", "value": {"a": 1}},
    {"field": "number", "op": "contains", "value": 5},
    {"field": "number", "op": "eq", "value": "\u0000"},
    {"field": "id", "op": "eq", "value": "1"},
    {"field": "owner_id", "op": "in", "value": [1]},
    {"field": "owner_id", "op": "in", "value": "x"},
    {"field": "urgency", "op": "contains", "value": "n"},
    {"field": "urgency", "op": "eq", "value": "nope"},
    {"field": "attachments", "op": "eq", "value": []},
    {"field": ["x"], "op": "eq", "value": 1},
    {"all": {}},
    {"all": [], "any": []},
    {"not": []},
    [],
    5,
    "x",
]


@pytest.fixture
async def leader(office: Office) -> Person:
    return await office.supervisor()


async def test_hostile_filters_sorts_and_cursors(office: Office, leader: Person) -> None:
    await office.submit()
    deep: Any = {"field": "urgency", "op": "filled"}
    for _ in range(20):
        deep = {"not": deep}
    wide = {"any": [{"field": "urgency", "op": "filled"}] * 600}
    tries: list[dict[str, Any]] = [{"filter": json.dumps(each)} for each in [*HOSTILE, deep, wide]]
    tries += [{"filter": text} for text in ("{", "[" * 5000, "nul")]
    tries += [
        {"sort": text}
        for text in ("-", "x", "created_at;drop", "attachments", "description", '"number"', "--number", "deleted_at")
    ]
    tries += [
        {"cursor": text}
        for text in ("x", "W10", "WzEsMl0", "WyJhIiwgImIiXQ", "%00", "bnVsbA", "eyJhIjoxLCJiIjoyfQ", "WzUsNV0")
    ]
    tries += [{"limit": text} for text in ("0", "201", "x")] + [{"search": "x" * 300}]
    for params in tries:
        answer = await leader.get(TICKETS, params=params)
        assert answer.status_code == 422, (params, answer.text)
        assert answer.json()["detail"]
    for params in ({"search": "%"}, {"search": "\\"}, {"search": "' OR 1=1 --"}, {"search": "_______"}):
        assert (await leader.get(TICKETS, params=params)).json()["items"] == []
    me = {"field": "owner_id", "op": "eq", "value": {"me": True}}
    assert (await leader.get(TICKETS, params={"filter": json.dumps(me)})).status_code == 200
    by_label = {"field": "urgency", "op": "in", "value": ["非常紧急", "Urgent"]}
    assert len((await leader.get(TICKETS, params={"filter": json.dumps(by_label)})).json()["items"]) == 1
    foreign = "WyIyMDI2LTExLTIzVDAyOjAwOjAwWiIsICIwMWEyMGFjNy1mMWViLTcwNjAtOTViOC1iNTU2MDQ5ZjA1ZTYiXQ"
    for sort in ("urgency", "customer_name", "owner_id", "number", "id"):
        assert (await leader.get(TICKETS, params={"sort": sort, "cursor": foreign})).status_code in {200, 422}


@pytest.mark.parametrize(
    "sort",
    [
        "created_at",
        "-created_at",
        "urgency",
        "-urgency",
        "customer_name",
        "-owner_id",
        "assignee",
        "-number",
        "updated_at",
        "-status",
    ],
)
async def test_pages_skip_and_repeat_nothing_while_others_write(office: Office, leader: Person, sort: str) -> None:
    chance = random.Random(sort)  # noqa: S311 -- rows of a test
    for number in range(23):
        if number % 4 == 0:
            office.clock.advance(seconds=1)
        await office.submit(customer_name=chance.choice(["甲", "乙", "a"]), urgency=chance.choice(LEVELS))
    await office.rows("UPDATE service_desk.ticket SET urgency = NULL WHERE right(number, 1) IN ('3', '7') RETURNING 1")
    await office.rows(
        """UPDATE service_desk.ticket SET owner_id = %(p)s, assignee = %(p)s
        WHERE right(number, 1) IN ('1', '2') RETURNING 1""",
        p=UUID(leader.id),
    )
    before = {str(row["id"]) for row in await office.rows("SELECT id FROM service_desk.ticket")}
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params: dict[str, str | int] = {"sort": sort, "limit": 4, "count": 1, "cursor": cursor or ""}
        page, _ = await asyncio.gather(leader.get(TICKETS, params=params), office.submit(urgency=chance.choice(LEVELS)))
        assert page.status_code == 200, page.text
        seen += [item["id"] for item in page.json()["items"]]
        assert page.json()["count"]["value"] >= 23
        cursor = page.json()["next"]
        if cursor is None or len(seen) > 200:
            break
        if sort in {"created_at", "updated_at", "urgency", "customer_name", "assignee"} and len(seen) > 60:
            break
    assert len(seen) == len(set(seen))
    assert before <= set(seen) or len(seen) > 60
