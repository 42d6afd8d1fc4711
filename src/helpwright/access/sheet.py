"""Sheets of people: what a file holds, what its columns probably are, and sheets to give back. Pure."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

MOST_ROWS = 5000
MOST_COLUMNS = 60
_LONGEST = 400
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"

FIELDS = (
    "name",
    "phone",
    "email",
    "staff_number",
    "wecom_id",
    "department",
    "manager",
    "roles",
    "teams",
)
"""What a column may hold, in the order of the sheet to start from."""

_WORDS: Mapping[str, Sequence[str]] = {
    "name": ("姓名", "名字", "成员", "员工", "name", "full name"),
    "phone": ("手机", "手机号", "手机号码", "电话", "联系电话", "mobile", "phone"),
    "email": ("邮箱", "电子邮箱", "邮件", "email", "e-mail", "mail"),
    "staff_number": ("工号", "员工编号", "员工号", "编号", "staff number", "employee id"),
    "wecom_id": ("企业微信", "企业微信账号", "wecom", "userid"),
    "department": ("部门", "所在部门", "组织", "department"),
    "manager": ("上级", "直属上级", "直接上级", "主管", "manager"),
    "roles": ("角色", "权限", "roles", "role"),
    "teams": ("客服组", "组", "小组", "teams", "team"),
}


class SheetUnreadableError(ValueError):
    """It is no sheet that can be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first row as names of columns, and the rows below it as texts, all of the same length."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def read_sheet(content: bytes) -> Sheet:
    """The first sheet of an Excel or CSV file. Raises SheetUnreadableError."""
    raw = _excel(content) if content[:4] in {_ZIP, _OLE} else _csv(content)
    rows = [[each[:_LONGEST] for each in row] for row in raw if any(each.strip() for each in row)]
    if not rows:
        raise SheetUnreadableError("sheet_empty")
    if len(rows) - 1 > MOST_ROWS:
        raise SheetUnreadableError("sheet_too_long")
    width = min(max(map(len, rows)), MOST_COLUMNS)
    even = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    return Sheet(even[0], even[1:])


def _excel(content: bytes) -> list[list[str]]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        found = book.get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise SheetUnreadableError("sheet_unreadable") from error
    return [[_text(each) for each in row] for row in found]


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # Excel keeps phone numbers as numbers
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()


def _csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetUnreadableError("sheet_unreadable")
    if "\x00" in text:
        raise SheetUnreadableError("sheet_unreadable")
    first = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    try:
        return [[each.strip() for each in row] for row in csv.reader(StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise SheetUnreadableError("sheet_unreadable") from error


def guess(columns: Sequence[str]) -> list[str | None]:
    """What each column probably holds; each field once, the best match first."""
    found: list[str | None] = [None] * len(columns)
    names = [column.strip().lower().rstrip("*：: ") for column in columns]
    for exact in (True, False):
        for field in FIELDS:
            if field in found:
                continue
            for place, name in enumerate(names):
                if found[place] is None and name and _matches(name, _WORDS[field], exact=exact):
                    found[place] = field
                    break
    return found


def _matches(name: str, words: Sequence[str], *, exact: bool) -> bool:
    return name in words if exact else any(word in name for word in words)


def write_sheet(columns: Sequence[str], rows: Sequence[Sequence[str]], marked: int | None = None) -> bytes:
    """An Excel file; texts only, so that phone numbers stay whole. Column `marked` is set off."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1})
    wrong = book.add_format({"font_color": "#B42318"})
    text = book.add_format({"num_format": "@"})
    for place, name in enumerate(columns):
        sheet.set_column(place, place, 28 if place == marked else 18, text)
        sheet.write_string(0, place, name, head)
    for at, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            sheet.write_string(at, place, value, wrong if place == marked else text)
    sheet.freeze_panes(1, 0)
    book.close()
    return target.getvalue()
