"""SQL of copies 抄送: who was given a record to read, and whether they have. Private to this concept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.platform.database import Statement

_CLAIMED_BY = "NULL::text AS claimed_by_name"
_COLUMNS = f"""c.id, c.instance_id, NULL AS activity, c.flow, c.flow_version, c.node, 'cc' AS kind, c.form, c.record_id,
    CASE WHEN c.read_at IS NULL THEN 'unread' ELSE 'read' END AS state, NULL::uuid AS team_id, NULL AS role,
    c.person_id, NULL::uuid AS claimed_by, '{{"code": "copied", "data": {{}}}}'::jsonb AS why, NULL AS outcome,
    c.created_at, NULL::timestamptz AS claimed_at, c.read_at AS done_at,
    NULL::timestamptz AS due_at, NULL::timestamptz AS warn_at, {_CLAIMED_BY}, c.created_at AS place"""


def insert_copies(values: dict[str, Any]) -> Statement:
    """A copy for each active person meant; who has one from the same node finds it unread again.

    `people` and `teams` are lists of ids, `roles` keys of roles of `app`.
    """
    return Statement(
        """INSERT INTO copies (id, instance_id, flow, flow_version, node, form, record_id, person_id, created_at)
        SELECT gen_random_uuid(), %(instance)s, %(flow)s, %(version)s, %(node)s, %(form)s, %(record)s, p.id, %(at)s
        FROM people p WHERE p.active AND (p.id = ANY(%(people)s)
            OR p.id IN (SELECT m.person_id FROM team_members m WHERE m.team_id = ANY(%(teams)s))
            OR p.id IN (SELECT h.person_id FROM role_members h WHERE h.app = %(app)s AND h.role = ANY(%(roles)s)))
        ON CONFLICT (instance_id, node, person_id) DO UPDATE SET created_at = excluded.created_at, read_at = NULL""",
        values,
    )


def select_copies(
    person_id: UUID,
    form: str | None,
    forms: Sequence[str] | None,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> Statement:
    """A page of somebody's copies in the shape of tasks, newest first; of one form, and among `forms`."""
    params: dict[str, Any] = {"me": person_id, "limit": limit}
    extra = ""
    if form is not None:
        extra += " AND c.form = %(form)s"
        params["form"] = form
    if forms is not None:
        extra += " AND c.form = ANY(%(forms)s)"
        params["forms"] = list(forms)
    if before is not None:
        extra += " AND (c.created_at, c.id) < (%(at)s::timestamptz, %(id)s)"
        params["at"], params["id"] = before
    return Statement(
        f"""SELECT {_COLUMNS} FROM copies c WHERE c.person_id = %(me)s{extra}
        ORDER BY c.created_at DESC, c.id DESC LIMIT %(limit)s""",
        params,
    )


def copy_by_id(copy_id: UUID, person_id: UUID) -> Statement:
    """One copy of this person."""
    return Statement(
        f"SELECT {_COLUMNS} FROM copies c WHERE c.id = %(id)s AND c.person_id = %(me)s",
        {"id": copy_id, "me": person_id},
    )


def mark_read(copy_id: UUID, person_id: UUID, at: datetime) -> Statement:
    """They have seen it; the first time counts."""
    return Statement(
        "UPDATE copies SET read_at = coalesce(read_at, %(at)s) WHERE id = %(id)s AND person_id = %(me)s",
        {"id": copy_id, "me": person_id, "at": at},
    )
