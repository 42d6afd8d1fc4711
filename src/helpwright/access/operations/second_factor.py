"""The second step of signing in: begin, confirm, use, end."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from helpwright.access import second_factor_store as factors
from helpwright.access import store
from helpwright.access.audit import entry
from helpwright.access.gate import Gate
from helpwright.access.model import Caller, OpenSession
from helpwright.access.notices import Notice, NoticeAct, other_than
from helpwright.access.operations.attempts import count_try, of_person
from helpwright.access.operations.sessions import require_changeable
from helpwright.access.second_factor import (
    PURPOSE,
    Factor,
    address_of,
    new_factor,
    new_recovery_codes,
    seed_text,
    step_of,
    used_before,
    with_recovery,
    without,
)
from helpwright.access.sign_in_policy import SETTING, SignInPolicy
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Unavailable
from helpwright.platform.database import Row, Session
from helpwright.platform.secret_key import SecretKey

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app takes up: as text, and as the address in a QR code."""

    seed: str
    address: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How it is with somebody's second step."""

    since: datetime | None
    recovery_codes_left: int


async def standing(gate: Gate, person_id: UUID) -> Standing:
    """Whether the second step is on, since when, and how many recovery codes are left."""
    row = await gate.database.one(factors.factor(person_id))
    if row is None or row["confirmed_at"] is None:
        return Standing(None, 0)
    found = _open(gate, row)
    return Standing(row["confirmed_at"], 0 if found is None else len(found.recovery))


async def begin(gate: Gate, session: OpenSession, password: str, company: str) -> Enrolment:
    """A new seed, which counts once `confirm` has seen a code of it. Raises Invalid `password_wrong`, Conflict."""
    await require_password(gate, session, password)
    person, made = session.person, new_factor()
    sealed = _key(gate).seal(PURPOSE, made.to_bytes())
    stored = await gate.database.write([factors.begin(person.id, sealed, gate.clock.now())])
    if not stored[0]:
        raise Conflict("second_factor_on")
    account = person.email or person.phone or person.staff_number or person.name
    return Enrolment(seed_text(made), address_of(made, company, account))


async def confirm(gate: Gate, session: OpenSession, code: str) -> list[str]:
    """Switch it on with a first code; the recovery codes, which are shown this once. Raises Invalid, Conflict."""
    person_id, now = session.person.id, gate.clock.now()
    row = await gate.database.one(factors.factor(person_id))
    if row is None or row["confirmed_at"] is not None:
        raise Conflict("second_factor_not_begun" if row is None else "second_factor_on")
    found = _open(gate, row)
    step = None if found is None else step_of(found, code, now, row["last_step"])
    if found is None or step is None:
        raise Invalid([FieldProblem("code", "second_factor_wrong")])
    codes = new_recovery_codes()
    sealed = _key(gate).seal(PURPOSE, with_recovery(found, codes).to_bytes())
    told = entry(now, "second_factor_on", session.caller, f"person:{person_id}")
    async with gate.database.transaction() as open_session:
        if not await open_session.all(factors.confirm(person_id, bytes(row["sealed"]), sealed, step, now)):
            raise Conflict("second_factor_not_begun")
        for statement in (told, *gate.tell(Notice("second_factor_on", person_id, now))):
            await open_session.execute(statement)
    return codes


async def renew_recovery_codes(gate: Gate, session: OpenSession, password: str) -> list[str]:
    """New recovery codes in place of those before. Raises Invalid `password_wrong`, Conflict `second_factor_off`.

    Conflict `try_again` when something else has changed it meanwhile: then the codes before go on.
    """
    await require_password(gate, session, password)
    person_id = session.person.id
    row = await gate.database.one(factors.factor(person_id))
    found = None if row is None or row["confirmed_at"] is None else _open(gate, row)
    if row is None or found is None:
        raise Conflict("second_factor_off")
    codes = new_recovery_codes()
    sealed = _key(gate).seal(PURPOSE, with_recovery(found, codes).to_bytes())
    now = gate.clock.now()
    told = entry(now, "recovery_codes_made", session.caller, f"person:{person_id}")
    async with gate.database.transaction() as open_session:
        if not await open_session.all(factors.replace(person_id, bytes(row["sealed"]), sealed)):
            raise Conflict("try_again")
        for statement in (told, *gate.tell(Notice("recovery_codes_made", person_id, now))):
            await open_session.execute(statement)
    return codes


