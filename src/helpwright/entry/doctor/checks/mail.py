"""The mail server: it lets us in. Nothing is sent."""

from datetime import datetime, timedelta

from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.platform.mail import Mailer, MailPostponed, MailUrlError, SmtpServer

_FRESH = timedelta(minutes=5)
_greeted: dict[str, tuple[datetime, Finding]] = {}
"""What servers said last, so that a page that is left open does not knock every minute."""


async def _look(scene: Scene) -> Finding:
    url = scene.environment.smtp_url
    if url is None:
        return Finding("note", "none")
    at, said = _greeted.get(url, (None, None))
    if not scene.thorough and at is not None and said is not None and scene.now - at < _FRESH:
        return said
    found = await _greet(url)
    _greeted[url] = (scene.now, found)
    return found


async def _greet(url: str) -> Finding:
    try:
        server = SmtpServer.parse(url)
    except MailUrlError as error:
        return Finding("bad", "unusable", {"reason": str(error)})
    about = {"host": server.host, "port": server.port}
    try:
        await Mailer(server).reach()
    except MailPostponed as error:
        return Finding("bad", "away", {**about, "reason": str(error)})
    return Finding("good", "good", about)


check = Check(_look, database=False)
