"""SQL of departments and partners. Private to this concept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.platform.database import Statement

# Changes of the tree exclude each other, so that two moves at once make no ring.
LOCK_TREE = Statement("SELECT pg_advisory_xact_lock(4759, 2)")
DEPARTMENTS = Statement(
    """SELECT d.id, d.parent_id, d.name, d.head_id, h.name AS head_name,
    (SELECT count(*) FROM people p WHERE p.department_id = d.id AND p.active) AS people
    FROM departments d LEFT JOIN people h ON h.id = d.head_id WHERE d.removed_at IS NULL ORDER BY d.name, d.id""",
)
PARTNERS = Statement(
    """SELECT t.id, t.name, (SELECT count(*) FROM people p WHERE p.partner_id = t.id AND p.active) AS people
    FROM partners t ORDER BY t.name, t.id""",
)


def insert_department(values: Mapping[str, Any]) -> Statement:
    """A new one; `values`: id, parent_id, name, head_id, at."""
    return Statement(
        """INSERT INTO departments (id, parent_id, name, head_id, created_at)
        VALUES (%(id)s, %(parent_id)s, %(name)s, %(head_id)s, %(at)s)""",
        values,
    )


def update_department(department: UUID, values: Mapping[str, Any]) -> Statement:
    """Change `name`, `parent_id` or `head_id`; returns the id when there is such a department."""
    changes = ", ".join(f"{column} = %({column})s" for column in values) or "name = name"
    return Statement(
        f"UPDATE departments SET {changes} WHERE id = %(id)s AND removed_at IS NULL RETURNING id",
        {**values, "id": department},
    )


def lies_below(department: UUID, above: UUID) -> Statement:
    """A row when `department` is `above` or lies somewhere below it."""
    return Statement(
        """WITH RECURSIVE up AS (
            SELECT id, parent_id FROM departments WHERE id = %(id)s
            UNION SELECT d.id, d.parent_id FROM departments d JOIN up ON d.id = up.parent_id)
        SELECT 1 AS yes FROM up WHERE id = %(above)s""",
        {"id": department, "above": above},
    )


def remove_department(department: UUID, at: datetime) -> Statement:
    """Take it off the tree; returns the id when it was there and empty."""
    return Statement(
        """UPDATE departments d SET removed_at = %(at)s, head_id = NULL WHERE id = %(id)s AND removed_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM departments c WHERE c.parent_id = d.id AND c.removed_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM people p WHERE p.department_id = d.id) RETURNING id""",
        {"id": department, "at": at},
    )


def department(department_id: UUID) -> Statement:
    """A row when it is there."""
    return Statement(
        "SELECT id FROM departments WHERE id = %(id)s AND removed_at IS NULL",
        {"id": department_id},
    )


def person_there(person: UUID) -> Statement:
    """A row when there is such an active person."""
    return Statement("SELECT id FROM people WHERE id = %(id)s AND active", {"id": person})


def insert_partner(partner: UUID, name: str, at: datetime) -> Statement:
    """A new one."""
    return Statement(
        "INSERT INTO partners (id, name, created_at) VALUES (%(id)s, %(name)s, %(at)s)",
        {"id": partner, "name": name, "at": at},
    )


def rename_partner(partner: UUID, name: str) -> Statement:
    """Returns the id when there is such a partner."""
    return Statement(
        "UPDATE partners SET name = %(name)s WHERE id = %(id)s RETURNING id",
        {"id": partner, "name": name},
    )


def delete_partner(partner: UUID) -> Statement:
    """Returns the id when it was there and nobody belongs to it."""
    return Statement(
        """DELETE FROM partners t WHERE id = %(id)s
        AND NOT EXISTS (SELECT 1 FROM people p WHERE p.partner_id = t.id) RETURNING id""",
        {"id": partner},
    )


def partner_there(partner: UUID) -> Statement:
    """A row when it is there."""
    return Statement("SELECT id FROM partners WHERE id = %(id)s", {"id": partner})
