"""Sheets of Excel, WPS and CSV: their rows as texts, and sheets to give back. Nothing about what they mean."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from typing import Any
from zipfile import BadZipFile, ZipFile

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_MOST_UNPACKED = 400_000_000
_SAMPLE = 65_536
_ENCODINGS = ("utf-8-sig", "gb18030")
LONGEST = 32_767  # what a cell of Excel holds, in units of UTF-16
_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_NAME_OF_ITS_OWN = "history"
_JOINERS = "\u200c\u200d"  # needed by Persian and by emoji
MOST_COLUMNS = 600  # as many as an export has at most, and some more
LONGEST_READ = 200_000  # in characters, what the longest field takes; a CSV file knows no limit of its own
# Longer cells are refused by name below, not by the reader of CSV, which says of the whole file that it is broken.
csv.field_size_limit(100_000_000)


class SheetUnreadableError(ValueError):
    """It is no sheet that can be read; `code` says why, with `data`."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


def rows_of(content: bytes, most_columns: int = MOST_COLUMNS) -> Iterator[list[str]]:
    """The rows of the first sheet, without those that are empty; one after the other, so that long ones cost little.

    Days are `2026-02-14`, times `2026-02-14 09:30:00`, numbers plain decimals. Nothing is cut: raises
    SheetUnreadableError for a cell of more than `LONGEST_READ` characters and for more columns, as for no sheet.
    """
    rows = _excel(content) if content[:4] in {_ZIP, _OLE} else _csv(content)
    for number, row in enumerate(rows, 1):
        cells = [each.strip() for each in row]
        if not any(cells):
            continue
        length = max(map(len, cells))
        if length > LONGEST_READ:
            raise SheetUnreadableError("sheet_cell_too_long", row=number, most=LONGEST_READ, length=length)
        if len(cells) > most_columns and any(cells[most_columns:]):
            raise SheetUnreadableError("sheet_too_wide", most=most_columns)
        yield cells[:most_columns]


def _excel(content: bytes) -> Iterator[list[str]]:
    try:
        if content[:4] == _ZIP:
            with ZipFile(BytesIO(content)) as packed:
                if sum(each.file_size for each in packed.infolist()) > _MOST_UNPACKED:
                    raise SheetUnreadableError("sheet_too_long")
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for row in book.get_sheet_by_index(0).iter_rows():
            yield [cell_text(each) for each in row]
    except (CalamineError, BadZipFile, OSError, IndexError) as error:
        raise SheetUnreadableError("sheet_unreadable") from error


def cell_text(value: object) -> str:
    """What a cell holds, as one would type it in."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # Excel keeps phone numbers as numbers, too.
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime):
        midnight = value.time().isoformat() == "00:00:00"
        return value.date().isoformat() if midnight else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _csv(content: bytes) -> Iterator[list[str]]:
    encoding = _encoding(content)
    first = content[:_SAMPLE].decode(encoding, "ignore").split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    text = TextIOWrapper(BytesIO(content), encoding=encoding, newline="")
    try:
        yield from csv.reader(text, delimiter=delimiter)
    except (csv.Error, UnicodeDecodeError) as error:
        raise SheetUnreadableError("sheet_unreadable") from error


def _encoding(content: bytes) -> str:
    if b"\x00" in content:
        raise SheetUnreadableError("sheet_unreadable")
    for encoding in _ENCODINGS:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise SheetUnreadableError("sheet_unreadable")


def in_cell(text: str) -> str:
    """As much of a text as a cell of Excel holds; one that is cut ends with `…`. A file with a longer one is broken."""
    return _cut(text, LONGEST, "…")


def sheet_name(title: str, ending: str = "") -> str | None:
    """The title as the name of a sheet of Excel, `ending` kept whole; None where nothing is left of the title."""
    spaced = "".join(" " if each.isspace() else each for each in title.translate(_NOT_IN_NAMES))
    plain = "".join(each for each in spaced if each.isprintable() or each in _JOINERS)
    name = _cut(plain.strip(), _LONGEST_NAME - len(ending)).strip()
    return None if not name or (name + ending).lower() == _NAME_OF_ITS_OWN else name + ending


def _cut(text: str, most: int, ending: str = "") -> str:
    """At most so many units of UTF-16, of which an emoji takes two, without half a character."""
    if len(text) * 2 <= most or len(text.encode("utf-16-le", "replace")) // 2 <= most:
        return text
    kept = text.encode("utf-16-le", "replace")[: 2 * (most - len(ending))].decode("utf-16-le", "ignore")
    return kept + ending


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[str]], marked: int | None = None) -> bytes:
    """An Excel file; texts only, so that phone numbers stay whole. Column `marked` is set off. Rows are not kept."""
    target = BytesIO()
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1})
    wrong = book.add_format({"font_color": "#B42318"})
    text = book.add_format({"num_format": "@"})
    for place in range(len(columns)):
        sheet.set_column(place, place, 36 if place == marked else 18, text)
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(columns):
        sheet.write_string(0, place, in_cell(name), head)
    for at, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            sheet.write_string(at, place, in_cell(value), wrong if place == marked else text)
    book.close()
    return target.getvalue()
