"""The shared vectors, carried out by memory and by PostgreSQL; the browser runs the same file."""

from collections.abc import Mapping
from random import Random
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg.rows import dict_row

from helpwright.kernel.errors import Invalid
from helpwright.kernel.filter import Moment, evaluate, parse_filter
from helpwright.query.where import Where
from tests.query import filter_corpus
from tests.query.filter_world import (
    COLUMNS,
    FIELDS,
    MEANINGS,
    SHARED,
    TABLE,
    moment_of,
    random_filter,
    random_moment,
    random_record,
    stored,
)

Connection = psycopg.Connection[dict[str, Any]]
VECTORS = [pytest.param(each, id=f"{place}") for place, each in enumerate(SHARED["vectors"])]


def given_moment(vector: Mapping[str, Any]) -> Moment:
    return moment_of({**SHARED["moment"], **vector.get("moment", {})})


@pytest.fixture(scope="module")
def connection(database_server: Any) -> Any:
    """A table of the records of the vectors."""
    url = database_server.clone()
    with psycopg.connect(url, row_factory=dict_row, autocommit=True) as opened:
        opened.execute(TABLE.encode())
        fill(opened, SHARED["records"])
        yield opened
    database_server.drop(url)


def fill(connection: Connection, records: Mapping[str, Mapping[str, Any]]) -> None:
    names = ", ".join(FIELDS)
    places = ", ".join(f"%({key})s" for key in FIELDS)
    for name, record in records.items():
        sql = f"INSERT INTO world (id, {names}) VALUES (%(id)s, {places})"  # noqa: S608 -- names of the vectors
        connection.execute(sql.encode(), {**stored(record), "id": name})


def selected(connection: Connection, tree: Any, moment: Moment) -> list[str]:
    assert moment.now is not None
    where = Where(COLUMNS, moment.now, moment.zone, moment.me, moment.teams)
    sql = f"SELECT r.id FROM world r WHERE {where.compile(parse_filter(tree))} ORDER BY r.id"  # noqa: S608 -- tested
    return [row["id"] for row in connection.execute(sql.encode(), where.params)]


def remembered(records: Mapping[str, Mapping[str, Any]], tree: Any, moment: Moment) -> list[str]:
    return sorted(name for name, record in records.items() if evaluate(parse_filter(tree), record, moment, MEANINGS))


@pytest.mark.parametrize("vector", VECTORS)
def test_memory_with_json_values(vector: Mapping[str, Any]) -> None:
    assert remembered(SHARED["records"], vector["filter"], given_moment(vector)) == vector["matches"]


@pytest.mark.parametrize("vector", VECTORS)
def test_memory_with_stored_values(vector: Mapping[str, Any]) -> None:
    records = {name: stored(record) for name, record in SHARED["records"].items()}
    assert remembered(records, vector["filter"], given_moment(vector)) == vector["matches"]


@pytest.mark.parametrize("vector", VECTORS)
def test_the_database(connection: Connection, vector: Mapping[str, Any]) -> None:
    assert selected(connection, vector["filter"], given_moment(vector)) == vector["matches"]


@pytest.mark.parametrize("vector", VECTORS)
def test_memory_without_meanings_of_stored_values(vector: Mapping[str, Any]) -> None:
    """What a value looks like tells its kind, as long as there is one."""
    found = [
        name
        for name, record in SHARED["records"].items()
        if evaluate(parse_filter(vector["filter"]), stored(record), given_moment(vector))
    ]
    assert found == vector["matches"]


@pytest.mark.parametrize("refused", SHARED["refused"], ids=str)
def test_what_cannot_be_asked(refused: Mapping[str, Any]) -> None:
    moment = given_moment({})
    assert moment.now is not None
    with pytest.raises(Invalid) as caught:
        Where(COLUMNS, moment.now, moment.zone, moment.me).compile(parse_filter(refused["filter"]))
    assert [(each.code, each.field) for each in caught.value.errors] == [(refused["code"], refused["at"])]


def test_every_problem_is_told_at_once() -> None:
    tree = {"all": [{"field": "nope", "op": "filled"}, {"not": {"field": "amount", "op": "lt", "value": "x"}}]}
    moment = given_moment({})
    assert moment.now is not None
    with pytest.raises(Invalid) as caught:
        Where(COLUMNS, moment.now, moment.zone).compile(parse_filter(tree))
    assert [each.field for each in caught.value.errors] == ["filter.all.0.field", "filter.all.1.not.value"]


def test_random_filters_say_the_same_in_the_database_and_in_memory(database_server: Any) -> None:
    chance = Random(5)  # noqa: S311 -- rows of a test
    records = {f"{place:03}": random_record(chance) for place in range(60)}
    url = database_server.clone()
    with psycopg.connect(url, row_factory=dict_row, autocommit=True) as opened:
        opened.execute(TABLE.encode())
        fill(opened, records)

        @settings(max_examples=600, deadline=None, derandomize=True, database=None)
        @given(st.integers(0, 2**32))
        def agree(seed: int) -> None:
            one = Random(seed)  # noqa: S311 -- hypothesis chooses
            tree, moment = random_filter(one), moment_of(random_moment(one))
            assert selected(opened, tree, moment) == remembered(records, tree, moment), tree

        agree()
    database_server.drop(url)


def test_the_corpus_of_the_browser_is_what_memory_says_today() -> None:
    assert filter_corpus.FILE.read_text() == filter_corpus.corpus(), "run python -m tests.query.filter_corpus"
