"""Columns that lists of tickets have beside their fields: what is promised to a ticket, as its case has it.

A limit stands there only while its clock runs: once the answer is given, or while the ticket waits for the customer,
there is none, and no condition on it holds. So "due before ten o'clock" finds what is still to be done.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from helpwright.forms.form import Field, Form
from helpwright.kernel.values import (
    BOOLEAN_OPERATORS,
    CHOICE_OPERATORS,
    TIME_OPERATORS,
    ValueRefused,
    parse_boolean,
    parse_instant,
    parse_text,
)
from helpwright.query.column import Column, columns_of

DUE: Final = "due"
ANSWER_DUE: Final = "answer_due"
LEVEL: Final = "promise_level"
MISSED: Final = "promise_missed"
_AWAITS = "c.next_response_asked_at IS NOT NULL AND c.next_response_answered_at IS NULL"
_FIRST = "CASE WHEN c.first_responded_at IS NULL AND c.first_response_halted_at IS NULL THEN c.first_response_due END"
_NEXT = f"CASE WHEN {_AWAITS} AND c.next_response_halted_at IS NULL THEN c.next_response_due END"
_RESOLUTION = "CASE WHEN c.resolved_at IS NULL AND c.resolution_halted_at IS NULL THEN c.resolution_due END"
_LIMITS: Mapping[str, str] = {
    DUE: f"least({_FIRST}, {_NEXT}, {_RESOLUTION})",
    ANSWER_DUE: f"least({_FIRST}, {_NEXT})",
    "first_response_due": _FIRST,
    "next_response_due": _NEXT,
    "resolution_due": _RESOLUTION,
}
# Of most tickets everything is done by now, which is told without opening their levels. Of levels reached alike, that
# of the earlier clock is the one, as in `cases.view.promises_of`.
_FURTHEST = f"""CASE WHEN c.levels IS NOT NULL AND c.resolved_at IS NULL
    THEN (SELECT {{part}} FROM jsonb_each(c.levels) AS each (clock, level) WHERE CASE each.clock
    WHEN 'first_response' THEN c.first_responded_at IS NULL WHEN 'resolution' THEN TRUE ELSE {_AWAITS} END
    ORDER BY (each.level->>'share')::numeric DESC,
    array_position(ARRAY['first_response', 'next_response', 'resolution'], each.clock) LIMIT 1) END"""
_LEVEL, _SHARE = _FURTHEST.format(part="each.level->>'key'"), _FURTHEST.format(part="(each.level->>'share')::numeric")
_MISSED = """(c.first_response_breached_at IS NOT NULL OR c.resolution_breached_at IS NOT NULL
    OR c.next_response_breached_at IS NOT NULL OR c.next_responses_missed > 0)"""
PROMISED: Final = (*_LIMITS, LEVEL, MISSED)
"""Keys of all of them; a field of the form that has one of these keys comes first."""


def listed_columns(form: Form) -> Mapping[str, Column]:
    """Every column that a list of the form can be filtered and sorted by."""
    return {**promised_columns(form.status), **columns_of(form)}


def promised_columns(status: Field | None, levels: Collection[str] | None = None) -> Mapping[str, Column]:
    """Those of a form with this status field; none where it has no cases.

    With `levels` no other level may be asked for: views of before may name one that is gone, new ones may not.
    """
    if status is None:
        return {}
    found = {key: _column(key, "instant", sql, TIME_OPERATORS, parse_instant) for key, sql in _LIMITS.items()}

    def level(raw: Any) -> str:
        named = parse_text(raw)
        if levels is not None and named not in levels:
            raise ValueRefused("option_unknown", value=named[:100])
        return named

    found[LEVEL] = _column(LEVEL, "choice", _LEVEL, CHOICE_OPERATORS, level, _SHARE)
    found[MISSED] = _column(MISSED, "boolean", _MISSED, BOOLEAN_OPERATORS, parse_boolean)
    return found


def _column(key: str, type_: str, sql: str, operators: frozenset[str], parse: Any, order: str = "") -> Column:
    beside = "FROM cases c WHERE c.record_id = r.id"
    return Column(
        key,
        f"(SELECT {sql} {beside})",
        type_,
        operators,
        parse,
        inner=sql,
        within=f"EXISTS (SELECT {beside} AND {{}})",
        order=f"(SELECT {order or sql} {beside})",
        order_cast="numeric" if order else "",
    )
