"""Pure ASGI: refuses what is asked too often, and tells everybody what is left (`RateLimit`, draft 10 of the IETF)."""

from collections.abc import Awaitable, Callable
from hashlib import sha256

import psycopg
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from helpwright.access.rates import PAGES, WINDOW_SECONDS, Rates, Verdict, kind_of, subject_of
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import TooMany, Unavailable
from helpwright.platform.problems import locale_of, outcome_of, response_of
from helpwright.platform.sentences import Sentences

_COUNTED = ("/api/v1/", *PAGES)
_KINDS = frozenset({"http", "websocket"})
_BEARER = b"bearer "
AGAIN_LATER = 1013
"""Why a live connection was not taken; of one that does not stand yet the browser sees no more than a refusal."""
_NAME_LENGTH = 32


FindKey = Callable[[bytes], Awaitable[bool]]
"""Whether the key of that hash opens anything now."""


class RateGuard:
    """Stands before the application. Costs no round trip, but one a minute for each key: see `rates`."""

    def __init__(self, app: ASGIApp, rates: Rates, clock: Clock, sentences: Sentences, find_key: FindKey) -> None:
        self._app = app
        self._rates = rates
        self._clock = clock
        self._sentences = sentences
        self._find_key = find_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 429; a live connection is not taken."""
        counted = scope["type"] in _KINDS and scope["path"].startswith(_COUNTED)
        verdict = await self._judge(scope) if counted else None
        if verdict is None:
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            if verdict.allowed:
                await self._app(scope, receive, send)
            else:
                await send(
                    {"type": "websocket.close", "code": AGAIN_LATER, "reason": TooMany(retry_after=verdict.reset).code}
                )
            return
        told = _headers(verdict)

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *told]
            await send(message)

        if verdict.allowed:
            await self._app(scope, receive, telling)
            return
        outcome = outcome_of(TooMany(retry_after=verdict.reset))
        await response_of(outcome, locale_of(HTTPConnection(scope)), self._sentences)(scope, receive, telling)

    async def _judge(self, scope: Scope) -> Verdict | None:
        kind, key, now = kind_of(scope.get("method", "GET"), scope["path"]), _key(scope), self._clock.now()
        if kind is None and key is None:
            return None
        client = scope.get("client")
        subject, own = subject_of(client[0] if client else "")
        if key is not None:
            hashed = sha256(key)
            name = hashed.hexdigest()[:_NAME_LENGTH]
            if not self._rates.knows(name, now):
                familiar = self._rates.familiar(name)
                tried = None if familiar else self._rates.ask("keys", subject, now, own=own)
                if tried is not None and not tried.allowed:
                    return tried
                opens = await self._opens(hashed.digest())
                now = self._clock.now()  # another minute may have begun, and others have counted in it
                if opens:
                    self._rates.learn_key(name)
                else:
                    if opens is False:
                        self._rates.forget_key(name)
                    tried = tried or self._rates.ask("keys", subject, now, own=own)
                    if kind is None or not tried.allowed:
                        return tried
            if self._rates.knows(name, now):
                kind, subject = "keys", name
        return None if kind is None else self._rates.ask(kind, subject, now, own=own)

    async def _opens(self, key: bytes) -> bool | None:
        """None when nobody can tell now: whoever answers the request says so."""
        try:
            return await self._find_key(key)
        except (Unavailable, psycopg.Error):
            return None


def _key(scope: Scope) -> bytes | None:
    """What stands behind `Bearer`."""
    value: bytes = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    return value[len(_BEARER) :].strip() if value[: len(_BEARER)].lower() == _BEARER else None


def _headers(verdict: Verdict) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes]]:
    return (
        (b"ratelimit-policy", f'"{verdict.kind}";q={verdict.most};w={WINDOW_SECONDS}'.encode()),
        (b"ratelimit", f'"{verdict.kind}";r={verdict.left};t={verdict.reset}'.encode()),
    )
