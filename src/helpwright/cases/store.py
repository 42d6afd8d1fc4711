"""SQL of cases. Private to this concept; other concepts take its statements from `cases.clocks`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from helpwright.cases.targets import Targets
from helpwright.platform.database import Statement


def insert(form: str, record_id: UUID, created_at: datetime, targets: Targets) -> Statement:
    """A new case."""
    return Statement(
        """INSERT INTO cases (record_id, form, created_at, first_response_due, resolution_due)
        VALUES (%(record)s, %(form)s, %(at)s, %(first)s, %(resolution)s)""",
        {
            "record": record_id,
            "form": form,
            "at": created_at,
            "first": targets.first_response,
            "resolution": targets.resolution,
        },
    )


def responded(record_id: UUID, at: datetime) -> Statement:
    """The first response, if there was none before."""
    return Statement(
        """UPDATE cases SET first_responded_at = %(at)s
        WHERE record_id = %(record)s AND first_responded_at IS NULL""",
        {"record": record_id, "at": at},
    )


def entered(record_id: UUID, category: str, at: datetime) -> Statement:
    """The status entered a category: solved and closed stop the clock, open starts it again."""
    return Statement(
        """UPDATE cases SET
            resolved_at = CASE WHEN %(stopped)s THEN coalesce(resolved_at, %(at)s) END,
            closed_at = CASE WHEN %(closed)s THEN coalesce(closed_at, %(at)s) END
        WHERE record_id = %(record)s""",
        {"record": record_id, "stopped": category in {"solved", "closed"}, "closed": category == "closed", "at": at},
    )


def read(ids: Sequence[UUID]) -> Statement:
    """Cases of these records."""
    return Statement(
        """SELECT record_id, first_response_due, resolution_due, first_responded_at, resolved_at, closed_at
        FROM cases WHERE record_id = ANY(%(ids)s)""",
        {"ids": list(ids)},
    )
