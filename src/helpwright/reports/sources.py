"""The rows of a system dataset that a reader may see: those of the records in their scope, form by form."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from helpwright.access.row_scope import Branch, merged
from helpwright.query.column import Column
from helpwright.query.rows import disjoint
from helpwright.query.source import Origin, Source
from helpwright.records.read import View
from helpwright.reports.catalogue import DATASETS, named_measures
from helpwright.reports.dataset import Dataset
from helpwright.reports.record_fields import PREFIX, record_columns

_SQL_TYPES = {"text": "text", "number": "numeric", "instant": "timestamptz", "id": "uuid"}


def dataset_source(
    name: str, views: Sequence[View], record_keys: Collection[str] = (), only: Collection[str] | None = None
) -> Source:
    """Rows of the dataset over the forms of these views; none where no form has any.

    `record_keys` are fields of the records that shall be columns too. One that lies hidden on some record is none.
    Of the dataset's own columns `only` these are computed, and those of its measures.
    """
    dataset = DATASETS[name]
    seen = [each for each in views if dataset.has_rows(each)]
    records = _record_columns(seen, record_keys)
    parts: list[str] = []
    params: dict[str, Any] = {}
    origins: list[Origin] = []
    for number, view in enumerate(seen):
        scopes = [_renamed(branch, f"form{number}") for branch in view.scopes("read")]
        params |= merged(scopes)
        columns = _expressions(dataset, view, records)
        origins.append(_origin(name, view, columns, scopes))
        asked = [key for key in columns if only is None or key in only or key in records]
        selected = ", ".join(f'{columns[key]} AS "{key}"' for key in asked) or "1 AS one"
        parts += [
            f"SELECT {selected} FROM {origins[-1].tables} WHERE {origins[-1].condition} AND {condition}"
            for condition in disjoint(scopes)
        ]
    rows = " UNION ALL ".join(parts) or _nothing(dataset, records)
    return Source(f"({rows}) r WHERE TRUE", params, {**dataset.known, **records}, named_measures(name), origins)


def _renamed(branch: Branch, prefix: str) -> Branch:
    """The branch with parameters of its own: the scopes of several forms meet in one statement."""
    sql = branch.sql
    for name in branch.params:
        sql = sql.replace(f"%({name})s", f"%({prefix}_{name})s")
    return Branch(sql, {f"{prefix}_{name}": value for name, value in branch.params.items()}, branch.columns)


def _origin(name: str, view: View, columns: Mapping[str, str], scopes: Sequence[Branch]) -> Origin:
    dataset, form = DATASETS[name], view.form
    steady = {each.key for each in dataset.columns if each.steady}
    kept = {key: sql for key, sql in columns.items() if key in steady or key.startswith(PREFIX)}
    # The name of a form is made of keys that need no quoting.
    condition = f"r.deleted_at IS NULL AND s.form = '{form.name}'"
    return Origin(
        form.id, name, f"{dataset.source} JOIN {form.table} r ON r.id = {dataset.record}", condition, kept, scopes
    )


def _record_columns(views: Sequence[View], keys: Collection[str]) -> Mapping[str, Column]:
    if not keys:
        return {}
    hidden = {key for view in views for key in view.form.fields.keys() - view.readable_everywhere()}
    wanted = frozenset(keys) - hidden
    return record_columns([field for key, field in view.form.fields.items() if key in wanted] for view in views)


def _expressions(dataset: Dataset, view: View, records: Mapping[str, Column]) -> dict[str, str]:
    """The expression of every column over the rows `s` of one form and their records `r`."""
    found = {each.key: each.of(view) for each in dataset.columns}
    for name, column in records.items():
        field = view.form.fields.get(name.removeprefix(PREFIX))
        found[name] = field.compared() if field is not None else f"NULL::{_type_of(column)}"
    return found


def _type_of(column: Column) -> str:
    kept = column.field.type.column if column.field is not None else None
    return kept or _SQL_TYPES.get(column.kind, column.kind)


def _nothing(dataset: Dataset, records: Mapping[str, Column]) -> str:
    every = {**dataset.known, **records}
    columns = ", ".join(f'NULL::{_type_of(column)} AS "{key}"' for key, column in every.items())
    return f"SELECT {columns} WHERE FALSE"
