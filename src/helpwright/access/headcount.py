"""How many active people roles and teams have."""

from helpwright.platform.database import Statement


def people_of_roles(app: str) -> Statement:
    """Active people of each role of an app that has any: rows `{key, people}`."""
    return Statement(
        """SELECT m.role AS key, count(*) AS people FROM role_members m
        JOIN people p ON p.id = m.person_id AND p.active WHERE m.app = %(app)s GROUP BY m.role""",
        {"app": app},
    )


def people_of_teams(app: str) -> Statement:
    """Active people of each team of an app that has any: rows `{key, people}`."""
    return Statement(
        """SELECT t.key, count(*) AS people FROM teams t JOIN team_members m ON m.team_id = t.id
        JOIN people p ON p.id = m.person_id AND p.active WHERE t.app = %(app)s GROUP BY t.key""",
        {"app": app},
    )
