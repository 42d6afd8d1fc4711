"""One row per task of a flow: offered, claimed, done. Waited and worked are seconds on the wall clock."""

from helpwright.reports.dataset import Dataset, DatasetColumn

_STATES = {state: f"task_state_{state}" for state in ("offered", "claimed", "done", "cancelled")}
_END = "CASE WHEN s.state IN ('offered', 'claimed') THEN %(now)s ELSE s.done_at END"

dataset = Dataset(
    source="tasks s",
    tables=("tasks",),
    columns=(
        DatasetColumn("id", "id", "s.id"),
        DatasetColumn("number", "text", "r.number"),
        DatasetColumn("record_id", "id", "s.record_id"),
        DatasetColumn("form", "form", "s.form"),
        DatasetColumn("flow", "flow", "s.flow"),
        DatasetColumn("node", "node", "s.node"),
        DatasetColumn("kind", "text", "s.kind"),
        DatasetColumn("state", "choice", "s.state", _STATES),
        DatasetColumn("outcome", "text", "s.outcome"),
        DatasetColumn("team_id", "team", "coalesce(s.team_id, r.team_id)"),
        DatasetColumn("dept_id", "department", "r.dept_id"),
        DatasetColumn("claimed_by", "person", "s.claimed_by"),
        DatasetColumn("created_at", "instant", "s.created_at"),
        DatasetColumn("claimed_at", "instant", "s.claimed_at"),
        DatasetColumn("done_at", "instant", "s.done_at"),
        DatasetColumn("due_at", "instant", "s.due_at"),
        DatasetColumn("waited", "duration", "extract(epoch FROM s.claimed_at - s.created_at)"),
        DatasetColumn("worked", "duration", "extract(epoch FROM s.done_at - s.claimed_at)"),
        DatasetColumn("late", "boolean", f"coalesce({_END} > s.due_at, FALSE)"),
    ),
)
