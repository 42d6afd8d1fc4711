"""Insert a few rows by one statement whose values are parameters: PostgreSQL need not take them out of a JSON text."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from helpwright.platform.statement import Statement

FEW: Final = 8
"""Above this a statement for each number of rows would not be worth keeping; take a list as JSON then."""


def insert_few(into: str, rows: Sequence[Mapping[str, Any]], ending: str = "", casts: str = "") -> Statement:
    """Rows with the same keys, which are the columns, in their order; at least one.

    `into` is the table; `ending` stands behind the values; `casts` names, as `column::type`, columns whose values do
    not tell their type.
    """
    params = {f"{name}_{number}": value for number, row in enumerate(rows) for name, value in row.items()}
    return Statement(_text(into, tuple(rows[0]), len(rows), ending, casts), params)


@lru_cache(maxsize=256)
def _text(into: str, columns: tuple[str, ...], number: int, ending: str, casts: str) -> str:
    cast = {name: f"::{kind}" for name, _, kind in (each.partition("::") for each in casts.split())}
    rows = ("(" + ", ".join(f"%({name}_{row})s{cast.get(name, '')}" for name in columns) + ")" for row in range(number))
    return f"INSERT INTO {into} ({', '.join(columns)}) VALUES {', '.join(rows)}{ending}"  # noqa: S608 -- names of ours
