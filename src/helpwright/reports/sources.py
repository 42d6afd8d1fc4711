"""The rows of a system dataset that a reader may see: those of the records in their scope, form by form."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from helpwright.query.aggregate import Source
from helpwright.query.column import Column
from helpwright.query.rows import disjoint
from helpwright.records.read import View
from helpwright.reports.catalogue import DATASETS, named_measures
from helpwright.reports.dataset import Dataset
from helpwright.reports.record_fields import PREFIX, record_columns

_SQL_TYPES = {"text": "text", "number": "numeric", "instant": "timestamptz", "id": "uuid"}


def dataset_source(name: str, views: Sequence[View], record_keys: Collection[str] = ()) -> Source:
    """Rows of the dataset over the forms of these views; none where no form has any.

    `record_keys` are fields of the records that shall be columns too. One that lies hidden on some record is none.
    """
    dataset = DATASETS[name]
    seen = [each for each in views if dataset.has_rows(each)]
    records = _record_columns(seen, record_keys)
    parts: list[str] = []
    params: dict[str, Any] = {}
    for number, view in enumerate(seen):
        scopes = view.scopes("read")
        own = {name: f"form{number}_{name}" for branch in scopes for name in branch.params}
        params |= {own[name]: value for branch in scopes for name, value in branch.params.items()}
        params[f"form{number}"] = view.form.name
        for condition in disjoint(scopes):
            for old, new in own.items():
                condition = condition.replace(f"%({old})s", f"%({new})s")  # noqa: PLW2901 -- one name after the other
            parts.append(_select(dataset, view, records, f"form{number}", condition))
    rows = " UNION ALL ".join(parts) or _nothing(dataset, records)
    return Source(f"({rows}) r WHERE TRUE", params, {**dataset.known, **records}, named_measures(name))


def _record_columns(views: Sequence[View], keys: Collection[str]) -> Mapping[str, Column]:
    if not keys:
        return {}
    hidden = {key for view in views for key in view.form.fields.keys() - view.readable_everywhere()}
    wanted = frozenset(keys) - hidden
    return record_columns([field for key, field in view.form.fields.items() if key in wanted] for view in views)


def _select(dataset: Dataset, view: View, records: Mapping[str, Column], form: str, condition: str) -> str:
    columns = [f'{each.of(view)} AS "{each.key}"' for each in dataset.columns]
    for name, column in records.items():
        field = view.form.fields.get(name.removeprefix(PREFIX))
        value = field.compared() if field is not None else f"NULL::{_type_of(column)}"
        columns.append(f'{value} AS "{name}"')
    return (
        f"SELECT {', '.join(columns)} FROM {dataset.source} JOIN {view.form.table} r ON r.id = {dataset.record} "
        f"WHERE r.deleted_at IS NULL AND s.form = %({form})s AND {condition}"
    )


def _type_of(column: Column) -> str:
    kept = column.field.type.column if column.field is not None else None
    return kept or _SQL_TYPES.get(column.kind, column.kind)


def _nothing(dataset: Dataset, records: Mapping[str, Column]) -> str:
    every = {**dataset.known, **records}
    columns = ", ".join(f'NULL::{_type_of(column)} AS "{key}"' for key, column in every.items())
    return f"SELECT {columns} WHERE FALSE"
