"""A filter that groups of days answer means what it means of the rows: nothing, not one of some, days of any zone."""

from random import Random
from typing import Any

from tests.reports.rollup_world import TYPES, World, world
from tests.support.office import MONDAY, Office

_NOTHING = ({"op": "empty"}, {"op": "filled"})
_BORDERS = (
    "2026-11-01T00:00:00+08:00",
    "2026-10-31T16:00:00Z",
    "2026-11-01T00:00:00Z",
    "2026-11-01T00:00:00+01:00",
    "2026-11-15T00:00:00+08:00",
    "2026-11-15T00:00:01+08:00",
    MONDAY.isoformat(),
)


def _choice(chance: Random, values: tuple[str, ...]) -> dict[str, Any]:
    op = chance.choice(["eq", "ne", "in", "not_in", "empty", "filled"])
    if op in {"empty", "filled"}:
        return {"op": op}
    several = chance.sample(values, chance.randrange(len(values) + 1))
    return {"op": op, "value": several if op in {"in", "not_in"} else chance.choice(values)}


def _instant(chance: Random) -> dict[str, Any]:
    op = chance.choice(["lt", "ge", "le", "gt", "eq", "ne", "between", "within", "within"])
    if op == "within":
        word, unit = chance.choice(["last", "previous"]), chance.choice(["day", "week", "month", "quarter"])
        window = {"after": {"days": -chance.randrange(40)}}
        return {"op": op, "value": chance.choice([{word: chance.randint(1, 3), "unit": unit}, {"this": unit}, window])}
    one, other = chance.choice(_BORDERS), chance.choice(_BORDERS)
    return {"op": op, "value": [one, other] if op == "between" else one}


def _person(chance: Random, people: tuple[str, ...]) -> dict[str, Any]:
    return chance.choice([_choice(chance, people), {"op": chance.choice(["eq", "ne"]), "value": {"me": True}}])


def _leaf(made: World, source: str) -> dict[str, Any]:
    chance = made.chance
    if source == "ticket":
        asked = {"problem_type": lambda: _choice(chance, TYPES), "created_at": lambda: _instant(chance)}
    else:
        people = tuple(map(str, made.people))
        asked = {
            "assignee": lambda: _person(chance, people),
            "resolved_at": lambda: chance.choice(_NOTHING),
            "created_at": lambda: _instant(chance),
        }
    field = chance.choice(list(asked))
    return {"field": field, **asked[field]()}


def _tree(made: World, source: str, depth: int = 2) -> dict[str, Any]:
    chance = made.chance
    if depth and chance.random() < 0.5:
        word = chance.choice(["all", "any", "not"])
        if word == "not":
            return {"not": _tree(made, source, depth - 1)}
        return {word: [_tree(made, source, depth - 1) for _ in range(chance.randrange(3))]}
    return _leaf(made, source)


def _query(made: World) -> dict[str, Any]:
    chance = made.chance
    source = chance.choice(["ticket", "cases"])
    by = [[], [{"field": "problem_type"}], [{"field": "created_at", "bucket": chance.choice(["day", "month"])}]]
    if source == "cases":
        by[1] = [{"field": "assignee"}]
    measures: list[dict[str, Any]] = [{"agg": "count"}]
    if chance.random() < 0.5:
        measures.append({"agg": chance.choice(["rate", "count"]), "filter": _tree(made, source)})
    return {"from": source, "by": chance.choice(by), "measures": measures, "filter": _tree(made, source)}


async def test_filters_mean_the_same_of_groups_as_of_rows(office: Office) -> None:
    made = await world(office, 7)
    await made.keep()
    told = sum([await made.compare(_query(made)) for _ in range(150)])
    assert told > 100
