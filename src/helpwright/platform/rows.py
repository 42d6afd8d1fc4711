"""Statements for a few rows whose values are parameters: what PostgreSQL need not take apart or plan anew each time."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Any, Final

from helpwright.platform.statement import Statement

_PARAMETER: Final = re.compile(r"%\((\w+)\)s")
FEW: Final = 8
"""Above this a statement for each number of rows would not be worth keeping; take a list as JSON then."""


def insert_few(into: str, rows: Sequence[Mapping[str, Any]], ending: str = "", casts: str = "") -> Statement:
    """Rows with the same keys, which are the columns, in their order; at least one.

    `into` is the table; `ending` stands behind the values; `casts` names, as `column::type`, columns whose values do
    not tell their type.
    """
    params = {f"{name}_{number}": value for number, row in enumerate(rows) for name, value in row.items()}
    return Statement(_text(into, tuple(rows[0]), len(rows), ending, casts), params)


def together(statements: Sequence[Statement]) -> list[Statement]:
    """What carries out all of these in as few statements as can be, one as a rule; their rows are not given back.

    None may depend on what another writes, and no row may be written by two of them.
    """
    if len(statements) <= 1:
        return [*statements]
    plain = [each for each in statements if not each.sql.startswith("WITH ")]
    *alone, last = [each for each in statements if each.sql.startswith("WITH ")] or plain[-1:]
    joined = [*(each for each in plain if each is not last), last]
    params = {f"{name}_{at}": value for at, each in enumerate(joined) for name, value in each.params.items()}
    return [*alone, Statement(_joined(tuple(each.sql for each in joined)), params)]


@lru_cache(maxsize=512)
def _joined(texts: Sequence[str]) -> str:
    *others, last = (_PARAMETER.sub(rf"%(\1_{at})s", text) for at, text in enumerate(texts))
    beside = ", ".join(f"beside_{at} AS ({text})" for at, text in enumerate(others))
    return f"WITH {beside}, {last.removeprefix('WITH ')}" if last.startswith("WITH ") else f"WITH {beside} {last}"


def by_rank(writes: Sequence[Sequence[Statement]]) -> list[Statement]:
    """The statements of writes that do not depend on each other: the first of each, the second of each, and so on.

    Each keeps its order. A statement that follows its like costs the database about half of what it costs among others.
    """
    return [each for rank in zip_longest(*writes) for each in rank if each is not None]


def among(column: str, values: Collection[Any], name: str = "ids") -> tuple[str, dict[str, Any]]:
    """That the column is one of the values, with the parameter `name`.

    One alone is compared by itself: of a list as a parameter PostgreSQL does not know the length, and plans anew for
    each, which costs more than to find a row.
    """
    if not values:
        return "FALSE", {}
    if len(values) == 1:
        return f"{column} = %({name})s", {name: next(iter(values))}
    return f"{column} = ANY(%({name})s)", {name: list(values)}


@lru_cache(maxsize=256)
def _text(into: str, columns: tuple[str, ...], number: int, ending: str, casts: str) -> str:
    cast = {name: f"::{kind}" for name, _, kind in (each.partition("::") for each in casts.split())}
    rows = ("(" + ", ".join(f"%({name}_{row})s{cast.get(name, '')}" for name in columns) + ")" for row in range(number))
    return f"INSERT INTO {into} ({', '.join(columns)}) VALUES {', '.join(rows)}{ending}"  # noqa: S608 -- names of ours
