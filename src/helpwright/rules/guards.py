"""What keeps rules from running in circles. Pure: a chain is the runs that led to an event, as `rule@record`."""

from collections.abc import Sequence
from typing import Final, Literal, get_args
from uuid import UUID

DEEPEST: Final = 8
MOST_A_MINUTE: Final = 50

Stop = Literal["reentered", "too_deep", "breaker"]
STOPS: Final = frozenset[str](get_args(Stop))
Chain = tuple[str, ...]


def link(rule: str, record_id: UUID) -> str:
    """A run's place in a chain."""
    return f"{rule}@{record_id}"


def continued(chain: Sequence[str], rule: str, record_id: UUID) -> Chain:
    """The chain of what a run brings about."""
    return (*chain, link(rule, record_id))


def stopped_by(chain: Sequence[str], rule: str, record_id: UUID, in_last_minute: int) -> Stop | None:
    """Why the run must not be, if it must not: `in_last_minute` counts the runs of the record in that time."""
    if link(rule, record_id) in chain:
        return "reentered"
    if len(chain) >= DEEPEST:
        return "too_deep"
    return "breaker" if in_last_minute >= MOST_A_MINUTE else None
