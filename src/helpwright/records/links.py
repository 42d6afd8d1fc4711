"""Records that values link to: their titles, as far as the reader may see them, in one statement per form."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from uuid import UUID

from helpwright.forms.field_type import Masked
from helpwright.forms.form import Field, Form, Forms
from helpwright.platform.database import Row, Statement
from helpwright.records.model import title_of
from helpwright.records.store import get_many, to_record

Ids: TypeAlias = Mapping[str, Collection[UUID]]
"""Ids of linked records by the key of the field that links."""


@dataclass(frozen=True, slots=True)
class LinkedRecord:
    """What is shown of a record that another one links to."""

    form: str
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class LinkQuery:
    """A statement, and how its rows are read."""

    statement: Statement
    read: Callable[[Sequence[Row]], Mapping[UUID, LinkedRecord]]


def target_of(form: Form, field: Field) -> str:
    """Name of the form that a link leads to."""
    return f"{form.app}.{getattr(field.settings, 'to', '')}"


def table_of(form: Form, field: Field) -> str:
    """Its table, quoted."""
    return f'"{form.app}"."{getattr(field.settings, "to", "")}"'


def links_in(form: Form, rows: Iterable[Mapping[str, Any]]) -> dict[str, set[UUID]]:
    """What these values (stored or as JSON) link to."""
    keys = [key for key, field in form.fields.items() if field.type.refers == "record"]
    found: dict[str, set[UUID]] = {key: set() for key in keys}
    if keys:
        for values in rows:
            for key in keys:
                value = values.get(key)
                if value and not isinstance(value, Masked):
                    found[key].add(value if isinstance(value, UUID) else UUID(value))
    return {key: ids for key, ids in found.items() if ids}


def only_title(form: Form) -> Form:
    """The form with no field but the one that makes its records' titles, so that little is read."""
    title = form.title_field
    return replace(form, fields={} if title is None else {title.key: title}, layout_only={})


def engine_queries(forms: Forms, form: Form, links: Ids) -> list[LinkQuery]:
    """For the engine's own readers: whatever is there."""
    queries = []
    for target, ids in by_target(form, links).items():
        short = only_title(forms.find(target))
        queries.append(LinkQuery(get_many(short, sorted(ids)), _reader(short)))
    return queries


def by_target(form: Form, links: Ids) -> dict[str, set[UUID]]:
    """Ids by the name of the form that they are of."""
    wanted: dict[str, set[UUID]] = {}
    for key, ids in links.items():
        wanted.setdefault(target_of(form, form.fields[key]), set()).update(ids)
    return wanted


def _reader(short: Form) -> Callable[[Sequence[Row]], Mapping[UUID, LinkedRecord]]:
    def read(rows: Sequence[Row]) -> Mapping[UUID, LinkedRecord]:
        records = [to_record(short, row) for row in rows]
        return {
            each.id: LinkedRecord(short.name, each.number, title_of(short, each.values) or each.number)
            for each in records
        }

    return read
