"""SQL of people, sessions, memberships and settings. Private to this concept."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.access.key_scopes import read_scopes
from helpwright.access.model import ADMINISTRATOR, PARTS_OF_ROLE, Caller, OpenSession, Person, system_roles_of
from helpwright.access.sign_in_policy import SignInPolicy, due_of
from helpwright.platform.database import Json, Row, Statement

_PERSON = "p.id, p.name, p.email, p.phone, p.staff_number, p.admin, p.locale, p.system_roles"
_INVITED = """p.password_hash IS NOT NULL AS can_sign_in,
    (SELECT jsonb_build_object('sent_at', l.created_at, 'expires_at', l.expires_at) FROM account_links l
        WHERE l.person_id = p.id AND l.kind = 'invitation') AS invitation"""
_PLACE = "p.department_id, p.manager_id, p.partner_id"
_TEAMS = """ARRAY(SELECT t.app || '.' || t.key FROM team_members m JOIN teams t ON t.id = m.team_id
    WHERE m.person_id = p.id ORDER BY 1) AS team_names"""
_ROLES = "ARRAY(SELECT m.app || '.' || m.role FROM role_members m WHERE m.person_id = p.id ORDER BY 1) AS roles"
_CAN_SIGN_IN = """active AND password_hash IS NOT NULL
    AND (email IS NOT NULL OR phone IS NOT NULL OR staff_number IS NOT NULL)"""
_COLUMNS = (
    "name", "email", "phone", "staff_number", "wecom_id", "password_hash", "locale", "admin", "active",
    "system_roles", "department_id", "manager_id", "partner_id", "password_due",
)  # fmt: skip
_SECOND_FACTOR = """EXISTS (SELECT 1 FROM second_factors f WHERE f.person_id = p.id AND f.confirmed_at IS NOT NULL)
    AS second_factor"""
_STAMP = "(SELECT value FROM callers_stamp) AS stamp"
_OF_SESSION = ("csrf_token", "session_id", "stamp")
_OF_KEY = ("key_id", "scopes", "stamp")
# Everything a request must know about its caller `p` beside who they are. It may read tables with the trigger
# `callers_changed` only.
_OF_CALLER = f"""{_PERSON}, p.partner_id, (SELECT value FROM epoch) AS epoch, {_TEAMS}, {_ROLES},
    ARRAY(SELECT m.team_id FROM team_members m WHERE m.person_id = p.id) AS teams,
    ARRAY(WITH RECURSIVE below AS (
        SELECT d.id FROM departments d WHERE d.id = p.department_id OR d.head_id = p.id
        UNION SELECT d.id FROM departments d JOIN below b ON d.parent_id = b.id) SELECT id FROM below) AS departments"""

ANYBODY = Statement("SELECT EXISTS (SELECT 1 FROM people) AS found")
TEAMS = Statement("SELECT id, app || '.' || key AS name FROM teams ORDER BY app, key")
NAMES = Statement("SELECT id, name FROM people WHERE active ORDER BY name, id")
LOCK_SETUP = Statement("SELECT pg_advisory_xact_lock(4759, 1)")
# Every process caches company and public address with the definitions, by epoch.
RAISE_EPOCH = Statement("UPDATE epoch SET value = value + 1")
LOCK_ADMINISTRATORS = Statement("SELECT id FROM people WHERE admin AND active ORDER BY id FOR UPDATE")
ADMINISTRATORS = Statement(f"SELECT count(*) AS found FROM people WHERE admin AND {_CAN_SIGN_IN}")
PEOPLE = Statement(
    f"""SELECT {_PERSON}, {_PLACE}, p.wecom_id, p.active, p.password_due, {_SECOND_FACTOR}, {_TEAMS}, {_ROLES},
        {_INVITED}
    FROM people p ORDER BY p.name, p.id"""
)


def names_of_partner(partner_id: UUID) -> Statement:
    """What NAMES are to people of an outside organization: their own colleagues."""
    return Statement(
        "SELECT id, name FROM people WHERE active AND partner_id = %(partner)s ORDER BY name, id",
        {"partner": partner_id},
    )


def session_and_stamp(token_hash: bytes, now: datetime) -> Statement:
    """What of a session may differ from one request to the next; no row for one that is gone or over.

    What else `open_session` tells is as it was under the same row.
    """
    return Statement(
        f"""SELECT s.csrf_token, s.id AS session_id, s.last_seen_at, {_STAMP}
        FROM sessions s WHERE s.token_hash = %(token_hash)s AND s.expires_at > %(now)s""",
        {"token_hash": token_hash, "now": now},
    )


def key_and_stamp(token_hash: bytes, now: datetime) -> Statement:
    """The same for an API key and `open_key`."""
    return Statement(
        f"""SELECT k.id AS key_id, k.scopes, k.last_used_at, {_STAMP}
        FROM api_keys k WHERE k.token_hash = %(token_hash)s AND k.revoked_at IS NULL
        AND (k.expires_at IS NULL OR k.expires_at > %(now)s)""",
        {"token_hash": token_hash, "now": now},
    )


def under(row: Row) -> Row:
    """Of a row of these two, or of `open_session` and `open_key`: under what the rest was found."""
    return {name: row[name] for name in (_OF_KEY if "scopes" in row else _OF_SESSION)}


def open_session(token_hash: bytes, now: datetime) -> Statement:
    """Everything a request must know about its caller, in one statement; no row for an invalid session."""
    return Statement(
        f"""SELECT {_OF_CALLER}, s.csrf_token, s.id AS session_id, s.last_seen_at, p.password_due, {_SECOND_FACTOR},
            (SELECT value FROM settings WHERE name = 'sign_in') AS policy, {_STAMP}
        FROM sessions s JOIN people p ON p.id = s.person_id
        WHERE s.token_hash = %(token_hash)s AND s.expires_at > %(now)s AND p.active""",
        {"token_hash": token_hash, "now": now},
    )


def open_key(token_hash: bytes, now: datetime) -> Statement:
    """The same for an API key; no row for one that is unknown, revoked or over."""
    return Statement(
        f"""SELECT {_OF_CALLER}, '' AS csrf_token, k.id AS key_id, k.scopes, k.last_used_at, {_STAMP}
        FROM api_keys k JOIN people p ON p.id = k.person_id
        WHERE k.token_hash = %(token_hash)s AND k.revoked_at IS NULL AND p.active
        AND (k.expires_at IS NULL OR k.expires_at > %(now)s)""",
        {"token_hash": token_hash, "now": now},
    )


def note_use(key_id: UUID, now: datetime, before: datetime) -> Statement:
    """Remember that a key was used, unless that was noted since `before`."""
    return Statement(
        """UPDATE api_keys SET last_used_at = %(now)s
        WHERE id = %(id)s AND (last_used_at IS NULL OR last_used_at < %(before)s)""",
        {"id": key_id, "now": now, "before": before},
    )


def to_person(row: Row) -> Person:
    """A row with the columns of a person."""
    return Person(
        row["id"],
        row["name"],
        row["email"],
        row["phone"],
        row["staff_number"],
        row["admin"],
        row["locale"],
        tuple(row["system_roles"]),
    )


def everybody(people: Collection[UUID] | None = None) -> Statement:
    """Who works here, as callers of `to_caller`, by name: these people, or all."""
    return Statement(
        f"""SELECT {_OF_CALLER} FROM people p
        WHERE p.active AND (%(ids)s::uuid[] IS NULL OR p.id = ANY(%(ids)s)) ORDER BY p.name, p.id""",
        {"ids": None if people is None else list(people)},
    )


def roles_held(row: Row) -> tuple[str, ...]:
    """Roles `app.role` and system roles of a row of people."""
    return (*row["roles"], *system_roles_of(row))


def to_caller(row: Row, address: str | None = None) -> Caller:
    """Somebody as they ask, or would ask. With the row of a key they are no administrator, whoever owns it."""
    parts = frozenset(part for role in system_roles_of(row) for part in PARTS_OF_ROLE[role])
    key = read_scopes(row["scopes"], PARTS_OF_ROLE[ADMINISTRATOR]) if "scopes" in row else None
    return Caller(
        person_id=row["id"],
        name=row["name"],
        admin=row["admin"] and key is None,
        locale=row["locale"],
        teams=frozenset(row["teams"]),
        team_names=frozenset(row["team_names"]),
        roles=frozenset(row["roles"]),
        epoch=row["epoch"],
        departments=frozenset(row["departments"]),
        partner_id=row["partner_id"],
        parts=parts if key is None else parts & key.admin,
        key=key,
        key_id=row.get("key_id"),
        address=address,
    )


def to_session(row: Row, token_hash: bytes, address: str | None = None) -> OpenSession:
    """The row of `open_session` or `open_key`; nothing is ever due of a key."""
    caller = to_caller(row, address)
    if caller.key is not None:
        return OpenSession(caller, to_person(row), row["csrf_token"], token_hash)
    due = due_of(
        SignInPolicy.of(row["policy"]),
        roles_held(row),
        password_due=row["password_due"],
        has_second_factor=row["second_factor"],
    )
    return OpenSession(caller, to_person(row), row["csrf_token"], token_hash, row["session_id"], due)


def person_by_login(login: str, phone: str | None) -> Statement:
    """Whose login it is, with `password_hash`, `active`, and `sealed` and `last_step` of a second factor."""
    return Statement(
        f"""SELECT {_PERSON}, p.password_hash, p.active, f.sealed, f.last_step
        FROM people p LEFT JOIN second_factors f ON f.person_id = p.id AND f.confirmed_at IS NOT NULL
        WHERE lower(p.email) = lower(%(login)s) OR p.phone = %(phone)s OR lower(p.staff_number) = lower(%(login)s)
        ORDER BY lower(p.email) = lower(%(login)s) DESC NULLS LAST, p.phone = %(phone)s DESC NULLS LAST
        LIMIT 1""",
        {"login": login, "phone": phone},
    )


def person(person_id: UUID) -> Statement:
    """One person as PEOPLE shows them, with `password_hash`."""
    return Statement(
        f"""SELECT {_PERSON}, {_PLACE}, p.wecom_id, p.active, p.password_hash, p.password_due, {_SECOND_FACTOR},
            {_TEAMS}, {_ROLES}, {_INVITED}
        FROM people p WHERE p.id = %(id)s""",
        {"id": person_id},
    )


def insert_person(person_id: UUID, values: Mapping[str, Any], at: datetime) -> Statement:
    """A new person; `values` by column, those left out keep their defaults."""
    columns = [column for column in _COLUMNS if column in values]
    names, places = ", ".join(columns), ", ".join(f"%({column})s" for column in columns)
    return Statement(
        f"INSERT INTO people (id, created_at, {names}) VALUES (%(id)s, %(at)s, {places})",
        {**{column: values[column] for column in columns}, "id": person_id, "at": at},
    )


def update_person(person_id: UUID, values: Mapping[str, Any]) -> Statement:
    """Change the given columns; returns the id when there is such a person."""
    columns = [column for column in _COLUMNS if column in values]
    changes = ", ".join(f"{column} = %({column})s" for column in columns) or "name = name"
    return Statement(
        f"UPDATE people SET {changes} WHERE id = %(id)s RETURNING id",
        {**{column: values[column] for column in columns}, "id": person_id},
    )


def place_exists(place: Mapping[str, Any]) -> Statement:
    """Whether `department_id`, `manager_id` and `partner_id` name something: one row of three booleans."""
    return Statement(
        """SELECT EXISTS (SELECT 1 FROM departments WHERE id = %(department_id)s AND removed_at IS NULL)
            AS department_id,
        EXISTS (SELECT 1 FROM people WHERE id = %(manager_id)s) AS manager_id,
        EXISTS (SELECT 1 FROM partners WHERE id = %(partner_id)s) AS partner_id""",
        place,
    )


def logins_taken(person_id: UUID, logins: Mapping[str, str | None]) -> Statement:
    """Which of `email`, `phone`, `staff_number` and `wecom_id` somebody else has: one row of booleans."""
    return Statement(
        """SELECT EXISTS (SELECT 1 FROM people WHERE lower(email) = lower(%(email)s) AND id <> %(id)s) AS email,
        EXISTS (SELECT 1 FROM people WHERE phone = %(phone)s AND id <> %(id)s) AS phone,
        EXISTS (SELECT 1 FROM people WHERE lower(staff_number) = lower(%(staff_number)s) AND id <> %(id)s)
        AS staff_number,
        EXISTS (SELECT 1 FROM people WHERE lower(wecom_id) = lower(%(wecom_id)s) AND id <> %(id)s) AS wecom_id""",
        {**logins, "id": person_id},
    )


def insert_session(
    token_hash: bytes,
    person_id: UUID,
    csrf_token: str,
    at: datetime,
    until: datetime,
    *,
    address: str | None = None,
    device: str = "",
) -> Statement:
    """A new session of a person who is active."""
    return Statement(
        """INSERT INTO sessions
            (token_hash, person_id, csrf_token, created_at, expires_at, address, device, last_seen_at, last_address)
        SELECT %(hash)s, id, %(csrf)s, %(at)s, %(until)s, %(address)s, %(device)s, %(at)s, %(address)s
        FROM people WHERE id = %(person)s AND active""",
        {
            "hash": token_hash,
            "person": person_id,
            "csrf": csrf_token,
            "at": at,
            "until": until,
            "address": address,
            "device": device,
        },
    )


def delete_session(token_hash: bytes) -> Statement:
    """Sign out."""
    return Statement("DELETE FROM sessions WHERE token_hash = %(hash)s", {"hash": token_hash})


def delete_expired_sessions(now: datetime) -> Statement:
    """Forget what no longer opens anything."""
    return Statement("DELETE FROM sessions WHERE expires_at <= %(now)s", {"now": now})


def lock_failures(subject: str, now: datetime) -> Statement:
    """The counter of a subject, made when missing, locked until the end of the transaction."""
    return Statement(
        """INSERT INTO sign_in_failures AS f (subject, failures, last_at) VALUES (%(subject)s, 0, %(now)s)
        ON CONFLICT (subject) DO UPDATE SET subject = f.subject RETURNING failures, last_at""",
        {"subject": subject, "now": now},
    )


def save_failures(subject: str, failures: int, now: datetime) -> Statement:
    """Set the counter."""
    return Statement(
        "UPDATE sign_in_failures SET failures = %(failures)s, last_at = %(now)s WHERE subject = %(subject)s",
        {"subject": subject, "failures": failures, "now": now},
    )


def delete_failures(subject: str) -> Statement:
    """Reset the counter."""
    return Statement("DELETE FROM sign_in_failures WHERE subject = %(subject)s", {"subject": subject})


def failures_from(least: int, most: int) -> Statement:
    """The latest subjects with at least so many failed sign-ins: rows `{subject, failures, last_at}`."""
    return Statement(
        f"""SELECT subject, failures, last_at FROM sign_in_failures WHERE failures >= %(least)s
        AND subject NOT LIKE 'forgotten%%'
        ORDER BY last_at DESC LIMIT {most:d}""",
        {"least": least},
    )


LOGINS = Statement("SELECT id, name, email, phone, staff_number FROM people")


def take_back_failure(subject: str) -> Statement:
    """The attempt that was counted in advance succeeded."""
    return Statement(
        "UPDATE sign_in_failures SET failures = greatest(0, failures - 1) WHERE subject = %(subject)s",
        {"subject": subject},
    )


def delete_old_failures(before: datetime) -> Statement:
    """Forget counters that have leaked away."""
    return Statement("DELETE FROM sign_in_failures WHERE last_at < %(before)s", {"before": before})


def setting(name: str) -> Statement:
    """`value` of a setting."""
    return Statement("SELECT value FROM settings WHERE name = %(name)s", {"name": name})


def save_setting(name: str, value: Any) -> Statement:
    """Set a setting to a JSON value."""
    return Statement(
        """INSERT INTO settings (name, value) VALUES (%(name)s, %(value)s)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
        {"name": name, "value": Json(value)},
    )


def delete_setting(name: str) -> Statement:
    """Remove a setting."""
    return Statement("DELETE FROM settings WHERE name = %(name)s", {"name": name})
