"""Sign in and out."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from helpwright.access import store
from helpwright.access.attempts import OF_ADDRESS, OF_LOGIN, counted, seconds_to_wait
from helpwright.access.audit import entry
from helpwright.access.client_address import counted_as
from helpwright.access.gate import Gate, hash_of
from helpwright.access.logins import phone_or_none
from helpwright.access.model import OpenSession, Person
from helpwright.kernel.errors import TooMany, Unauthenticated
from helpwright.platform.database import Statement

_SHORT = timedelta(hours=12)
_LONG = timedelta(days=7)
_FAILURES_KEPT = timedelta(days=1)
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just opened; `token` goes into the cookie and is stored nowhere. `lasts` is None: with the browser."""

    person: Person
    token: str
    csrf_token: str
    lasts: timedelta | None


async def sign_in(gate: Gate, login: str, password: str, address: str, *, remember: bool = False) -> NewSession:
    """Check the password and open a session: 12 hours, or 7 days with `remember`.

    Every try is counted before its password is checked, so that many at once gain nothing. Unknown logins cost the
    same work. Raises Unauthenticated `sign_in_failed`, TooMany `too_many_attempts` with the seconds to wait.
    """
    login = login.strip()
    phone = phone_or_none(login)
    of_address, of_login = _address_subject(address), _login_subject(phone or login)
    await _count_try(gate, of_address, of_login)
    row = await gate.database.one(store.person_by_login(login, phone))
    stored = row["password_hash"] if row is not None and row["active"] else None
    if not await gate.passwords.verify(password, stored) or row is None or stored is None:
        failed = {"digests": {"login": gate.digest((phone or login).casefold())}}
        told = entry(
            gate.clock.now(), "sign_in_failed", None if row is None else row["id"], None, failed,
            result="sign_in_failed", address=address,
        )  # fmt: skip
        await gate.database.write([told])
        raise Unauthenticated("sign_in_failed")
    # In the order in which tries are counted, or people who sign in at once wait for each other for ever.
    followed = [store.take_back_failure(of_address), store.delete_failures(of_login)]
    if gate.passwords.outdated(stored):
        fresh = await gate.passwords.hash(password)
        followed.append(store.update_person(row["id"], {"password_hash": fresh}))
    person = store.to_person(row)
    session, statement = new_session(gate, person, remember=remember)
    told = entry(gate.clock.now(), "signed_in", person.id, f"person:{person.id}", address=address)
    await gate.database.write([*followed, statement, told])
    return session


def new_session(gate: Gate, person: Person, *, remember: bool = False) -> tuple[NewSession, Statement]:
    """A session for a person who has proved who they are, and the statement that stores it."""
    now = gate.clock.now()
    token, csrf_token = secrets.token_urlsafe(_TOKEN_BYTES), secrets.token_urlsafe(_TOKEN_BYTES)
    until = now + (_LONG if remember else _SHORT)
    statement = store.insert_session(hash_of(token), person.id, csrf_token, now, until)
    return NewSession(person, token, csrf_token, _LONG if remember else None), statement


async def sign_out(gate: Gate, session: OpenSession) -> None:
    """End the session. A key does not sign out: it is revoked."""
    if session.caller.key is not None:
        return
    told = entry(gate.clock.now(), "signed_out", session.caller, f"person:{session.caller.person_id}")
    await gate.database.write([store.delete_session(session.token_hash), told])


async def forget_expired(gate: Gate) -> None:
    """Daily upkeep: expired sessions, and counters of failures that no longer matter."""
    now = gate.clock.now()
    await gate.database.write([store.delete_expired_sessions(now), store.delete_old_failures(now - _FAILURES_KEPT)])


async def _count_try(gate: Gate, of_address: str, of_login: str) -> None:
    now = gate.clock.now()
    async with gate.database.transaction() as session:
        for subject, limit in ((of_address, OF_ADDRESS), (of_login, OF_LOGIN)):
            row = await session.one(store.lock_failures(subject, now))
            failures, last_at = (row["failures"], row["last_at"]) if row else (0, now)
            wait = seconds_to_wait(limit, failures, last_at, now)
            if wait:
                raise TooMany("too_many_attempts", retry_after=wait)
            await session.execute(store.save_failures(subject, counted(limit, failures, last_at, now), now))


def _login_subject(login: str) -> str:
    # Hashed: people sometimes type their password into the wrong box.
    return "login:" + sha256(login.casefold().encode(errors="surrogatepass")).hexdigest()


def _address_subject(address: str) -> str:
    return f"address:{counted_as(address)}"
