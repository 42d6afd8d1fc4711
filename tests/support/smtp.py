"""A real SMTP server on loopback that can be told to misbehave."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session


class Inbox:
    """What arrived, and how to answer: `rcpt` and `data` may hold the answer instead of accepting."""

    def __init__(self) -> None:
        self.rcpt: str | None = None
        self.data: str | None = None
        self.hang_seconds = 0.0
        self.drop = False
        self.connections = 0
        self.recipients: list[str] = []
        self.messages: list[EmailMessage] = []
        self._lock = threading.Lock()

    @property
    def ids(self) -> list[str]:
        """Message-IDs in order of arrival."""
        with self._lock:
            return [str(each["Message-ID"]) for each in self.messages]

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        if self.drop:
            cast("Any", server.transport).close()
            return "421 bye"
        if self.rcpt is not None:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.hang_seconds:
            await asyncio.sleep(self.hang_seconds)
        if self.data is not None:
            return self.data
        message = message_from_bytes(cast("bytes", envelope.content), policy=default)
        with self._lock:
            self.messages.append(message)
            self.recipients.extend(envelope.rcpt_tos)
        return "250 taken"


@contextmanager
def smtp_server(**more: Any) -> Iterator[tuple[Inbox, str]]:
    """The inbox and the server's `smtp://` URL; the server runs in a thread of its own."""
    inbox = Inbox()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> asyncio.Server:
        return await loop.create_server(lambda: SMTP(inbox, loop=loop, **more), "127.0.0.1", 0)

    async def stop(server: asyncio.Server) -> None:
        server.close()
        others = asyncio.all_tasks(loop) - {asyncio.current_task(loop)}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    try:
        yield inbox, f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        asyncio.run_coroutine_threadsafe(stop(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
