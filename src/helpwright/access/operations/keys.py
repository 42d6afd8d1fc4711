"""API keys: made for oneself or, by who administers keys, for others; shown once; revoked."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from helpwright.access import key_store as store
from helpwright.access.audit import entry
from helpwright.access.gate import Gate, hash_of
from helpwright.access.key_scopes import read_scopes
from helpwright.access.logins import MalformedError, read_name
from helpwright.access.model import ADMINISTRATOR, PARTS_OF_ROLE, Caller
from helpwright.access.store import key_and_stamp
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import FieldProblem, Forbidden, Invalid, Missing
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Row

PREFIX = "hw_"
_TOKEN_BYTES = 32
_SHOWN = 9


@dataclass(frozen=True, slots=True)
class Wanted:
    """A key to be made. `person_id` is its owner, None for who asks; without `expires_at` it lasts until revoked."""

    name: str
    scopes: Sequence[str]
    expires_at: datetime | None = None
    person_id: UUID | None = None


async def opens(gate: Gate, token_hash: bytes) -> bool:
    """Whether the key of that hash opens anything now."""
    return bool(await gate.database.all(key_and_stamp(token_hash, gate.clock.now())))


async def create_key(gate: Gate, wanted: Wanted, by: Caller) -> tuple[Row, str]:
    """The row of `key_store.key` and the key itself, which is stored nowhere. Raises Invalid, Forbidden.

    A key makes no keys. Nobody makes a key in the name of an administrator but an administrator.
    """
    owner = wanted.person_id or by.person_id
    if by.key is not None:
        raise Forbidden("key_not_enough")
    if owner != by.person_id and not by.may("keys"):
        raise Forbidden
    name = await _check(gate, wanted, owner, by)
    now, key_id, token = gate.clock.now(), new_id(), PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
    values = {
        "id": key_id,
        "person_id": owner,
        "name": name,
        "start": token[:_SHOWN],
        "token_hash": hash_of(token),
        "scopes": list(dict.fromkeys(wanted.scopes)),
        "created_at": now,
        "created_by": by.person_id,
        "expires_at": wanted.expires_at,
    }
    until = None if wanted.expires_at is None else iso(wanted.expires_at)
    told = {"person": str(owner), "name": name, "scopes": values["scopes"], "expires_at": until}
    await gate.database.write([store.insert(values), entry(now, "key_created", by, f"key:{key_id}", told)])
    row = await gate.database.one(store.key(key_id))
    if row is None:
        raise Missing
    return row, token


async def _check(gate: Gate, wanted: Wanted, owner: UUID, by: Caller) -> str:
    """The clean name. Raises Invalid, Forbidden."""
    problems: list[FieldProblem] = []
    name = ""
    try:
        name = read_name(wanted.name)
    except MalformedError as malformed:
        problems.append(FieldProblem("name", malformed.code))
    try:
        read_scopes(wanted.scopes, PARTS_OF_ROLE[ADMINISTRATOR])
    except ValueError as error:
        problems.append(FieldProblem("scopes", "key_scope_unknown", {"scope": str(error)[:100]}))
    if wanted.expires_at is not None and wanted.expires_at.tzinfo is None:
        problems.append(FieldProblem("expires_at", "instant_without_zone"))
    elif wanted.expires_at is not None and wanted.expires_at <= gate.clock.now():
        problems.append(FieldProblem("expires_at", "key_expires_past"))
    row = await gate.database.one(store.owner(owner))
    if row is None or not row["active"]:
        problems.append(FieldProblem("person_id", "member_unknown"))
    elif row["admin"] and not by.admin:
        raise Forbidden("administrators_only")
    if problems:
        raise Invalid(problems)
    return name


async def revoke_key(gate: Gate, key_id: UUID, by: Caller) -> None:
    """End a key: one's own, or anybody's for who administers keys. Repeatable. Raises Missing."""
    row = await gate.database.one(store.key(key_id))
    own = row is not None and row["person_id"] == by.person_id and (by.key is None or by.key_id == key_id)
    if row is None or not (own or by.may("keys")):
        raise Missing
    now = gate.clock.now()
    async with gate.database.transaction() as session:
        if await session.all(store.revoke(key_id, now)):
            told = {"person": str(row["person_id"]), "name": row["name"]}
            await session.execute(entry(now, "key_revoked", by, f"key:{key_id}", told))
