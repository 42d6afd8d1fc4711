"""Sheets of people: what a file holds, what its columns probably are, and sheets to give back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from helpwright.kernel.text import shortened
from helpwright.platform.sheet import SheetUnreadableError, rows_of, write_rows

__all__ = ["FIELDS", "MOST_ROWS", "Sheet", "SheetUnreadableError", "guess", "read_sheet", "write_sheet"]

MOST_ROWS = 5000
MOST_COLUMNS = 60
_LONGEST = 400

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


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first row as names of columns, and the rows below it as texts, all of the same length."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def read_sheet(content: bytes) -> Sheet:
    """The first sheet of an Excel or CSV file. Raises SheetUnreadableError."""
    # Of a remark beside the people the beginning is enough; whatever is cut says so, and is nobody's role or name.
    found = islice(rows_of(content, MOST_COLUMNS), MOST_ROWS + 2)
    rows = [[shortened(each, _LONGEST) for each in row] for row in found]
    if not rows:
        raise SheetUnreadableError("sheet_empty")
    if len(rows) - 1 > MOST_ROWS:
        raise SheetUnreadableError("sheet_too_long")
    width = max(map(len, rows))
    even = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    return Sheet(even[0], even[1:])


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
    """An Excel file of texts; column `marked` is set off."""
    return write_rows(columns, rows, marked)
