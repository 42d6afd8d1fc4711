"""Pure ASGI: refuses what is asked too often, and tells everybody what is left (`RateLimit`, draft 10 of the IETF)."""

from hashlib import sha256

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from helpwright.access.rates import PAGES, WINDOW_SECONDS, Rates, Verdict, kind_of, subject_of
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import TooMany
from helpwright.platform.problems import locale_of, outcome_of, response_of
from helpwright.platform.sentences import Sentences

_COUNTED = ("/api/v1/", *PAGES)
_BEARER = b"bearer "


class RateGuard:
    """Stands before the application. Costs no round trip: see `rates`."""

    def __init__(self, app: ASGIApp, rates: Rates, clock: Clock, sentences: Sentences) -> None:
        self._app = app
        self._rates = rates
        self._clock = clock
        self._sentences = sentences

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 429."""
        verdict = self._judge(scope) if scope["type"] == "http" and scope["path"].startswith(_COUNTED) else None
        if verdict is None:
            await self._app(scope, receive, send)
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

    def _judge(self, scope: Scope) -> Verdict | None:
        key = next((value for name, value in scope["headers"] if name == b"authorization"), None)
        bearer = key is not None and key[: len(_BEARER)].lower() == _BEARER
        kind = kind_of(scope["method"], scope["path"], key=bearer)
        if kind is None:
            return None
        client = scope.get("client")
        subject, own = subject_of(client[0] if client else "")
        if key is not None and bearer:
            subject = sha256(key[len(_BEARER) :].strip()).hexdigest()[:32]
        return self._rates.ask(kind, subject, self._clock.now(), own=own)


def _headers(verdict: Verdict) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes]]:
    return (
        (b"ratelimit-policy", f'"{verdict.kind}";q={verdict.most};w={WINDOW_SECONDS}'.encode()),
        (b"ratelimit", f'"{verdict.kind}";r={verdict.left};t={verdict.reset}'.encode()),
    )
