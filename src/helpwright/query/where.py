"""The filter tree as SQL: two-valued, `not` pushed to the leaves, no function around an indexed column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from helpwright.forms.field_type import ValueRefused
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.filter import All, AnyOf, Condition, Filter, Not
from helpwright.query.column import Column
from helpwright.query.period import period

_FLIP = {
    "eq": "ne", "ne": "eq", "in": "not_in", "not_in": "in", "contains": "not_contains", "not_contains": "contains",
    "empty": "filled", "filled": "empty",
}  # fmt: skip
_PEOPLE = frozenset({"member", "person"})
_COMPARE = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}


@dataclass(slots=True)
class Where:
    """Builds one condition; parameters are numbered so that several conditions fit into one statement."""

    columns: Mapping[str, Column]
    now: datetime
    zone: ZoneInfo
    me: Any = None
    params: dict[str, Any] = field(default_factory=dict)

    def compile(self, tree: Filter) -> str:
        """SQL of the tree. Raises Invalid naming the field."""
        return self._tree(tree, positive=True)

    def _tree(self, tree: Filter, *, positive: bool) -> str:
        match tree:
            case All(parts) | AnyOf(parts):
                conjunction = isinstance(tree, All) == positive
                if not parts:
                    return "true" if conjunction else "false"
                joined = (" AND " if conjunction else " OR ").join(
                    self._tree(part, positive=positive) for part in parts
                )
                return f"({joined})"
            case Not(part):
                return self._tree(part, positive=not positive)
            case Condition():
                return self._condition(tree, positive=positive)

    def _condition(self, condition: Condition, *, positive: bool) -> str:
        column = self.columns.get(condition.field)
        if column is None:
            raise Invalid([FieldProblem(condition.field[:80], "field_unknown", {"field": condition.field[:80]})])
        if condition.op not in column.operators:
            raise Invalid([FieldProblem(condition.field, "operator_not_possible", {"op": condition.op})])
        try:
            return self._compare(column, condition.op, condition.value, positive=positive)
        except ValueRefused as refused:
            raise Invalid([FieldProblem(condition.field, refused.code, refused.data)]) from refused

    def _compare(self, column: Column, op: str, value: Any, *, positive: bool) -> str:
        sql = column.sql
        if op in _FLIP and not positive:
            op, positive = _FLIP[op], True
        match op:
            case "filled":
                return f"({sql} IS NOT NULL)"
            case "empty":
                return f"({sql} IS NULL)"
            case "eq":
                return f"({sql} = {self._param(self._value(column, value))})"
            case "ne":
                return f"({sql} IS DISTINCT FROM {self._param(self._value(column, value))})"
            case "in" | "not_in":
                name = self._param([self._value(column, each) for each in value])
                return f"({sql} = ANY({name}))" if op == "in" else f"({sql} IS NULL OR {sql} <> ALL({name}))"
            case "contains" | "not_contains" | "starts":
                return self._text(sql, op, value, positive=positive)
            case "within":
                start, end = period(value, self.now, self.zone)
                inside = f"{sql} >= {self._param(start)} AND {sql} < {self._param(end)}"
                return f"({inside})" if positive else f"({sql} IS NULL OR NOT ({inside}))"
            case _:
                compared = f"{sql} {_COMPARE[op]} {self._param(self._value(column, value))}"
                return f"({compared})" if positive else f"({sql} IS NULL OR NOT ({compared}))"

    def _text(self, sql: str, op: str, value: Any, *, positive: bool) -> str:
        if not isinstance(value, str):
            raise ValueRefused("text_expected")
        escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        name = self._param(f"{escaped}%" if op == "starts" else f"%{escaped}%")
        if op == "not_contains" or (op == "starts" and not positive):
            return f"({sql} IS NULL OR {sql} NOT ILIKE {name})"
        return f"({sql} ILIKE {name})"

    def _value(self, column: Column, value: Any) -> Any:
        if isinstance(value, Mapping) and value == {"me": True} and column.type in _PEOPLE:
            return self.me
        return column.parse(value)

    def _param(self, value: Any) -> str:
        name = f"w{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"
