"""Texts that are longer than a cell of Excel or the name of a sheet: the file stays whole, and says that it was cut."""

import re
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from helpwright.platform.sheet import LONGEST, in_cell, sheet_name, write_rows
from helpwright.platform.typed_sheet import Look, XlsxWriter
from helpwright.reports.workbook import workbook

FAMILY = "👨‍👩‍👧‍👦"
LONG = "👍" * 20_000


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def texts(content: bytes) -> list[str]:
    """What stands in the cells, as the file says it."""
    with ZipFile(BytesIO(content)) as packed:
        names = [each for each in packed.namelist() if each.startswith(("xl/worksheets/sheet", "xl/sharedStrings"))]
        parts = [packed.read(each).decode() for each in names]
    return [each for part in parts for each in re.findall(r"<t(?: [^>]*)?>([^<]*)</t>", part)]


def exported(*cells: str) -> bytes:
    writer = XlsxWriter("单", ["经过"], [Look()])
    writer.add([[each] for each in cells])
    content = writer.finish().read()
    writer.close()
    return content


def test_an_export_that_is_left_in_the_middle_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    writer = XlsxWriter("单", ["经过"], [Look()])
    writer.add([["短"]])
    writer.close()
    assert list(tmp_path.iterdir()) == []


def widget(*cells: str) -> bytes:
    column: dict[str, Any] = {"key": "k", "label": "经过", "type": "text"}
    return workbook("单", [column], [[each] for each in cells], "无", "zh-CN")


def wrong_rows(*cells: str) -> bytes:
    return write_rows(["经过"], [[each] for each in cells], 0)


@pytest.mark.parametrize("write", [exported, widget, wrong_rows])
def test_no_cell_is_longer_than_excel_reads(write: Any) -> None:
    content = write(LONG, "W" * 32_768, "短", FAMILY, "a\x00b\x1f\ufffe", "مرحبا \u202eabc")
    found = texts(content)
    assert max(map(units, found)) == LONGEST or max(map(units, found)) == LONGEST - 1
    assert sum(each.endswith("…") for each in found) == 2
    assert {"短", FAMILY, "مرحبا \u202eabc"} <= set(found)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert str(rows[1][0]).startswith("👍" * 16_000)


def test_what_fits_stays_as_it_is_and_no_character_is_halved() -> None:
    assert in_cell("W" * LONGEST) == "W" * LONGEST
    cut = in_cell("a" + LONG)
    assert cut.rstrip("…") == "a" + "👍" * ((LONGEST - 2) // 2)
    assert units(cut) <= LONGEST


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("工单", "工单"),
        ("👍" * 31, "👍" * 15),
        ("客户'/[x]", "客户   x"),
        ("a\u202eb\x00c", "abc"),
        ("工单\u3000列表\n", "工单 列表"),
        ("History", None),
        ("  ", None),
    ],
)
def test_sheets_get_names_that_excel_takes(title: str, name: str | None) -> None:
    assert sheet_name(title) == name


def test_of_sheets_of_one_name_the_number_is_kept() -> None:
    assert sheet_name("👍" * 31, " 12") == "👍" * 14 + " 12"
