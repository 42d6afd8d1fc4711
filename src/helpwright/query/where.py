"""The filter tree as SQL: two-valued, `not` pushed to the leaves, no function around an indexed column."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from helpwright.forms.choice import Choice
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.filter_tests import (
    Compared,
    Filled,
    Inside,
    Joined,
    Leaf,
    Moment,
    Never,
    OneOf,
    Other,
    Part,
    Settled,
    Test,
    by_key,
    settle,
)
from helpwright.kernel.filter_tree import Filter
from helpwright.query.beyond import beyond
from helpwright.query.column import Column
from helpwright.query.likeness import like

_SYMBOL = {"eq": "=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_OPPOSITE = {"=": "<>", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
FEW_VALUES = 8


@dataclass(frozen=True, slots=True)
class Apart:
    """One condition by values of a column: `rest` with one of `each`, which exclude each other."""

    rest: str
    each: Sequence[str]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The filter of a sorted list: the condition, and what it says outright about single columns.

    `apart` is the same by values of another column than the sorted one, `only` the values that the sorted one may have,
    `never` those that it has not. `elsewhere`: an instant of another table chooses the rows.
    """

    condition: str
    apart: Apart | None = None
    only: frozenset[Any] | None = None
    never: frozenset[Any] = frozenset()
    elsewhere: bool = False


