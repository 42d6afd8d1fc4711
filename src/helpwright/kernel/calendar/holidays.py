"""Public holidays and adjusted working days 调休, read from the tables beside this file.

`scripts/holiday_tables.py` writes the tables from the `holidays` package; importing that package
costs 0.2 to 0.7 s and up to 45 MiB, see `docs/decisions/0010-holiday-data.md`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from itertools import chain
from types import MappingProxyType
from typing import Final

_REGION: Final = re.compile(r"([A-Z]{2})(?:-(.+))?")
_TABLES: Final = resources.files(__package__).joinpath("holiday_tables")


@dataclass(frozen=True, slots=True)
class HolidayTable:
    """What a country, or a part of it, has decreed; dates are local dates of that place.

    `workdays` maps a date that is a weekend by itself to the weekday (Monday 0) it works like: the
    weekday of the day off it makes up for. `published_through` is the last year whose adjusted days are
    known; later years hold only the days that follow from the law, until the tables are renewed.
    """

    holidays: frozenset[date]
    workdays: Mapping[date, int]
    published_through: int


class UnknownRegionError(LookupError):
    """There are no holidays for this country or part."""


@lru_cache(maxsize=64)
def load_holidays(region: str) -> HolidayTable:
    """Holidays of a country (``CN``, ISO 3166) or of a part of it (``DE-BY``, ``US-CA``); read once, then cached.

    A file is ``{holidays: {MMDD: years}, workdays: {date: weekday}, published_through, parts: {key: {add, drop}}}``,
    years written ``2010-2019,2021``; a part says in what it differs from the country.

    Raises:
        UnknownRegionError: the country or its part is not in the tables.

    """
    match = _REGION.fullmatch(region)
    if match is None:
        raise UnknownRegionError(region)
    country, part = match.groups()
    file = _TABLES.joinpath(f"{country}.json")
    if not file.is_file():
        raise UnknownRegionError(region)
    document = json.loads(file.read_text("utf-8"))
    days = set(_days(document["holidays"]))
    if part is not None:
        if part not in document["parts"]:
            raise UnknownRegionError(region)
        differs = document["parts"][part]
        days = days.difference(_days(differs["drop"])).union(_days(differs["add"]))
    return HolidayTable(
        holidays=frozenset(days),
        workdays=MappingProxyType({date.fromisoformat(day): like for day, like in document["workdays"].items()}),
        published_through=document["published_through"],
    )


def _days(grouped: Mapping[str, str]) -> Iterator[date]:
    for key, years in grouped.items():
        for year in chain.from_iterable(map(_years, years.split(","))):
            yield date(year, int(key[:2]), int(key[2:]))


def _years(span: str) -> range:
    first, _, last = span.partition("-")
    return range(int(first), int(last or first) + 1)
