"""What the service engine keeps of an app: gone with it."""

from collections.abc import Sequence
from uuid import UUID

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


def empty_answers(record_id: UUID) -> list[Statement]:
    """What a customer wrote beside their rating, and where they were asked; the rating stays."""
    params = {"record": record_id}
    return [
        Statement("UPDATE survey_requests SET recipient = '' WHERE record_id = %(record)s", params),
        Statement("UPDATE survey_answers SET comment = '' WHERE record_id = %(record)s AND comment <> ''", params),
    ]
