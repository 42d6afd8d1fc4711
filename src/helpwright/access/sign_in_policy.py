"""What the organization asks of whoever signs in: how long a password is, and who needs a second step. Pure.

Kept as one setting; a request learns it with its session, in the same statement.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from helpwright.access.passwords import SHORTEST

SETTING: Final = "sign_in"
EVERYBODY: Final = "everybody"
Due = Literal["password_due", "second_factor_due"]
"""What somebody must do before anything else; also the code of the refusal."""


@dataclass(frozen=True, slots=True)
class SignInPolicy:
    """`second_factor_for`: system roles, roles as `app.role`, or `everybody`."""

    shortest: int = SHORTEST
    second_factor_for: frozenset[str] = frozenset()

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> "SignInPolicy":
        """From the setting; what is not set is as at first."""
        found = stored or {}
        return cls(int(found.get("shortest", SHORTEST)), frozenset(found.get("second_factor_for", ())))

    def to_json(self) -> dict[str, Any]:
        """As the setting keeps it."""
        return {"shortest": self.shortest, "second_factor_for": sorted(self.second_factor_for)}

    def wants_second_factor(self, held: Iterable[str]) -> bool:
        """Whether somebody with these roles needs the second step."""
        return EVERYBODY in self.second_factor_for or not self.second_factor_for.isdisjoint(held)


def due_of(policy: SignInPolicy, held: Iterable[str], *, password_due: bool, has_second_factor: bool) -> Due | None:
    """What must be done first: a password of one's own, then the second step that one's roles need."""
    if password_due:
        return "password_due"
    if not has_second_factor and policy.wants_second_factor(held):
        return "second_factor_due"
    return None
