"""Create and change people, their roles and teams."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation

from helpwright.access import store
from helpwright.access.gate import Gate
from helpwright.access.logins import (
    MalformedError,
    read_email,
    read_locale,
    read_name,
    read_phone,
    read_staff_number,
    read_wecom_id,
)
from helpwright.access.passwords import LONGEST, SHORTEST
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Missing
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Row, Statement

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
_OWN_ALONE = (*_LOGINS, "wecom_id")


async def create_person(gate: Gate, given: Mapping[str, Any]) -> Row:
    """Make a person. `given`: name, email, phone, staff_number, password, locale, admin, active, roles, teams.

    Returns the row of `store.person`. Raises Invalid per field, Conflict `person_exists` naming the fields taken.
    """
    problems: list[FieldProblem] = []
    values = clean(given, problems)
    if "name" not in values and not problems:
        problems.append(FieldProblem("name", "required"))
    memberships = await _memberships(gate, given, problems)
    if problems:
        raise Invalid(problems)
    if given.get("password") is not None:
        values["password_hash"] = await gate.passwords.hash(given["password"])
    person_id = new_id()
    first = store.insert_person(person_id, values, gate.clock.now())
    try:
        await gate.database.write([first, *_set_memberships(person_id, memberships)])
    except UniqueViolation as error:
        raise await _taken(gate, person_id, values) from error
    return await read_person(gate, person_id)


async def update_person(
    gate: Gate, person_id: UUID, given: Mapping[str, Any], keep_session: bytes | None = None
) -> Row:
    """Change what `given` names (keys as in `create_person`) and return the row.

    A new password ends the person's other sessions (`keep_session` is the hash of the one that stays); becoming
    inactive ends all. Raises Missing, Invalid, Conflict `person_exists`, Conflict `last_administrator`.
    """
    problems: list[FieldProblem] = []
    values = clean(given, problems)
    memberships = await _memberships(gate, given, problems)
    if problems:
        raise Invalid(problems)
    followed = _set_memberships(person_id, memberships)
    if given.get("password") is not None:
        values["password_hash"] = await gate.passwords.hash(given["password"])
        followed.append(store.delete_sessions_of(person_id, keep_session))
    if values.get("active") is False:
        followed.append(store.delete_sessions_of(person_id))
    try:
        async with gate.database.transaction() as session:
            await session.execute(store.LOCK_ADMINISTRATORS)
            if not await session.all(store.update_person(person_id, values)):
                raise Missing
            for statement in followed:
                await session.execute(statement)
            left = await session.one(store.ADMINISTRATORS)
            if values.keys() & {"active", "admin", *_LOGINS} and not (left and left["found"]):
                raise Conflict("last_administrator")
    except UniqueViolation as error:
        raise await _taken(gate, person_id, values) from error
    return await read_person(gate, person_id)


async def read_person(gate: Gate, person_id: UUID) -> Row:
    """The row of `store.person`. Raises Missing."""
    row = await gate.database.one(store.person(person_id))
    if row is None:
        raise Missing
    return row


def clean(given: Mapping[str, Any], problems: list[FieldProblem]) -> dict[str, Any]:
    """Canonical values by column for what `given` names; what is wrong is added to `problems`."""
    values: dict[str, Any] = {key: given[key] for key in ("admin", "active") if key in given}
    for key, read in _READERS.items():
        if key not in given:
            continue
        raw = given[key]
        if key in _MAY_BE_EMPTY and (raw is None or not raw.strip()):
            values[key] = None
            continue
        try:
            values[key] = read(raw)
        except MalformedError as malformed:
            problems.append(FieldProblem(key, malformed.code))
    problems.extend(check_password(given.get("password")))
    return values


def check_password(password: str | None) -> list[FieldProblem]:
    """What is wrong with a password to be set; None is not set."""
    if password is None:
        return []
    if len(password) < SHORTEST:
        return [FieldProblem("password", "password_short", {"least": SHORTEST})]
    if len(password) > LONGEST:
        return [FieldProblem("password", "password_long", {"most": LONGEST})]
    return []


async def _memberships(
    gate: Gate,
    given: Mapping[str, Any],
    problems: list[FieldProblem],
) -> tuple[Collection[str] | None, Collection[UUID] | None]:
    roles, teams = given.get("roles"), given.get("teams")
    if roles is None and teams is None:
        return None, None
    known = await gate.read_roles_and_teams()
    ids = {row["name"]: row["id"] for row in await gate.database.all(store.TEAMS)}
    role_names = None if roles is None else _resolve("role", roles, known.roles, problems)
    team_names = None if teams is None else _resolve("team", teams, ids, problems)
    return role_names, None if team_names is None else [ids[name] for name in team_names]


def _resolve(
    word: str,
    names: Collection[str],
    known: Collection[str],
    problems: list[FieldProblem],
) -> list[str]:
    """Names of roles or teams (`word`) as `app.key`; a bare key counts where only one app has it."""
    found: list[str] = []
    for index, name in enumerate(names):
        matches = [name] if name in known else [full for full in known if full.partition(".")[2] == name]
        if len(matches) == 1:
            found += matches
        else:
            problems.append(FieldProblem(f"{word}s.{index}", f"{word}_unknown", {word: name}))
    return found


def _set_memberships(
    person_id: UUID,
    memberships: tuple[Collection[str] | None, Collection[UUID] | None],
) -> list[Statement]:
    roles, teams = memberships
    statements: list[Statement] = []
    if roles is not None:
        statements += store.set_roles(person_id, roles)
    if teams is not None:
        statements += store.set_teams(person_id, teams)
    return statements


async def _taken(gate: Gate, person_id: UUID, values: Mapping[str, Any]) -> Conflict:
    """Every login that another person has, not only the one that PostgreSQL met first."""
    row = await gate.database.one(store.logins_taken(person_id, {key: values.get(key) for key in _OWN_ALONE}))
    refusal = Conflict("person_exists")
    refusal.errors = tuple(FieldProblem(key, "taken") for key in _OWN_ALONE if row is not None and row[key])
    return refusal
