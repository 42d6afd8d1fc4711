"""What a query reads: rows that its reader may see, and where they come from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpwright.access.row_scope import Branch, merged
from helpwright.forms.form import Form
from helpwright.query.column import Column
from helpwright.query.measure import NamedMeasure
from helpwright.query.promised import listed_columns
from helpwright.query.rows import disjoint


@dataclass(frozen=True, slots=True)
class Origin:
    """The rows of one form behind a source: `tables` and `condition` over the record `r`, and the scope of the reader.

    `columns` are the expressions, by key, of those whose value changes only when the row or its record does.
    """

    form_id: int
    dataset: str
    tables: str
    condition: str
    columns: Mapping[str, str]
    scopes: Sequence[Branch]


@dataclass(frozen=True, slots=True)
class Source:
    """What a query reads: rows `r` that the reader may see, their columns, and the measures defined on them.

    Where the rows are groups, `amounts` gives the column that holds a part of a measure.
    """

    rows: str
    params: Mapping[str, Any]
    columns: Mapping[str, Column]
    measures: Mapping[str, NamedMeasure] = field(default_factory=dict)
    origins: Sequence[Origin] = ()
    amounts: Mapping[str, str] = field(default_factory=dict)


def form_source(form: Form, scopes: Sequence[Branch], readable: Collection[str]) -> Source:
    """The records of a form. `readable` are field keys that the reader sees on every row in scope."""
    known = {key: each for key, each in listed_columns(form).items() if each.field is None or key in readable}
    live = f"{form.table} r WHERE r.deleted_at IS NULL"
    conditions = disjoint(scopes)
    columns = {key: each.sql for key, each in known.items() if each.kind != "sealed" and not each.within}
    origin = Origin(form.id, "", f"{form.table} r", "r.deleted_at IS NULL", columns, scopes)
    if len(conditions) == 1:
        return Source(f"{live} AND {conditions[0]}", merged(scopes), known, origins=[origin])
    rows = " UNION ALL ".join(f"SELECT r.* FROM {live} AND {each}" for each in conditions)
    nothing = f"SELECT r.* FROM {live} AND FALSE"
    return Source(f"({rows or nothing}) r WHERE TRUE", merged(scopes), known, origins=[origin])
