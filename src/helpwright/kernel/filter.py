"""The filter tree: all / any / not over field–operator–value, two-valued.

Document form: `{field: status, op: eq, value: new}`, `{all: [...]}`, `{any: [...]}`, `{not: ...}`.
An empty field never matches a positive operator and always matches its negative one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
        "contains",
        "not_contains",
        "starts",
        "empty",
        "filled",
        "within",
    },
)
_NEGATIVE = {"ne": "eq", "not_in": "in", "not_contains": "contains", "empty": "filled"}
_WITHOUT_VALUE = frozenset({"empty", "filled"})
_MAX_NODES = 500
_MAX_DEPTH = 16


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a field with a value."""

    field: str
    op: str
    value: Any = None


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
    wants_list = op in {"in", "not_in"}
    if op in _WITHOUT_VALUE:
        if "value" in keys:
            raise Invalid([FieldProblem(f"{path}.value", "value_not_expected", {"op": op})])
    elif "value" not in keys or (wants_list and not isinstance(value, list)):
        raise Invalid([FieldProblem(f"{path}.value", "list_expected" if wants_list else "value_missing", {"op": op})])
    return Condition(field, op, value)


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


def evaluate(tree: Filter, values: Mapping[str, Any]) -> bool:
    """Whether the record `values` matches; two-valued as the SQL form is."""
    match tree:
        case All(parts):
            return all(evaluate(part, values) for part in parts)
        case AnyOf(parts):
            return any(evaluate(part, values) for part in parts)
        case Not(part):
            return not evaluate(part, values)
        case Condition(field, op, value):
            positive = _NEGATIVE.get(op, op)
            return _compare(positive, values.get(field), value) != (op in _NEGATIVE)


def is_empty(value: Any) -> bool:
    """Nothing, an empty text or an empty list."""
    return value is None or value in ("", [], ())


def _lower(text: str) -> str:
    """Letter by letter, as the database does: no letter becomes two, none looks at its neighbors."""
    return "".join(each.lower()[0] for each in text)


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: bool(left == right),
    "lt": lambda left, right: bool(left < right),
    "le": lambda left, right: bool(left <= right),
    "gt": lambda left, right: bool(left > right),
    "ge": lambda left, right: bool(left >= right),
    "contains": lambda left, right: _lower(str(right)) in _lower(left) if isinstance(left, str) else right in left,
    "starts": lambda left, right: _lower(str(left)).startswith(_lower(str(right))),
}


def _compare(op: str, left: Any, right: Any) -> bool:
    if is_empty(left):
        return False
    if op == "filled":
        return True
    if op == "in":
        return any(left == each for each in right)
    try:
        return _COMPARISONS[op](left, right)
    except (KeyError, TypeError):
        return False
