"""One row per answer to a survey."""

from helpwright.reports.dataset import Dataset, DatasetColumn
from helpwright.reports.in_charge import assignee, has_cases

dataset = Dataset(
    source="(SELECT a.*, c.solved_by FROM survey_answers a LEFT JOIN cases c USING (record_id)) s",
    tables=("survey_answers", "cases"),
    has_rows=has_cases,
    columns=(
        DatasetColumn("id", "id", "s.record_id"),
        DatasetColumn("record_id", "id", "s.record_id"),
        DatasetColumn("number", "text", "r.number"),
        DatasetColumn("form", "form", "s.form"),
        DatasetColumn("source", "text", "r.source"),
        DatasetColumn("survey", "text", "s.survey"),
        DatasetColumn("scale", "choice", "s.scale"),
        DatasetColumn("score", "number", "s.score"),
        DatasetColumn("comment", "text", "s.comment"),
        DatasetColumn("via", "choice", "s.via"),
        DatasetColumn("created_at", "instant", "s.answered_at"),
        DatasetColumn("answered_at", "instant", "s.answered_at"),
        DatasetColumn("assignee", "person", assignee),
        DatasetColumn("solved_by", "person", "s.solved_by"),
        DatasetColumn("team_id", "team", "r.team_id"),
    ),
)
