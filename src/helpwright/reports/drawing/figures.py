"""Cells of an answer as people read them, in words of one language. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from helpwright.kernel.text import isolated
from helpwright.platform.sentences import Sentences
from helpwright.reports.workbook import AMOUNTS

_HOUR: Final = 60
_DAY: Final = 24
_WEEK: Final = 7
_LONGEST: Final = 80
TIMES: Final = frozenset({"hour", "day", "week", "month", "quarter", "year", "date", "instant"})
_BUCKETS: Final = {"hour": "%m-%d %H:00", "month": "%Y-%m", "year": "%Y", "instant": "%Y-%m-%d %H:%M"}


def is_amount(column: Mapping[str, Any]) -> bool:
    """Whether the cells of a column are amounts; else they name groups."""
    return column["type"] in AMOUNTS


@dataclass(frozen=True, slots=True)
class Words:
    """In which language, and whose time: `now` with the zone says which year needs no naming."""

    sentences: Sentences
    locale: str
    now: datetime
    zone: ZoneInfo

    def __call__(self, code: str, data: Mapping[str, Any] | None = None) -> str:
        """A sentence."""
        return self.sentences(self.locale, code, data)

    def cell(self, cell: Any, column: Mapping[str, Any]) -> str:
        """Any cell."""
        if is_amount(column):
            return self.amount(cell, column)
        if isinstance(cell, list):
            return clipped(self("list_separator").join(self.group(each, column) for each in cell), 2 * _LONGEST)
        return self.group(cell, column)

    def amount(self, cell: Any, column: Mapping[str, Any]) -> str:
        """An amount: durations (seconds) in hours and minutes, others with thousands set off; – for none."""
        if cell is None:
            return "–"
        value, kind = float(cell), column["type"]
        if kind == "duration":
            return self.duration(round(value / 60))
        if kind in {"percent", "ratio"}:
            return f"{value * 100:.1f}%"
        symbol = column.get("symbol") or ""
        digits = f"{abs(value):,.0f}" if value.is_integer() else f"{abs(value):,.{_places(column)}f}"
        if not symbol and "." in digits:
            digits = digits.rstrip("0").rstrip(".")
        unit = column.get("unit") or ""
        gap = "" if unit in {"", "%"} else " "
        return f"{'-' if value < 0 else ''}{symbol}{digits}{'' if symbol else gap + unit}"

    def duration(self, minutes: int) -> str:
        """So many minutes."""
        if minutes < 1:
            return self("figure_under_minute")
        hours, rest = divmod(minutes, _HOUR)
        if hours == 0:
            return self("figure_minutes", {"m": rest})
        if hours < _DAY:
            return self("figure_hours_minutes" if rest else "figure_hours", {"h": hours, "m": rest})
        days, hours = divmod(hours, _DAY)
        return self("figure_days_hours" if hours and days < _WEEK else "figure_days", {"d": days, "h": hours})

    def group(self, cell: Any, column: Mapping[str, Any]) -> str:
        """The name of a group: of what people wrote the beginning, on one line, and it turns nothing beside it."""
        if cell is None or cell == "":
            return self("group_nothing")
        text, kind = str(cell), column["type"]
        named = next((each["label"] for each in column.get("options") or () if each["key"] == text), None)
        if named is None and kind == "hour_of_day":
            return f"{text:0>2}:00"
        if named is None and kind in TIMES:
            return self._time(text, kind)
        return isolated(clipped(text if named is None else str(named), _LONGEST))

    def _time(self, text: str, kind: str) -> str:
        try:
            day: date = date.fromisoformat(text) if "T" not in text else self._local(text)
        except ValueError:
            return text
        if kind == "quarter":
            return self("figure_quarter", {"year": day.year, "n": (day.month - 1) // 3 + 1})
        this_year = day.year == self.now.astimezone(self.zone).year
        return day.strftime(_BUCKETS.get(kind, "%m-%d" if this_year else "%Y-%m-%d"))

    def _local(self, text: str) -> datetime:
        at = datetime.fromisoformat(text)
        return at.astimezone(self.zone) if at.tzinfo is not None else at


def clipped(text: str, most: int) -> str:
    """On one line, and cut where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _places(column: Mapping[str, Any]) -> int:
    given = column.get("places")
    return max(1, int(given)) if given is not None else (2 if column.get("symbol") else 1)


@dataclass(frozen=True, slots=True)
class Series:
    """An amount along the groups of a widget; None where there is none."""

    name: str
    column: Mapping[str, Any]
    values: Sequence[float | None]


def table_of(
    columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]], words: Words
) -> tuple[list[str], list[Series]]:
    """The groups of an answer by name, and its amounts along them; a second group becomes amounts of its own."""
    amounts = [place for place, column in enumerate(columns) if is_amount(column)]
    groups = [place for place, column in enumerate(columns) if not is_amount(column)]
    if len(groups) != 2 or not amounts:  # noqa: PLR2004 -- two groups are spread
        names = [words.group(row[groups[0]], columns[groups[0]]) if groups else "" for row in rows]
        return names, [Series(columns[at]["label"], columns[at], [_number(row[at]) for row in rows]) for at in amounts]
    first, second = groups
    named: dict[str, None] = dict.fromkeys(words.group(row[first], columns[first]) for row in rows)
    parts = dict.fromkeys(words.group(row[second], columns[second]) for row in rows)
    order = [each["label"] for each in columns[second].get("options") or () if each["label"] in parts]
    found: dict[str, dict[str, float | None]] = {name: {} for name in dict.fromkeys([*order, *parts])}
    for row in rows:
        part = words.group(row[second], columns[second])
        found[part][words.group(row[first], columns[first])] = _number(row[amounts[0]])
    return list(named), [
        Series(name, columns[amounts[0]], [values.get(group) for group in named]) for name, values in found.items()
    ]


def largest(series: Sequence[Series], most: int) -> tuple[list[Series], int]:
    """So many at most, those with the largest amounts, in the order they had; and how many are left out."""
    if len(series) <= most:
        return list(series), 0
    sizes = [sum(abs(value or 0.0) for value in each.values) for each in series]
    kept = sorted(sorted(range(len(series)), key=lambda at: -sizes[at])[:most])
    return [series[at] for at in kept], len(series) - most


def _number(cell: Any) -> float | None:
    return None if cell is None else float(cell)
