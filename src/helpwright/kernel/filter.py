"""Filters in memory: whether a record matches, exactly as the database would say.

Two-valued: an empty field never matches a positive operator and always matches its negative one.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any
from uuid import UUID

from helpwright.kernel.errors import FieldProblem
from helpwright.kernel.filter_tests import (
    Compared,
    Filled,
    Inside,
    Joined,
    Leaf,
    Lookup,
    Meaning,
    Moment,
    Never,
    OneOf,
    Other,
    Part,
    PlainMeaning,
    Settled,
    Test,
    by_key,
    settle,
)
from helpwright.kernel.filter_tree import (
    OPERATORS,
    All,
    AnyOf,
    Condition,
    Filter,
    Not,
    conditions,
    is_empty,
    parse_filter,
)
from helpwright.kernel.values import PARSERS, Kind, ValueRefused, parse_date, parse_instant

__all__ = [
    "OPERATORS",
    "All",
    "AnyOf",
    "Condition",
    "Filter",
    "Moment",
    "Not",
    "PlainMeaning",
    "conditions",
    "evaluate",
    "is_empty",
    "matches",
    "parse_filter",
]

NEVER_ASKED = Moment(None)
_TIMELY = frozenset({"lt", "le", "gt", "ge", "within"})


def evaluate(
    tree: Filter,
    values: Mapping[str, Any],
    moment: Moment = NEVER_ASKED,
    meanings: Mapping[str, Meaning] | None = None,
) -> bool:
    """Whether the record `values`, as stored or as JSON, matches.

    `meanings` says how the fields compare; without it each is taken for what its value looks like. What cannot be
    asked (an unknown field, a value that does not fit) never matches, and nothing relative to now without a moment.
    """
    problems: list[FieldProblem] = []

    def guess(field: str, op: str) -> Meaning:
        return _Guessed(_kind_of(values.get(field), op))

    meaning_of = guess if meanings is None else by_key(meanings)

    return matches(settle(tree, meaning_of, moment, problems), values, meaning_of)


def matches(tree: Settled, values: Mapping[str, Any], meaning_of: Lookup) -> bool:
    """Whether a record matches a settled filter."""
    match tree:
        case Joined(conjunction, parts):
            found = (matches(part, values, meaning_of) for part in parts)
            return all(found) if conjunction else any(found)
        case Leaf(field, Filled(), negative):
            return is_empty(values.get(field)) == negative
        case Leaf(field, test, negative):
            meaning = meaning_of(field, _op_of(test))
            return (meaning is not None and _passes(test, field, values, meaning.kind)) != negative


def _op_of(test: Test) -> str:
    return test.op if isinstance(test, Compared) else "within" if isinstance(test, Inside) else "eq"


def _passes(test: Test, field: str, values: Mapping[str, Any], kind: Kind) -> bool:
    try:
        left = _value(kind, values.get(field))
        if left is None:
            return False
        match test:
            case Compared(op, operand):
                right = _value(kind, values.get(operand.field)) if isinstance(operand, Other) else operand
                return right is not None and bool(_COMPARISONS[op](left, right))
            case OneOf(wanted):
                return any(each in left for each in wanted) if kind == "list" else left in wanted
            case Inside(start, end):
                return (start is None or left >= start) and (end is None or left < end)
            case Part(how, text):
                return _PARTS[how](_lower(left), _lower(text))
            case Never() | Filled():
                return False
    except (ValueRefused, TypeError):
        return False


_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {"eq": eq, "lt": lt, "le": le, "gt": gt, "ge": ge}
_PARTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": lambda whole, part: part in whole,
    "starts": str.startswith,
    "ends": str.endswith,
}


def _value(kind: Kind, value: Any) -> Any:
    """A value of the record in the form in which its kind compares; None where there is none."""
    if is_empty(value):
        return None
    return [PARSERS["list"](each) for each in value] if kind == "list" else PARSERS[kind](value)


def _lower(text: str) -> str:
    """Letter by letter, as the database does: no letter becomes two, none looks at its neighbors."""
    return "".join(each.lower()[0] for each in text)


class _Guessed(PlainMeaning):
    """Every operator is let through: what does not fit the value does not match."""

    __slots__ = ()

    @property
    def operators(self) -> frozenset[str]:
        """All there are."""
        return OPERATORS


def _kind_of(value: Any, op: str) -> Kind:
    match value:
        case bool():
            return "boolean"
        case int() | float() | Decimal():
            return "number"
        case UUID():
            return "id"
        case datetime():
            return "instant"
        case date():
            return "date"
        case list() | tuple():
            return "list"
        case str() if op in _TIMELY:
            return _kind_of_time(value)
    return "text"


def _kind_of_time(text: str) -> Kind:
    for kind, parse in (("date", parse_date), ("instant", parse_instant)):
        try:
            parse(text)
        except ValueRefused:
            continue
        return "date" if kind == "date" else "instant"
    return "text"
