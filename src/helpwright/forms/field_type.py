"""The small kind every field type implements, one file each in a `fields` folder."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.filter_tree import is_empty
from helpwright.kernel.text import DEFAULT_LOCALE, LocalText
from helpwright.kernel.values import (
    BOOLEAN_OPERATORS,
    CHOICE_OPERATORS,
    LIST_OPERATORS,
    NUMBER_OPERATORS,
    TEXT_OPERATORS,
    TIME_OPERATORS,
    Kind,
    ValueRefused,
    kind_of_column,
    parse_instant,
    parse_uuid,
)

__all__ = [
    "BOOLEAN_OPERATORS",
    "CHOICE_OPERATORS",
    "LIST_OPERATORS",
    "NOTHING_RELATED",
    "NUMBER_OPERATORS",
    "TEXT_OPERATORS",
    "TIME_OPERATORS",
    "FieldSettings",
    "FieldType",
    "Fill",
    "Key",
    "Related",
    "ValueRefused",
    "clean_text",
    "is_storable",
    "parse_instant",
    "parse_uuid",
]

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class Fill(BaseModel):
    """Fill other fields from the record of `from` whose `match` field equals this one; `set` is {here: there}."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    source: Annotated[str, StringConstraints(min_length=1), Field(alias="from")]
    match: Key
    set: dict[Key, Key]


Kept = Literal["column", "number", "nothing"]
"""Where the value of a field lies: in a column of its own, in the record's number, or nowhere (layout)."""


class FieldSettings(BaseModel):
    """Settings every field has; each type adds its own. `width` is its share of a row of the layout.

    `sensitive` values are encrypted and masked; who may read the field sees one after giving a reason, which is kept.
    """

    model_config = ConfigDict(extra="forbid")
    kept: ClassVar[Kept] = "column"
    type: str
    label: LocalText
    help: LocalText | None = None
    placeholder: LocalText | None = None
    required: bool = False
    unique: bool = False
    sensitive: bool = False
    internal: bool = False
    public: Literal["read", "write", "hidden"] | None = None
    width: Literal["full", "half", "third"] | None = None
    default: Any = None
    fill: Fill | None = None


HOME_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Related:
    """What texts of values need beyond the values: names of people, files and records by id; the zone of instants."""

    people: Mapping[UUID, str]
    files: Mapping[UUID, str]
    records: Mapping[UUID, str] = field(default_factory=dict)
    zone: tzinfo = HOME_ZONE


NOTHING_RELATED = Related({}, {})


class Masked(str):
    """What somebody sees of a value that is masked for them."""

    __slots__ = ()


_MASK = "***"


