"""What the service engine keeps of an app: gone with it."""

from collections.abc import Sequence

from helpwright.cases import levels, surveys
from helpwright.platform.statement import Statement


def forget_app(_app: str, forms: Sequence[str]) -> list[Statement]:
    """Its tickets with their ledgers, their timers, and what customers were asked and said."""
    params = {"forms": list(forms), "levels": levels.TIMER, "surveys": surveys.TIMER}
    return [
        Statement(
            """DELETE FROM timers WHERE kind = %(levels)s
            AND owner IN (SELECT record_id FROM cases WHERE form = ANY(%(forms)s))""",
            params,
        ),
        Statement(
            """DELETE FROM timers WHERE kind = %(surveys)s
            AND owner IN (SELECT id FROM survey_requests WHERE form = ANY(%(forms)s))""",
            params,
        ),
        Statement("DELETE FROM survey_answers WHERE form = ANY(%(forms)s)", params),
        Statement("DELETE FROM survey_requests WHERE form = ANY(%(forms)s)", params),
        Statement("DELETE FROM cases WHERE form = ANY(%(forms)s)", params),
    ]
