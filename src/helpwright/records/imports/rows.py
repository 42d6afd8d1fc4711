"""One row of a sheet as the values of a record. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from helpwright.forms.field_type import Related, ValueRefused
from helpwright.forms.fields.date_time import DateTimeSettings
from helpwright.forms.fields.date_time import field_type as instant_type
from helpwright.forms.fields.status import StatusSettings
from helpwright.forms.fields.text import field_type as text_type
from helpwright.forms.form import Field, Form
from helpwright.forms.validate import new_values
from helpwright.kernel.errors import FieldProblem
from helpwright.records.imports.mapping import CLOSED, CREATED_AT, FIRST_ANSWERED, NUMBER, OF_CASES, RESOLVED
from helpwright.records.reaction import Past

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
    past: dict[str, datetime] = field(default_factory=dict)
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
            elif key in OF_CASES and around.history:
                _keep(found, key, _instant(around, text))
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
        found.problems += past_problems(around.form, found)
        return found
    wrong = {each.field for each in found.problems}
    found.values = {**new_values(around.form, {}, (), around.now, around.zone), **found.values}
    for key, each in around.form.fields.items():
        missing = each.settings.required and each.stored and key in around.writable
        if missing and key not in wrong and each.type.is_missing(found.values.get(key)):
            found.problems.append(FieldProblem(key, "required"))
    return found


def _keep(found: ReadRow, key: str, at: datetime | None) -> None:
    if at is not None:
        found.past[key] = at


def past_problems(form: Form, found: ReadRow) -> list[FieldProblem]:
    """What cannot have been: times before the creation or in the wrong order, and those that the status denies."""
    problems: list[FieldProblem] = []
    created, order = found.created_at, (FIRST_ANSWERED, RESOLVED, CLOSED)
    for key, at in found.past.items():
        before = [found.past[each] for each in order[: order.index(key)] if each in found.past]
        earliest = max([*before, *([] if created is None else [created])], default=None)
        if created is None:
            problems.append(FieldProblem(key, "import_time_without_created"))
        elif earliest is not None and at < earliest:
            problems.append(FieldProblem(key, "import_time_too_early"))
    category = status_category(form, found.values)
    if RESOLVED in found.past and category not in {"solved", "closed"}:
        problems.append(FieldProblem(RESOLVED, "import_time_not_solved"))
    if CLOSED in found.past and category != "closed":
        problems.append(FieldProblem(CLOSED, "import_time_not_closed"))
    return problems


def status_category(form: Form, values: Mapping[str, Any]) -> str | None:
    """The category of the status among the values."""
    status = form.status
    option = (
        None if status is None else cast("StatusSettings", status.settings).options.get(values.get(status.key) or "")
    )
    return None if option is None else option.category


def past_of(form: Form, found: ReadRow) -> Past | None:
    """What became of a ticket, as far as it is known; None where too little is to count it.

    That is: when it was created, and of one that is solved when that was.
    """
    solved = found.past.get(RESOLVED) or found.past.get(CLOSED)
    category = status_category(form, found.values)
    if category is None or found.created_at is None or (category in {"solved", "closed"} and solved is None):
        return None
    return Past(found.past.get(FIRST_ANSWERED), solved, found.past.get(CLOSED) or solved)


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
