"""Pure ASGI guards around the whole application: a limit for bodies, and headers that protect the browser."""

import asyncio
import re
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from helpwright.platform.problems import Outcome, locale_of, response_of
from helpwright.platform.sentences import Sentences

BODY_LIMIT = 2 * 1024 * 1024
PAUSE_SECONDS = 30.0
_CLOSE = {"Connection": "close"}

# Styles may stand in the page: antd and echarts write them there. Scripts never do.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self'{live}; worker-src 'self' blob:; manifest-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
PLAIN_PAGE_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Of pages without any script: what is seen there loads nothing and stands in nobody's frame."""
_DOCUMENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
_FEATURES = (
    "camera=(self), fullscreen=(self), geolocation=(self), accelerometer=(), browsing-topics=(), display-capture=(), "
    "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
# What pages take in runs, looks and sounds under the policy of the page.
_PARTS_OF_PAGES = ("image/", "audio/", "video/", "font/", "text/css", "text/javascript", "application/javascript")
_INTERFACE = "/api/"
_STRICT_TRANSPORT = "max-age=31536000"
_DATA_TYPE = (b"content-type", b"application/json")
_PLAIN = frozenset({b"content-type", b"content-length", b"ratelimit", b"ratelimit-policy"})
_DATA_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", _DATA_POLICY.encode()),
    (b"cache-control", b"no-store"),
)
_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?", re.ASCII)


class BodyTooLarge(HTTPException):
    """Raised out of `receive` in the middle of a body; the framework's body reader lets it pass."""

    def __init__(self) -> None:
        super().__init__(413, headers=_CLOSE)


class BodyTooSlow(HTTPException):
    """Raised out of `receive` when a body does not go on."""

    def __init__(self) -> None:
        super().__init__(408, headers=_CLOSE)


class BodyLimit:
    """Refuses bodies above `limit` bytes with 413, told by Content-Length or counted while they arrive.

    A body that pauses for `patience` seconds is answered 408, however long it may be.
    `exempt(method, path)` names the routes that stream their body and count for themselves.
    """

    def __init__(
        self,
        app: ASGIApp,
        sentences: Sentences,
        exempt: Callable[[str, str], bool] = lambda _method, _path: False,
        limit: int = BODY_LIMIT,
        patience: float = PAUSE_SECONDS,
    ) -> None:
        self._app = app
        self._sentences = sentences
        self._exempt = exempt
        self._limit = limit
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, counting."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        receive = self._impatient(receive)
        if self._exempt(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if declared.isdigit() and int(declared) > self._limit:
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

    def _impatient(self, receive: Receive) -> Receive:
        """Each piece of a body must come within a while; afterwards one may wait for the end of the connection."""
        complete = False

        async def within_a_while() -> Message:
            nonlocal complete
            if complete:
                return await receive()
            # What `asyncio.timeout` does, at a third of its cost to each request.
            task, late = asyncio.current_task(), asyncio.Event()
            clock = asyncio.get_running_loop().call_later(self._patience, _interrupt, task, late)
            try:
                message = await receive()
            except asyncio.CancelledError as error:
                if task is None or not late.is_set() or task.uncancel() > 0:
                    raise
                raise BodyTooSlow from error
            finally:
                clock.cancel()
            complete = message["type"] != "http.request" or not message.get("more_body", False)
            return message

        return within_a_while


def _protect_data(message: Message) -> bool:
    """The same for a plain answer with data and nothing else said of it, as most are; False for all others."""
    headers = message["headers"]
    if _DATA_TYPE not in headers or not {name for name, _ in headers} <= _PLAIN:
        return False
    message["headers"] = [*headers, *_DATA_HEADERS]
    return True


def live_sources(host: str) -> str:
    """The host as a source of live lines, which older browsers do not count to 'self'; nothing for what is no host."""
    return f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""


def _interrupt(task: "asyncio.Task[object] | None", late: asyncio.Event) -> None:
    late.set()
    if task is not None:
        task.cancel()


class SecurityHeaders:
    """Adds what keeps a browser from guessing types, leaking addresses with tokens, framing us or running foreign code.

    Data of any kind never run, and what comes from the interface is kept by nobody. Over TLS browsers are told to stay.
    """

    def __init__(self, app: ASGIApp, page_policy: str = PAGE_POLICY) -> None:
        self._app = app
        self._page_policy = page_policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; headers that the application set itself stay."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        secure = scope.get("scheme") == "https"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start" and (secure or not _protect_data(message)):
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                if secure:
                    headers.setdefault("Strict-Transport-Security", _STRICT_TRANSPORT)
                content_type = headers.get("content-type", "")
                if content_type.startswith("text/html"):
                    self._protect_page(scope, headers)
                elif content_type.startswith(("image/svg", "text/xml", "application/xml", "application/xhtml")):
                    headers.setdefault("Content-Security-Policy", _DOCUMENT_POLICY)
                elif not content_type.startswith(_PARTS_OF_PAGES):
                    headers.setdefault("Content-Security-Policy", _DATA_POLICY)
                if scope["path"].startswith(_INTERFACE):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)

    def _protect_page(self, scope: Scope, headers: MutableHeaders) -> None:
        policy = self._page_policy.replace("{live}", live_sources(Headers(scope=scope).get("host", "")))
        headers.setdefault("Content-Security-Policy", policy)
        headers.setdefault("Permissions-Policy", _FEATURES)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("X-Frame-Options", "SAMEORIGIN")
