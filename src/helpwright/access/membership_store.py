"""SQL of who is in which role and team. Private to this concept."""

from collections.abc import Collection
from uuid import UUID

from helpwright.platform.database import Statement


def set_roles(person_id: UUID, roles: Collection[str]) -> list[Statement]:
    """Exactly these roles (`app.role`)."""
    params = {"id": person_id, "roles": sorted(roles)}
    return [
        Statement("DELETE FROM role_members WHERE person_id = %(id)s AND app || '.' || role <> ALL(%(roles)s)", params),
        _join_roles(person_id, roles),
    ]


def set_teams(person_id: UUID, teams: Collection[UUID]) -> list[Statement]:
    """Exactly these teams."""
    params = {"id": person_id, "teams": sorted(teams)}
    return [
        Statement("DELETE FROM team_members WHERE person_id = %(id)s AND team_id <> ALL(%(teams)s::uuid[])", params),
        _join_teams(person_id, teams),
    ]


def change_roles(person_id: UUID, join: Collection[str], leave: Collection[str]) -> list[Statement]:
    """These roles (`app.role`) more and less; the others as they are."""
    params = {"id": person_id, "leave": sorted(leave)}
    return [
        Statement("DELETE FROM role_members WHERE person_id = %(id)s AND app || '.' || role = ANY(%(leave)s)", params),
        _join_roles(person_id, join),
    ]


def change_teams(person_id: UUID, join: Collection[UUID], leave: Collection[UUID]) -> list[Statement]:
    """These teams more and less; the others as they are."""
    params = {"id": person_id, "leave": sorted(leave)}
    return [
        Statement("DELETE FROM team_members WHERE person_id = %(id)s AND team_id = ANY(%(leave)s::uuid[])", params),
        _join_teams(person_id, join),
    ]


def _join_roles(person_id: UUID, roles: Collection[str]) -> Statement:
    return Statement(
        """INSERT INTO role_members (app, role, person_id)
        SELECT split_part(name, '.', 1), split_part(name, '.', 2), %(id)s FROM unnest(%(roles)s::text[]) AS name
        ON CONFLICT DO NOTHING""",
        {"id": person_id, "roles": sorted(roles)},
    )


def _join_teams(person_id: UUID, teams: Collection[UUID]) -> Statement:
    return Statement(
        """INSERT INTO team_members (team_id, person_id) SELECT team, %(id)s FROM unnest(%(teams)s::uuid[]) AS team
        ON CONFLICT DO NOTHING""",
        {"id": person_id, "teams": sorted(teams)},
    )


def join_everything(app: str, roles: Collection[str], person_id: UUID) -> list[Statement]:
    """Add a person to these roles and to every team of an app. `roles` are bare keys."""
    params = {"app": app, "roles": sorted(roles), "id": person_id}
    return [
        Statement(
            """INSERT INTO role_members (app, role, person_id)
            SELECT %(app)s, role, %(id)s FROM unnest(%(roles)s::text[]) AS role ON CONFLICT DO NOTHING""",
            params,
        ),
        Statement(
            """INSERT INTO team_members (team_id, person_id) SELECT id, %(id)s FROM teams WHERE app = %(app)s
            ON CONFLICT DO NOTHING""",
            params,
        ),
    ]
