"""One row per ticket: its clocks, and what happened on the way. A duration is in seconds."""

from collections.abc import Sequence

from helpwright.forms.form import Field, Form
from helpwright.forms.promises import OTHERWISE, FirstContact
from helpwright.records.read import View
from helpwright.reports.dataset import Dataset, DatasetColumn
from helpwright.reports.in_charge import assignee, has_cases


def _first_contact(view: View) -> str:
    """Solved with a single contact: nothing went on elsewhere, came back, or was asked again within some days.

    Whether the customer asked again is counted over all tickets of the form, whoever may read them. Of tickets of the
    past that were brought in it is not known how often they were passed on.
    """
    again = _asked_again(view.form)
    return f"""CASE WHEN s.resolved_at IS NOT NULL AND NOT (r.source = 'import' AND EXISTS (
            SELECT 1 FROM case_clocks k WHERE k.record_id = s.record_id AND k.reason = 'imported'))
        THEN s.team_transfers = 0 AND s.reopenings = 0 AND s.rework = 0 AND NOT {again} END"""  # noqa: S608 -- published names


def _asked_again(form: Form) -> str:
    settings = (form.document.service and form.document.service.first_contact) or FirstContact()
    customer = _chosen(form, settings.customer, ("mobile", "email"))
    problem = _chosen(form, settings.problem, ("radio",))
    if customer is None:
        return "FALSE"
    same = "" if problem is None else f"AND {problem.compared('o')} IS NOT DISTINCT FROM {problem.compared()}"
    return f"""EXISTS (SELECT 1 FROM {form.table} o WHERE {customer.compared("o")} = {customer.compared()} {same}
        AND o.deleted_at IS NULL AND (o.created_at, o.id) > (r.created_at, r.id)
        AND o.created_at <= s.resolved_at + interval '{settings.days:d} days')"""  # noqa: S608 -- published names


def _chosen(form: Form, key: str | None, types: Sequence[str]) -> Field | None:
    """The field of that key, else the first of the first type that the form has."""
    if key is not None:
        return form.fields.get(key)
    found = (field for kind in types for field in form.fields.values() if field.type.key == kind)
    return next(found, None)


def _met(clock: str, done: str, late: str) -> str:
    """Whether a target was met; unknown without one, and while it may still be."""
    return f"""CASE WHEN s.{clock}_due IS NULL THEN NULL WHEN s.{done} IS NOT NULL THEN NOT ({late})
        WHEN s.{clock}_halted_at IS NULL AND s.{clock}_due <= %(now)s THEN FALSE END"""


_FIRST_MET = _met("first_response", "first_responded_at", "s.first_responded_at > s.first_response_due")
_RESOLUTION_MET = _met("resolution", "resolved_at", "coalesce(s.resolution_left, 0) < 0")
_AWAITS = "s.next_response_asked_at IS NOT NULL AND s.next_response_answered_at IS NULL"
# One that is late and not given yet is missed, too.
_NEXT_MISSED = f"""(s.next_responses_missed + (({_AWAITS}) AND coalesce(s.next_response_left < 0,
    s.next_response_halted_at IS NULL AND s.next_response_due <= %(now)s, FALSE))::int)"""
_NEXT_DECIDED = f"(s.next_responses_kept + {_NEXT_MISSED})"
_BREACHED = f"""(s.first_response_breached_at IS NOT NULL OR s.resolution_breached_at IS NOT NULL
    OR {_NEXT_MISSED} > 0
    OR ({_FIRST_MET}) IS FALSE OR ({_RESOLUTION_MET}) IS FALSE)"""
_CLOCKED = f"""(s.first_response_due IS NOT NULL OR s.resolution_due IS NOT NULL OR {_NEXT_DECIDED} > 0
    OR ({_AWAITS} AND s.next_response_due IS NOT NULL))"""
_FIRST_SECONDS = "extract(epoch FROM s.first_responded_at - s.created_at)"
_RESOLUTION_SECONDS = """CASE WHEN s.resolved_at IS NOT NULL
    THEN extract(epoch FROM s.resolution_halted_at - s.created_at) - s.resolution_paused::numeric END"""
