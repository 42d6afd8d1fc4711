"""Links that set the password of an account: an invitation, or one for who has forgotten it. Pure.

A link is the random id of its row, signed with the secret key (decision 0089): the database alone opens no account.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal
from uuid import UUID

from helpwright.platform.secret_key import SecretKey
from helpwright.platform.statement import Statement

Kind = Literal["invitation", "reset"]
LASTS: Final[Mapping[Kind, timedelta]] = MappingProxyType(
    {"invitation": timedelta(hours=72), "reset": timedelta(hours=1)}
)
PATHS: Final[Mapping[Kind, str]] = MappingProxyType({"invitation": "/join/", "reset": "/reset/"})
MASK: Final = "••••••••"
"""What stands for the end of a link wherever it is kept or shown to others."""
_PURPOSE = "account-link"
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class LinkMail:
    """A link to be sent to its person. `base` is where they reach us, None: as it is configured; `by` who invites."""

    id: UUID
    kind: Kind
    person: UUID
    at: datetime
    base: str | None = None
    by: UUID | None = None


SendLink = Callable[[LinkMail], Sequence[Statement]]
"""What sends a link, for the transaction that makes it."""
MailReady = Callable[[], Awaitable[bool]]
"""Whether mails with links leave this house: a server is set up, and people know an address of ours."""


@dataclass(frozen=True, slots=True)
class MailState:
    """What became of the mail with a link: `queued`, `sending`, `sent`, `failed`, `skipped` or `trial`, and why.

    `trial` is a mail that was written where no server is set up.
    """

    state: str
    reason: str | None


ReadMailState = Callable[[UUID], Awaitable[MailState | None]]
"""By the id of the link; None while none was written, and where there is no address."""


async def no_mail_state(_link: UUID) -> MailState | None:
    """Where no mails go."""
    return None


def send_nothing(_mail: LinkMail) -> Sequence[Statement]:
    """Where nobody has said how links are sent."""
    return ()


async def no_mail() -> bool:
    """The same."""
    return False


def token_of(key: SecretKey, link: UUID) -> str:
    """The end of a link: the same for the same id."""
    return key.sign(_PURPOSE, link.bytes)


def read_token(key: SecretKey, token: str) -> UUID | None:
    """The id of a genuine token."""
    payload = key.verify(_PURPOSE, token)
    return UUID(bytes=payload) if payload is not None and len(payload) == _ID_BYTES else None


def masked(base: str, kind: Kind) -> str:
    """A link as it is kept."""
    return f"{base}{PATHS[kind]}{MASK}"


def unmasked(text: str, token: str) -> str:
    """The text with the link in it that opens."""
    for path in PATHS.values():
        text = text.replace(f"{path}{MASK}", f"{path}{token}")
    return text
