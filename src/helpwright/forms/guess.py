"""What a column of a sheet probably is as a field. Pure; a builder corrects what was guessed wrong."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpwright.forms.field_type import NOTHING_RELATED, FieldType, ValueRefused
from helpwright.forms.fields.text import field_type as text_type

LOOKED_AT = 2_000
"""Values of a column that are enough to judge it."""
_ENOUGH, _ENOUGH_BY_NAME = 0.9, 0.5
_MOST_OPTIONS, _FEW_OPTIONS, _LONGEST_OPTION = 30, 7, 24
_LONG_TEXT, _MOST_DIGITS = 80, 15
_MOST_MISFITS = 5
_MONEY = re.compile(
    r"金额|价|费|款|原值|净值|残值|租金|押金|定金|[（(]元[)）]$|amount|price|cost|fee|total", re.IGNORECASE
)
_PHONE = re.compile(r"电话|手机|联系方式|phone|mobile|tel", re.IGNORECASE)
_MAIL = re.compile(r"邮箱|邮件|e-?mail", re.IGNORECASE)
_NAMED = {"email": _MAIL, "mobile": _PHONE}
"""Types that a heading makes likely."""
_WORDS = re.compile(r"描述|说明|备注|详情|内容|原因|方案|remark|note|description|detail|comment", re.IGNORECASE)
_CODE = re.compile(
    r"编号|编码|单号|号码|序列号|证件|身份证|工号|税号|账号|卡号|邮编|code|number|serial|\bno\b|\bid\b", re.IGNORECASE
)
_NAME = re.compile(r"姓名|客户$|名称|联系人|地址|\bname\b|customer$|address", re.IGNORECASE)
_SIGN = re.compile(r"[¥￥$€£]|元$")
_MANY = re.compile(r"[、;；,，]")
_YES, _NO = frozenset({"是", "yes", "true", "y", "√"}), frozenset({"否", "no", "false", "n", "×"})


@dataclass(frozen=True, slots=True)
class Guess:
    """A type, the settings it needs beside the label, and how many of the values would not fit, with some of them."""

    type: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    misfits: int = 0
    sample: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Column:
    label: str
    values: Sequence[str]
    types: Mapping[str, FieldType]

    def misfits(self, type_: str, **settings: Any) -> list[str]:
        kind = self.types[type_]
        checked = kind.settings.model_validate({"type": type_, "label": "x", **settings})
        return [each for each in self.values if not _fits(kind, checked, each)]

    def mostly(self, type_: str, **settings: Any) -> Guess | None:
        """The guess when nearly all values fit."""
        wrong = self.misfits(type_, **settings)
        named = type_ in _NAMED and _NAMED[type_].search(self.label)
        if len(wrong) > (1 - (_ENOUGH_BY_NAME if named else _ENOUGH)) * len(self.values):
            return None
        return Guess(type_, settings, len(wrong), wrong[:_MOST_MISFITS])


def _fits(kind: FieldType, settings: Any, text: str) -> bool:
    try:
        kind.convert(settings, text_type, None, text, NOTHING_RELATED)
    except ValueRefused:
        return False
    return True


def guess_field(types: Mapping[str, FieldType], label: str, values: Sequence[str]) -> Guess:
    """The type of a column with this heading and these values."""
    filled = [each.strip() for each in values if each.strip()][:LOOKED_AT]
    column = _Column(label, filled, types)
    if not filled:
        return Guess(_by_label(label))
    return next(found for rule in _RULES if (found := rule(column)) is not None)


def _by_label(label: str) -> str:
    if _PHONE.search(label):
        return "mobile"
    if _WORDS.search(label):
        return "multiline"
    return "email" if _MAIL.search(label) else "text"


def _phone(column: _Column) -> Guess | None:
    found = column.mostly("mobile") if all(len(each) <= _LONGEST_OPTION for each in column.values) else None
    plain = all(re.fullmatch(r"\d{1,10}|\d{12,}", each) for each in column.values)
    return None if found is None or plain else found


def _landline(column: _Column) -> Guess | None:
    dashed = sum("-" in each or each.startswith("(") for each in column.values) * 2 > len(column.values)
    return column.mostly("landline") if dashed or _PHONE.search(column.label) else None


def _day(column: _Column) -> Guess | None:
    return column.mostly("date") or column.mostly("date_time")


def _switch(column: _Column) -> Guess | None:
    words = {each.lower() for each in column.values}
    return Guess("switch") if words & _YES and words & _NO and words <= _YES | _NO else None


def _number(column: _Column) -> Guess | None:
    if any(re.fullmatch(r"0\d+", each) or len(re.sub(r"\D", "", each)) > _MOST_DIGITS for each in column.values):
        return None  # a code: as a number it would lose what it is
    if all(each.endswith("%") for each in column.values):
        return column.mostly("percent")
    if _CODE.search(column.label) and not _MONEY.search(column.label):
        return None
    signed = sum(bool(_SIGN.search(each)) for each in column.values) * 2 > len(column.values)
    if signed or _MONEY.search(column.label):
        found = column.mostly("money")
        if found is not None:
            return found
    return column.mostly("integer") or column.mostly("decimal", places=_places(column.values))


def _places(values: Sequence[str]) -> int:
    behind = [len(each.rpartition(".")[2].rstrip("% ")) for each in values if "." in each]
    return min(max(behind, default=2), 6)


def _choice(column: _Column) -> Guess | None:
    different = list(dict.fromkeys(column.values))
    if len(column.values) < 2 * len(different) or any(
        len(each) > _LONGEST_OPTION or "\n" in each for each in different
    ):
        return _several(column)
    if not 1 < len(different) <= _MOST_OPTIONS or _CODE.search(column.label) or _NAME.search(column.label):
        return None
    return Guess("radio" if len(different) <= _FEW_OPTIONS else "select", {"options": different})


def _several(column: _Column) -> Guess | None:
    """Few words that stand together in lists: 「打印机、扫描仪」."""
    parts = [[word.strip() for word in _MANY.split(each) if word.strip()] for each in column.values]
    different = list(dict.fromkeys(word for each in parts for word in each))
    listed = sum(len(each) > 1 for each in parts)
    few = len(different) <= _FEW_OPTIONS and sum(map(len, parts)) >= 3 * len(different)
    short = all(len(word) <= _LONGEST_OPTION for word in different)
    return Guess("checkboxes", {"options": different}) if listed * 4 >= len(parts) and few and short else None


def _text(column: _Column) -> Guess:
    long = any("\n" in each or len(each) > _LONG_TEXT for each in column.values)
    return Guess("multiline" if long or _WORDS.search(column.label) else "text")


_RULES: Sequence[Callable[[_Column], Guess | None]] = (
    lambda column: column.mostly("email"),
    _phone,
    _day,
    _landline,
    _switch,
    _number,
    _choice,
    _text,
)
