"""What is known of every case and every answer to a survey, as columns.

`sql` is an expression over `s` (the row), `r` (its record) and the parameter `%(now)s`, or a function of the reader's
view of the form that gives one. A duration is in seconds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpwright.forms.document import FirstContact
from helpwright.forms.form import Field, Form
from helpwright.records.read import View


@dataclass(frozen=True, slots=True)
class Fact:
    """One column of a dataset; its label is the sentence `column_{key}`."""

    key: str
    type: str
    sql: str | Callable[[View], str]

    def of(self, view: View) -> str:
        """The expression for the rows of one form."""
        return self.sql if isinstance(self.sql, str) else self.sql(view)


def assignee(view: View) -> str:
    """Who is responsible: the form's first field for a person, else the owner. Nobody where that field is hidden."""
    member = next((field for field in view.form.fields.values() if field.type.key == "member"), None)
    if member is None:
        return "r.owner_id"
    return f'r."{member.column}"' if member.key in view.readable_everywhere() else "NULL::uuid"


def _first_contact(view: View) -> str:
    """Solved with a single contact: nothing went on elsewhere, came back, or was asked again within some days.

    Whether the customer asked again is counted over all tickets of the form, whoever may read them.
    """
    again = _asked_again(view.form)
    return f"""CASE WHEN s.resolved_at IS NOT NULL
        THEN s.team_transfers = 0 AND s.reopenings = 0 AND s.rework = 0 AND NOT {again} END"""


def _asked_again(form: Form) -> str:
    settings = (form.document.service and form.document.service.first_contact) or FirstContact()
    customer = _chosen(form, settings.customer, ("mobile", "email"))
    problem = _chosen(form, settings.problem, ("radio",))
    if customer is None:
        return "FALSE"
    same = "" if problem is None else f'AND o."{problem.column}" IS NOT DISTINCT FROM r."{problem.column}"'
    return f"""EXISTS (SELECT 1 FROM {form.table} o WHERE o."{customer.column}" = r."{customer.column}" {same}
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
_BREACHED = f"""(s.first_response_breached_at IS NOT NULL OR s.resolution_breached_at IS NOT NULL
    OR ({_FIRST_MET}) IS FALSE OR ({_RESOLUTION_MET}) IS FALSE)"""
_FIRST_SECONDS = "extract(epoch FROM s.first_responded_at - s.created_at)"
_RESOLUTION_SECONDS = """CASE WHEN s.resolved_at IS NOT NULL
    THEN extract(epoch FROM s.resolution_halted_at - s.created_at) - s.resolution_paused END"""
_PAUSED_SECONDS = """s.resolution_paused + coalesce(extract(epoch FROM
    coalesce(s.resolved_at, %(now)s) - s.resolution_halted_at), 0)"""

CASE_SOURCE = "cases s"
CASE_FACTS = (
    Fact("id", "id", "s.record_id"),
    Fact("number", "text", "r.number"),
    Fact("form", "form", "s.form"),
    Fact("source", "text", "r.source"),
    Fact("category", "choice", "s.category"),
    Fact("created_at", "instant", "s.created_at"),
    Fact("first_response_due", "instant", "s.first_response_due"),
    Fact("resolution_due", "instant", "s.resolution_due"),
    Fact("first_responded_at", "instant", "s.first_responded_at"),
    Fact("resolved_at", "instant", "s.resolved_at"),
    Fact("closed_at", "instant", "s.closed_at"),
    Fact("first_response_warned_at", "instant", "s.first_response_warned_at"),
    Fact("first_response_breached_at", "instant", "s.first_response_breached_at"),
    Fact("resolution_warned_at", "instant", "s.resolution_warned_at"),
    Fact("resolution_breached_at", "instant", "s.resolution_breached_at"),
    Fact("assignee", "person", assignee),
    Fact("solved_by", "person", "s.solved_by"),
    Fact("first_responded_by", "person", "s.first_responded_by"),
    Fact("team_id", "team", "r.team_id"),
    Fact("first_response_seconds", "duration", _FIRST_SECONDS),
    Fact("resolution_seconds", "duration", _RESOLUTION_SECONDS),
    Fact("paused_seconds", "duration", _PAUSED_SECONDS),
    Fact("transfers", "number", "s.transfers"),
    Fact("team_transfers", "number", "s.team_transfers"),
    Fact("handovers", "number", "s.handovers"),
    Fact("reopenings", "number", "s.reopenings"),
    Fact("rework", "number", "s.rework"),
    Fact("touches", "number", "s.touches"),
    Fact("first_response_met", "boolean", _FIRST_MET),
    Fact("resolution_met", "boolean", _RESOLUTION_MET),
    Fact("breached", "boolean", _BREACHED),
    Fact("clocked", "boolean", "(s.first_response_due IS NOT NULL OR s.resolution_due IS NOT NULL)"),
    Fact("solved_once", "boolean", "(s.resolved_at IS NOT NULL OR s.reopenings > 0 OR s.rework > 0)"),
    Fact("first_contact", "boolean", _first_contact),
)

SURVEY_SOURCE = "(SELECT a.*, c.solved_by FROM survey_answers a LEFT JOIN cases c USING (record_id)) s"
SURVEY_FACTS = (
    Fact("id", "id", "s.record_id"),
    Fact("record_id", "id", "s.record_id"),
    Fact("number", "text", "r.number"),
    Fact("form", "form", "s.form"),
    Fact("source", "text", "r.source"),
    Fact("survey", "text", "s.survey"),
    Fact("scale", "choice", "s.scale"),
    Fact("score", "number", "s.score"),
    Fact("comment", "text", "s.comment"),
    Fact("via", "choice", "s.via"),
    Fact("created_at", "instant", "s.answered_at"),
    Fact("answered_at", "instant", "s.answered_at"),
    Fact("assignee", "person", assignee),
    Fact("solved_by", "person", "s.solved_by"),
    Fact("team_id", "team", "r.team_id"),
)


def has_cases(view: View) -> bool:
    """Forms with a status make cases."""
    return view.form.status is not None