_PAUSED_SECONDS = """s.resolution_paused::numeric + coalesce(extract(epoch FROM
    coalesce(s.resolved_at, %(now)s) - s.resolution_halted_at), 0)"""

_COLORS = ("blue", "yellow", "orange", "red", "purple")
_OPEN_LEVELS = f"""jsonb_each(coalesce(s.levels, '{{}}')) AS each (clock, level) WHERE CASE each.clock
    WHEN 'first_response' THEN s.first_responded_at IS NULL WHEN 'resolution' THEN s.resolved_at IS NULL
    ELSE {_AWAITS} END"""
_LEVEL_COLOR = f"""(SELECT each.level->>'color' FROM {_OPEN_LEVELS}
    ORDER BY (each.level->>'share')::float8 DESC LIMIT 1)"""  # noqa: S608 -- constants of this file

dataset = Dataset(
    source="cases s",
    tables=("cases",),
    has_rows=has_cases,
    columns=(
        DatasetColumn("id", "id", "s.record_id"),
        DatasetColumn("number", "text", "r.number"),
        DatasetColumn("form", "form", "s.form"),
        DatasetColumn("source", "text", "r.source"),
        DatasetColumn("category", "choice", "s.category"),
        DatasetColumn("policy", "policy", f"coalesce(s.policy, '{OTHERWISE}')"),
        DatasetColumn("created_at", "instant", "s.created_at"),
        DatasetColumn("first_response_due", "instant", "s.first_response_due"),
        DatasetColumn("asked_at", "instant", f"CASE WHEN {_AWAITS} THEN s.next_response_asked_at END"),
        DatasetColumn("next_response_due", "instant", f"CASE WHEN {_AWAITS} THEN s.next_response_due END"),
        DatasetColumn("resolution_due", "instant", "s.resolution_due"),
        DatasetColumn("first_responded_at", "instant", "s.first_responded_at"),
        DatasetColumn("resolved_at", "instant", "s.resolved_at"),
        DatasetColumn("closed_at", "instant", "s.closed_at"),
        DatasetColumn("first_response_warned_at", "instant", "s.first_response_warned_at"),
        DatasetColumn("first_response_breached_at", "instant", "s.first_response_breached_at"),
        DatasetColumn("resolution_warned_at", "instant", "s.resolution_warned_at"),
        DatasetColumn("resolution_breached_at", "instant", "s.resolution_breached_at"),
        DatasetColumn("level_color", "choice", _LEVEL_COLOR, {each: f"value_color_{each}" for each in _COLORS}),
        DatasetColumn("assignee", "person", assignee),
        DatasetColumn("solved_by", "person", "s.solved_by"),
        DatasetColumn("first_responded_by", "person", "s.first_responded_by"),
        DatasetColumn("team_id", "team", "r.team_id"),
        DatasetColumn("first_response_seconds", "duration", _FIRST_SECONDS),
        DatasetColumn("resolution_seconds", "duration", _RESOLUTION_SECONDS),
        DatasetColumn("paused_seconds", "duration", _PAUSED_SECONDS),
        DatasetColumn("transfers", "number", "s.transfers"),
        DatasetColumn("team_transfers", "number", "s.team_transfers"),
        DatasetColumn("handovers", "number", "s.handovers"),
        DatasetColumn("reopenings", "number", "s.reopenings"),
        DatasetColumn("rework", "number", "s.rework"),
        DatasetColumn("touches", "number", "s.touches"),
        DatasetColumn("next_responses", "number", _NEXT_DECIDED),
        DatasetColumn("next_responses_met", "number", "s.next_responses_kept"),
        DatasetColumn("first_response_met", "boolean", _FIRST_MET),
        DatasetColumn("resolution_met", "boolean", _RESOLUTION_MET),
        DatasetColumn("breached", "boolean", _BREACHED),
        DatasetColumn("clocked", "boolean", _CLOCKED),
        DatasetColumn("solved_once", "boolean", "(s.resolved_at IS NOT NULL OR s.reopenings > 0 OR s.rework > 0)"),
        DatasetColumn("first_contact", "boolean", _first_contact, alone=False),
    ),
)
