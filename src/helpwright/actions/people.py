"""People whom actions turn to: superiors, and whoever of a group has least to do."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from helpwright.platform.database import Session, Statement

_HIGHEST: Final = 30
_ADMINISTRATOR = """SELECT id FROM people WHERE admin AND active AND id IS DISTINCT FROM %(id)s::uuid
ORDER BY created_at, id LIMIT 1"""
_MANAGER = """SELECT m.id FROM people p JOIN people m ON m.id = p.manager_id
WHERE p.id = %(id)s AND m.active AND m.id <> p.id"""
# From the person's department upwards: the first head who is there and is somebody else.
_HEAD = """WITH RECURSIVE above AS (
    SELECT d.id, d.parent_id, d.head_id, 1 AS height FROM departments d
    JOIN people p ON p.department_id = d.id WHERE p.id = %(id)s
    UNION ALL SELECT d.id, d.parent_id, d.head_id, a.height + 1 FROM departments d JOIN above a ON d.id = a.parent_id
    WHERE a.height < %(highest)s)
SELECT h.id FROM above a JOIN people h ON h.id = a.head_id
WHERE h.active AND h.id <> %(id)s ORDER BY a.height LIMIT 1"""
_LEAST_LOADED = """SELECT p.id FROM people p
LEFT JOIN LATERAL (
    SELECT count(*) AS open, max(t.claimed_at) AS last FROM tasks t WHERE t.claimed_by = p.id AND t.state = 'claimed'
) load ON true
WHERE p.active AND p.id IN ({members})
ORDER BY load.open, load.last NULLS FIRST, p.id LIMIT 1"""
_OF_TEAM = "SELECT person_id FROM team_members WHERE team_id = %(team)s"
_OF_ROLE = "SELECT person_id FROM role_members WHERE app = %(app)s AND role = %(role)s"


async def superior_of(session: Session, person_id: UUID | None) -> tuple[UUID, str] | None:
    """Direct manager, else the head of the department or of one above it, else an administrator; and which it is.

    People who cannot sign in are passed over. None when there is nobody but the person.
    """
    if person_id is not None:
        who = {"id": person_id, "highest": _HIGHEST}
        row = await session.one(Statement(_MANAGER, who))
        if row is not None:
            return row["id"], "manager"
        row = await session.one(Statement(_HEAD, who))
        if row is not None:
            return row["id"], "head"
    row = await session.one(Statement(_ADMINISTRATOR, {"id": person_id}))
    return None if row is None else (row["id"], "administrator")


async def least_loaded_of_team(session: Session, team_id: UUID) -> UUID | None:
    """The active member with the fewest claimed tasks; among equals who got one longest ago."""
    row = await session.one(Statement(_LEAST_LOADED.format(members=_OF_TEAM), {"team": team_id}))
    return None if row is None else row["id"]


async def least_loaded_of_role(session: Session, app: str, role: str) -> UUID | None:
    """The same among the holders of a role."""
    row = await session.one(Statement(_LEAST_LOADED.format(members=_OF_ROLE), {"app": app, "role": role}))
    return None if row is None else row["id"]


async def active_person(session: Session, person_id: UUID) -> bool:
    """Whether there is such a person and they can sign in."""
    statement = Statement("SELECT 1 AS yes FROM people WHERE id = %(id)s AND active", {"id": person_id})
    return await session.one(statement) is not None


async def names_of(session: Session, people: Iterable[UUID | None]) -> Mapping[UUID | None, str]:
    """Names by id; nobody has none."""
    ids = [each for each in people if each is not None]
    rows = await session.all(Statement("SELECT id, name FROM people WHERE id = ANY(%(ids)s)", {"ids": ids}))
    return {row["id"]: row["name"] for row in rows}
