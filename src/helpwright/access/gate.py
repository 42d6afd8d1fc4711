"""Who asks: dependencies for routes that turn a request's credentials into a caller.

`SignedIn` costs one small SQL statement, the first of the request; what it says of the caller is kept (`known.py`)
until that changes. Cookie sessions must prove with `X-CSRF-Token` that a write comes from our own page; API keys
(`Authorization: Bearer`) need not. `ForPeople` and its like want a part of the administration.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI
from starlette.requests import HTTPConnection

from helpwright.access import session_store, store
from helpwright.access.account_links import MailReady, ReadMailState, SendLink, no_mail, no_mail_state, send_nothing
from helpwright.access.audit import entry
from helpwright.access.known import Known
from helpwright.access.model import AdminPart, Caller, OpenSession, ReadRolesAndTeams
from helpwright.access.notices import Tell, tell_nobody
from helpwright.access.passwords import Passwords
from helpwright.kernel.clock import Clock
from helpwright.kernel.country import HOME
from helpwright.kernel.errors import Forbidden, Unauthenticated
from helpwright.platform.database import Database, Row, Statement
from helpwright.platform.secret_key import SecretKey

COOKIE = "helpwright_session"
CSRF_HEADER = "x-csrf-token"
PUBLIC_URL = "public_url"
COUNTRY = "country"
COMPANY = "company"
_READING_POSTS = ("/query", "/records/export")
_USE_NOTED_EVERY = timedelta(minutes=5)
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_USUAL_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Gate:
    """What deciding who asks needs. One for an application: `install` it before the first request.

    `own_url` is the public address that the environment names, `http(s)://host[:port]`; `cookie` the name of the one
    that opens a session here. `tell` tells people what happened to their account,
    `send_link` sends them links that set their password, where mails leave the house (`mail_ready`), `mail_state`
    tells what became of such a mail.
    """

    database: Database
    clock: Clock
    passwords: Passwords
    read_roles_and_teams: ReadRolesAndTeams
    own_url: str | None = None
    secret: SecretKey | None = None
    cookie: str = COOKIE
    tell: Tell = tell_nobody
    send_link: SendLink = send_nothing
    mail_ready: MailReady = no_mail
    mail_state: ReadMailState = no_mail_state
    known: Known = field(default_factory=Known)

    @property
    def key(self) -> SecretKey:
        """The secret key. Raises RuntimeError where there is none."""
        if self.secret is None:
            message = "this gate has no secret key"
            raise RuntimeError(message)
        return self.secret

    def digest(self, value: str) -> str:
        """What the audit keeps of a sensitive value: the same for the same, of no use without the secret key."""
        if self.secret is None:
            return "-"
        return self.secret.pseudonym("audit", value.encode(errors="surrogatepass")).hex()

    def install(self, app: FastAPI) -> None:
        """Let the dependencies below find this gate."""
        app.state.gate = self


def gate_of(connection: HTTPConnection) -> Gate:
    """The gate of the application."""
    gate = connection.app.state.gate
    if not isinstance(gate, Gate):
        raise TypeError
    return gate


async def _gate(connection: HTTPConnection) -> Gate:
    return gate_of(connection)  # as a plain function it would run in another thread, for every request


TheGate = Annotated[Gate, Depends(_gate)]


def hash_of(token: str) -> bytes:
    """What is stored of a random token."""
    return sha256(token.encode(errors="surrogatepass")).digest()


async def from_own_pages(connection: HTTPConnection, gate: Gate) -> None:
    """Refuse writes and WebSockets that a page of another site started (its browser names the Origin).

    Our own pages are at the asked host, and at the public address of the environment or of the organization; behind a
    proxy the host may be another than the browser's.
    """
    if connection.scope["type"] == "http" and connection.scope["method"] in _HARMLESS:
        return
    if _bearer(connection) is not None:
        return  # no page can make a browser send it elsewhere
    origin = connection.headers.get("origin")
    if origin is None:
        return
    asked = _host(origin)
    if asked and asked in {connection.headers.get("host", "").lower(), _host(gate.own_url or "")}:
        return
    row = await gate.database.one(store.setting(PUBLIC_URL))
    if not asked or row is None or asked != _host(str(row["value"])):
        raise Forbidden("origin_foreign")


async def home_of(gate: Gate) -> str:
    """The country of the organization, of which phone numbers are that name none."""
    row = await gate.database.one(store.setting(COUNTRY))
    return HOME if row is None else str(row["value"])


def _host(url: str) -> str:
    """As browsers name it in Origin: without the port that goes without saying."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc.lower().removesuffix(_USUAL_PORTS.get(parts.scheme, ""))


async def _from_own_pages(connection: HTTPConnection) -> None:
    await from_own_pages(connection, gate_of(connection))


FromOwnPages = Depends(_from_own_pages)


async def find_session(connection: HTTPConnection, gate: Gate, *, even_due: bool = False) -> OpenSession | None:
    """The session of the cookie, or of the API key (`Authorization: Bearer`, which wins), if it is valid now.

    Says nothing about CSRF, nor about what the key is for. Raises Forbidden `password_due` or `second_factor_due` when
    the person has to do that first, unless `even_due`.
    """
    return (await _find(connection, gate, even_due=even_due))[0]


