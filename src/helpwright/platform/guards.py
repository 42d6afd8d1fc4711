"""Pure ASGI guards around the whole application: a limit for bodies, and headers that protect the browser."""

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from helpwright.platform.problems import Outcome, locale_of, response_of
from helpwright.platform.sentences import Sentences

BODY_LIMIT = 2 * 1024 * 1024
_CLOSE = {"Connection": "close"}

PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_DOCUMENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


class BodyTooLarge(HTTPException):
    """Raised out of `receive` in the middle of a body; the framework's body reader lets it pass."""

    def __init__(self) -> None:
        super().__init__(413, headers=_CLOSE)


class BodyLimit:
    """Refuses bodies above `limit` bytes with 413, told by Content-Length or counted while they arrive.

    `exempt(method, path)` names the routes that stream their body and count for themselves.
    """

    def __init__(
        self,
        app: ASGIApp,
        sentences: Sentences,
        exempt: Callable[[str, str], bool] = lambda _method, _path: False,
        limit: int = BODY_LIMIT,
    ) -> None:
        self._app = app
        self._sentences = sentences
        self._exempt = exempt
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, counting."""
        if scope["type"] != "http" or self._exempt(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isascii() and declared.isdigit() and int(declared) > self._limit:
            outcome = Outcome(413, "body_too_large", {"limit": self._limit}, headers=_CLOSE)
            response = response_of(outcome, locale_of(HTTPConnection(scope)), self._sentences)
            await response(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > self._limit:
                    raise BodyTooLarge
            return message

        await self._app(scope, counted, send)


class SecurityHeaders:
    """Adds what keeps a browser from guessing types, leaking addresses with tokens, or framing our pages."""

    def __init__(self, app: ASGIApp, page_policy: str = PAGE_POLICY) -> None:
        self._app = app
        self._page_policy = page_policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; headers that the application set itself stay."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                content_type = headers.get("content-type", "")
                if content_type.startswith("text/html"):
                    headers.setdefault("Content-Security-Policy", self._page_policy)
                elif content_type.startswith(("image/svg", "text/xml", "application/xml", "application/xhtml")):
                    headers.setdefault("Content-Security-Policy", _DOCUMENT_POLICY)
            await send(message)

        await self._app(scope, receive, with_headers)
