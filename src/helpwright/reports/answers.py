"""Shapes of answers about dashboards and queries, for the interface description."""

from typing import Any, Literal, TypeAlias

from pydantic import BaseModel

from helpwright.forms.answers import OptionAnswer

Cell: TypeAlias = str | int | float | bool | list[str] | None
"""Instants and days in ISO 8601, ids as texts, durations in seconds."""


class DashboardName(BaseModel):
    """A dashboard that the caller may open; `key` is `app.key`."""

    key: str
    name: str


class ColumnAnswer(BaseModel):
    """One column of a result; `options` name the values of choices, people, teams and linked records.

    Numbers come with `unit`, `places`, `thousands`, money with `currency` and `symbol`.

    `kind` says of a bucket whether its times are instants or days, `help` how a named measure is defined.
    """

    key: str
    label: str
    type: str
    kind: Literal["instant", "date"] | None = None
    help: str | None = None
    options: list[OptionAnswer] | None = None
    max_length: int | None = None
    max_files: int | None = None
    max_mb: int | None = None
    unit: str | None = None
    places: int | None = None
    thousands: bool | None = None
    currency: str | None = None
    symbol: str | None = None
    compact: bool | None = None
    form: str | None = None


class QueryAnswer(BaseModel):
    """A result: dimensions first, then measures; or records, with the cursor of the next page."""

    columns: list[ColumnAnswer]
    rows: list[list[Cell]]
    next: str | None = None


class WidgetAnswer(BaseModel):
    """One widget as the caller may see it; `at` is column, row, width and height on a grid of 12 columns.

    `query` is what was asked, the filter bar included; `unfiltered` are its fields that the dataset does not know.
    """

    title: str
    chart: str
    at: list[int]
    settings: dict[str, str | int | float | bool | None]
    columns: list[ColumnAnswer]
    rows: list[list[Cell]]
    state: Literal["ready", "not_yet_run", "not_permitted"]
    query: dict[str, Any] | None = None
    unfiltered: list[str] = []


class DashboardAnswer(BaseModel):
    """A dashboard with its data."""

    key: str
    name: str
    as_of: str
    widgets: dict[str, WidgetAnswer]
