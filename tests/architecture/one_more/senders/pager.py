"""传呼: short texts to a staff's pagers, which the test reads."""

from helpwright.notify.model import Envelope, Identity
from helpwright.notify.sender import Opening, Sender

SENT: list[tuple[str, str]] = []


class Pager:
    """Remembers what it was given."""

    def reference(self, key: str, identity: Identity) -> str:
        """The key itself."""
        del identity
        return key

    async def deliver(self, envelope: Envelope, identity: Identity) -> str | None:
        """Never fails."""
        del identity
        SENT.append((envelope.recipient, envelope.text))
        return None

    async def close(self) -> None:
        """Nothing is open."""


def _clean(text: str) -> str | None:
    return text.strip() or None


def _open(_opening: Opening) -> Pager:
    return Pager()


sender = Sender(clean=_clean, open=_open, address="email")
