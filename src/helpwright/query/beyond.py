"""Rows with none of the values that a choice has: without a value, or with one that is no option any more. Pure."""

from collections.abc import Mapping
from itertools import pairwise


def beyond(column: str, options: Mapping[str, str]) -> list[str]:
    """Conditions that exclude each other, of which an index of the column tells quickly; `options` name parameters.

    What lies between the options is named, so that an index tells at once that there is nothing. Where the database
    puts texts in another order than this program, the last condition takes over from the ones between.
    """
    names = [name for _, name in sorted(options.items())]
    between = [f"{column} > {low} AND {column} < {high}" for low, high in pairwise(names)]
    gaps = " OR ".join((f"{column} < {names[0]}", *between, f"{column} > {names[-1]}"))
    every = f"ARRAY[{', '.join(names)}]::text[]"
    gone = f"{column} <> ALL({every})"
    ordered = f"ARRAY(SELECT o FROM unnest({every}) o ORDER BY o)"
    return [f"{column} IS NULL", f"({gaps}) AND {gone}", f"(SELECT {ordered} <> {every}) AND {gone}"]
