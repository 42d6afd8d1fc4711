"""Datasets: every form, and system datasets, as rows that a reader may see."""

from collections.abc import Mapping, Sequence
from functools import partial

from helpwright.forms.field_type import CHOICE_OPERATORS, TIME_OPERATORS, parse_instant, parse_uuid
from helpwright.kernel.registry import load
from helpwright.query.aggregate import NamedMeasure, Source
from helpwright.query.column import Column
from helpwright.records.read import View
from helpwright.reports.measure import Measure

MEASURES: Mapping[str, Measure] = load("measure", Measure, ("helpwright.reports.measures",))
CASES = "cases"
SYSTEM_DATASETS = frozenset({CASES, "tasks", "surveys", "flow_steps", "messages", "activity"})
_INSTANTS = (
    "created_at",
    "first_response_due",
    "resolution_due",
    "first_responded_at",
    "resolved_at",
    "closed_at",
)

_Instant = partial(Column, type="instant", operators=TIME_OPERATORS, parse=parse_instant)
_CASE_COLUMNS: Mapping[str, Column] = {
    **{key: _Instant(key, f"r.{key}") for key in _INSTANTS},
    "assignee": Column("assignee", "r.assignee", "person", CHOICE_OPERATORS, parse_uuid),
    "team_id": Column("team_id", "r.team_id", "team", CHOICE_OPERATORS, parse_uuid),
}
CASE_FIELDS = frozenset(_CASE_COLUMNS)


def named_measures(dataset: str) -> Mapping[str, NamedMeasure]:
    """Measures that are defined on a dataset, by key."""
    return {key: NamedMeasure(each.sql, each.type) for key, each in MEASURES.items() if each.dataset == dataset}


def cases_source(views: Sequence[View]) -> Source:
    """The cases of several forms, each under the reader's row scope. Forms without a status make no cases."""
    parts: list[str] = []
    params: dict[str, object] = {}
    for number, view in enumerate(each for each in views if each.form.status is not None):
        scope = view.scope("read")
        own = {f"case{number}_{name}": value for name, value in scope.params.items()}
        sql = scope.sql
        for name in scope.params:
            sql = sql.replace(f"%({name})s", f"%(case{number}_{name})s")
        instants = ", ".join(f"c.{key}" for key in _INSTANTS)
        parts.append(
            f"SELECT {instants}, {_assignee(view)} AS assignee, r.team_id FROM cases c "  # noqa: S608 -- published names
            f"JOIN {view.form.table} r ON r.id = c.record_id WHERE r.deleted_at IS NULL AND {sql}",
        )
        params |= own
    if not parts:
        nothing = ", ".join(f"NULL::timestamptz AS {key}" for key in _INSTANTS)
        parts.append(f"SELECT {nothing}, NULL::uuid AS assignee, NULL::uuid AS team_id WHERE FALSE")
    rows = f"({' UNION ALL '.join(parts)}) r WHERE TRUE"
    return Source(rows, params, _CASE_COLUMNS, named_measures(CASES))


def _assignee(view: View) -> str:
    """Who is responsible: the form's first field for a person, else the owner. Nobody where that field is hidden."""
    member = next((field for field in view.form.fields.values() if field.type.key == "member"), None)
    if member is None:
        return "r.owner_id"
    return f'r."{member.column}"' if member.key in view.readable_everywhere() else "NULL::uuid"
