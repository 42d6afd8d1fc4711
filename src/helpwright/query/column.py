"""What can be filtered, sorted and grouped: fields and system columns of a dataset as SQL expressions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from functools import partial
from typing import Any

from helpwright.forms.form import Field, Form
from helpwright.kernel.values import (
    CHOICE_OPERATORS,
    TEXT_OPERATORS,
    TIME_OPERATORS,
    Kind,
    kind_of_column,
    parse_instant,
    parse_text,
    parse_uuid,
)

_KIND_OF_TYPE: Mapping[str, Kind] = {
    "instant": "instant", "date": "date", "number": "number", "duration": "number", "boolean": "boolean",
    "list": "list", "id": "id", "person": "id", "team": "id", "department": "id",
}  # fmt: skip
_REFERS: Mapping[str, str] = {
    "member": "person", "members": "person", "person": "person", "team": "team", "teams": "team",
}  # fmt: skip
_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Column:
    """`sql` is an expression over the alias `r`; `parse` turns a filter's value into a parameter (ValueRefused).

    `type` says how a value is shown: the field's type, or one of instant, date, number, duration (seconds), boolean,
    text, choice, form, flow, node, person, team, department, id. `options` are the values of a choice with the codes
    of their names.
    """

    key: str
    sql: str
    type: str
    operators: frozenset[str]
    parse: Callable[[Any], Any]
    field: Field | None = None
    text_search: bool = False
    options: Mapping[str, str] = default(default_factory=dict)
    target: str | None = None
    """Name of the form whose records its values are ids of."""
    inner: str = ""
    within: str = ""
    """Of a value of another table: `inner` is its expression there, and `within` takes a condition on it (`{}`)."""
    order: str = ""
    order_cast: str = ""
    """What it is sorted by where that is not the value, and its type in SQL where that is another."""

    @property
    def kind(self) -> Kind:
        """How its values compare."""
        if self.field is not None:
            return self.field.type.kind
        return _KIND_OF_TYPE.get(self.type, "text")

    @property
    def refers(self) -> str:
        """`person` or `team` where its values are ids of these, else a word that is neither."""
        return _REFERS.get(self.type, _NOTHING)

    @property
    def by_creation(self) -> bool:
        """Whether an index gives the records of one value in the order of their creation."""
        if self.field is None:
            return self.key in _BY_CREATION
        settings = self.field.settings
        return self.field.type.indexed and self.kind != "list" and not getattr(settings, "unique", False)

    @property
    def by_change(self) -> bool:
        """Whether another index gives them in the order of their last change."""
        return self.field is not None and self.field.type.by_change

    @property
    def sql_type(self) -> str:
        """Of a list: the type of its column in the database."""
        return "text[]" if self.field is None else self.field.type.sql_type


_SYSTEM: tuple[Column, ...] = (
    Column("id", "r.id", "id", CHOICE_OPERATORS, parse_uuid),
    Column("number", "r.number", "text", TEXT_OPERATORS, parse_text, text_search=True),
    Column("created_at", "r.created_at", "instant", TIME_OPERATORS, parse_instant),
    Column("updated_at", "r.updated_at", "instant", TIME_OPERATORS, parse_instant),
    Column("created_by", "r.created_by", "person", CHOICE_OPERATORS, parse_uuid),
    Column("owner_id", "r.owner_id", "person", CHOICE_OPERATORS, parse_uuid),
    Column("team_id", "r.team_id", "team", CHOICE_OPERATORS, parse_uuid),
    Column("source", "r.source", "text", CHOICE_OPERATORS, parse_text),
)
_BY_CREATION = frozenset({"created_by", "owner_id", "team_id"})
SYSTEM_COLUMNS = frozenset(column.key for column in _SYSTEM)


def columns_of(form: Form) -> Mapping[str, Column]:
    """Every column of a form by key."""
    return columns_of_fields(form.fields.values(), form.app)


def columns_of_fields(fields: Iterable[Field], app: str = "") -> Mapping[str, Column]:
    """The columns that every form has, and those of its fields, by key."""
    found = {column.key: column for column in _SYSTEM}
    for field in fields:
        found[field.key] = Column(
            key=field.key,
            sql=field.compared(),
            type=field.type.shown_as or field.type.key,
            operators=field.type.operators,
            parse=partial(_parse_field, field),
            field=field,
            text_search=field.type.searched,
            target=f"{app}.{getattr(field.settings, 'to', '')}" if field.type.refers == "record" else None,
        )
    return found


def _parse_field(field: Field, raw: Any) -> Any:
    """Through the field's own reading; elements of lists compare as texts."""
    found = field.type.operand(field.settings, raw)
    return str(found) if kind_of_column(field.type.sql_type) == "list" else found