class FieldType(ABC):
    """How values of one type are checked, stored and shown."""

    key: ClassVar[str]
    settings: ClassVar[type[FieldSettings]]
    column: ClassVar[str | None]
    """SQL type of the column of its own; None where there is none (`settings.kept` says where the value lies then)."""
    operators: ClassVar[frozenset[str]]
    indexed: ClassVar[bool] = False
    """Whether an index gives the records of one value in the order of their creation."""
    by_change: ClassVar[bool] = False
    """Whether another one gives them in the order of their last change."""
    unique_allowed: ClassVar[bool] = False
    sealable: ClassVar[bool] = False
    """Whether its values may be sensitive (`forms.sealed`): what is stored is a text that nobody computes with."""
    sortable: ClassVar[bool] = True
    groupable: ClassVar[bool] = True
    searched: ClassVar[bool] = False
    """Whether the quick search of a list looks into it."""
    refers: ClassVar[Literal["person", "file", "record"] | None] = None
    """What its values are ids of."""
    for_customers: ClassVar[Literal["write", "hidden"]] = "write"
    """What strangers may do with it if the form does not say."""
    drawn_as: ClassVar[str | None] = None
    """The type whose input and view it shares on screens, where the web pages have no file of its own."""
    shown_as: ClassVar[str | None] = None
    """The type of its column in answers of queries, where that is not the type's own key."""
    fixed: ClassVar[frozenset[str]] = frozenset()
    """Settings that give stored values their meaning: once published they stay."""
    takes_over: ClassVar[frozenset[str]] = frozenset()
    """Types whose stored values are all values of this one, so that a field may change from them."""
    group: ClassVar[str] = "text"
    """Where the palette shows it; its words are `kind_group_field_…`."""
    rank: ClassVar[int] = 50
    """Its place in the group: what is used most comes first."""
    start: ClassVar[Mapping[str, Any]] = {}
    """What a new field of the type begins with, beside its label."""

    @property
    def sql_type(self) -> str:
        """SQL type of what is read of it."""
        return self.column or "text"

    @property
    def kind(self) -> Kind:
        """How its values compare."""
        return kind_of_column(self.sql_type)

    def compared(self, column: str) -> str:
        """The SQL expression that its values compare by."""
        return column

    def selected(self, column: str, record: str) -> str:
        """The SQL expression that its values are read by; `record` is the id of their record."""
        del record
        return column

    def check(self, settings: Any, forms: Mapping[str, Any]) -> Iterable[DocumentProblem]:
        """What is wrong with the settings among the form documents of the app; paths from the field."""
        del settings, forms
        return ()

    @abstractmethod
    def parse(self, settings: Any, raw: Any) -> Any:
        """The stored value of an input that is not empty. Raises ValueRefused."""

    def operand(self, settings: Any, raw: Any) -> Any:
        """A value to compare with, in the form in which stored ones compare; of a list one element.

        Limits of what may be filled in do not matter here. Raises ValueRefused.
        """
        return self.parse(settings, raw)

    def default(self, settings: Any, now: datetime | None, zone: tzinfo) -> Any:
        """The stored value of what is left out of a new record; without `now` that of records there are already."""
        del now, zone
        return None if is_empty(settings.default) else self.parse(settings, settings.default)

    def is_missing(self, value: Any) -> bool:
        """Whether the stored value does not answer a required field."""
        return is_empty(value)

    def to_json(self, value: Any) -> Any:
        """The value as the interface gives it."""
        return value

    def from_json(self, value: Any) -> Any:
        """The stored value again of what `to_json` made of it."""
        return value

    def fingerprint(self, value: Any) -> Any:
        """JSON that is the same for the same value."""
        return self.to_json(value)

    def raw(self, value: Any) -> Any:
        """An input that parses to this stored value."""
        return self.to_json(value)

    def opened(self, value: Any) -> tuple["FieldType", Any]:
        """The value as what it is underneath, with its type. Raises ValueRefused."""
        return self, value

    def to_text(self, settings: Any, value: Any, locale: str, related: Related) -> str:
        """The value as a person reads it."""
        del settings, locale, related
        return "" if value is None else str(value)

    def mask(self, value: Any) -> Masked | None:
        """What is shown of a stored value that is not empty, to those who may know that there is one."""
        del value
        return Masked(_MASK)

    def describe(self, settings: Any, locale: str) -> dict[str, Any]:
        """What a screen needs beyond label and required."""
        del settings, locale
        return {}

    def convert(self, settings: Any, old: "FieldType", old_settings: Any, value: Any, related: Related) -> Any:
        """The stored value of a field that changes to this type: read anew from what people see of it.

        Raises ValueRefused.
        """
        return self.parse(settings, old.to_text(old_settings, value, DEFAULT_LOCALE, related))

    @abstractmethod
    def sample(self, settings: Any, number: int) -> Any:
        """An input that parses; different numbers give different values where the type allows."""


def masked_text(text: str) -> Masked:
    """The first letter, where there are more."""
    return Masked(f"{text[0]}{_MASK}" if len(text) > 1 else _MASK)


def clean_text(raw: Any, most: int) -> str:
    """A text input without control characters and outer white space. Raises ValueRefused."""
    if not isinstance(raw, str):
        raise ValueRefused("text_expected")
    if len(raw) > most + 1000:
        raise ValueRefused("text_too_long", most=most, length=len(raw))
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not is_storable(text):
        raise ValueRefused("text_control")
    if len(text) > most:
        raise ValueRefused("text_too_long", most=most, length=len(text))
    return text


def is_storable(text: str) -> bool:
    """No control characters but line feeds and tabs, no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None
