"""All ways of telling people."""

from collections.abc import Mapping

from helpwright.kernel.clock import Clock
from helpwright.kernel.registry import load
from helpwright.notify.sender import Delivery, Opening, Sender, WaySettings
from helpwright.platform.settings import Environment

SENDERS: Mapping[str, Sender] = load("sender", Sender, ["helpwright.notify.senders"])

WAYS = tuple(sorted(SENDERS, key=lambda way: SENDERS[way].rank))
"""Their names in the order in which they are offered."""


def open_ways(
    environment: Environment,
    clock: Clock,
    settings: Mapping[str, WaySettings] | None = None,
) -> dict[str, Delivery]:
    """The configured ways by name, once and for all. Raises ValueError when a configuration cannot be understood."""
    stored = settings or {}
    opened = {name: sender.open(Opening(environment, clock, stored.get(name))) for name, sender in SENDERS.items()}
    return {name: delivery for name, delivery in opened.items() if delivery is not None}
