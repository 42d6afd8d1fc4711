"""Fields of the record behind a row of a dataset, named `record.KEY`: to group, filter and compute by. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from helpwright.forms.form import Field
from helpwright.query.column import SYSTEM_COLUMNS, Column, columns_of_fields
from helpwright.query.document import QueryDocument
from helpwright.reports.catalogue import named_measures

PREFIX = "record."
_COLUMN = re.compile(r'\br\."?(\w+)"?')


def named_in(query: QueryDocument) -> frozenset[str]:
    """The keys of fields of records that the query may name; not all need be there."""
    return frozenset(each.removeprefix(PREFIX) for each in _texts(query.model_dump()) if each.startswith(PREFIX))


def columns_named(query: QueryDocument) -> frozenset[str] | None:
    """The columns of its dataset that a query may look at, some of them perhaps not; None for all."""
    if query.lists_records:
        return None
    measures = named_measures(query.source)
    told = " ".join(measures[each].sql for each in {each.measure or "" for each in query.measures} & measures.keys())
    return frozenset((*_texts(query.model_dump()), *_COLUMN.findall(told)))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)


def record_columns(forms: Iterable[Iterable[Field]]) -> Mapping[str, Column]:
    """The columns of the fields of these forms, by `record.KEY`.

    A key that two forms have is that of the first, where both mean the same type; else it is left out.
    """
    fields: dict[str, Field] = {}
    clashing: set[str] = set()
    for each in forms:
        for field in each:
            known = fields.setdefault(field.key, field)
            if known.type.key != field.type.key:
                clashing.add(field.key)
    columns = columns_of_fields(field for key, field in fields.items() if key not in clashing)
    return {
        f"{PREFIX}{key}": replace(column, key=f"{PREFIX}{key}", sql=f'r."{PREFIX}{key}"')
        for key, column in columns.items()
        if key not in SYSTEM_COLUMNS
    }
