"""Records with a field of every type, and random filters over them, through the reading of the types themselves.

`python -m tests.query.field_world` writes the cases that the browser runs; a test keeps the file young.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

from helpwright.entry.kinds import FIELD_TYPES
from helpwright.forms.field_type import FieldType
from helpwright.forms.form import Field
from helpwright.kernel.filter import evaluate, parse_filter
from helpwright.query.column import Column, columns_of_fields
from tests.query.filter_world import HERE, NOW, moment_of, random_moment

FILE = HERE / "field_corpus.json"
_OPTIONS = {"a": {"zh-CN": "甲", "en": "First"}, "b": "乙", "c": "丙"}
_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    **{key: {"options": _OPTIONS} for key in ("radio", "priority", "select", "multi_select", "checkboxes")},
    "status": {"options": {key: {"zh-CN": key, "category": "open"} for key in ("a", "b", "c")}},
    "link": {"to": "customer"},
    "decimal": {"places": 3},
}
_RECORDS = 40
_CASES = 600


def _field(key: str, kind: FieldType) -> Field:
    settings = kind.settings.model_validate({"type": key, "label": key, **_SETTINGS.get(key, {})})
    return Field(key, kind, settings, key)


FIELDS: Mapping[str, Field] = {key: _field(key, kind) for key, kind in FIELD_TYPES.items() if kind.column is not None}
COLUMNS: Mapping[str, Column] = {key: columns_of_fields(FIELDS.values())[key] for key in FIELDS}
_TYPED = ", ".join(f'"{key}" {each.type.column}' for key, each in FIELDS.items())
TABLE = f"CREATE TABLE every_type (id text, {_TYPED})"


def stored(record: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values as they lie in the table."""
    return {key: None if value is None else FIELDS[key].type.from_json(value) for key, value in record.items()}


def random_record(chance: Random) -> dict[str, Any]:
    """JSON values, a third of them missing."""
    return {key: None if chance.random() < 1 / 3 else _value(chance, key) for key in FIELDS}


def _value(chance: Random, key: str) -> Any:
    kind, settings = FIELDS[key].type, FIELDS[key].settings
    if kind.column == "date":
        return (NOW.date() + timedelta(days=chance.randint(-6, 6))).isoformat()
    if kind.column == "timestamptz":
        return kind.to_json(NOW + timedelta(hours=chance.randint(-60, 60)))
    return kind.to_json(kind.parse(settings, kind.sample(settings, chance.randrange(5))))


def random_filter(chance: Random, depth: int = 3) -> dict[str, Any]:
    """A tree that every back end can carry out; values as they are stored."""
    if depth and chance.random() < 0.4:
        word = chance.choice(["all", "any", "not"])
        if word == "not":
            return {"not": random_filter(chance, depth - 1)}
        return {word: [random_filter(chance, depth - 1) for _ in range(chance.randrange(4))]}
    key = chance.choice(list(FIELDS))
    op = chance.choice(sorted(FIELDS[key].type.operators))
    if op in {"empty", "filled"}:
        return {"field": key, "op": op}
    return {"field": key, "op": op, "value": _operand(chance, key, op)}


def _operand(chance: Random, key: str, op: str) -> Any:
    if op == "within":
        units = ["day", "week", "month"] + ([] if FIELDS[key].type.column == "date" else ["hour"])
        return {chance.choice(["last", "previous", "next"]): chance.randint(1, 5), "unit": chance.choice(units)}
    if op in {"in", "not_in"}:
        return [_one(chance, key) for _ in range(chance.randrange(4))]
    if op == "between":
        return [_one(chance, key), _one(chance, key)]
    one = _one(chance, key)
    if (
        op in {"contains", "starts", "ends", "not_contains"}
        and isinstance(one, str)
        and FIELDS[key].type.column == "text"
    ):
        start = chance.randrange(len(one))
        return one[start : start + chance.randint(1, 3)]
    if chance.random() < 0.15 and COLUMNS[key].kind != "list":
        twins = [each for each in FIELDS if COLUMNS[each].kind == COLUMNS[key].kind]
        return {"field": chance.choice(twins)}
    return one


def _one(chance: Random, key: str) -> Any:
    value = _value(chance, key)
    if isinstance(value, list):
        return chance.choice(value) if value else "a"
    return value


def found(records: list[dict[str, Any]], tree: Any, moment: Mapping[str, Any]) -> list[int]:
    """Places of the records that match, as the memory says."""
    parsed, when = parse_filter(tree), moment_of(moment)
    return [place for place, each in enumerate(records) if evaluate(parsed, each, when, COLUMNS)]


def corpus() -> str:
    """The text of the file."""
    chance = Random(20261130)  # noqa: S311 -- cases of a test
    records = [random_record(chance) for _ in range(_RECORDS)]
    cases = []
    for _ in range(_CASES):
        tree, moment = random_filter(chance), {**random_moment(chance), "teams": []}
        cases.append({"moment": moment, "filter": tree, "matches": found(records, tree, moment)})
    types = json.dumps({key: each.type.key for key, each in FIELDS.items()})
    lines = [",\n".join(json.dumps(each, ensure_ascii=False) for each in part) for part in (records, cases)]
    return f'{{\n"types": {types},\n"records": [\n{lines[0]}\n],\n"cases": [\n{lines[1]}\n]\n}}\n'


if __name__ == "__main__":
    FILE.write_text(corpus())
