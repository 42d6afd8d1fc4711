"""Set-up without a browser: make sure that an administrator exists. Repeatable."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import UniqueViolation

from helpwright.access import session_store, store
from helpwright.access.audit import entry
from helpwright.access.gate import COMPANY, Gate, home_of
from helpwright.access.logins import MalformedError, as_login, phone_or_none, read_name
from helpwright.access.password_rules import check_length
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Statement


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Who shall be there: `key` and `value` are the login as it is stored, `find` looks for it."""

    key: str
    value: str
    name: str
    password: str
    password_hash: str
    find: Statement
    settings: Sequence[Statement]


async def ensure_administrator(gate: Gate, login: str, password: str, name: str, company: str | None = None) -> UUID:
    """The person of this login, who is an active administrator with this password afterwards. Raises Invalid.

    Another password than before ends the sessions that the old one opened. Of several at once each finds what the one
    before has made; person and company are written together.
    """
    problems: list[FieldProblem] = check_length(password)
    key = value = shown = ""
    country = await home_of(gate)
    settings: list[Statement] = []
    try:
        key, value = as_login(login, country)
        shown = read_name(name)
    except MalformedError as malformed:
        problems.append(FieldProblem("login", malformed.code))
    if company:
        try:
            settings = [store.save_setting(COMPANY, read_name(company)), store.RAISE_EPOCH]
        except MalformedError as malformed:
            problems.append(FieldProblem("company", malformed.code))
    if problems:
        raise Invalid(problems)
    find = store.person_by_login(value, phone_or_none(login, country))
    hashed = await gate.passwords.hash(password)
    wanted = _Wanted(key, value, shown, password, hashed, find, settings)
    try:
        return await _write(gate, wanted)
    except UniqueViolation:
        return await _write(gate, wanted)  # somebody has added the same person on screen meanwhile


async def _write(gate: Gate, wanted: _Wanted) -> UUID:
    async with gate.database.transaction() as session:
        await session.execute(store.LOCK_SETUP)
        existing = await session.one(wanted.find)
        if existing is None:
            person_id = new_id()
            values = {wanted.key: wanted.value, "name": wanted.name, "password_hash": wanted.password_hash}
            await session.execute(store.insert_person(person_id, {**values, "admin": True}, gate.clock.now()))
        else:
            person_id = UUID(str(existing["id"]))
            changes: dict[str, object] = {"admin": True, "active": True}
            if not await gate.passwords.verify(wanted.password, existing["password_hash"]):
                changes["password_hash"] = wanted.password_hash
            await session.execute(store.update_person(person_id, changes))
            if "password_hash" in changes:
                await session.execute(session_store.delete_sessions_of(person_id))
        for statement in wanted.settings:
            await session.execute(statement)
        await session.execute(entry(gate.clock.now(), "set_up", None, f"person:{person_id}"))
    return person_id
