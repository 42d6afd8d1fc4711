"""Order of a list and its keyset cursor: a page begins after the last row of the one before, whatever was added."""

import base64
from collections.abc import Callable, Mapping, Sequence
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
from helpwright.query.beyond import beyond
from helpwright.query.column import Column

_CASTS: Mapping[Kind, str] = {
    "instant": "timestamptz", "date": "date", "id": "uuid", "number": "numeric", "boolean": "boolean", "text": "text",
}  # fmt: skip
_MOST = 2**31 - 1
_WITHOUT = 3
"""Pieces of a choice beside those of its options."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of one list that follow each other by `order`; an index can give them in that order."""

    condition: str
    order: str


@dataclass(frozen=True, slots=True)
class Sorting:
    """One column and a direction; ties are broken by id. `sql` is the expression, `params` what it needs.

    Of a choice, `column` is the column itself and `options` its values in order; `sql` is the place of an option. Rows
    of the same option come in the order of their creation, as their index has them. `only` are the values that rows of
    the list can have, `never` those that none has, where its filter says so.

    `filled` is a condition for the rows that have a value, where reading the value of every row would take long.
    """

    sql: str
    cast: str
    descending: bool
    nullable: bool
    params: Mapping[str, Any]
    column: str = ""
    options: Sequence[str] = ()
    key: str = ""
    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()
    filled: str = ""

    @property
    def by_creation(self) -> bool:
        """Whether rows come in the order of their creation, at least those of one option."""
        return bool(self.options) or self.sql == "r.created_at"

    @property
    def by_change(self) -> bool:
        """Whether rows come in the order of their last change."""
        return self.sql == "r.updated_at"

    @property
    def _way(self) -> str:
        return "DESC" if self.descending else "ASC"

    @property
    def _tie(self) -> str:
        return f"r.created_at {self._way}, r.id {self._way}" if self.options else f"r.id {self._way}"

    @property
    def order(self) -> str:
        """ORDER BY list."""
        nulls = " NULLS LAST" if self.nullable else ""
        return f"{self.sql} {self._way}{nulls}, {self._tie}"

    def after(self, cursor: str) -> tuple[str, dict[str, Any]]:
        """Condition for the rows behind the cursor. Raises Invalid."""
        value, params = self._read(cursor)
        compare = "<" if self.descending else ">"
        place = f"%(cursor_value)s::{self.cast}"
        if not self.nullable:
            return f"({self.sql}, r.id) {compare} ({place}, %(cursor_id)s)", params
        tied = self._tied()
        if value is None:
            return f"({self.sql} IS NULL AND {tied})", params
        same = f"({self.sql} = {place} AND {tied})"
        return f"({self.sql} {compare} {place} OR {same} OR {self.sql} IS NULL)", params

    def pieces(self, cursor: str | None, most: int) -> tuple[list[Piece], dict[str, Any]]:
        """The rows behind the cursor in at most so many pieces, each to be read in its order. Raises Invalid.

        Of a choice each option is a piece, and so are the rows without one. Where it is told which rows have a value,
        these are a piece, and the others.
        """
        if self.filled and most > 1:
            return self._filled_first(cursor)
        if not self.options or len(self.options) + _WITHOUT > most:
            condition, params = ("TRUE", {}) if cursor is None else self.after(cursor)
            return [Piece(condition, self.order)], params
        names = [f"%(sort_option_{place})s" for place in range(len(self.options))]
        places = dict(enumerate((f"{self.column} = {name}" for name in names), 1))
        if self.descending:
            places = dict(reversed(places.items()))
        without = self._without()
        if self.only is not None:
            # Others hold nothing, which an index of another column would find out row by row.
            places = {place: each for place, each in places.items() if self.options[place - 1] in self.only}
            without = [] if self.only.issubset(self.options) else without
        places = {place: each for place, each in places.items() if self.options[place - 1] not in self.never}
        params = {f"sort_option_{place}": option for place, option in enumerate(self.options)}
        if cursor is None:
            return [Piece(each, self._tie) for each in (*places.values(), *without)], params
        value, more = self._read(cursor)
        if value is None:
            found = [f"{each} AND {self._tied()}" for each in without]
        else:
            ahead = [each for place, each in places.items() if (place < value if self.descending else place > value)]
            same = [f"{places[value]} AND {self._tied()}"] if value in places else []
            found = [*same, *ahead, *without]
        return [Piece(each, self._tie) for each in found], params | more

    def _filled_first(self, cursor: str | None) -> tuple[list[Piece], dict[str, Any]]:
        empty = f"{self.sql} IS NULL"
        if cursor is None:
            return [Piece(self.filled, self.order), Piece(empty, self._tie)], {}
        value, params = self._read(cursor)
        if value is None:
            return [Piece(f"{empty} AND {self._tied()}", self._tie)], params
        place = f"%(cursor_value)s::{self.cast}"
        compare = "<" if self.descending else ">"
        behind = f"({self.sql} {compare} {place} OR ({self.sql} = {place} AND {self._tied()}))"
        return [Piece(f"{self.filled} AND {behind}", self.order), Piece(empty, self._tie)], params

    def cursor(self, row: Row) -> str:
        """Points behind this row, which has the sorted value as `sort_value`."""
        value = row["sort_value"]
        place = [str(value) if isinstance(value, Decimal) else value, str(row["id"])]
        place += [row["created_at"]] if self.options else []
        return base64.urlsafe_b64encode(to_json(place)).rstrip(b"=").decode()

    def _tied(self) -> str:
        """Condition for the rows of the same value that come behind the cursor."""
        compare = "<" if self.descending else ">"
        if self.options:
            return f"(r.created_at, r.id) {compare} (%(cursor_at)s::timestamptz, %(cursor_id)s)"
        return f"r.id {compare} %(cursor_id)s"

    def _without(self) -> list[str]:
        """Conditions for the rows behind all options: those without a value, and those whose option is gone."""
        return beyond(self.column, {each: f"%(sort_option_{n})s" for n, each in enumerate(self.options)})

    def _read(self, cursor: str) -> tuple[Any, dict[str, Any]]:
        """The value in the cursor, and all of it as parameters."""
        try:
            value, row_id, *more = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            if value is not None or not self.nullable:
                read: Callable[[Any], Any] = _READ.get(self.cast, _text)
                value = read(value)
            params = {"cursor_value": value, "cursor_id": UUID(row_id)}
            if self.options:
                (at,) = more
                params["cursor_at"] = _instant(at)
        except (ValueError, TypeError, AttributeError) as error:
            raise Invalid([FieldProblem("cursor", "cursor_malformed")]) from error
        return value, params


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
        params = {"sort_options": options}
        return Sorting(expression, "int", descending, True, params, column.sql, options, key)  # noqa: FBT003 -- nullable
    if column.target is not None:
        if titles is None:
            raise Invalid([FieldProblem("sort", "sort_not_possible", {"field": key[:80]})])
        title = titles(column)
        return Sorting(title.sql, "text", descending=descending, nullable=True, params=title.params, key=key)
    nullable = key not in {"created_at", "updated_at", "number", "id", "source"}
    cast = column.order_cast or _CASTS.get(column.kind, "text")
    filled = column.within.format(f"({column.inner}) IS NOT NULL") if column.within else ""
    return Sorting(column.order or column.sql, cast, descending, nullable, {}, key=key, filled=filled)
