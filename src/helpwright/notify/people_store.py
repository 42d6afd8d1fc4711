"""SQL of whom to tell. Private to this concept."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from helpwright.platform.database import Json, Statement

_PERSON = """SELECT p.id, p.name, p.email, p.phone, p.wecom_id, p.locale, w.ways, w.quiet,
    (SELECT s.value FROM settings s WHERE s.name = 'quiet_hours') AS organization_quiet
FROM people p LEFT JOIN notify_preferences w ON w.person_id = p.id
WHERE p.active"""


def by_ids(ids: Collection[UUID]) -> Statement:
    """These people, those without access left out."""
    return Statement(f"{_PERSON} AND p.id = ANY(%(ids)s) ORDER BY p.name, p.id", {"ids": list(ids)})


def name(person: UUID) -> Statement:
    """Row `{name}`."""
    return Statement("SELECT name FROM people WHERE id = %(id)s", {"id": person})


def by_name(name: str) -> Statement:
    """The person with this id, mail address or staff number."""
    return Statement(
        f"""{_PERSON} AND (p.id::text = lower(%(name)s) OR lower(p.email) = lower(%(name)s)
        OR lower(p.staff_number) = lower(%(name)s)) ORDER BY p.id LIMIT 1""",
        {"name": name},
    )


def holders(app: str, role: str) -> Statement:
    """Who has the role."""
    return Statement(
        f"""{_PERSON} AND EXISTS (SELECT 1 FROM role_members m
            WHERE m.person_id = p.id AND m.app = %(app)s AND m.role = %(role)s) ORDER BY p.name, p.id""",
        {"app": app, "role": role},
    )


def members(app: str, team: str) -> Statement:
    """Who shares the queue."""
    return Statement(
        f"""{_PERSON} AND EXISTS (SELECT 1 FROM team_members m JOIN teams t ON t.id = m.team_id
            WHERE m.person_id = p.id AND t.app = %(app)s AND t.key = %(team)s) ORDER BY p.name, p.id""",
        {"app": app, "team": team},
    )


def managers(ids: Collection[UUID]) -> Statement:
    """The direct managers of these people."""
    return Statement(
        f"""{_PERSON} AND p.id IN (SELECT o.manager_id FROM people o WHERE o.id = ANY(%(ids)s))
        ORDER BY p.name, p.id""",
        {"ids": list(ids)},
    )


def preferences(person: UUID) -> Statement:
    """Row `{ways, quiet, organization_quiet}` of one person."""
    return by_ids([person])


def save_preferences(person: UUID, ways: Mapping[str, bool], quiet: Any) -> Statement:
    """What a person wants."""
    return Statement(
        """INSERT INTO notify_preferences (person_id, ways, quiet) VALUES (%(person)s, %(ways)s, %(quiet)s)
        ON CONFLICT (person_id) DO UPDATE SET ways = excluded.ways, quiet = excluded.quiet""",
        {"person": person, "ways": dict(ways), "quiet": None if quiet is None else Json(quiet)},
    )


def organization_quiet() -> Statement:
    """Row `{value}` of the organization's quiet hours."""
    return Statement("SELECT value FROM settings WHERE name = 'quiet_hours'")


def save_organization_quiet(quiet: Any) -> Statement:
    """Set them; None for never."""
    if quiet is None:
        return Statement("DELETE FROM settings WHERE name = 'quiet_hours'")
    return Statement(
        """INSERT INTO settings (name, value) VALUES ('quiet_hours', %(value)s)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
        {"value": Json(quiet)},
    )
