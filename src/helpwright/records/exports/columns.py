"""The columns of an exported list and what stands in their cells. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any
from uuid import UUID

from helpwright.forms.field_type import Masked, Related
from helpwright.forms.form import Field, Form
from helpwright.forms.number import Number
from helpwright.forms.promises import CLOCKS
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.text import localize
from helpwright.platform.typed_sheet import Cell, Look
from helpwright.query.promised import ANSWER_DUE, DUE, LEVEL, MISSED, PROMISED
from helpwright.records.model import Record

_TIME = Look("yyyy-mm-dd hh:mm", 18)
_DAY = Look("yyyy-mm-dd", 12)
_TEXT = Look()
_LONG = Look(width=48)
_SYSTEM: Mapping[str, Look] = {
    "number": _TEXT,
    DUE: _TIME,
    ANSWER_DUE: _TIME,
    "first_response_due": _TIME,
    "next_response_due": _TIME,
    "resolution_due": _TIME,
    LEVEL: _TEXT,
    MISSED: _TEXT,
    "created_at": _TIME,
    "updated_at": _TIME,
    "created_by": _TEXT,
    "owner_id": _TEXT,
    "team_id": _TEXT,
}
"""Columns that no field stands behind; their names are the sentences `column_…`."""
_CLOCKS: Mapping[str, Sequence[str]] = {DUE: CLOCKS, ANSWER_DUE: CLOCKS[:2]}
"""Of which clocks the nearest limit stands in a column."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as its reader sees it: values by key without what is hidden, and names of what they point to.

    `promises` are those of a ticket as lists give them, where a column asks for them.
    """

    record: Record
    values: Mapping[str, Any]
    related: Related
    promises: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """`cell` gives what stands in the row of a record."""

    key: str
    label: str
    look: Look
    cell: Callable[[Shown], Cell]


@dataclass(frozen=True, slots=True)
class Wording:
    """In which language and time zone, the names of system columns by key, yes and no, the names of teams by id."""

    locale: str
    zone: tzinfo
    system: Callable[[str], str]
    switch: Callable[[bool], str]
    teams: Mapping[UUID, str]


def asks_of_promises(columns: Sequence["ExportColumn"]) -> bool:
    """Whether a column shows something of what was promised."""
    return any(each.key in PROMISED for each in columns)


def system_word(key: str) -> str:
    """The code of the sentence that names a system column."""
    return f"column_{key}"


def export_columns(
    form: Form, readable: Collection[str], wanted: Sequence[str] | None, words: Wording
) -> list[ExportColumn]:
    """Those asked for, in their order; by default the number, every readable field as laid out, and the times.

    Raises Invalid for one that the form does not have, or that is hidden from the reader: the two are not told apart.
    """
    if wanted is None:
        fields = [each.key for each in form.in_layout if each.key in form.fields and each.key in readable]
        wanted = ["number", *fields, "created_at", "updated_at"]
    keys = list(dict.fromkeys(wanted))
    unknown = next(
        (key for key in keys if key not in _SYSTEM and (key not in form.fields or key not in readable)), None
    )
    if unknown is not None:
        raise Invalid([FieldProblem("fields", "field_unknown", {"field": unknown[:80]})])
    return [_column(form, key, words) for key in keys]


def _column(form: Form, key: str, words: Wording) -> ExportColumn:
    if key in form.fields:
        field = form.fields[key]
        return ExportColumn(key, field.label(words.locale), _look(field, words.locale), _of_field(field, words))
    return ExportColumn(key, words.system(key), _SYSTEM[key], _of_system(key, words))


def _of_system(key: str, words: Wording) -> Callable[[Shown], Cell]:
    match key:
        case _ if key in PROMISED:
            return lambda row: None if row.promises is None else _of_promises(key, row.promises, words)
        case "created_at" | "updated_at":
            return lambda row: _local(getattr(row.record, key), words.zone)
        case "created_by" | "owner_id":
            return lambda row: row.related.people.get(getattr(row.record, key), "")
        case "team_id":
            return lambda row: "" if row.record.team_id is None else words.teams.get(row.record.team_id, "")
        case _:
            return lambda row: row.record.number


def _of_promises(key: str, promises: Mapping[str, Any], words: Wording) -> Cell:
    if key == MISSED:
        return words.switch(promises["missed"])
    if key == LEVEL:
        return None if promises["level"] is None else localize(promises["level"]["name"], words.locale)
    clocks = _CLOCKS.get(key) or (key.removesuffix("_due"),)
    due = (promises["due"][clock] for clock in clocks)
    instants = (datetime.fromisoformat(each["due_at"]) for each in due if each is not None)
    return _local(min(instants, default=None), words.zone)


def _of_field(field: Field, words: Wording) -> Callable[[Shown], Cell]:
    key, type_, settings, locale = field.key, field.type, field.settings, words.locale

    def text(row: Shown) -> Cell:
        value = row.values.get(key)
        if value is None or isinstance(value, Masked):
            return None if value is None else str(value)
        return type_.to_text(settings, value, locale, row.related)

    def number(row: Shown) -> Cell:
        value = row.values.get(key)
        return value if value is None or isinstance(value, Decimal | int) else str(value)

    def time(row: Shown) -> Cell:
        value = row.values.get(key)
        if isinstance(value, datetime):
            return _local(value, words.zone)
        return value if value is None or isinstance(value, date) else str(value)

    if isinstance(type_, Number):
        return number
    return time if type_.kind in {"instant", "date"} else text


def _look(field: Field, locale: str) -> Look:
    if isinstance(field.type, Number):
        return Look(_digits(field.type.look(field.settings, locale)), 14)
    if field.type.kind == "instant":
        return _TIME
    if field.type.kind == "date":
        return _DAY
    return _LONG if field.type.key == "multiline" else _TEXT


def _digits(look: Mapping[str, Any]) -> str:
    """The format of a spreadsheet: digits, and what stands around them, which does not change the number."""
    digits = ("#,##0" if look.get("thousands") else "0") + (f".{'#' * look['places']}" if look.get("places") else "")
    if symbol := look.get("symbol"):
        return f"{_quoted(symbol)}{digits.replace('.' + '#' * look['places'], '.' + '0' * look['places'])}"
    unit = look.get("unit")
    return f"{digits}{_quoted(unit if unit == '%' else f' {unit}')}" if unit else digits


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "") + '"'


def _local(value: datetime | None, zone: tzinfo) -> datetime | None:
    """To the second, as clocks of the organization show it; cells know no time zones."""
    return None if value is None else value.astimezone(zone).replace(tzinfo=None, microsecond=0)
