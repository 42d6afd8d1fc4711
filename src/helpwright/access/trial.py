"""体验身份: a session that tries out being somebody of a world of samples. What is real stays out of its reach.

The world is a database of its own. The browser of such a session carries a second cookie, the key of a session there;
it opens nothing without the first one, whose row says whom it tries out being.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from starlette.requests import HTTPConnection

from helpwright.access import store
from helpwright.access.audit import entry
from helpwright.access.gate import CSRF_HEADER, FoundSession, FromOwnPages, Gate, TheGate, hash_of
from helpwright.access.model import OpenSession
from helpwright.kernel.errors import Forbidden, Unauthenticated
from helpwright.platform.statement import Statement

TRIAL_COOKIE = "helpwright_trial"
_LASTS = timedelta(hours=12)
_TOKEN_BYTES = 32
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
CUSTOMER = "customer"
"""Whoever tries out being a customer has no account: they fill in public forms and follow their links."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Whom a session tries out being: a role of the app, or `customer`. `token_hash` is that of the second cookie."""

    app: str
    role: str
    person: UUID | None
    token_hash: bytes
    csrf_token: str

    def to_json(self) -> dict[str, Any]:
        """As the session keeps it."""
        return {
            "app": self.app,
            "as": self.role,
            "person": None if self.person is None else str(self.person),
            "token_hash": self.token_hash.hex(),
            "csrf_token": self.csrf_token,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Trial":
        """From the session."""
        person = raw["person"]
        return cls(
            raw["app"],
            raw["as"],
            None if person is None else UUID(person),
            bytes.fromhex(raw["token_hash"]),
            raw["csrf_token"],
        )


def save_trial(session: bytes, trial: Trial | None) -> Statement:
    """Begin (or with None end) the trial of a session."""
    return Statement(
        "UPDATE sessions SET trial = %(trial)s WHERE token_hash = %(hash)s",
        {"hash": session, "trial": None if trial is None else trial.to_json()},
    )


def standing_trial(session: bytes, now: datetime) -> Statement:
    """`trial`, `csrf_token` and the definition epoch of a valid session of somebody who may still try things out."""
    return Statement(
        """SELECT s.trial, s.csrf_token, s.person_id, (SELECT value FROM epoch) AS epoch
        FROM sessions s JOIN people p ON p.id = s.person_id
        WHERE s.token_hash = %(hash)s AND s.expires_at > %(now)s AND p.active AND s.trial IS NOT NULL
            AND (p.admin OR 'builder' = ANY(p.system_roles))""",
        {"hash": session, "now": now},
    )


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session as its person's own, whatever it tries out being; a trial's CSRF token is as good as its own."""

    session: OpenSession
    trial: Trial | None


async def own_session(
    connection: HTTPConnection, found: FoundSession, gate: TheGate, _own: Annotated[None, FromOwnPages]
) -> OwnSession:
    """Raises Unauthenticated; Forbidden for keys, which try out nothing, and for writes without a CSRF token."""
    if found is None:
        raise Unauthenticated
    if found.caller.key is not None:
        raise Forbidden("key_not_enough")
    row = await gate.database.one(standing_trial(found.token_hash, gate.clock.now()))
    trial = None if row is None else Trial.from_json(row["trial"])
    tokens = [found.csrf_token, *([] if trial is None else [trial.csrf_token])]
    given = connection.headers.get(CSRF_HEADER, "").encode(errors="surrogatepass")
    harmless = connection.scope["method"] in _HARMLESS
    if not harmless and not any(compare_digest(given, each.encode()) for each in tokens):
        raise Forbidden("csrf_missing")
    return OwnSession(found, trial)


Own = Annotated[OwnSession, Depends(own_session)]


def require_builder(own: OwnSession) -> None:
    """Raise Forbidden for whoever does not build apps; to be asked before anything is said about samples."""
    if not own.session.caller.may("definitions"):
        raise Forbidden


async def begin_trial(gate: Gate, own: OwnSession, world: Gate, app: str, role: str, person: UUID | None) -> str:
    """Let the session try out being `person` of the world (None: a customer); the second cookie's token.

    Raises Forbidden for whoever does not build apps.
    """
    require_builder(own)
    token, csrf_token, at = secrets.token_urlsafe(_TOKEN_BYTES), secrets.token_urlsafe(_TOKEN_BYTES), world.clock.now()
    if own.trial is not None:
        await world.database.write([store.delete_session(own.trial.token_hash)])
    if person is not None:
        await world.database.write([store.insert_session(hash_of(token), person, csrf_token, at, at + _LASTS)])
    else:
        csrf_token = own.session.csrf_token
    trial = Trial(app, role, person, hash_of(token), csrf_token)
    told = entry(gate.clock.now(), "trial_begun", own.session.caller, f"app:{app}", {"as": role})
    await gate.database.write([save_trial(own.session.token_hash, trial), told])
    return token


async def end_trial(gate: Gate, own: OwnSession) -> None:
    """Be oneself again."""
    if own.trial is None:
        return
    told = entry(gate.clock.now(), "trial_ended", own.session.caller, f"app:{own.trial.app}", {"as": own.trial.role})
    await gate.database.write([save_trial(own.session.token_hash, None), told])
