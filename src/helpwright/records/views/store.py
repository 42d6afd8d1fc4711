"""SQL of views. Private to this concept."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.platform.database import Json, Statement

_SELECT = """SELECT v.id, v.form, v.owner_id, p.name AS owner_name, v.name, v.query, v.look, v.roles, v.updated_at,
    EXISTS (SELECT 1 FROM view_pins k WHERE k.view_id = v.id AND k.person_id = %(me)s) AS pinned
FROM views v JOIN people p ON p.id = v.owner_id"""
_SEEN = "(v.owner_id = %(me)s OR v.roles && %(roles)s::text[])"


def views_of(form: str, person: UUID, roles: Collection[str]) -> Statement:
    """Those of the person and those shared with one of the roles (keys of the form's app), oldest first."""
    return Statement(
        f"{_SELECT} WHERE v.form = %(form)s AND {_SEEN} ORDER BY v.created_at, v.id",
        {"form": form, "me": person, "roles": list(roles)},
    )


def view_of(form: str, view_id: UUID, person: UUID, roles: Collection[str]) -> Statement:
    """One of them."""
    return Statement(
        f"{_SELECT} WHERE v.id = %(id)s AND v.form = %(form)s AND {_SEEN}",
        {"id": view_id, "form": form, "me": person, "roles": list(roles)},
    )


def pinned_of(person: UUID) -> Statement:
    """What the person has pinned, of every form, oldest view first; some of it they may no longer see."""
    return Statement(
        f"{_SELECT} WHERE v.id IN (SELECT k.view_id FROM view_pins k WHERE k.person_id = %(me)s)"
        " ORDER BY v.created_at, v.id",
        {"me": person},
    )


def count_own(form: str, person: UUID) -> Statement:
    """Row `{n}`: how many views of the form the person has made."""
    return Statement(
        "SELECT count(*) AS n FROM views WHERE form = %(form)s AND owner_id = %(me)s", {"form": form, "me": person}
    )


def insert_view(view_id: UUID, form: str, person: UUID, document: dict[str, Any], at: datetime) -> Statement:
    """A new one, unless it has come already."""
    return Statement(
        """INSERT INTO views (id, form, owner_id, name, query, look, roles, created_at, updated_at)
        VALUES (%(id)s, %(form)s, %(me)s, %(name)s, %(query)s, %(look)s, %(roles)s, %(at)s, %(at)s)
        ON CONFLICT (id) DO NOTHING""",
        {"id": view_id, "form": form, "me": person, "at": at, **_columns(document)},
    )


def update_view(view_id: UUID, document: dict[str, Any], at: datetime, began: datetime | None) -> Statement:
    """Write all of it, if it was last changed at `began`, in whole milliseconds, or that is None; row `{id}`, if so."""
    return Statement(
        """UPDATE views SET name = %(name)s, query = %(query)s, look = %(look)s, roles = %(roles)s, updated_at = %(at)s
        WHERE id = %(id)s AND (%(began)s::timestamptz IS NULL OR date_trunc('milliseconds', updated_at) = %(began)s)
        RETURNING id""",
        {"id": view_id, "at": at, "began": began, **_columns(document)},
    )


def _columns(document: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": document["name"],
        "query": Json(document["query"]),
        "look": Json(document["look"]),
        "roles": document["roles"],
    }


def delete_view(view_id: UUID) -> Statement:
    """With everybody's pins."""
    return Statement("DELETE FROM views WHERE id = %(id)s", {"id": view_id})


def pin(view_id: UUID, person: UUID, at: datetime) -> Statement:
    """Keep it at hand."""
    return Statement(
        """INSERT INTO view_pins (view_id, person_id, pinned_at) VALUES (%(id)s, %(me)s, %(at)s)
        ON CONFLICT DO NOTHING""",
        {"id": view_id, "me": person, "at": at},
    )


def unpin(view_id: UUID, person: UUID) -> Statement:
    """No longer."""
    return Statement(
        "DELETE FROM view_pins WHERE view_id = %(id)s AND person_id = %(me)s", {"id": view_id, "me": person}
    )
