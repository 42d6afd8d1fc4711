"""Who works on a record now, for those who want to tell them something."""

from uuid import UUID

from helpwright.platform.statement import Statement


def assignees(record_id: UUID) -> Statement:
    """Rows `{id}`: who holds an open task of the record, the newest first."""
    return Statement(
        """SELECT claimed_by AS id FROM tasks WHERE record_id = %(record)s AND state = 'claimed'
        GROUP BY claimed_by ORDER BY max(claimed_at) DESC""",
        {"record": record_id},
    )
