"""One row of a sheet as the values of a record. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from helpwright.forms.field_type import Related, ValueRefused
from helpwright.forms.fields.date_time import DateTimeSettings
from helpwright.forms.fields.date_time import field_type as instant_type
from helpwright.forms.fields.text import field_type as text_type
from helpwright.forms.form import Field, Form
from helpwright.forms.validate import new_values
from helpwright.kernel.errors import FieldProblem
from helpwright.records.imports.mapping import CREATED_AT, NUMBER

LONGEST_NUMBER = 60
_INSTANT = DateTimeSettings(type="date_time", label=CREATED_AT)
AMBIGUOUS = None
"""What a name stands for that several people or records have."""

Names = Mapping[str, UUID | None]


@dataclass(frozen=True, slots=True)
class Around:
    """What rows are read with. `names` are ids by what people write, for each field that refers to something."""

    form: Form
    mapping: Sequence[str | None]
    writable: Collection[str]
    now: datetime
    zone: ZoneInfo
    history: bool
    names: Mapping[str, Names] = field(default_factory=dict)


@dataclass(slots=True)
class ReadRow:
    """Stored values by field key, and what is wrong with the row."""

    row: int
    values: dict[str, Any]
    number: str | None = None
    created_at: datetime | None = None
    problems: list[FieldProblem] = field(default_factory=list)


def read_row(around: Around, row: int, cells: Sequence[str]) -> ReadRow:
    """The row with every problem of it."""
    found = ReadRow(row, {})
    for place, key in enumerate(around.mapping):
        text = cells[place].strip() if place < len(cells) else ""
        if key is None:
            continue
        try:
            if key == NUMBER and around.history:
                found.number = _number(text)
            elif key == CREATED_AT and around.history:
                found.created_at = _instant(around, text)
            else:
                found.values[key] = _value(around, around.form.fields[key], text)
        except ValueRefused as refused:
            found.problems.append(FieldProblem(key, refused.code, dict(refused.data)))
    return found


def completed(around: Around, found: ReadRow) -> ReadRow:
    """With defaults, and told what is required and missing. History is taken as incomplete as it was."""
    if around.history:
        status = around.form.status
        if status is not None and found.values.get(status.key) is None:
            found.values[status.key] = status.type.default(status.settings, around.now, around.zone)
        return found
    wrong = {each.field for each in found.problems}
    found.values = {**new_values(around.form, {}, (), around.now, around.zone), **found.values}
    for key, each in around.form.fields.items():
        missing = each.settings.required and each.stored and key in around.writable
        if missing and key not in wrong and each.type.is_missing(found.values.get(key)):
            found.problems.append(FieldProblem(key, "required"))
    return found


def _value(around: Around, target: Field, text: str) -> Any:
    if not text:
        return None
    if target.type.refers is not None:
        names = around.names.get(target.key, {})
        if text not in names:
            raise ValueRefused("import_person_unknown" if target.type.refers == "person" else "import_record_unknown")
        if names[text] is AMBIGUOUS:
            raise ValueRefused("import_name_ambiguous", name=text[:80])
        return names[text]
    return target.type.convert(target.settings, text_type, None, text, Related({}, {}, zone=around.zone))


def _number(text: str) -> str | None:
    if len(text) > LONGEST_NUMBER or not text.isprintable():
        raise ValueRefused("text_too_long", most=LONGEST_NUMBER, length=len(text))
    return text or None


def _instant(around: Around, text: str) -> datetime | None:
    if not text:
        return None
    instant: datetime = instant_type.convert(_INSTANT, text_type, None, text, Related({}, {}, zone=around.zone))
    if instant > around.now:
        raise ValueRefused("import_time_future")
    return instant
