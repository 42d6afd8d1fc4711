"""How many people there are in the teams and roles of an app: those who can sign in count."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from helpwright.platform.statement import Runner, Statement


@dataclass(frozen=True, slots=True)
class Members:
    """Numbers of people by the key of their team or role; who is missing has none."""

    teams: Mapping[str, int] = field(default_factory=dict)
    roles: Mapping[str, int] = field(default_factory=dict)


async def count_members(session: Runner, app: str) -> Members:
    """As memberships stand now."""
    rows = await session.all(
        Statement(
            """SELECT 'team' AS sort, t.key, count(*) AS people FROM team_members m
            JOIN teams t ON t.id = m.team_id JOIN people p ON p.id = m.person_id AND p.active
            WHERE t.app = %(app)s GROUP BY t.key
            UNION ALL
            SELECT 'role', m.role, count(*) FROM role_members m JOIN people p ON p.id = m.person_id AND p.active
            WHERE m.app = %(app)s GROUP BY m.role""",
            {"app": app},
        )
    )
    found: dict[str, dict[str, int]] = {"team": {}, "role": {}}
    for row in rows:
        found[row["sort"]][row["key"]] = row["people"]
    return Members(found["team"], found["role"])
