"""SQL of trials. Private to this concept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from helpwright.access.row_scope import Branch
from helpwright.forms.form import Form
from helpwright.platform.statement import Statement
from helpwright.records.rows import select_ids


def changed_since(form: Form, scope: Branch, since: datetime, limit: int) -> Statement:
    """Ids of the records in a scope that were made or changed since then, the newest change first."""
    wanted = select_ids(form, f"{scope.sql} AND r.updated_at >= %(trial_since)s", scope.params)
    return Statement(
        f"{wanted.sql} ORDER BY r.updated_at DESC, r.id LIMIT %(trial_limit)s",
        {**wanted.params, "trial_since": since, "trial_limit": limit},
    )


def told_of(records: Sequence[UUID], since: datetime, field: str | None) -> Statement:
    """Events of the records since then, in their order; of a new record's values only those of `field`."""
    return Statement(
        """SELECT e.id, e.xid::text AS transaction, e.at, e.type, e.dataset, e.record_id, e.actor, e.cause,
            (e.data - 'values') || jsonb_build_object('values', CASE WHEN %(field)s::text IS NULL THEN '{}'::jsonb
                ELSE jsonb_build_object(%(field)s::text, e.data->'values'->(%(field)s::text)) END) AS data
        FROM events e WHERE e.record_id = ANY(%(ids)s) AND e.at >= %(since)s ORDER BY e.id""",
        {"ids": list(records), "since": since, "field": field},
    )


def activity(app: str, since: datetime) -> Statement:
    """Runs of the app's rules since then, by rule; those that looked and did nothing do not count."""
    return Statement(
        """SELECT rule, count(*) AS runs, count(*) FILTER (WHERE state = 'failed') AS failed FROM rule_runs
        WHERE created_at >= %(since)s AND starts_with(rule, %(app)s) AND steps IS NULL
        AND state NOT IN ('skipped', 'stopped') GROUP BY rule ORDER BY rule""",
        {"app": f"{app}.", "since": since},
    )
