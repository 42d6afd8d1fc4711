"""SQL of handing over. Private to this concept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.forms.form import Form
from helpwright.platform.database import Json, Statement

_TASKS = """FROM tasks WHERE ((state = 'claimed' AND claimed_by = %(person)s)
    OR (state = 'offered' AND person_id = %(person)s))"""
_SHARED = "FROM views WHERE owner_id = %(person)s AND roles <> '{}'"
_OVER = frozenset({"solved", "closed"})


def count_tasks(person: UUID) -> Statement:
    """Row `{n}`: open work that they have taken or that is offered to them by name."""
    return Statement(f"SELECT count(*) AS n {_TASKS}", {"person": person})


def tasks_after(person: UUID, after: UUID, limit: int) -> Statement:
    """The same as rows, in the order of their ids."""
    return Statement(
        f"SELECT * {_TASKS} AND id > %(after)s ORDER BY id LIMIT %(limit)s",
        {"person": person, "after": after, "limit": limit},
    )


def count_records(form: Form, person: UUID) -> Statement:
    """Row `{n}`: records under way that they own or that name them."""
    condition, params = _theirs(form, person)
    return Statement(f"SELECT count(*) AS n FROM {form.table} r WHERE {condition}", params)


def records_after(form: Form, person: UUID, after: UUID, limit: int) -> Statement:
    """The same as rows `{id, number}`, in the order of their ids."""
    condition, params = _theirs(form, person)
    return Statement(
        f"SELECT r.id, r.number FROM {form.table} r WHERE {condition} AND r.id > %(after)s ORDER BY r.id LIMIT %(limit)s",  # noqa: E501 -- published names
        {**params, "after": after, "limit": limit},
    )


def member_fields(form: Form) -> list[str]:
    """Keys of the fields that name a person."""
    return [key for key, field in form.fields.items() if field.type.refers == "person" and field.stored]


def _theirs(form: Form, person: UUID) -> tuple[str, dict[str, Any]]:
    """What is over stays with whoever did it: reports tell who solved what."""
    named = [f'r."{form.fields[key].column}" = %(person)s' for key in member_fields(form)]
    parts = ["r.deleted_at IS NULL", f"({' OR '.join(['r.owner_id = %(person)s', *named])})"]
    params: dict[str, Any] = {"person": person}
    if form.status is not None:
        options = form.status.type.describe(form.status.settings, "en")["options"]
        params["over"] = [each["key"] for each in options if each.get("category") in _OVER]
        parts.append(f'(r."{form.status.column}" IS NULL OR r."{form.status.column}" <> ALL(%(over)s))')
    return " AND ".join(parts), params


def count_shared(person: UUID) -> Statement:
    """Row `{n}`: views that they share with others."""
    return Statement(f"SELECT count(*) AS n {_SHARED}", {"person": person})


def count_led(person: UUID) -> Statement:
    """Row `{n}`: people whose manager they are."""
    return Statement("SELECT count(*) AS n FROM people WHERE manager_id = %(person)s AND active", {"person": person})


def give_shared(person: UUID, to: UUID, at: datetime) -> list[Statement]:
    """Shared views to another owner, who also leads their people from now on, themselves excepted."""
    params = {"person": person, "to": to, "at": at}
    return [
        Statement(
            "UPDATE views SET owner_id = %(to)s, updated_at = %(at)s WHERE owner_id = %(person)s AND roles <> '{}'",
            params,
        ),
        Statement(
            """UPDATE people SET manager_id = CASE WHEN id = %(to)s THEN NULL ELSE %(to)s::uuid END
            WHERE manager_id = %(person)s""",
            params,
        ),
    ]


def receivers(ids: Sequence[UUID], person: UUID) -> Statement:
    """Of these the active ones that may get the work of the person: of the same organization, and not they."""
    return Statement(
        """SELECT p.id, p.name FROM people p, people leaving
        WHERE p.id = ANY(%(ids)s) AND p.active AND leaving.id = %(person)s AND p.id <> leaving.id
            AND p.partner_id IS NOT DISTINCT FROM leaving.partner_id""",
        {"ids": list(ids), "person": person},
    )


def begin(row: Mapping[str, Any]) -> Statement:
    """A new one; answers nothing where one of the person is under way already."""
    return Statement(
        """INSERT INTO handovers (id, person_id, receivers, total, started_by, started_at, failed)
        VALUES (%(id)s, %(person)s, %(receivers)s, %(total)s, %(by)s, %(at)s, '[]')
        ON CONFLICT (person_id) WHERE finished_at IS NULL DO NOTHING RETURNING id""",
        dict(row),
    )


def by_id(handover: UUID) -> Statement:
    """One, with the name of who leaves."""
    return Statement(
        "SELECT h.*, p.name AS person_name FROM handovers h JOIN people p ON p.id = h.person_id WHERE h.id = %(id)s",
        {"id": handover},
    )


def newest(person: UUID) -> Statement:
    """The newest of the person, with the names of who got it and who began it."""
    return Statement(
        """SELECT h.*, (SELECT array_agg(p.name ORDER BY p.name) FROM people p WHERE p.id = ANY(h.receivers)) AS names,
            (SELECT p.name FROM people p WHERE p.id = h.started_by) AS by_name
        FROM handovers h WHERE h.person_id = %(person)s ORDER BY h.started_at DESC LIMIT 1""",
        {"person": person},
    )


def advance(handover: UUID, done: int, failed: Sequence[Mapping[str, Any]]) -> Statement:
    """So many more are done; these would not go."""
    return Statement(
        "UPDATE handovers SET done = done + %(done)s, failed = failed || %(failed)s WHERE id = %(id)s",
        {"id": handover, "done": done, "failed": Json(list(failed))},
    )


def finish(handover: UUID, at: datetime) -> Statement:
    """It is over; answers how it went, once."""
    return Statement(
        """UPDATE handovers SET finished_at = %(at)s, total = done WHERE id = %(id)s AND finished_at IS NULL
        RETURNING person_id, done, jsonb_array_length(failed) AS failed, started_by""",
        {"id": handover, "at": at},
    )
