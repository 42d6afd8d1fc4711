"""Who asks: dependencies for routes that turn a request's credentials into a caller.

`SignedIn` costs one SQL statement, the first of the request. Cookie sessions must prove with `X-CSRF-Token` that a
write comes from our own page. Further kinds of credentials (API keys) join in `open_session`.
"""

from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI
from starlette.requests import HTTPConnection

from helpwright.access import store
from helpwright.access.model import Caller, OpenSession, ReadRolesAndTeams
from helpwright.access.passwords import Passwords
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Forbidden, Unauthenticated
from helpwright.platform.database import Database

COOKIE = "helpwright_session"
CSRF_HEADER = "x-csrf-token"
PUBLIC_URL = "public_url"
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_USUAL_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Gate:
    """What deciding who asks needs. One for an application: `install` it before the first request.

    `own_url` is the public address that the environment names, `http(s)://host[:port]`.
    """

    database: Database
    clock: Clock
    passwords: Passwords
    read_roles_and_teams: ReadRolesAndTeams
    own_url: str | None = None

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


async def from_own_pages(connection: HTTPConnection, gate: TheGate) -> None:
    """Refuse writes and WebSockets that a page of another site started (its browser names the Origin).

    Our own pages are at the asked host, and at the public address of the environment or of the organization; behind a
    proxy the host may be another than the browser's.
    """
    if connection.scope["type"] == "http" and connection.scope["method"] in _HARMLESS:
        return
    origin = connection.headers.get("origin")
    if origin is None:
        return
    asked = _host(origin)
    if asked and asked in {connection.headers.get("host", "").lower(), _host(gate.own_url or "")}:
        return
    row = await gate.database.one(store.setting(PUBLIC_URL))
    if not asked or row is None or asked != _host(str(row["value"])):
        raise Forbidden("origin_foreign")


def _host(url: str) -> str:
    """As browsers name it in Origin: without the port that goes without saying."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc.lower().removesuffix(_USUAL_PORTS.get(parts.scheme, ""))


FromOwnPages = Depends(from_own_pages)


async def find_session(connection: HTTPConnection, gate: TheGate) -> OpenSession | None:
    """The session of the cookie, if it is valid now; says nothing about CSRF."""
    token = connection.cookies.get(COOKIE)
    if not token:
        return None
    token_hash = hash_of(token)
    row = await gate.database.one(store.open_session(token_hash, gate.clock.now()))
    return None if row is None else store.to_session(row, token_hash)


FoundSession = Annotated[OpenSession | None, Depends(find_session)]


async def open_session(
    connection: HTTPConnection,
    found: FoundSession,
    _own: Annotated[None, FromOwnPages],
) -> OpenSession:
    """The session of the request. Raises Unauthenticated (401), or Forbidden (403) for a write without CSRF token."""
    if found is None:
        raise Unauthenticated
    require_csrf(connection, found)
    return found


def require_csrf(connection: HTTPConnection, session: OpenSession) -> None:
    """Raise Forbidden `csrf_missing` when a write does not carry the session's token."""
    if connection.scope["type"] != "http" or connection.scope["method"] in _HARMLESS:
        return
    given = connection.headers.get(CSRF_HEADER, "")
    if not compare_digest(given.encode(errors="surrogatepass"), session.csrf_token.encode()):
        raise Forbidden("csrf_missing")


InSession = Annotated[OpenSession, Depends(open_session)]


async def signed_in(session: InSession) -> Caller:
    """Who asks, for routes (and WebSockets) that need an account."""
    return session.caller


SignedIn = Annotated[Caller, Depends(signed_in)]


async def administrator(caller: SignedIn) -> Caller:
    """The caller, who must be an administrator. Raises Forbidden."""
    if not caller.admin:
        raise Forbidden
    return caller


Administrator = Annotated[Caller, Depends(administrator)]
