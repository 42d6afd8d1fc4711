"""Kinds of values that can be compared, how each is read, and the operators it takes."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from uuid import UUID

Kind = Literal["text", "number", "date", "instant", "id", "boolean", "list", "sealed"]
SEALED_MARK = 24
"""So many characters at the beginning of a sealed value are the same for equal ones."""
_MOST_DIGITS = 40


class ValueRefused(Exception):  # noqa: N818 -- wrong input is a normal answer
    """This value does not fit. `code` and `data` make the sentence."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


_EMPTINESS = frozenset({"empty", "filled"})
_SAMENESS = _EMPTINESS | {"eq", "ne"}
_ORDER = frozenset({"lt", "le", "gt", "ge", "between"})
CHOICE_OPERATORS = _SAMENESS | {"in", "not_in"}
SEALED_OPERATORS = CHOICE_OPERATORS
TEXT_OPERATORS = CHOICE_OPERATORS | {"contains", "not_contains", "starts", "ends"}
NUMBER_OPERATORS = CHOICE_OPERATORS | _ORDER
TIME_OPERATORS = _SAMENESS | _ORDER | {"within"}
BOOLEAN_OPERATORS = _SAMENESS
LIST_OPERATORS = _EMPTINESS | {"contains", "not_contains", "in", "not_in"}
OPERATORS_OF: Mapping[Kind, frozenset[str]] = {
    "text": TEXT_OPERATORS,
    "number": NUMBER_OPERATORS,
    "date": TIME_OPERATORS,
    "instant": TIME_OPERATORS,
    "id": CHOICE_OPERATORS,
    "boolean": BOOLEAN_OPERATORS,
    "list": LIST_OPERATORS,
    "sealed": SEALED_OPERATORS,
}

_KIND_OF_COLUMN: Mapping[str, Kind] = {
    "smallint": "number",
    "int": "number",
    "integer": "number",
    "bigint": "number",
    "real": "number",
    "double precision": "number",
    "numeric": "number",
    "date": "date",
    "timestamptz": "instant",
    "uuid": "id",
    "boolean": "boolean",
}


def kind_of_column(sql_type: str) -> Kind:
    """What a column of this SQL type holds; `numeric(12,2)` is a number, every array a list, the rest text."""
    plain = sql_type.partition("(")[0].strip().lower()
    return "list" if sql_type.endswith("[]") else _KIND_OF_COLUMN.get(plain, "text")


def parse_text(raw: Any) -> str:
    """A text. Raises ValueRefused."""
    if not isinstance(raw, str):
        raise ValueRefused("text_expected")
    if "\0" in raw or any("\ud800" <= each <= "\udfff" for each in raw):
        raise ValueRefused("text_control")
    return raw


def parse_number(raw: Any) -> Decimal:
    """A number, or its decimal notation as a text: no exponent, no infinity. Raises ValueRefused."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise ValueRefused("decimal_expected")
    text = str(raw)
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueRefused("decimal_expected") from error
    written = isinstance(raw, str) and not text.removeprefix("-").replace(".", "", 1).isdecimal()
    if written or not text.isascii() or not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise ValueRefused("decimal_expected")
    return number


def parse_date(raw: Any) -> date:
    """A day as YYYY-MM-DD. Raises ValueRefused."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        found = date.fromisoformat(raw)
    except (ValueError, TypeError) as error:
        raise ValueRefused("date_malformed") from error
    if found.isoformat() != raw:
        raise ValueRefused("date_malformed")
    return found


def parse_instant(raw: Any) -> datetime:
    """ISO 8601 with zone. Raises ValueRefused."""
    if isinstance(raw, datetime):
        instant = raw
    else:
        try:
            instant = datetime.fromisoformat(raw)
        except (ValueError, TypeError) as error:
            raise ValueRefused("instant_expected") from error
    if instant.tzinfo is None:
        raise ValueRefused("instant_without_zone")
    return instant


def parse_uuid(raw: Any) -> UUID:
    """A UUID in text form. Raises ValueRefused."""
    if isinstance(raw, UUID):
        return raw
    try:
        return UUID(raw)
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueRefused("id_expected") from error


def parse_boolean(raw: Any) -> bool:
    """True or false. Raises ValueRefused."""
    if not isinstance(raw, bool):
        raise ValueRefused("boolean_expected")
    return raw


def parse_sealed(raw: Any) -> str:
    """The mark of a sealed value. Raises ValueRefused."""
    return parse_text(raw)[:SEALED_MARK]


def _parse_element(raw: Any) -> str:
    return str(raw) if isinstance(raw, UUID) else parse_text(raw)


PARSERS: Mapping[Kind, Callable[[Any], Any]] = {
    "text": parse_text,
    "number": parse_number,
    "date": parse_date,
    "instant": parse_instant,
    "id": parse_uuid,
    "boolean": parse_boolean,
    "list": _parse_element,
    "sealed": parse_sealed,
}
