"""The filter tree as it is written: all / any / not over field–operator–value.

Document form: `{field: status, op: eq, value: new}`, `{all: [...]}`, `{any: [...]}`, `{not: ...}`. A value may also be
`{me: true}` (a person), `{my: teams}` (with in and not_in), `{field: other}`, and with `within` a period.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

from helpwright.kernel.errors import FieldProblem, Invalid

OPERATORS = frozenset(
    {
        "eq",
        "ne",
        "in",
        "not_in",
        "lt",
        "le",
        "gt",
        "ge",
        "between",
        "contains",
        "not_contains",
        "starts",
        "ends",
        "empty",
        "filled",
        "within",
    },
)
_WITHOUT_VALUE = frozenset({"empty", "filled"})
ME: Mapping[str, Any] = {"me": True}
MY_TEAMS: Mapping[str, Any] = {"my": "teams"}
_MAX_NODES = 500
_MAX_DEPTH = 16


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a field with a value; `path` is its place in the document."""

    field: str
    op: str
    value: Any = None
    path: str = default(default="", compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; true when there is none."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some part holds; false when there is none."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Filter"


Filter = Condition | All | AnyOf | Not


def parse_filter(document: Any, path: str = "filter") -> Filter:
    """Read the document form. Raises Invalid with a problem at `path` inside the document."""
    counter = [0]
    return _parse(document, path, 0, counter)


def _parse(document: Any, path: str, depth: int, counter: list[int]) -> Filter:
    counter[0] += 1
    if depth > _MAX_DEPTH or counter[0] > _MAX_NODES:
        raise Invalid([FieldProblem(path, "filter_too_large")])
    if not isinstance(document, Mapping):
        raise Invalid([FieldProblem(path, "filter_malformed")])
    keys = set(document)
    if keys in ({"all"}, {"any"}):
        key = next(iter(keys))
        parts = document[key]
        if not isinstance(parts, list):
            raise Invalid([FieldProblem(f"{path}.{key}", "filter_malformed")])
        parsed = tuple(_parse(part, f"{path}.{key}.{index}", depth + 1, counter) for index, part in enumerate(parts))
        return All(parsed) if key == "all" else AnyOf(parsed)
    if keys == {"not"}:
        return Not(_parse(document["not"], f"{path}.not", depth + 1, counter))
    return _parse_condition(document, keys, path)


def _parse_condition(document: Mapping[str, Any], keys: set[str], path: str) -> Condition:
    field, op = document.get("field"), document.get("op")
    if not isinstance(field, str) or not isinstance(op, str) or keys - {"field", "op", "value"}:
        raise Invalid([FieldProblem(path, "filter_malformed")])
    if op not in OPERATORS:
        raise Invalid([FieldProblem(f"{path}.op", "operator_unknown", {"op": op})])
    value = document.get("value")
    wants_list = op in {"in", "not_in", "between"} and not (op != "between" and value == MY_TEAMS)
    if op in _WITHOUT_VALUE:
        if "value" in keys:
            raise Invalid([FieldProblem(f"{path}.value", "value_not_expected", {"op": op})])
    elif "value" not in keys or (wants_list and not isinstance(value, list)):
        raise Invalid([FieldProblem(f"{path}.value", "list_expected" if wants_list else "value_missing", {"op": op})])
    if op == "between" and isinstance(value, list) and len(value) != len(("low", "high")):
        raise Invalid([FieldProblem(f"{path}.value", "two_values_expected", {"op": op})])
    return Condition(field, op, value, path)


def conditions(tree: Filter) -> Iterator[Condition]:
    """Every comparison of the tree."""
    match tree:
        case Condition():
            yield tree
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from conditions(part)
        case Not(part):
            yield from conditions(part)


def is_empty(value: Any) -> bool:
    """Nothing, an empty text or an empty list."""
    return value is None or value in ("", [], ())