async def end(gate: Gate, session: OpenSession, password: str) -> None:
    """Sign in without it again. Raises Invalid `password_wrong`, Conflict `second_factor_wanted` by one's roles."""
    await require_password(gate, session, password)
    if await wanted_of(gate, session.person.id):
        raise Conflict("second_factor_wanted")
    await _delete(gate, session.person.id, session.caller)


async def reset(gate: Gate, person_id: UUID, by: Caller) -> None:
    """Take the second step from somebody who has lost it. Raises Missing, Forbidden `administrators_only`."""
    await require_changeable(gate, person_id, by)
    await _delete(gate, person_id, by)


async def reset_by_owner(gate: Gate, person_id: UUID) -> None:
    """The same by whoever runs the machine, who is the last one to help an administrator."""
    await _delete(gate, person_id, None)


async def take_code(gate: Gate, person_id: UUID, code: str, address: str) -> bool:
    """Whether the code opens, of the app or a recovery code; each opens once, and who tries one again is told of."""
    row = await gate.database.one(factors.factor(person_id))
    found = None if row is None else _open(gate, row)
    if row is None or found is None:
        return False
    now = gate.clock.now()
    step = step_of(found, code, now, row["last_step"])
    if step is not None and (await gate.database.write([factors.take_step(person_id, step)]))[0]:
        return True
    if step is not None or used_before(found, code, now, row["last_step"]):
        told = entry(now, "sign_in_failed", person_id, None, result="second_factor_reused", address=address)
        reused = gate.tell(Notice("code_reused", person_id, now, None, {"address": address}))
        await gate.database.write([told, *reused])
        return False
    left = without(found, code)
    if left is None:
        return False
    sealed = _key(gate).seal(PURPOSE, left.to_bytes())
    data = {"left": len(left.recovery)}
    async with gate.database.transaction() as session:
        if not await session.all(factors.replace(person_id, bytes(row["sealed"]), sealed)):
            return False
        told = entry(now, "recovery_code_used", person_id, f"person:{person_id}", data, address=address)
        notice = Notice("recovery_code_used", person_id, now, None, {**data, "address": address})
        for statement in (told, *gate.tell(notice)):
            await session.execute(statement)
    return True


async def seal_factors_anew(session: Session, key: SecretKey) -> int:
    """Let the newest key seal what an older one did; how many factors. In the caller's transaction."""
    count = 0
    for row in await session.all(factors.ALL):
        sealed = key.seal_anew(PURPOSE, bytes(row["sealed"]))
        if sealed is not None:
            count += await session.execute(factors.replace(row["person_id"], bytes(row["sealed"]), sealed))
    return count


async def policy_of(gate: Gate) -> SignInPolicy:
    """What the organization asks for."""
    row = await gate.database.one(store.setting(SETTING))
    return SignInPolicy.of(None if row is None else row["value"])


async def wanted_of(gate: Gate, person_id: UUID) -> bool:
    """Whether the roles of a person need the second step."""
    row = await gate.database.one(store.person(person_id))
    policy = await policy_of(gate)
    return row is not None and policy.wants_second_factor(store.roles_held(row))


async def require_password(gate: Gate, session: OpenSession, password: str) -> None:
    """Raise Invalid `password_wrong` unless it is the person's; tries are counted."""
    subject = of_person(session.person.id)
    await count_try(gate, [subject])
    row = await gate.database.one(store.person(session.person.id))
    if row is None or not await gate.passwords.verify(password, row["password_hash"]):
        raise Invalid([FieldProblem("current_password", "password_wrong")])
    await gate.database.write([store.delete_failures(subject[0])])


async def _delete(gate: Gate, person_id: UUID, by: Caller | None) -> None:
    async with gate.database.transaction() as session:
        if await session.all(factors.delete(person_id)):
            now = gate.clock.now()
            own = by is not None and by.person_id == person_id
            act: NoticeAct = "second_factor_off" if own else "second_factor_taken"
            notice = Notice(act, person_id, now, other_than(person_id, by))
            for statement in (entry(now, "second_factor_off", by, f"person:{person_id}"), *gate.tell(notice)):
                await session.execute(statement)


def _open(gate: Gate, row: Row) -> Factor | None:
    unsealed = _key(gate).unseal(PURPOSE, bytes(row["sealed"]))
    if unsealed is None:
        log.error("second_factor_unreadable")
        return None
    return Factor.of_bytes(unsealed)


def _key(gate: Gate) -> SecretKey:
    if gate.secret is None:
        raise Unavailable("try_again")
    return gate.secret
