"""What the roles of somebody who is not here grant: those who published what goes on by itself."""

from dataclasses import dataclass
from uuid import UUID

from helpwright.platform.database import Session, Statement


@dataclass(frozen=True, slots=True)
class Publisher:
    """A person as far as rights go; roles are `app.key`."""

    admin: bool
    roles: frozenset[str]


async def read_publisher(session: Session, person_id: UUID) -> Publisher | None:
    """Whoever it is, even when they cannot sign in any more; None when there is no such person."""
    row = await session.one(
        Statement(
            """SELECT p.admin, ARRAY(
                SELECT m.app || '.' || m.role FROM role_members m WHERE m.person_id = p.id) AS roles
            FROM people p WHERE p.id = %(id)s""",
            {"id": person_id},
        ),
    )
    return None if row is None else Publisher(row["admin"], frozenset(row["roles"]))
