"""What the owner of an account is told of it, whoever did it: so that they notice what they have not done. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.platform.statement import Statement

NoticeAct = Literal[
    "password_changed",
    "password_set",
    "password_reset",
    "logins_changed",
    "second_factor_on",
    "second_factor_off",
    "second_factor_taken",
    "recovery_codes_made",
    "recovery_code_used",
    "new_device",
    "session_ended",
]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something happened to the account of a person. `by` is somebody else who did it; None: they, or the machine.

    `data` has what the words need: address, device, count, and `before`, the mail address until now.
    """

    act: NoticeAct
    person: UUID
    at: datetime
    by: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


Tell = Callable[[Notice], Sequence[Statement]]
"""What tells the person, for the transaction of the act."""


def tell_nobody(_notice: Notice) -> Sequence[Statement]:
    """Where nobody has said how people are told."""
    return ()


def other_than(person: UUID, by: Caller | None) -> UUID | None:
    """Who did it, where it was not the person."""
    return None if by is None or by.person_id == person else by.person_id
