"""The rows of a system dataset that a reader may see: those of the records in their scope, form by form."""

from collections.abc import Sequence
from typing import Any

from helpwright.query.aggregate import Source
from helpwright.query.rows import disjoint
from helpwright.records.read import View
from helpwright.reports.catalogue import DATASETS, named_measures
from helpwright.reports.dataset import Dataset

_SQL_TYPES = {"text": "text", "number": "numeric", "instant": "timestamptz", "id": "uuid"}


def dataset_source(name: str, views: Sequence[View]) -> Source:
    """Rows of the dataset over the forms of these views; none where no form has any."""
    dataset = DATASETS[name]
    parts: list[str] = []
    params: dict[str, Any] = {}
    for number, view in enumerate(each for each in views if dataset.has_rows(each)):
        scopes = view.scopes("read")
        own = {name: f"form{number}_{name}" for branch in scopes for name in branch.params}
        params |= {own[name]: value for branch in scopes for name, value in branch.params.items()}
        params[f"form{number}"] = view.form.name
        for condition in disjoint(scopes):
            for old, new in own.items():
                condition = condition.replace(f"%({old})s", f"%({new})s")  # noqa: PLW2901 -- one name after the other
            parts.append(_select(dataset, view, f"form{number}", condition))
    rows = " UNION ALL ".join(parts) or _nothing(dataset)
    return Source(f"({rows}) r WHERE TRUE", params, dataset.known, named_measures(name))


def _select(dataset: Dataset, view: View, form: str, condition: str) -> str:
    columns = ", ".join(f'{each.of(view)} AS "{each.key}"' for each in dataset.columns)
    return (
        f"SELECT {columns} FROM {dataset.source} JOIN {view.form.table} r ON r.id = {dataset.record} "
        f"WHERE r.deleted_at IS NULL AND s.form = %({form})s AND {condition}"
    )


def _nothing(dataset: Dataset) -> str:
    columns = ", ".join(
        f'NULL::{_SQL_TYPES.get(column.kind, column.kind)} AS "{key}"' for key, column in dataset.known.items()
    )
    return f"SELECT {columns} WHERE FALSE"
