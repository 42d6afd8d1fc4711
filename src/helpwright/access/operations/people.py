"""Create and change people, their roles and teams."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation

from helpwright.access import account_link_store, membership_store, session_store, store
from helpwright.access.audit import entry
from helpwright.access.gate import Gate, home_of
from helpwright.access.logins import (
    MalformedError,
    read_email,
    read_locale,
    read_name,
    read_phone,
    read_staff_number,
    read_wecom_id,
)
from helpwright.access.model import ADMINISTRATOR, PARTS_OF_ROLE, Caller
from helpwright.access.notices import Notice, other_than
from helpwright.access.operations.second_factor import policy_of
from helpwright.access.password_rules import check_password
from helpwright.kernel.country import HOME
from helpwright.kernel.errors import Conflict, FieldProblem, Forbidden, Invalid, Missing
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Row, Session, Statement

_READERS: dict[str, Callable[[str], str]] = {
    "name": read_name,
    "email": read_email,
    "phone": read_phone,
    "staff_number": read_staff_number,
    "wecom_id": read_wecom_id,
    "locale": read_locale,
}
_MAY_BE_EMPTY = frozenset({"email", "phone", "staff_number", "wecom_id"})
_LOGINS = ("email", "phone", "staff_number")
_PLACE = ("department_id", "manager_id", "partner_id")
_ROLES = ("roles", "join_roles", "leave_roles")
_TEAMS = ("teams", "join_teams", "leave_teams")
_PLAIN = ("admin", "system_roles", "active", *_ROLES, *_TEAMS, *_PLACE)
_OWN_ALONE = (*_LOGINS, "wecom_id")


Also = Callable[[UUID], Sequence[Statement]]
"""What else is written with a new person."""


def nothing_more(_person: UUID) -> Sequence[Statement]:
    """Nothing else."""
    return ()


async def create_person(
    gate: Gate, given: Mapping[str, Any], by: Caller | None = None, also: Also = nothing_more
) -> Row:
    """Make a person and return the row of `store.person`. `by` is who does it, `also` is written with it.

    `given`: name, email, phone, staff_number, password, password_due, locale, active, admin, system_roles, roles,
    teams, department_id, manager_id, partner_id. Raises Invalid per field, Forbidden, Conflict `person_exists` naming
    the fields taken.
    """
    problems: list[FieldProblem] = []
    values = clean(given, problems, await home_of(gate))
    problems.extend(await _check_password(gate, given, values))
    if "name" not in values and not problems:
        problems.append(FieldProblem("name", "required"))
    person_id = new_id()
    memberships = await _memberships(gate, person_id, given, problems)
    await check_place(gate, person_id, values, problems)
    if problems:
        raise Invalid(problems)
    if by is not None and not by.admin and values.get("admin"):
        raise Forbidden("administrators_only")
    if given.get("password") is not None:
        values["password_hash"] = await gate.passwords.hash(given["password"])
        values["password_due"] = bool(given.get("password_due"))
    now = gate.clock.now()
    first = store.insert_person(person_id, values, now)
    told = entry(now, "person_created", by, f"person:{person_id}", _told(gate, given, values))
    try:
        await gate.database.write([first, *memberships, told, *also(person_id)])
    except UniqueViolation as error:
        raise await _taken(gate, person_id, values) from error
    return await read_person(gate, person_id)


async def update_person(
    gate: Gate,
    person_id: UUID,
    given: Mapping[str, Any],
    keep_session: bytes | None = None,
    by: Caller | None = None,
) -> Row:
    """Change what `given` names (keys as in `create_person`) and return the row.

    `join_roles`, `leave_roles`, `join_teams`, `leave_teams` change single memberships, after `roles` and `teams`.

    A new password, another mail address or becoming inactive voids links that set a password.
    A new password ends the person's other sessions (`keep_session` is the hash of the one that stays); becoming
    inactive ends all. A password set by somebody else is to be renewed by the person, unless `password_due` says no.
    Who administers people and is no administrator changes no administrator and makes none.
    Raises Missing, Invalid, Forbidden, Conflict `person_exists`, Conflict `last_administrator`.
    """
    problems: list[FieldProblem] = []
    values = clean(given, problems, await home_of(gate))
    if given.get("password") is not None:
        known = await gate.database.one(store.person(person_id)) or {}
        problems.extend(await _check_password(gate, given, {**known, **values}))
    followed = await _memberships(gate, person_id, given, problems)
    await check_place(gate, person_id, values, problems)
    if problems:
        raise Invalid(problems)
    if given.get("password") is not None:
        values["password_hash"] = await gate.passwords.hash(given["password"])
        other = by is not None and by.person_id != person_id
        values["password_due"] = other and given.get("password_due", True)
        followed.append(session_store.delete_sessions_of(person_id, keep_session))
    if values.get("active") is False:
        followed.append(session_store.delete_sessions_of(person_id))
    followed.append(
        entry(gate.clock.now(), "person_changed", by, f"person:{person_id}", _told(gate, given, values)),
    )
    try:
        async with gate.database.transaction() as session:
            await session.execute(store.LOCK_ADMINISTRATORS)
            was = await _guard(session, person_id, values, by)
            await session.execute(store.update_person(person_id, values))
            followed += _notices(gate, was, values, by)
            if _ends_links(was, values):
                followed.append(account_link_store.delete_of(person_id))
            for statement in followed:
                await session.execute(statement)
            left = await session.one(store.ADMINISTRATORS)
            if was["admin"] and values.keys() & {"active", "admin", *_LOGINS} and not (left and left["found"]):
                raise Conflict("last_administrator")
    except UniqueViolation as error:
        raise await _taken(gate, person_id, values) from error
    return await read_person(gate, person_id)


async def _guard(session: Session, person_id: UUID, values: Mapping[str, Any], by: Caller | None) -> Row:
    """The person as they are. Raises Missing, Forbidden, Invalid when somebody of a partner would administer."""
    row = await session.one(store.person(person_id))
    if row is None:
        raise Missing
    own = by is None or (by.person_id == person_id and by.key is None)
    if by is not None and not by.admin and (values.get("admin") or (row["admin"] and not own)):
        raise Forbidden("administrators_only")
    after = {**row, **values}
    if after["partner_id"] is not None and (after["admin"] or after["system_roles"]):
        raise Invalid([FieldProblem("system_roles", "partner_not_internal")])
    return row


def _ends_links(was: Row, values: Mapping[str, Any]) -> bool:
    """Whether links to set a password open no more: there is one, they went elsewhere, or nobody shall come in."""
    moved = "email" in values and values["email"] != was["email"]
    return "password_hash" in values or moved or values.get("active") is False


def _notices(gate: Gate, was: Row, values: Mapping[str, Any], by: Caller | None) -> list[Statement]:
    """What the person is told of it; of a changed mail address at the one until now."""
    person, now = was["id"], gate.clock.now()
    other = other_than(person, by)
    told: list[Notice] = []
    if "password_hash" in values and was["password_hash"] is not None:
        told.append(
            Notice("password_changed" if by is not None and other is None else "password_set", person, now, other)
        )
    if any(key in values and was[key] not in {None, values[key]} for key in _LOGINS):
        told.append(Notice("logins_changed", person, now, other, {"before": was["email"]}))
    return [statement for notice in told for statement in gate.tell(notice)]


def _told(gate: Gate, given: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """For the audit: what was set. Of logins digests, of the password nothing."""
    digests = {key: gate.digest(values[key]) for key in _LOGINS if values.get(key) is not None}
    plain = {key: given[key] for key in _PLAIN if given.get(key) is not None}
    return {"fields": sorted(given.keys() - {"current_password"}), **plain, **({"digests": digests} if digests else {})}


async def read_person(gate: Gate, person_id: UUID) -> Row:
    """The row of `store.person`. Raises Missing."""
    row = await gate.database.one(store.person(person_id))
    if row is None:
        raise Missing
    return row


def clean(given: Mapping[str, Any], problems: list[FieldProblem], country: str = HOME) -> dict[str, Any]:
    """Canonical values by column for what `given` names; what is wrong is added to `problems`."""
    values: dict[str, Any] = {key: given[key] for key in ("admin", "active", *_PLACE) if key in given}
    if given.get("system_roles") is not None:
        wanted = frozenset(given["system_roles"])
        values["admin"] = ADMINISTRATOR in wanted or bool(given.get("admin"))
        values["system_roles"] = [role for role in PARTS_OF_ROLE if role in wanted and role != ADMINISTRATOR]
    for key, read in _READERS.items():
        if key not in given:
            continue
        raw = given[key]
        if key in _MAY_BE_EMPTY and (raw is None or not raw.strip()):
            values[key] = None
            continue
        try:
            values[key] = read_phone(raw, country) if key == "phone" else read(raw)
        except MalformedError as malformed:
            problems.append(FieldProblem(key, malformed.code))
    return values


async def check_place(gate: Gate, person_id: UUID, values: Mapping[str, Any], problems: list[FieldProblem]) -> None:
    """Department, manager and partner exist, nobody is their own manager, and no partner's person is an administrator.

    What is wrong is added to `problems`.
    """
    if values.keys() & set(_PLACE):
        row = await gate.database.one(store.place_exists({key: values.get(key) for key in _PLACE}))
        unknown = [key for key in _PLACE if values.get(key) is not None and not (row and row[key])]
        problems.extend(FieldProblem(key, f"{key.removesuffix('_id')}_unknown") for key in unknown)
    if values.get("manager_id") == person_id:
        problems.append(FieldProblem("manager_id", "manager_self"))
    if values.get("partner_id") is not None and (values.get("admin") or values.get("system_roles")):
        problems.append(FieldProblem("system_roles", "partner_not_internal"))


async def _check_password(gate: Gate, given: Mapping[str, Any], person: Mapping[str, Any]) -> list[FieldProblem]:
    """What is wrong with the password in `given`, for the person of these logins."""
    if given.get("password") is None:
        return []
    policy = await policy_of(gate)
    return check_password(given["password"], [person.get(key) for key in _LOGINS], policy.shortest)


async def _memberships(
    gate: Gate, person_id: UUID, given: Mapping[str, Any], problems: list[FieldProblem]
) -> list[Statement]:
    """What makes the roles and teams those that `given` asks for; unknown ones are added to `problems`."""
    if not any(given.get(key) is not None for key in (*_ROLES, *_TEAMS)):
        return []
    known = await gate.read_roles_and_teams()
    ids = {row["name"]: row["id"] for row in await gate.database.all(store.TEAMS)}
    roles = {key: _resolve("role", key, given[key], known.roles, problems) for key in _ROLES if given.get(key)}
    teams = {
        key: [ids[name] for name in _resolve("team", key, given[key], ids, problems)]
        for key in _TEAMS
        if given.get(key)
    }
    statements: list[Statement] = []
    if given.get("roles") is not None:
        statements += membership_store.set_roles(person_id, roles.get("roles", []))
    if given.get("teams") is not None:
        statements += membership_store.set_teams(person_id, teams.get("teams", []))
    statements += membership_store.change_roles(person_id, roles.get("join_roles", []), roles.get("leave_roles", []))
    statements += membership_store.change_teams(person_id, teams.get("join_teams", []), teams.get("leave_teams", []))
    return statements


def _resolve(
    word: str,
    key: str,
    names: Collection[str],
    known: Collection[str],
    problems: list[FieldProblem],
) -> list[str]:
    """Names of roles or teams (`word`), given as `key`, as `app.key`; a bare key counts where only one app has it."""
    found: list[str] = []
    for index, name in enumerate(names):
        matches = [name] if name in known else [full for full in known if full.partition(".")[2] == name]
        if len(matches) == 1:
            found += matches
        else:
            problems.append(FieldProblem(f"{key}.{index}", f"{word}_unknown", {word: name}))
    return found


async def _taken(gate: Gate, person_id: UUID, values: Mapping[str, Any]) -> Conflict:
    """Every login that another person has, not only the one that PostgreSQL met first."""
    row = await gate.database.one(store.logins_taken(person_id, {key: values.get(key) for key in _OWN_ALONE}))
    refusal = Conflict("person_exists")
    refusal.errors = tuple(FieldProblem(key, "taken") for key in _OWN_ALONE if row is not None and row[key])
    return refusal


async def chosen_language(gate: Gate) -> str | None:
    """The language of people who have none, as the organization chose it; None where it did not."""
    row = await gate.database.one(store.setting("language"))
    return None if row is None else str(row["value"])
