"""All ways of telling people."""

from collections.abc import Mapping

from helpwright.kernel.clock import Clock
from helpwright.kernel.registry import load
from helpwright.notify.sender import Delivery, Sender
from helpwright.platform.settings import Environment

SENDERS: Mapping[str, Sender] = load("sender", Sender, ["helpwright.notify.senders"])


def open_ways(environment: Environment, clock: Clock) -> dict[str, Delivery]:
    """The configured ways by name. Raises ValueError when a configuration cannot be understood."""
    opened = {name: sender.open(environment, clock) for name, sender in SENDERS.items()}
    return {name: delivery for name, delivery in opened.items() if delivery is not None}
