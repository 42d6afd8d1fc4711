"""How Excel writes numbers of a sheet: the point stands only where digits follow."""

import re
from decimal import Decimal
from zipfile import ZipFile

from helpwright.platform.typed_sheet import Look, XlsxWriter


def formats(look: str, *numbers: Decimal) -> list[str]:
    """The format of each cell of one column."""
    writer = XlsxWriter("Numbers", ["N"], [Look(look)])
    writer.add([[number] for number in numbers])
    with ZipFile(writer.finish()) as packed:
        styles = packed.read("xl/styles.xml").decode()
        cells = re.findall(r'<c r="A\d+" s="(\d+)"><v>', packed.read("xl/worksheets/sheet1.xml").decode())
    writer.close()
    codes = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles))
    known = re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs", 1)[1])
    built_in = {"0": "General", "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "49": "@"}
    return [{**built_in, **codes}[known[int(cell)]].replace("&quot;", '"') for cell in cells]


def test_a_whole_number_has_no_point_behind_it() -> None:
    numbers = Decimal(12), Decimal("12.50"), Decimal("12.00"), Decimal("-0.25"), Decimal("1E+40")
    assert formats("0.##", *numbers) == ["0", "0.##", "0", "0.##", "0"]
    assert formats('#,##0.###" kg"', *numbers[:2]) == ['#,##0" kg"', '#,##0.###" kg"']


def test_other_formats_are_the_same_for_every_number() -> None:
    for look in ("0.00", '"¥"#,##0.00', '0" a.#"'):
        assert formats(look, Decimal(12), Decimal("12.5")) == [look, look]
