"""The mark of a page in a list that is ordered by instant and id, newest first."""

from datetime import datetime
from uuid import UUID

from helpwright.kernel.errors import FieldProblem, Invalid


def write_cursor(at: datetime, identity: UUID) -> str:
    """After this entry."""
    return f"{at.isoformat()}_{identity}"


def read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    """None at the beginning. Raises Invalid."""
    if not cursor:
        return None
    at, _, last = cursor.partition("_")
    try:
        instant, identity = datetime.fromisoformat(at), UUID(last)
    except ValueError:
        instant, identity = None, None
    if instant is None or identity is None or instant.tzinfo is None:
        raise Invalid([FieldProblem("cursor", "cursor_malformed")])
    return instant, identity
