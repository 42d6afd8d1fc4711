"""SQL of second factors. Private to this concept."""

from datetime import datetime
from uuid import UUID

from helpwright.platform.statement import Statement

ALL = Statement("SELECT person_id, sealed FROM second_factors ORDER BY person_id FOR UPDATE")


def factor(person_id: UUID) -> Statement:
    """`sealed`, `last_step`, `confirmed_at` of a person."""
    return Statement(
        "SELECT sealed, last_step, created_at, confirmed_at FROM second_factors WHERE person_id = %(id)s",
        {"id": person_id},
    )


def begin(person_id: UUID, sealed: bytes, now: datetime) -> Statement:
    """A new factor that counts once it is confirmed. One that is confirmed stays; returns the id when it was stored."""
    return Statement(
        """INSERT INTO second_factors AS f (person_id, sealed, created_at) VALUES (%(id)s, %(sealed)s, %(now)s)
        ON CONFLICT (person_id) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at, last_step = 0
        WHERE f.confirmed_at IS NULL RETURNING person_id""",
        {"id": person_id, "sealed": sealed, "now": now},
    )


def confirm(person_id: UUID, before: bytes, sealed: bytes, step: int, now: datetime) -> Statement:
    """From now on it counts, with recovery codes; returns the id when it is still the one that was begun."""
    return Statement(
        """UPDATE second_factors SET sealed = %(sealed)s, last_step = %(step)s, confirmed_at = %(now)s
        WHERE person_id = %(id)s AND sealed = %(before)s AND confirmed_at IS NULL RETURNING person_id""",
        {"id": person_id, "before": before, "sealed": sealed, "step": step, "now": now},
    )


def take_step(person_id: UUID, step: int) -> Statement:
    """Use up the code of a period; returns the id when nobody was faster."""
    return Statement(
        """UPDATE second_factors SET last_step = %(step)s
        WHERE person_id = %(id)s AND last_step < %(step)s RETURNING person_id""",
        {"id": person_id, "step": step},
    )


def replace(person_id: UUID, before: bytes, sealed: bytes) -> Statement:
    """Other recovery codes, or another key; returns the id when nobody was faster."""
    return Statement(
        """UPDATE second_factors SET sealed = %(sealed)s
        WHERE person_id = %(id)s AND sealed = %(before)s RETURNING person_id""",
        {"id": person_id, "before": before, "sealed": sealed},
    )


def delete(person_id: UUID) -> Statement:
    """Sign in without it again; returns the id when there was one."""
    return Statement("DELETE FROM second_factors WHERE person_id = %(id)s RETURNING person_id", {"id": person_id})
