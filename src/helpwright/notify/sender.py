"""The kind "sender": one way of telling people, one file in `senders/` each, with the constant `sender`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from helpwright.kernel.clock import Clock
from helpwright.notify.model import Envelope, Identity
from helpwright.platform.settings import Environment


class Delivery(Protocol):
    """An open way, ready to deliver."""

    def reference(self, key: str, identity: Identity) -> str:
        """The id under which the other side will know the message; the same for the same key and identity."""
        ...

    async def deliver(self, envelope: Envelope, identity: Identity) -> None:
        """Hand the message over. Raises Refused or Postponed; ends within a minute."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True, slots=True)
class Sender:
    """One way. `clean` answers an address in the way's own form, None when it is none.

    `open` answers None when the way is not configured: its messages then rest in the trial outbox. It raises
    ValueError when the configuration cannot be understood.
    """

    clean: Callable[[str], str | None]
    open: Callable[[Environment, Clock], Delivery | None]
