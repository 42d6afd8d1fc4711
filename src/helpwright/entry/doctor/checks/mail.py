"""The mail server: it lets us in. Nothing is sent."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta

import aiosmtplib

from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.entry.refusals import in_each_language
from helpwright.platform.mail import Mailer, MailPostponed, MailUrlError, SmtpServer

_FRESH = timedelta(minutes=5)
_PATIENCE_SECONDS = 20.0
_HURRY_SECONDS = 5.0
"""Who looks at a page waits for it."""
_greeted: dict[str, tuple[datetime, Finding]] = {}
"""What servers said last, so that a page that is left open does not knock every minute."""


async def _look(scene: Scene) -> Finding:
    url = scene.environment.smtp_url
    if url is None:
        return Finding("note", "none")
    at, said = _greeted.get(url, (None, None))
    if not scene.thorough and at is not None and said is not None and scene.now - at < _FRESH:
        return said
    found = await _greet(url, _PATIENCE_SECONDS if scene.thorough else _HURRY_SECONDS)
    _greeted[url] = (scene.now, found)
    return found


async def _greet(url: str, seconds: float) -> Finding:
    try:
        server = SmtpServer.parse(url)
    except MailUrlError as error:
        return Finding("bad", "unusable", {"reason": in_each_language(error)})
    about = {"host": server.host, "port": server.port}
    try:
        async with asyncio.timeout(seconds):
            await Mailer(server).reach()
    except TimeoutError:
        return Finding("bad", "silent", about)
    except MailPostponed as error:
        return Finding("bad", _why(error), {**about, "reason": str(error)})
    return Finding("good", "good", about)


_WHY: tuple[tuple[str, type[BaseException] | tuple[type[BaseException], ...]], ...] = (
    ("login", aiosmtplib.SMTPAuthenticationError),
    ("tls", ssl.SSLError),
    ("unknown", socket.gaierror),
    ("refused", ConnectionRefusedError),
    ("silent", (TimeoutError, aiosmtplib.SMTPTimeoutError)),
)


def _why(error: BaseException) -> str:
    """What stands behind the words of the library; `away` tells them as they are."""
    behind = [*_behind(error)]
    return next((code for code, kinds in _WHY if any(isinstance(each, kinds) for each in behind)), "away")


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


check = Check(_look, database=False)
