"""A widget's numbers as an Excel file: names for people, amounts as numbers that one can go on computing with. Pure."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from helpwright.kernel.text import listed
from helpwright.platform.sheet import in_cell, sheet_name

AMOUNTS = frozenset(
    {"number", "integer", "decimal", "money", "count", "duration", "percent", "ratio"},
)
_SECONDS_A_DAY = 86_400
_WIDTHS = (12, 40)


Sheet = tuple[str, Sequence[Mapping[str, Any]], Sequence[Sequence[Any]]]
"""Title, columns and rows."""


def workbook(
    title: str, columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]], nothing: str, locale: str
) -> bytes:
    """One sheet. Durations are times that Excel adds up, shares percentages; `nothing` names groups without a value."""
    return workbook_of([(title, columns, rows)], nothing, locale)


def workbook_of(sheets: Sequence[Sheet], nothing: str, locale: str) -> bytes:
    """The same of several sheets, at least an empty one."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    head = book.add_format({"bold": True, "bottom": 1})
    looks = {
        "duration": book.add_format({"num_format": "[h]:mm:ss"}),
        "percent": book.add_format({"num_format": "0.0%"}),
        "ratio": book.add_format({"num_format": "0.0%"}),
    }
    text = book.add_format({"num_format": "@"})
    taken: set[str] = set()
    for title, columns, rows in sheets or [("", (), ())]:
        sheet = book.add_worksheet(_sheet_name(title, taken))
        for place, column in enumerate(columns):
            amounts, kind = column["type"] in AMOUNTS, column["type"]
            label = str(column["label"])
            least, most = _WIDTHS
            sheet.set_column(place, place, min(most, max(least, 2 * len(label))))
            sheet.write_string(0, place, in_cell(label), head)
            names = {each["key"]: each["label"] for each in column.get("options") or ()}
            for at, row in enumerate(rows, 1):
                cell = row[place]
                if not amounts:
                    sheet.write_string(at, place, in_cell(_name(cell, names, nothing, locale)), text)
                elif cell is not None:
                    value = float(cell) / _SECONDS_A_DAY if kind == "duration" else float(cell)
                    sheet.write_number(at, place, value, looks.get(kind))
        sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()


def _sheet_name(title: str, taken: set[str]) -> str | None:
    """As Excel allows it, and not twice."""
    name, count = sheet_name(title), 1
    if name is None:
        return None
    wanted = name
    while name.lower() in taken:
        count += 1
        name = sheet_name(wanted, f" {count}") or wanted
    taken.add(name.lower())
    return name


def _name(cell: Any, names: Mapping[str, str], nothing: str, locale: str) -> str:
    if cell is None or cell == "":
        return nothing
    if isinstance(cell, list):
        return listed((_name(each, names, nothing, locale) for each in cell), locale)
    return names.get(str(cell), str(cell))
