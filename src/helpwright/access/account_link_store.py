"""SQL of links that set passwords. Private to this concept."""

from datetime import datetime
from typing import Final
from uuid import UUID

from helpwright.access.account_links import LASTS, Kind
from helpwright.platform.statement import Statement

# Whom a link lets in: not who was deactivated. A forgotten password was one; its link goes to a mail address.
_WHOM: Final[dict[Kind, str]] = {
    "invitation": "active AND password_hash IS NULL",
    "reset": "active AND password_hash IS NOT NULL AND email IS NOT NULL",
}
_OPEN = """l.person_id = p.id AND p.active AND l.expires_at > %(now)s
    AND (l.kind = 'reset' OR p.password_hash IS NULL)"""


def put(link: UUID, kind: Kind, person_id: UUID, at: datetime) -> Statement:
    """A new link in place of the one before; its id when the person may have one."""
    return Statement(
        f"""INSERT INTO account_links (id, person_id, kind, created_at, expires_at)
        SELECT %(link)s, id, %(kind)s, %(at)s, %(until)s FROM people WHERE id = %(person)s AND {_WHOM[kind]}
        ON CONFLICT (person_id, kind) DO UPDATE SET id = excluded.id, created_at = excluded.created_at,
            expires_at = excluded.expires_at
        RETURNING id""",
        {"link": link, "kind": kind, "person": person_id, "at": at, "until": at + LASTS[kind]},
    )


def open_link(link: UUID, now: datetime) -> Statement:
    """The link if it opens now, with its person."""
    return Statement(
        f"""SELECT l.id, l.kind, l.expires_at, p.id AS person_id, p.name, p.email, p.phone, p.staff_number, p.locale
        FROM account_links l JOIN people p ON {_OPEN} WHERE l.id = %(link)s""",
        {"link": link, "now": now},
    )


def take(link: UUID, now: datetime) -> Statement:
    """Use the link up; the row tells that it opened, and that nobody else has used it."""
    return Statement(
        f"DELETE FROM account_links l USING people p WHERE l.id = %(link)s AND {_OPEN} RETURNING l.person_id",
        {"link": link, "now": now},
    )


def invitation_of(person_id: UUID) -> Statement:
    """Id, beginning and end of the invitation of a person, also of one that is over."""
    return Statement(
        "SELECT id, created_at, expires_at FROM account_links WHERE person_id = %(person)s AND kind = 'invitation'",
        {"person": person_id},
    )


def delete_of(person_id: UUID, kind: Kind | None = None) -> Statement:
    """Take links of a person back, all or those of a kind; their ids."""
    return Statement(
        """DELETE FROM account_links WHERE person_id = %(person)s AND (%(kind)s::text IS NULL OR kind = %(kind)s)
        RETURNING id""",
        {"person": person_id, "kind": kind},
    )


def delete_expired(now: datetime) -> Statement:
    """Forget what opens nothing. Invitations stay: the list of people tells that they are over."""
    return Statement("DELETE FROM account_links WHERE kind = 'reset' AND expires_at <= %(now)s", {"now": now})
