"""Views that a form itself brings: the tabs of its list as the builder wants them for everybody."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from helpwright.forms.field_type import Key
from helpwright.kernel.filter_document import FilterDocument
from helpwright.kernel.text import LocalText

Density = Literal["compact", "normal", "roomy"]
BESIDE_FIELDS = ("title", "due")
"""Columns that lists show beside fields: the title of the record, and the nearest limit of a ticket."""
MOST_VIEWS = 20
_Named = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class ListSort(BaseModel):
    """One column, the greatest first with `desc`."""

    model_config = ConfigDict(extra="forbid")
    by: _Named
    desc: bool = False


class ListView(BaseModel):
    """A tab of the form's list. What it does not say is as in a list that nobody arranged.

    `fields` are the columns: keys of fields, `number`, `created_at`, `updated_at`, and `title` and `due`. Tickets have
    more, which may be filtered and sorted by, as `due` may: limits while they are to be kept (`answer_due`,
    `first_response_due`, `next_response_due`, `resolution_due`), the furthest level that was reached (`promise_level`,
    by its key), and whether a target was ever missed (`promise_missed`).
    """

    model_config = ConfigDict(extra="forbid")
    name: LocalText
    fields: Annotated[list[_Named], Field(min_length=1, max_length=60)] | None = None
    filter: FilterDocument | None = None
    sort: ListSort | None = None
    group: Key | None = None
    density: Density | None = None


Views = Annotated[dict[Key, ListView], Field(max_length=MOST_VIEWS)]


def named_in(view: ListView) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What the view names beside its filter and its order: the place and the key."""
    for place, key in enumerate(view.fields or ()):
        yield ("fields", place), key
    if view.group is not None:
        yield ("group",), view.group
