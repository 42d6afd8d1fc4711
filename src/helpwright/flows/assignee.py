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


def candidates(record_id: UUID) -> Statement:
    """Rows `{id}`: who may claim an open task of the record that nobody holds yet."""
    return Statement(
        """SELECT m.person_id AS id FROM tasks t JOIN team_members m ON m.team_id = t.team_id
        WHERE t.record_id = %(record)s AND t.state = 'offered'
        UNION SELECT h.person_id FROM tasks t JOIN role_members h ON h.app || '.' || h.role = t.role
        WHERE t.record_id = %(record)s AND t.state = 'offered'
        UNION SELECT t.person_id FROM tasks t
        WHERE t.record_id = %(record)s AND t.state = 'offered' AND t.person_id IS NOT NULL""",
        {"record": record_id},
    )
