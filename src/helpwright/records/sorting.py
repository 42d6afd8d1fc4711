"""Order of a list and its keyset cursor: a page begins after the last row of the one before, whatever was added."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from helpwright.access.branch import Branch
from helpwright.forms.choice import Choice
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.values import Kind, ValueRefused, parse_number
from helpwright.platform.database import Row, to_json
from helpwright.query.column import Column

_CASTS: Mapping[Kind, str] = {
    "instant": "timestamptz", "date": "date", "id": "uuid", "number": "numeric", "boolean": "boolean", "text": "text",
}  # fmt: skip
_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Sorting:
    """One column and a direction; ties are broken by id. `sql` is the expression, `params` what it needs."""

    sql: str
    cast: str
    descending: bool
    nullable: bool
    params: Mapping[str, Any]

    @property
    def order(self) -> str:
        """ORDER BY list."""
        way = "DESC" if self.descending else "ASC"
        nulls = " NULLS LAST" if self.nullable else ""
        return f"{self.sql} {way}{nulls}, r.id {way}"

    def after(self, cursor: str) -> tuple[str, dict[str, Any]]:
        """Condition for the rows behind the cursor. Raises Invalid."""
        value, row_id = self._read(cursor)
        params = {"cursor_value": value, "cursor_id": row_id}
        compare = "<" if self.descending else ">"
        place = f"%(cursor_value)s::{self.cast}"
        if not self.nullable:
            return f"({self.sql}, r.id) {compare} ({place}, %(cursor_id)s)", params
        if value is None:
            return f"({self.sql} IS NULL AND r.id {compare} %(cursor_id)s)", params
        same = f"({self.sql} = {place} AND r.id {compare} %(cursor_id)s)"
        return f"({self.sql} {compare} {place} OR {same} OR {self.sql} IS NULL)", params

    def cursor(self, row: Row) -> str:
        """Points behind this row, which has the sorted value as `sort_value`."""
        value = row["sort_value"]
        place = [str(value) if isinstance(value, Decimal) else value, str(row["id"])]
        return base64.urlsafe_b64encode(to_json(place)).rstrip(b"=").decode()

    def _read(self, cursor: str) -> tuple[Any, UUID]:
        try:
            value, row_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            if value is None and self.nullable:
                return None, UUID(row_id)
            read: Callable[[Any], Any] = _READ.get(self.cast, _text)
            return read(value), UUID(row_id)
        except (ValueError, TypeError, AttributeError) as error:
            raise Invalid([FieldProblem("cursor", "cursor_malformed")]) from error


def _instant(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError
    return found


def _date(value: str) -> date:
    return date.fromisoformat(value)


def _number(value: Any) -> Decimal:
    try:
        return parse_number(value)
    except ValueRefused as error:
        raise ValueError from error


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _place(value: Any) -> int:
    if type(value) is not int or abs(value) > _MOST:
        raise ValueError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value


# How the value in a cursor is read, by the SQL type that it is compared as; each raises ValueError, TypeError or
# AttributeError.
_READ: Mapping[str, Callable[[Any], Any]] = {
    "timestamptz": _instant, "date": _date, "uuid": UUID, "int": _place, "numeric": _number, "boolean": _boolean,
}  # fmt: skip


def sorting(
    text: str | None, columns: Mapping[str, Column], titles: Callable[[Column], Branch] | None = None
) -> Sorting:
    """`key` or `-key`; newest first by default. Options sort in their order, links by what `titles` shows of them.

    Raises Invalid.
    """
    wanted = text or "-created_at"
    descending = wanted.startswith("-")
    key = wanted.removeprefix("-")
    column = columns.get(key)
    if column is None or column.kind == "list" or (column.field is not None and not column.field.type.sortable):
        raise Invalid([FieldProblem("sort", "sort_not_possible", {"field": key[:80]})])
    if column.field is not None and isinstance(column.field.type, Choice):
        options = [each["key"] for each in column.field.describe("en")["options"]]
        expression = f"array_position(%(sort_options)s::text[], {column.sql})"
        return Sorting(expression, "int", descending=descending, nullable=True, params={"sort_options": options})
    if column.target is not None:
        if titles is None:
            raise Invalid([FieldProblem("sort", "sort_not_possible", {"field": key[:80]})])
        title = titles(column)
        return Sorting(title.sql, "text", descending=descending, nullable=True, params=title.params)
    nullable = key not in {"created_at", "updated_at", "number", "id", "source"}
    return Sorting(column.sql, _CASTS.get(column.kind, "text"), descending, nullable, {})
