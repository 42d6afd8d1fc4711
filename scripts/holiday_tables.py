"""Write the holiday tables of the calendar kernel from the `holidays` package.

One JSON file per country under ``src/helpwright/kernel/calendar/holiday_tables``;
``docs/decisions/0010-holiday-data.md`` says why there are tables and how to renew them.
The layout of a file is described at ``load_holidays`` in ``kernel/calendar/holidays.py``.

Usage: ``python scripts/holiday_tables.py [--check]``; with ``--check`` nothing is written
and the exit status is 1 when a table differs from what the package says.
"""

import argparse
import json
import sys
import warnings
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from holidays import country_holidays
from holidays.holiday_base import HolidayBase
from holidays.registry import COUNTRIES

FIRST_YEAR = 2010
LAST_YEAR = 2040
TARGET = Path(__file__).parents[1] / "src/helpwright/kernel/calendar/holiday_tables"


def main() -> int:
    """Write or check all tables; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    # Asking for years outside a country's own range only shortens the answer.
    warnings.filterwarnings("ignore", message="Requested Holidays are available only")
    decreed = max(adjusted_workdays(load("CN"))).year
    wanted = {f"{code}.json": table(code, decreed) for code in sorted(codes())}
    present = {path.name: path.read_text("utf-8") for path in TARGET.glob("*.json")}
    if check:
        differing = sorted(name for name in wanted.keys() | present if wanted.get(name) != present.get(name))
        sys.stdout.write("".join(f"{name} differs\n" for name in differing))
        return 1 if differing else 0
    TARGET.mkdir(exist_ok=True)
    for name in present.keys() - wanted.keys():
        (TARGET / name).unlink()
    for name, text in wanted.items():
        (TARGET / name).write_text(text, "utf-8")
    sys.stdout.write(f"{len(wanted)} tables, {sum(map(len, wanted.values()))} bytes\n")
    return 0


def codes() -> Iterable[str]:
    """ISO 3166 alpha-2 codes of all countries the package knows."""
    return (names[1] for names in COUNTRIES.values())


def load(code: str, part: str | None = None) -> HolidayBase:
    """Public holidays of a country, or of one of its parts, in all years of the tables."""
    return country_holidays(code, subdiv=part, years=range(FIRST_YEAR, LAST_YEAR + 1))


def table(code: str, decreed: int) -> str:
    """One country's file; `decreed` is the last year China has published."""
    country = load(code)
    days = set(country)
    workdays = adjusted_workdays(country)
    parts = {}
    for part in sorted(country.subdivisions):
        own = set(load(code, part))
        if own != days:
            parts[part] = {"add": grouped(own - days), "drop": grouped(days - own)}
    last_year = min(LAST_YEAR, country.end_year)
    adjusts = bool(workdays) and max(workdays).year >= decreed - 1
    document = {
        "first_year": max(FIRST_YEAR, country.start_year),
        "last_year": last_year,
        "published_through": max(workdays).year if adjusts else last_year,
        "holidays": grouped(days),
        "workdays": {day.isoformat(): like for day, like in sorted(workdays.items())},
        "parts": parts,
    }
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def grouped(days: set[date]) -> dict[str, str]:
    """Days as ``{"MMDD": "years"}``; years as ranges, ``2000-2019,2021``, in order."""
    by_day: dict[str, list[int]] = {}
    for day in sorted(days):
        by_day.setdefault(f"{day:%m%d}", []).append(day.year)
    return {key: ranges(years) for key, years in by_day.items()}


def ranges(years: list[int]) -> str:
    """Ascending years as comma-separated ranges of neighbors."""
    spans: list[list[int]] = []
    for year in years:
        if spans and spans[-1][1] == year - 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def adjusted_workdays(country: HolidayBase) -> dict[date, int]:
    """Working days on what is a weekend: date → weekday (Monday 0) it works like.

    Such a day makes up for a day off, and works like the weekday of that day off.
    """
    swaps: dict[date, int] = {}
    for year, entries in getattr(country, "special_public_holidays", {}).items():
        for entry in entries if isinstance(entries[0], tuple) else (entries,):
            if len(entry) > len(("month", "day", "name")):
                to_month, to_day, from_month, from_day, *from_year = entry
                made_up = date(from_year[0] if from_year else year, from_month, from_day)
                swaps.setdefault(made_up, date(year, to_month, to_day).weekday())
    chosen = (day for day in country.weekend_workdays if FIRST_YEAR <= day.year <= LAST_YEAR)
    return {day: swaps[day] for day in chosen if day not in country}


if __name__ == "__main__":
    sys.exit(main())