async def _find(
    connection: HTTPConnection, gate: Gate, beside: Sequence[Statement] = (), *, even_due: bool = False
) -> tuple[OpenSession | None, Sequence[list[Row]]]:
    """As above, with the rows of `beside`, read in the same round trip; without credentials nothing is read."""
    address = connection.client.host if connection.client else None
    key = _bearer(connection)
    if key is not None:
        return await _open_key(gate, key, address, beside)
    token = connection.cookies.get(gate.cookie)
    if not token:
        return None, ()
    token_hash, now = hash_of(token), gate.clock.now()
    found, *more = await gate.database.read_among((store.session_and_stamp(token_hash, now), *beside))
    session = await _known(gate, token_hash, found, address, store.open_session(token_hash, now))
    if session is None:
        return None, ()
    seen = found[0]["last_seen_at"]
    if seen is None or seen < now - _USE_NOTED_EVERY:
        await gate.database.write([session_store.note_seen(token_hash, now, now - _USE_NOTED_EVERY, address)])
    if session.due is not None and not even_due:
        raise Forbidden(session.due)
    return session, more


async def _known(
    gate: Gate, token_hash: bytes, found: Sequence[Row], address: str | None, whole: Statement
) -> OpenSession | None:
    """The session or key whose short row was found, as it was kept; read with `whole` where it changed since."""
    if not found:
        gate.known.forget(token_hash)
        return None
    session = gate.known.find(token_hash, store.under(found[0]), address)
    if session is not None:
        return session
    row = await gate.database.one(whole)
    if row is None:
        return None
    session = store.to_session(row, token_hash, address)
    gate.known.keep(store.under(row), session)
    return session


def _bearer(connection: HTTPConnection) -> str | None:
    scheme, _, key = connection.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


async def _open_key(
    gate: Gate, key: str, address: str | None, beside: Sequence[Statement]
) -> tuple[OpenSession | None, Sequence[list[Row]]]:
    token_hash, now = hash_of(key), gate.clock.now()
    found, *more = await gate.database.read_among((store.key_and_stamp(token_hash, now), *beside))
    session = await _known(gate, token_hash, found, address, store.open_key(token_hash, now))
    if session is None:
        return None, ()
    used = found[0]["last_used_at"]
    if used is None or used < now - _USE_NOTED_EVERY:
        await gate.database.write([store.note_use(found[0]["key_id"], now, now - _USE_NOTED_EVERY)])
    return session, more


async def _find_session(connection: HTTPConnection) -> OpenSession | None:
    return await find_session(connection, gate_of(connection))


FoundSession = Annotated[OpenSession | None, Depends(_find_session)]


async def _find_even_due(connection: HTTPConnection) -> OpenSession | None:
    return await find_session(connection, gate_of(connection), even_due=True)


FoundEvenDue = Annotated[OpenSession | None, Depends(_find_even_due)]


async def open_even_due(connection: HTTPConnection) -> OpenSession:
    """As `open_session`, also for somebody who has to renew a password or set up the second step first."""
    return (await _open(connection, even_due=True))[0]


InSessionEvenDue = Annotated[OpenSession, Depends(open_even_due)]


async def open_session(connection: HTTPConnection) -> OpenSession:
    """The session of the request. Raises Unauthenticated (401), or Forbidden (403).

    Forbidden is a write without CSRF token, by a key that is for reading only, or from a page of another site. One
    dependency for all of it: each of its own would cost every request a step of the framework.
    """
    return (await _open(connection))[0]


async def open_session_beside(
    connection: HTTPConnection, beside: Sequence[Statement]
) -> tuple[OpenSession, Sequence[list[Row]]]:
    """As `open_session`, with the rows of what has to be read whoever asks, in the same round trip."""
    return await _open(connection, beside)


async def _open(
    connection: HTTPConnection, beside: Sequence[Statement] = (), *, even_due: bool = False
) -> tuple[OpenSession, Sequence[list[Row]]]:
    gate = gate_of(connection)
    found, rows = await _find(connection, gate, beside, even_due=even_due)
    await from_own_pages(connection, gate)
    if found is None:
        raise Unauthenticated
    require_csrf(connection, found)
    return found, rows


def require_csrf(connection: HTTPConnection, session: OpenSession) -> None:
    """Raise Forbidden `csrf_missing` when a write does not carry the session's token.

    A key proves by itself that a program sends it; it must be for more than reading.
    """
    if connection.scope["type"] != "http" or connection.scope["method"] in _HARMLESS:
        return
    key = session.caller.key
    if key is not None:
        if not key.writes and not connection.url.path.endswith(_READING_POSTS):
            raise Forbidden("key_not_enough")
        return
    given = connection.headers.get(CSRF_HEADER, "")
    if not compare_digest(given.encode(errors="surrogatepass"), session.csrf_token.encode()):
        raise Forbidden("csrf_missing")


InSession = Annotated[OpenSession, Depends(open_session)]


async def signed_in(session: InSession) -> Caller:
    """Who asks, for routes (and WebSockets) that need an account."""
    return session.caller


SignedIn = Annotated[Caller, Depends(signed_in)]


def require_key(caller: Caller, verb: Literal["read", "write"], name: str) -> None:
    """Raise Forbidden `key_not_enough` when the caller comes with a key that does not reach `app.key`."""
    if not caller.key_allows(verb, name):
        raise Forbidden("key_not_enough")


def _administering(part: AdminPart) -> Callable[..., Awaitable[Caller]]:
    async def administering(connection: HTTPConnection, caller: SignedIn) -> Caller:
        """The caller, to whom this part of the administration must be open. Raises Forbidden; the audit knows of it."""
        if not caller.may(part):
            gate = gate_of(connection)
            refused = entry(gate.clock.now(), "refused", caller, connection.url.path, result="forbidden")
            await gate.database.write([refused])
            raise Forbidden
        return caller

    return administering


ForPeople = Annotated[Caller, Depends(_administering("people"))]
ForDefinitions = Annotated[Caller, Depends(_administering("definitions"))]
ForSettings = Annotated[Caller, Depends(_administering("settings"))]
ForAudit = Annotated[Caller, Depends(_administering("audit"))]