@dataclass(slots=True)
class Where:
    """Builds conditions; parameters are numbered, so that several conditions fit into one statement."""

    columns: Mapping[str, Column]
    now: datetime
    zone: ZoneInfo
    me: Any = None
    teams: Collection[Any] = ()
    params: dict[str, Any] = field(default_factory=dict)

    def compile(self, tree: Filter) -> str:
        """SQL of the tree. Raises Invalid with every problem, each named by its place."""
        return self._sql(self._settled(tree))

    def compile_sorted(self, tree: Filter, by: str) -> Narrowed:
        """As `compile`, for a list that is sorted by a column."""
        settled = self._settled(tree)
        parts = _all_of(settled)
        few = [(place, *found) for place, part in enumerate(parts) if (found := _few_of(part)) is not None]
        only = next((frozenset(values) for _, key, values, negative in few if key == by and not negative), None)
        never = frozenset(each for _, key, values, negative in few if key == by and negative for each in values)
        apart = None
        for place, key, values, negative in sorted(few, key=lambda each: each[3]):
            column = self.columns[key]
            ordered = column.by_change if by == "updated_at" else column.by_creation
            each = self._each(column, values, negative=negative) if key != by and ordered else ()
            if each:
                rest = self._sql(Joined(True, (*parts[:place], *parts[place + 1 :])))  # noqa: FBT003 -- all of them
                apart = Apart(rest, each)
                break
        return Narrowed(self._sql(settled), apart, only, never, any(map(self._chosen_elsewhere, parts)))

    def _chosen_elsewhere(self, part: Settled) -> bool:
        if not isinstance(part, Leaf) or part.negative:
            return False
        column = self.columns[part.field]
        return bool(column.within) and column.kind == "instant"

    def _each(self, column: Column, values: Collection[Any], *, negative: bool) -> Sequence[str]:
        """The values that rows have, each by itself; none where they are too many, one, or not known."""
        if negative:
            if column.field is None or not isinstance(column.field.type, Choice):
                return ()
            options = [each["key"] for each in column.field.describe("en")["options"]]
            if len(options) > FEW_VALUES or not {*values} <= {*options}:
                return ()
            names = {each: self._param(each) for each in options}
            left = [f"{column.sql} = {name}" for option, name in names.items() if option not in values]
            return [*left, *beyond(column.sql, names)]
        if not 1 < len(values) <= FEW_VALUES:
            return ()
        return [f"{column.sql} = {self._param(each)}" for each in values]

    def _settled(self, tree: Filter) -> Settled:
        problems: list[FieldProblem] = []
        moment = Moment(self.now, self.zone, self.me, frozenset(self.teams))
        settled = settle(tree, by_key(self.columns), moment, problems)
        if problems:
            raise Invalid(problems)
        return settled

    def _sql(self, tree: Settled) -> str:
        match tree:
            case Joined(conjunction, parts):
                if not parts:
                    return "true" if conjunction else "false"
                return f"({(' AND ' if conjunction else ' OR ').join(self._sql(part) for part in parts)})"
            case Leaf(key, test, negative):
                column = self.columns[key]
                positive = not negative
                if column.within:
                    # The planner finds the rows of either table first, which it cannot with an expression.
                    there = self._leaf(replace(column, sql=column.inner), test, positive=True)
                    return f"({'' if positive else 'NOT '}{column.within.format(there)})"
                return self._leaf(column, test, positive=positive)

    def _leaf(self, column: Column, test: Test, *, positive: bool) -> str:
        match test:
            case Never():
                return "false" if positive else "true"
            case Filled():
                return _filled(column) if positive else f"({_empty(column)})"
            case OneOf(values):
                return self._one_of(column, values, positive=positive)
            case Compared(op, operand):
                return self._compared(column, _SYMBOL[op], operand, positive=positive)
            case Inside(start, end):
                return self._inside(column, start, end, positive=positive)
            case Part(how, text):
                return self._part(column, how, text, positive=positive)

    def _one_of(self, column: Column, values: tuple[Any, ...], *, positive: bool) -> str:
        sql, name = column.sql, self._param(list(values))
        if column.kind == "list":
            # Elements are compared as texts; the cast makes the parameter an array of the column's type.
            array = f"{name}::{column.sql_type}"
            return f"({sql} && {array})" if positive else f"({_empty(column)} OR NOT {sql} && {array})"
        return f"({sql} = ANY({name}))" if positive else f"({sql} IS NULL OR {sql} <> ALL({name}))"

    def _compared(self, column: Column, symbol: str, operand: Any, *, positive: bool) -> str:
        sql = column.sql
        if isinstance(operand, Other):
            other = self.columns[operand.field].sql
            if positive:
                return f"({sql} {symbol} {other})"
            return f"({sql} IS NULL OR {other} IS NULL OR {sql} {_OPPOSITE[symbol]} {other})"
        name = self._param(operand)
        if positive:
            return f"({sql} {symbol} {name})"
        if symbol == "=":
            return f"({sql} IS DISTINCT FROM {name})"
        return f"({sql} IS NULL OR {sql} {_OPPOSITE[symbol]} {name})"

    def _inside(self, column: Column, start: Any, end: Any, *, positive: bool) -> str:
        ends = [(">=", start), ("<", end)]
        parts = [
            f"{column.sql} {symbol if positive else _OPPOSITE[symbol]} {self._param(value)}"
            for symbol, value in ends
            if value is not None
        ]
        return f"({' AND '.join(parts)})" if positive else f"({' OR '.join([f'{column.sql} IS NULL', *parts])})"

    def _part(self, column: Column, how: str, text: str, *, positive: bool) -> str:
        found = like(how, text, self._param)(column.sql)
        return found if positive else f"({column.sql} IS NULL OR NOT {found})"

    def _param(self, value: Any) -> str:
        name = f"w{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"


def _filled(column: Column) -> str:
    return f"({column.sql} <> '{{}}')" if column.kind == "list" else f"({column.sql} IS NOT NULL)"


def _empty(column: Column) -> str:
    nothing = f"{column.sql} IS NULL"
    return f"{nothing} OR {column.sql} = '{{}}'" if column.kind == "list" else nothing


def _few_of(part: Settled) -> tuple[str, Collection[Any], bool] | None:
    """The column and the values of which rows must have one, or none (True), each once.

    None where the part does not say that.
    """
    match part:
        case Leaf(key, OneOf(values), negative):
            return key, dict.fromkeys(values), negative
        case Leaf(key, Compared("eq", operand), negative) if not isinstance(operand, Other):
            return key, (operand,), negative
        case _:
            return None


def _all_of(tree: Settled) -> tuple[Settled, ...]:
    """What all holds where the tree does, as far as it says so outright."""
    if isinstance(tree, Joined) and tree.conjunction:
        return tuple(deeper for part in tree.parts for deeper in _all_of(part))
    return (tree,)
