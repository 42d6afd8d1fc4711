"""HTTP to other systems: addresses an administrator may name, time limits, no redirects, small JSON answers.

Where they lie is judged when they are connected to (`outside_network`).

Neither addresses nor contents are ever logged: they carry secrets and personal data.
"""

import asyncio
import logging
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from helpwright.platform.machine_roots import verified_by
from helpwright.platform.outside_network import (
    NOT_ALLOWED,
    AddressNotAllowedError,
    GuardedBackend,
    is_this_machine,
    networks_of_environment,
)

_CONNECT_SECONDS = 5.0
_REST_SECONDS = 15.0
_WHOLE_SECONDS = 30.0
_MOST_BYTES = 64 * 1024
_LONGEST_URL = 500
_USUAL_PORTS = {"http": 80, "https": 443}
_HIGHEST_PORT = 65_535

# At INFO the client would log whole addresses, with the tokens and phone numbers in them.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class OutsideUrlError(ValueError):
    """An address that is not used; `code` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


SILENT, AWAY, DROPPED, BY_PROXY = "outside_silent", "outside_away", "outside_dropped", "outside_by_proxy"
UNTRUSTED = "outside_untrusted"
NOT_UNDERSTOOD = "outside_not_understood"
"""For whoever reads the answers: there was one, of nobody we know."""
NOT_ANSWERED = frozenset({SILENT, AWAY, DROPPED, BY_PROXY, UNTRUSTED, NOT_UNDERSTOOD, NOT_ALLOWED})
"""Codes of sentences that say why there was no answer."""


class NotAnsweredError(Exception):
    """Nobody answered in time, or not in HTTP; the text is one of the codes of `NOT_ANSWERED`.

    `sent` when the request had begun to leave: the other side may have done what it asks for.
    """

    def __init__(self, reason: str, *, sent: bool = False) -> None:
        super().__init__(reason)
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `body` is the JSON object of the answer, {} when it is none.

    `page` when it is a web page: something on the way has answered in the other side's place, such as the sign-in page
    of a network, whatever its status says.
    """

    status: int
    body: Mapping[str, Any]
    page: bool = False


def read_base_url(text: str, *, plain_allowed: bool = False) -> str:
    """The address without a slash at the end: https, or http to this machine itself.

    With `plain_allowed` http to others too, because an administrator has said so. Raises OutsideUrlError.
    """
    cleaned = text.strip().rstrip("/")
    try:
        parts = urlsplit(cleaned)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise OutsideUrlError("way_url_malformed") from error
    if (
        len(cleaned) > _LONGEST_URL
        or not cleaned.isascii()
        or not cleaned.isprintable()
        or " " in cleaned
        or parts.scheme not in {"http", "https"}
        or not host
        or parts.username is not None
        or parts.query
        or parts.fragment
        or "\\" in cleaned
        or (port is not None and not 0 < port <= _HIGHEST_PORT)
    ):
        raise OutsideUrlError("way_url_malformed")
    if parts.scheme == "http" and not plain_allowed and not is_this_machine(host):
        raise OutsideUrlError("way_url_insecure")
    return cleaned


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of an address that `read_base_url` has taken: whom one speaks with."""
    parts = urlsplit(url.strip())
    return parts.scheme, parts.hostname or "", parts.port or _USUAL_PORTS.get(parts.scheme)


class OutsideHttp:
    """A few standing connections to one base address, by default wherever the environment allows."""

    def __init__(self, base_url: str, backend: GuardedBackend | None = None) -> None:
        self.base_url = base_url
        parts = urlsplit(base_url)
        self.host = parts.netloc
        self.path = parts.path
        self._loopback = is_this_machine(parts.hostname or "")
        self._backend = backend or GuardedBackend(networks_of_environment())
        self._client: httpx.AsyncClient | None = None

    async def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> Answer:
        """One request; `path` is added to the base address as it is, with its query.

        Raises NotAnsweredError, with `NOT_ALLOWED` where the other side lies in a network we do not call.
        """
        leaving = _Leaving()
        try:
            async with asyncio.timeout(_WHOLE_SECONDS):
                return await self._send(method, path, headers or {}, content, leaving)
        except TimeoutError as error:
            raise NotAnsweredError(SILENT, sent=leaving.begun) from error
        except AddressNotAllowedError as error:
            raise NotAnsweredError(NOT_ALLOWED) from error
        except httpx.ProxyError as error:
            raise NotAnsweredError(BY_PROXY) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise NotAnsweredError(_kind(error), sent=leaving.begun) from error

    async def _send(
        self, method: str, path: str, headers: Mapping[str, str], content: bytes, leaving: "_Leaving"
    ) -> Answer:
        client, url = self._open(), f"{self.base_url}{path}"
        told = {"trace": leaving.told}
        async with client.stream(method, url, headers=headers, content=content, extensions=told) as answer:
            received = b""
            async for part in answer.aiter_bytes():
                received += part
                if len(received) > _MOST_BYTES:
                    break
        page = received.lstrip()[:1] == b"<"
        return Answer(answer.status_code, _object(received) if len(received) <= _MOST_BYTES else {}, page)

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            # A proxy is the machine owner's own word: what goes through it, it judges itself.
            self._client = httpx.AsyncClient(
                timeout=httpx.Timeout(_REST_SECONDS, connect=_CONNECT_SECONDS),
                limits=httpx.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=10),
                follow_redirects=False,
                trust_env=not self._loopback,
                verify=verified_by(),
            )
            guard(self._client, self._backend)
        return self._client

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


class _Leaving:
    """Whether a request has begun to leave this machine, as the client tells it."""

    def __init__(self) -> None:
        self.begun = False

    async def told(self, name: str, _info: object) -> None:
        if name.endswith(".send_request_headers.started"):
            self.begun = True


def guard(client: httpx.AsyncClient, backend: GuardedBackend) -> None:
    """Let the client connect through the backend; it has no public way to be given one, its version is pinned."""
    transport = client._transport  # noqa: SLF001 -- see above; a test holds it
    if not isinstance(transport, httpx.AsyncHTTPTransport) or not hasattr(transport._pool, "_network_backend"):  # noqa: SLF001
        raise TypeError
    transport._pool._network_backend = backend  # noqa: SLF001


def _kind(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return SILENT
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in _behind(error)):
        return UNTRUSTED
    return AWAY if isinstance(error, httpx.ConnectError) else DROPPED


def _behind(error: BaseException) -> Iterator[BaseException]:
    """The error, and what led to it; the client wraps twice."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def _object(received: bytes) -> Mapping[str, Any]:
    try:
        read = orjson.loads(received)
    except orjson.JSONDecodeError:
        return {}
    return read if isinstance(read, dict) else {}
