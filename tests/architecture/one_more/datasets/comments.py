"""One row per comment on a record."""

from helpwright.reports.dataset import Dataset, DatasetColumn

dataset = Dataset(
    source="comments s",
    tables=("comments",),
    columns=(
        DatasetColumn("id", "id", "s.id"),
        DatasetColumn("form", "form", "s.form"),
        DatasetColumn("created_at", "instant", "s.at"),
        DatasetColumn("visibility", "text", "s.visibility"),
    ),
)
