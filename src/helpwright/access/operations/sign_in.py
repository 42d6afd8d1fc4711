"""Sign in and out."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from helpwright.access import account_link_store, session_store, store
from helpwright.access.audit import entry
from helpwright.access.device import name_of
from helpwright.access.gate import Gate, hash_of, home_of
from helpwright.access.logins import phone_or_none
from helpwright.access.model import OpenSession, Person
from helpwright.access.notices import Notice
from helpwright.access.operations.attempts import count_try, of_address, of_login
from helpwright.access.operations.second_factor import take_code
from helpwright.kernel.errors import Unauthenticated
from helpwright.platform.database import Row, Statement

_SHORT = timedelta(hours=12)
_LONG = timedelta(days=7)
_FAILURES_KEPT = timedelta(days=1)
_TOKEN_BYTES = 32
_DEVICES_KEPT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just opened; `token` goes into the cookie and is stored nowhere. `lasts` is None: with the browser."""

    person: Person
    token: str
    csrf_token: str
    lasts: timedelta | None


@dataclass(frozen=True, slots=True)
class Try:
    """What somebody says who wants to come in; `code` is that of the second step, or a recovery code."""

    login: str
    password: str
    code: str | None = None
    remember: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """From where a session is opened: the client's address, the words of its browser, and the language it reads."""

    address: str | None = None
    device: str = ""
    language: str | None = None


async def sign_in(gate: Gate, tried: Try, where: Where) -> NewSession:
    """Check the password, and the code where the person has a second step; open a session of 12 hours or 7 days.

    Every try is counted before its password is checked, so that many at once gain nothing. Unknown logins cost the
    same work. Raises Unauthenticated `sign_in_failed`, `second_factor_needed` (the password is right, the code is
    missing) or `second_factor_wrong`; TooMany `too_many_attempts` with the seconds to wait.
    """
    login, address = tried.login.strip(), where.address or ""
    phone = phone_or_none(login, await home_of(gate))
    counted = of_address(address), of_login(phone or login)
    await count_try(gate, counted)
    row = await gate.database.one(store.person_by_login(login, phone))
    stored = row["password_hash"] if row is not None and row["active"] else None
    failed = entry(
        gate.clock.now(), "sign_in_failed", None if row is None else row["id"], None,
        {"digests": {"login": gate.digest((phone or login).casefold())}}, result="sign_in_failed", address=address,
    )  # fmt: skip
    if not await gate.passwords.verify(tried.password, stored) or row is None or stored is None:
        await gate.database.write([failed])
        raise Unauthenticated("sign_in_failed")
    if row["sealed"] is not None:
        await _second_step(gate, row, tried.code, [subject for subject, _ in counted], address)
    # In the order in which tries are counted, or people who sign in at once wait for each other for ever.
    followed = [store.take_back_failure(counted[0][0]), store.delete_failures(counted[1][0])]
    if gate.passwords.outdated(stored):
        fresh = await gate.passwords.hash(tried.password)
        followed.append(store.update_person(row["id"], {"password_hash": fresh}))
    language = where.language or row["locale"]
    if language != row["locale"]:
        followed.append(store.update_person(row["id"], {"locale": language}))
    person = store.to_person({**row, "locale": language})
    session, statement = new_session(gate, person, where, remember=tried.remember)
    followed += await _device(gate, person, where)
    told = entry(
        gate.clock.now(), "signed_in", person.id, f"person:{person.id}", {"device": name_of(where.device)},
        address=address,
    )  # fmt: skip
    followed += [statement, told]
    if not await _opens(gate, row["id"], stored, followed):
        # A password takes a while to look at. Who has changed it meanwhile has ended every session that there was; but
        # another sign-in may have stored the same one with today's parameters.
        again = await gate.database.one(store.person(row["id"]))
        anew = None if again is None or again["password_hash"] == stored else again["password_hash"]
        same = anew is not None and await gate.passwords.verify(tried.password, anew)
        if anew is None or not same or not await _opens(gate, row["id"], anew, followed):
            await gate.database.write([failed])
            raise Unauthenticated("sign_in_failed")
    return session


async def _opens(gate: Gate, person_id: UUID, stored: str, then: Sequence[Statement]) -> bool:
    """Do it if that password still opens; whether it did."""
    async with gate.database.deciding([session_store.still_opens(person_id, stored)]) as decision:
        opens = bool(decision.rows[0])
        if opens:
            await decision.finish(then)
    return opens


async def _device(gate: Gate, person: Person, where: Where) -> Sequence[Statement]:
    """Tell somebody who has signed in before that it is from a device they have not used in half a year."""
    device, now = name_of(where.device), gate.clock.now()
    row = await gate.database.one(session_store.devices(person.id, device, now - _DEVICES_KEPT))
    if row is None or not row["any"] or row["same"]:
        return ()
    return gate.tell(Notice("new_device", person.id, now, None, {"device": device, "address": where.address}))


async def _second_step(gate: Gate, row: Row, code: str | None, counted: Sequence[str], address: str) -> None:
    """Raises Unauthenticated without the right code. A missing one is no failure and resets none."""
    if not code or not code.strip():
        await gate.database.write([store.take_back_failure(subject) for subject in counted])
        raise Unauthenticated("second_factor_needed")
    if not await take_code(gate, row["id"], code, address):
        told = entry(
            gate.clock.now(), "sign_in_failed", row["id"], None, result="second_factor_wrong", address=address,
        )  # fmt: skip
        await gate.database.write([told])
        raise Unauthenticated("second_factor_wrong")


HERE = Where()
"""This machine itself, or who does not say."""


def new_session(
    gate: Gate, person: Person, where: Where = HERE, *, remember: bool = False
) -> tuple[NewSession, Statement]:
    """A session for a person who has proved who they are, and the statement that stores it."""
    now = gate.clock.now()
    token, csrf_token = secrets.token_urlsafe(_TOKEN_BYTES), secrets.token_urlsafe(_TOKEN_BYTES)
    until = now + (_LONG if remember else _SHORT)
    statement = store.insert_session(
        hash_of(token), person.id, csrf_token, now, until, address=where.address, device=where.device
    )
    return NewSession(person, token, csrf_token, _LONG if remember else None), statement


async def sign_out(gate: Gate, session: OpenSession) -> None:
    """End the session. A key does not sign out: it is revoked."""
    if session.caller.key is not None:
        return
    told = entry(gate.clock.now(), "signed_out", session.caller, f"person:{session.caller.person_id}")
    await gate.database.write([store.delete_session(session.token_hash), told])


async def forget_expired(gate: Gate) -> None:
    """Daily upkeep: expired sessions and links, and counters of failures that no longer matter."""
    now = gate.clock.now()
    await gate.database.write(
        [
            store.delete_expired_sessions(now),
            store.delete_old_failures(now - _FAILURES_KEPT),
            account_link_store.delete_expired(now),
        ]
    )
