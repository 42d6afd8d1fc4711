"""One row per ticket: its clocks."""

from helpwright.records.read import View
from helpwright.reports.dataset import Dataset, DatasetColumn


def _has_cases(view: View) -> bool:
    """Forms with a status make cases."""
    return view.form.status is not None


def _assignee(view: View) -> str:
    """Who is responsible: the form's first field for a person, else the owner. Nobody where that field is hidden."""
    member = next((field for field in view.form.fields.values() if field.type.key == "member"), None)
    if member is None:
        return "r.owner_id"
    return f'r."{member.column}"' if member.key in view.readable_everywhere() else "NULL::uuid"


dataset = Dataset(
    source="cases s",
    has_rows=_has_cases,
    columns=(
        DatasetColumn("id", "id", "r.id"),
        DatasetColumn("number", "text", "r.number"),
        DatasetColumn("form", "form", "s.form"),
        DatasetColumn("created_at", "instant", "s.created_at"),
        DatasetColumn("first_response_due", "instant", "s.first_response_due"),
        DatasetColumn("resolution_due", "instant", "s.resolution_due"),
        DatasetColumn("first_responded_at", "instant", "s.first_responded_at"),
        DatasetColumn("resolved_at", "instant", "s.resolved_at"),
        DatasetColumn("closed_at", "instant", "s.closed_at"),
        DatasetColumn("assignee", "person", _assignee),
        DatasetColumn("team_id", "team", "r.team_id"),
    ),
)
