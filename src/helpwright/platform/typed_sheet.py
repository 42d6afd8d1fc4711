"""Long sheets to give out, row after row: numbers as numbers, days as days, and texts that nobody's sheet computes."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any, Protocol

import xlsxwriter

from helpwright.platform.sheet import in_cell, sheet_name

Cell = str | Decimal | int | date | datetime | None
BOM = b"\xef\xbb\xbf"
_EXACT_DIGITS = 15  # a number of Excel holds no more
_FIRST_YEAR = 1900
_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_POINT_AND_MORE = re.compile(r"(?<=^0)\.#+|(?<=^#,##0)\.#+")
"""Digits that stand only where there are any; the point before them would stand behind a whole number, too."""
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Look:
    """How Excel shows a column; the format `@` is a text."""

    format: str = "@"
    width: int = 18


class SheetWriter(Protocol):
    """Takes rows; `close` lets go of what it keeps, also when it is left in the middle."""

    def add(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        """What can be given out already."""
        ...

    def finish(self) -> IO[bytes] | None:
        """What is left to give out, from its beginning."""
        ...

    def close(self) -> None:
        """Forget everything."""
        ...


class CsvWriter:
    """UTF-8 with the mark by which Excel knows it; each row can be given out at once."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._begin = BOM + _csv([labels])

    def add(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        """The lines of the rows."""
        begin, self._begin = self._begin, b""
        return begin + _csv(rows)

    def finish(self) -> None:
        """Nothing is left."""

    def close(self) -> None:
        """Nothing is kept."""


def _csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    target = StringIO()
    csv.writer(target, lineterminator="\r\n").writerows([_csv_text(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8", "replace")


def _csv_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if _FORMULA.match(cell) and not _PLAIN_NUMBER.fullmatch(cell) else cell
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S" if cell.second else "%Y-%m-%d %H:%M")
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return "" if cell is None else str(cell)


class XlsxWriter:
    """An Excel file that grows on disk: memory stays the same however many rows there are."""

    def __init__(self, name: str, labels: Sequence[str], looks: Sequence[Look]) -> None:
        self._target: IO[bytes] = TemporaryFile()  # noqa: SIM115 -- closed by `close`
        # The library leaves rows behind there when it is left in the middle.
        self._scratch = TemporaryDirectory(prefix="helpwright-sheet-")
        options = {
            "constant_memory": True,
            "tmpdir": self._scratch.name,
            "strings_to_numbers": False,
            "strings_to_formulas": False,
        }
        self._book = xlsxwriter.Workbook(self._target, options)
        self._sheet = self._book.add_worksheet(sheet_name(name))
        head = self._book.add_format({"bold": True, "bottom": 1})
        whole = [_POINT_AND_MORE.sub("", look.format) for look in looks]
        known = {
            each: self._book.add_format({"num_format": each})
            for each in dict.fromkeys((*(look.format for look in looks), *whole))
        }
        self._looks = [known[look.format] for look in looks]
        self._whole = [known[each] for each in whole]
        self._text = self._book.add_format({"num_format": "@"})
        for place, (label, look) in enumerate(zip(labels, looks, strict=True)):
            self._sheet.set_column(place, place, max(look.width, min(40, 2 * len(label))))
            self._sheet.write_string(0, place, in_cell(label), head)
        self._sheet.freeze_panes(1, 0)
        self._row = 1

    def add(self, rows: Iterable[Sequence[Cell]]) -> bytes:
        """Nothing yet: an Excel file is whole or none."""
        for row in rows:
            for place, cell in enumerate(row):
                if cell is not None:
                    self._write(place, cell)
            self._row += 1
        return b""

    def _write(self, place: int, cell: Cell) -> None:
        look = self._looks[place]
        if isinstance(cell, str):
            self._sheet.write_string(self._row, place, in_cell(cell), self._text)
        elif isinstance(cell, Decimal | int):
            exact = len(Decimal(cell).as_tuple().digits) <= _EXACT_DIGITS
            if exact:
                self._sheet.write_number(
                    self._row, place, float(cell), self._whole[place] if cell == int(cell) else look
                )
            else:
                self._sheet.write_string(self._row, place, f"{cell:f}", self._text)
        elif isinstance(cell, date):
            if cell.year > _FIRST_YEAR:
                self._sheet.write_datetime(self._row, place, cell, look)
            else:
                self._sheet.write_string(self._row, place, str(cell), self._text)

    def finish(self) -> IO[bytes]:
        """The file."""
        self._book.close()
        self._target.seek(0)
        return self._target

    def close(self) -> None:
        """Let go of the file, which nobody else can open, and of what it was made from."""
        self._target.close()
        sheet: Any = self._sheet
        sheet.row_data_fh.close()
        self._scratch.cleanup()
