"""The mail server: it lets us in. Nothing is sent."""

from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.platform.mail import Mailer, MailPostponed, MailUrlError, SmtpServer


async def _look(scene: Scene) -> Finding:
    url = scene.environment.smtp_url
    if url is None:
        return Finding("note", "none")
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
