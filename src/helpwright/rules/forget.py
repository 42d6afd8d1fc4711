"""What rules keep of an app: gone with it."""

from collections.abc import Sequence
from uuid import UUID

from helpwright.platform.statement import Statement
from helpwright.rules.waiting import DELAY, DWELL, RETRY, SCHEDULE


def forget_app(app: str, forms: Sequence[str]) -> list[Statement]:
    """Runs on its records with their log, what its rules wait for, and which of them have set their timers."""
    params = {
        "app": app,
        "forms": list(forms),
        "of_runs": [DELAY, RETRY],
        "of_rules": [DWELL, SCHEDULE],
    }
    return [
        Statement(
            """DELETE FROM timers WHERE kind = ANY(%(of_runs)s)
            AND owner IN (SELECT id FROM rule_runs WHERE form = ANY(%(forms)s))""",
            params,
        ),
        Statement("DELETE FROM timers WHERE kind = ANY(%(of_rules)s) AND split_part(key, '.', 1) = %(app)s", params),
        Statement("DELETE FROM rule_runs WHERE form = ANY(%(forms)s)", params),
        Statement("DELETE FROM rule_timers WHERE split_part(rule, '.', 1) = %(app)s", params),
    ]


def empty_addresses(record_id: UUID) -> list[Statement]:
    """To whom runs on a record have written."""
    return [
        Statement(
            """UPDATE rule_steps s SET data = jsonb_set(s.data, '{messages}', coalesce((
                SELECT jsonb_agg(m || '{"to": ""}') FROM jsonb_array_elements(s.data -> 'messages') m), '[]'))
            FROM rule_runs r WHERE r.id = s.run_id AND r.record_id = %(record)s AND s.data ? 'messages'""",
            {"record": record_id},
        )
    ]


def empty_comments(record_id: UUID) -> list[Statement]:
    """What runs on a record have written beside it."""
    return [
        Statement(
            """UPDATE rule_steps s SET data = jsonb_set(s.data, '{text}', '""')
            FROM rule_runs r WHERE r.id = s.run_id AND r.record_id = %(record)s
                AND s.action = 'comment' AND s.data ->> 'text' <> ''""",
            {"record": record_id},
        )
    ]
