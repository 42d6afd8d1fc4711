"""Head and body of an answer go out by one call of the system, and wake whoever waits for them once."""

import asyncio


class Joined:
    """The transport of one answer. Its first piece waits for the second, at most for one turn of the event loop.

    What comes after the connection has ended is dropped.
    """

    __slots__ = ("_begun", "_held", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held = b""
        self._begun = False

    def write(self, data: bytes) -> None:
        """Send it; the first piece together with the second, where that follows at once."""
        if self._begun:
            held, self._held = self._held, b""
            self._send(held + data if held else data)
            return
        self._begun, self._held = True, data
        self._loop.call_soon(self._flush)

    def close(self) -> None:
        """End the connection after what was written."""
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """As of the transport."""
        return self._transport.is_closing()

    def _flush(self) -> None:
        held, self._held = self._held, b""
        if held:
            self._send(held)

    def _send(self, data: bytes) -> None:
        # Whoever asked may have gone since the piece was held back, and a transport that has ended refuses what comes.
        if not self._transport.is_closing():
            self._transport.write(data)
