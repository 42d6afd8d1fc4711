"""Connections that dawdle are closed: a head must be there within seconds, or many would hold the door (slowloris).

How long a body may pause is the business of `BodyLimit`; a connection between two requests is closed by the server.
"""

import asyncio
from typing import ClassVar, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from helpwright.entry.joined import Joined

HEAD_SECONDS = 20.0


class PatientSocket(WebSocketsSansIOProtocol):
    """The server's live connections, without those whose other end does not read any more.

    A close waits for what was written before; who never reads would keep it, and all that waits for them, for ever.
    """

    def keepalive_timeout(self) -> None:
        """Nobody has answered the last ping."""
        super().keepalive_timeout()
        self.transport.abort()


class PatientProtocol(HttpToolsProtocol):
    """The server's protocol with a time limit for each request's line and headers, from its first byte on.

    A fresh connection has as long for its first byte and head together.
    """

    head_seconds: ClassVar[float] = HEAD_SECONDS
    _limit: asyncio.TimerHandle | None = None

    _begun: bool = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as the base class does
        """Somebody is there."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Some bytes. A head that comes at once, as nearly all do, costs no timer."""
        super().data_received(data)
        if self._begun:
            self._wait()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._begun = True

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._begun = False
        self._end()
        super().on_headers_complete()
        # What becomes a live connection has no answer of its own; the one before it may stand here still.
        if self.cycle is not None and self.cycle.transport is self.transport:
            self.cycle.transport = cast("asyncio.Transport", Joined(self.cycle.transport, self.loop))

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._end()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._limit is None:
            self._limit = self.loop.call_later(self.head_seconds, self._close)

    def _end(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _close(self) -> None:
        self._limit = None
        if self.transport is not None and not self.transport.is_closing():
            self.transport.abort()
