"""Shapes of answers about forms, for the interface description."""

from typing import Any, Literal, TypeAlias

from pydantic import BaseModel

from helpwright.forms.list_view import Density

FieldValue: TypeAlias = str | int | float | bool | list[str] | None
"""As the interface gives values: option keys and person ids are texts, files a list of ids."""


class OptionAnswer(BaseModel):
    """One option of a choice; `category` only of a status."""

    key: str
    label: str
    category: Literal["open", "pending", "solved", "closed"] | None = None


class FieldDescription(BaseModel):
    """A field as an input or a column needs it. What its type does not have is absent.

    `max_mb` is per file, `min` and `max` are numbers, days or instants, `form` is what a link leads to, `text` what a
    note says. `drawn_as` is the type whose input and view serve for it, where it has none of its own.
    """

    key: str
    type: str
    label: str
    help: str | None
    placeholder: str | None
    required: bool
    internal: bool
    drawn_as: str | None = None
    options: list[OptionAnswer] | None = None
    default: FieldValue = None
    max_length: int | None = None
    max_files: int | None = None
    max_mb: int | None = None
    width: Literal["full", "half", "third"] | None = None
    min: int | float | str | None = None
    max: int | float | str | None = None
    places: int | None = None
    thousands: bool | None = None
    unit: str | None = None
    currency: str | None = None
    country: str | None = None
    symbol: str | None = None
    compact: bool | None = None
    min_choices: int | None = None
    max_choices: int | None = None
    form: str | None = None
    titled: bool | None = None
    text: str | None = None
    sensitive: bool | None = None
    tone: Literal["plain", "info", "warning"] | None = None


class FillAnswer(BaseModel):
    """Fill other fields from the record of `form` whose `match` equals this value; `set` is {here: there}."""

    form: str
    match: str
    set: dict[str, str]


class FieldAnswer(FieldDescription):
    """A field as the caller may use it."""

    access: Literal["masked", "read", "write"]
    fill: FillAnswer | None = None


class SectionAnswer(BaseModel):
    """Fields that stand together; `section` is its title and may be empty."""

    section: str
    columns: int
    fields: list[str]


class PublicPlace(BaseModel):
    """Where strangers fill the form in."""

    slug: str
    url: str


class ListLook(BaseModel):
    """How a list looks, beside its columns."""

    widths: dict[str, int]
    group: str | None
    density: Density | None


class ListViewAnswer(BaseModel):
    """A tab of the list that the form brings; `query` is a Query document that lists records."""

    key: str
    name: str
    query: dict[str, Any]
    look: ListLook


class PolicyAnswer(BaseModel):
    """What a service policy is called."""

    key: str
    label: str


class PromisedLevel(BaseModel):
    """A level that a ticket of the form may reach."""

    key: str
    name: str
    color: Literal["blue", "yellow", "orange", "red", "purple"]


class PromisesOfForm(BaseModel):
    """What the form promises to any ticket at all, and the levels of all its policies, each key once."""

    clocks: list[Literal["first_response", "next_response", "resolution"]]
    levels: list[PromisedLevel]


class FormAnswer(BaseModel):
    """A form as the caller may use it; `key` is `app.key`, `case` tells whether its records are tickets.

    Without `views` the list has its usual tabs.
    """

    key: str
    name: str
    version: int
    title_field: str | None
    case: bool
    policies: list[PolicyAnswer]
    promises: PromisesOfForm
    can: list[str]
    public: PublicPlace | None
    fields: list[FieldAnswer]
    layout: list[SectionAnswer]
    views: list[ListViewAnswer]
