"""Set-up without a browser: make sure that an administrator exists. Repeatable."""

from uuid import UUID

from helpwright.access import store
from helpwright.access.gate import Gate
from helpwright.access.logins import MalformedError, as_login, phone_or_none, read_name
from helpwright.access.operations.people import check_password
from helpwright.access.setup import COMPANY
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.ids import new_id


async def ensure_administrator(gate: Gate, login: str, password: str, name: str, company: str | None = None) -> UUID:
    """The person of this login, who is an active administrator with this password afterwards. Raises Invalid.

    Another password than before ends the sessions that the old one opened.
    """
    problems: list[FieldProblem] = check_password(password)
    values: dict[str, object]
    try:
        key, value = as_login(login)
        values = {key: value, "name": read_name(name)}
    except MalformedError as malformed:
        raise Invalid([*problems, FieldProblem("login", malformed.code)]) from malformed
    if problems:
        raise Invalid(problems)
    existing = await gate.database.one(store.person_by_login(value, phone_or_none(login)))
    if existing is not None:
        person_id = existing["id"]
        changes: dict[str, object] = {"admin": True, "active": True}
        ended = []
        if not await gate.passwords.verify(password, existing["password_hash"]):
            changes["password_hash"] = await gate.passwords.hash(password)
            ended.append(store.delete_sessions_of(person_id))
        await gate.database.write([store.update_person(person_id, changes), *ended])
    else:
        person_id = new_id()
        values |= {"password_hash": await gate.passwords.hash(password), "admin": True}
        await gate.database.write([store.insert_person(person_id, values, gate.clock.now())])
    if company:
        await gate.database.write([store.save_setting(COMPANY, read_name(company)), store.RAISE_EPOCH])
    return UUID(str(person_id))
