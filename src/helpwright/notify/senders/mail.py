"""邮件: through the SMTP server of the environment."""

import hashlib

from helpwright.kernel.clock import Clock
from helpwright.notify.model import Envelope, Identity, Postponed, Refused
from helpwright.notify.sender import Delivery, Opening, Sender
from helpwright.platform.mail import (
    Mail,
    Mailer,
    MailPostponed,
    MailRefused,
    SmtpServer,
    clean_address,
    mail_domain,
)


class MailDelivery:
    """Mails in the organization's name."""

    def __init__(self, server: SmtpServer, clock: Clock) -> None:
        self._server = server
        self._mailer = Mailer(server)
        self._clock = clock

    def reference(self, key: str, identity: Identity) -> str:
        """A Message-ID (RFC 5322, 3.6.4) that says nothing about the machine."""
        digest = hashlib.sha256(key.encode()).hexdigest()[:40]
        return f"<{digest}@{mail_domain(identity.public_url, self._server.sender)}>"

    async def deliver(self, envelope: Envelope, identity: Identity) -> None:
        """Send one mail."""
        domain = mail_domain(identity.public_url, None)
        mail = Mail(
            message_id=envelope.message_id,
            sender=self._server.sender or f"no-reply@{domain}",
            sender_name=self._server.name or identity.company,
            recipient=envelope.recipient,
            subject=envelope.subject,
            text=envelope.text,
            at=self._clock.now(),
            letter=envelope.letter,
        )
        try:
            await self._mailer.send(mail)
        except MailRefused as error:
            raise Refused(str(error)) from error
        except MailPostponed as error:
            raise Postponed(str(error), unreachable=error.unreachable, uncertain=error.uncertain) from error

    async def close(self) -> None:
        """Close the standing connections."""
        await self._mailer.close()


def _open(opening: Opening) -> Delivery | None:
    if opening.environment.smtp_url is None:
        return None
    return MailDelivery(SmtpServer.parse(opening.environment.smtp_url), opening.clock)


sender = Sender(clean=clean_address, open=_open)
