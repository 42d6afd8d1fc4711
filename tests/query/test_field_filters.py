"""Filters over fields of every type say the same in the database, in memory and, by the file, in the browser."""

from random import Random
from typing import Any

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row

from helpwright.kernel.filter import parse_filter
from helpwright.query.where import Where
from tests.query import field_world
from tests.query.field_world import COLUMNS, FIELDS, TABLE, found, random_filter, random_record, stored
from tests.query.filter_world import moment_of, random_moment


def test_the_database_and_the_memory_say_the_same_of_every_type(database_server: Any) -> None:
    chance = Random(11)  # noqa: S311 -- rows of a test
    records = [random_record(chance) for _ in range(50)]
    names, places = ", ".join(f'"{key}"' for key in FIELDS), ", ".join(f"%({key})s" for key in FIELDS)
    url = database_server.clone()
    with psycopg.connect(url, row_factory=dict_row, autocommit=True) as opened:
        opened.execute(TABLE.encode())
        for place, record in enumerate(records):
            sql = f"INSERT INTO every_type (id, {names}) VALUES (%(id)s, {places})"  # noqa: S608 -- names of types
            opened.execute(sql.encode(), {**stored(record), "id": str(place)})

        @settings(max_examples=500, deadline=None, derandomize=True, database=None)
        @given(st.integers(0, 2**32))
        def agree(seed: int) -> None:
            one = Random(seed)  # noqa: S311 -- hypothesis chooses
            tree, given_moment = random_filter(one), random_moment(one)
            moment = moment_of(given_moment)
            assert moment.now is not None
            where = Where(COLUMNS, moment.now, moment.zone, moment.me, moment.teams)
            sql = f"SELECT r.id FROM every_type r WHERE {where.compile(parse_filter(tree))}"  # noqa: S608 -- tested
            rows = opened.execute(sql.encode(), where.params)
            assert sorted(int(row["id"]) for row in rows) == found(records, tree, given_moment), tree

        agree()
    database_server.drop(url)


def test_every_operator_of_every_type_is_among_the_cases() -> None:
    chance = Random(3)  # noqa: S311 -- cases of a test
    seen: set[tuple[str, str]] = set()
    for _ in range(6000):
        tree = random_filter(chance, 0)
        seen.add((tree["field"], tree["op"]))
    assert seen == {(key, op) for key, each in FIELDS.items() for op in each.type.operators}


def test_the_cases_of_the_browser_are_what_memory_says_today() -> None:
    assert field_world.FILE.read_text() == field_world.corpus(), "run python -m tests.query.field_world"
