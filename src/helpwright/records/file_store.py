"""SQL of uploaded files. Private to this concept."""

from collections.abc import Sequence
from uuid import UUID

from helpwright.platform.database import Statement


def link_files(form: str, field: str, record_id: UUID, ids: Sequence[UUID]) -> Statement:
    """Give pending uploads of this field to the record; those it has may stay. Fails when one is not to be had."""
    return Statement(
        """WITH linked AS (
            UPDATE files SET state = 'linked', record_id = %(record)s
            WHERE id = ANY(%(ids)s) AND form = %(form)s AND field = %(field)s
                AND (state = 'pending' OR record_id = %(record)s)
            RETURNING 1)
        SELECT require((SELECT count(*) FROM linked) = %(n)s, %(problem)s)""",
        {
            "record": record_id,
            "ids": list(ids),
            "form": form,
            "field": field,
            "n": len(ids),
            "problem": f"{field}:file_missing",
        },
    )


def orphan_files(record_id: UUID, ids: Sequence[UUID]) -> Statement:
    """Let go of files that a change removed; they are purged later."""
    return Statement(
        "UPDATE files SET state = 'orphaned' WHERE record_id = %(record)s AND id = ANY(%(ids)s)",
        {"record": record_id, "ids": list(ids)},
    )
