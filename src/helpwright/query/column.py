"""What can be filtered, sorted and grouped: fields and system columns of a dataset as SQL expressions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from helpwright.forms.field_type import (
    CHOICE_OPERATORS,
    TEXT_OPERATORS,
    TIME_OPERATORS,
    ValueRefused,
    parse_instant,
    parse_uuid,
)
from helpwright.forms.form import Field, Form


@dataclass(frozen=True, slots=True)
class Column:
    """`sql` is an expression over the alias `r`; `parse` turns a filter's value into a parameter (ValueRefused)."""

    key: str
    sql: str
    type: str
    operators: frozenset[str]
    parse: Callable[[Any], Any]
    field: Field | None = None
    text_search: bool = False


def _parse_text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueRefused("text_expected")
    return raw


_SYSTEM: tuple[Column, ...] = (
    Column("id", "r.id", "id", CHOICE_OPERATORS, parse_uuid),
    Column("number", "r.number", "text", TEXT_OPERATORS, _parse_text, text_search=True),
    Column("created_at", "r.created_at", "instant", TIME_OPERATORS, parse_instant),
    Column("updated_at", "r.updated_at", "instant", TIME_OPERATORS, parse_instant),
    Column("created_by", "r.created_by", "person", CHOICE_OPERATORS, parse_uuid),
    Column("owner_id", "r.owner_id", "person", CHOICE_OPERATORS, parse_uuid),
    Column("team_id", "r.team_id", "team", CHOICE_OPERATORS, parse_uuid),
    Column("source", "r.source", "text", CHOICE_OPERATORS, _parse_text),
)
SYSTEM_COLUMNS = frozenset(column.key for column in _SYSTEM)


def columns_of(form: Form) -> Mapping[str, Column]:
    """Every column of a form by key."""
    found = {column.key: column for column in _SYSTEM}
    for field in form.fields.values():
        found[field.key] = Column(
            key=field.key,
            sql=f'r."{field.column}"',
            type=field.type.key,
            operators=field.type.operators,
            parse=partial(_parse_field, field),
            field=field,
            text_search=field.type.key in {"text", "multiline", "mobile", "email"},
        )
    return found


def _parse_field(field: Field, raw: Any) -> Any:
    """Whole values through the field's own reading; parts of texts stay as typed."""
    return field.type.parse(field.settings, raw)
