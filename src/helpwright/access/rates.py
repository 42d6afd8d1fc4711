"""How often something may be asked within a minute, from one address or with one key. Pure.

A process counts in memory and costs a request no round trip; what it has counted is added up in PostgreSQL once a
second (`operations/rates`), and comes back as the sum of all processes: so a limit holds across them within a second.

A key counts by itself, wherever it comes from, once it has been found in a minute to open something; a process that has
never seen it open anything counts who comes with it by address, as one who tries keys and as one who has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address
from types import MappingProxyType
from typing import Final, Literal, get_args

from helpwright.access.client_address import counted_as

Kind = Literal["submissions", "links", "public", "sign-in", "keys"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
SETTING: Final = "request_limits"
WINDOW_SECONDS: Final = 60
# Many customers share one address behind an office router or a phone company's network.
DEFAULTS: Final[Mapping[Kind, int]] = MappingProxyType(
    {"submissions": 120, "links": 600, "public": 600, "sign-in": 60, "keys": 1_200}
)
LOWEST: Final = 5
HIGHEST: Final = 1_000_000
# What comes from this machine itself is a program of its owner, such as a measurement or a check.
_THIS_MACHINE: Final = 1_000
_MOST_SUBJECTS: Final = 50_000
_SIGN_IN: Final = frozenset(
    {"/api/v1/session", "/api/v1/account/forgotten", "/api/v1/account/link", "/api/v1/account/link/password"}
)
_PUBLIC: Final = "/api/v1/public/"
PAGES: Final = ("/b/", "/u/")
"""Pages that are made anew for each look: public dashboards, and where one wants no more mails."""


def kind_of(method: str, path: str) -> Kind | None:
    """Which limit a request without a key falls under; None for those of people who are signed in."""
    if path.startswith(PAGES):
        return "links"
    if path.startswith(_PUBLIC):
        rest = path[len(_PUBLIC) :]
        if rest.startswith("forms/"):
            return "submissions" if method == "POST" and rest.endswith("/submissions") else "public"
        return "links"
    return "sign-in" if method == "POST" and path in _SIGN_IN else None


@lru_cache(maxsize=4096)
def subject_of(address: str) -> tuple[str, bool]:
    """Under which name an address is counted, and whether it is this machine."""
    try:
        own = ip_address(address).is_loopback
    except ValueError:
        own = False
    return counted_as(address), own


@dataclass(frozen=True, slots=True)
class Verdict:
    """`left` requests of `most` may follow within `reset` seconds; `allowed` says whether this one may."""

    kind: Kind
    most: int
    left: int
    reset: int
    allowed: bool


def read_limits(stored: Mapping[str, int] | None) -> dict[str, int]:
    """The limits as set, the others as at first."""
    found = stored or {}
    return {kind: int(found.get(kind, most)) for kind, most in DEFAULTS.items()}


class Rates:
    """Counts of one process for the present minute."""

    def __init__(self) -> None:
        self.limits = read_limits(None)
        self.minute = 0
        self._known: dict[str, int] = {}
        self._fresh: dict[str, int] = {}
        self._keys: set[str] = set()
        self._familiar: set[str] = set()

    def knows(self, key: str, now: datetime) -> bool:
        """Whether `learn_key` named that key within this minute."""
        self._turn(now)
        return key in self._keys

    def familiar(self, key: str) -> bool:
        """Whether it has opened something at all: who guesses from the same address uses up nothing of it."""
        return key in self._familiar

    def learn_key(self, key: str) -> None:
        """It opens something."""
        self._keys.add(key)
        self._familiar.add(key)

    def forget_key(self, key: str) -> None:
        """It opens nothing any more."""
        self._familiar.discard(key)

    def ask(self, kind: Kind, subject: str, now: datetime, *, own: bool = False) -> Verdict:
        """Count one request; refused ones are not counted."""
        seconds = self._turn(now)
        most = self.limits[kind] * (_THIS_MACHINE if own else 1)
        name = f"{kind}:{subject}"
        asked = self._known.get(name, 0) + self._fresh.get(name, 0)
        reset = WINDOW_SECONDS - seconds % WINDOW_SECONDS
        if asked >= most:
            return Verdict(kind, most, 0, reset, allowed=False)
        self._fresh[name] = self._fresh.get(name, 0) + 1
        return Verdict(kind, most, most - asked - 1, reset, allowed=True)

    def _turn(self, now: datetime) -> int:
        seconds = int(now.timestamp())
        minute = seconds // WINDOW_SECONDS
        if minute != self.minute:
            self.minute, self._known, self._fresh, self._keys = minute, {}, {}, set()
        return seconds

    def take(self) -> dict[str, int]:
        """What is to be added up; it goes on counting here meanwhile."""
        taken, self._fresh = self._fresh, {}
        if len(self._known) > _MOST_SUBJECTS:
            self._known = {}
        for name, count in taken.items():
            self._known[name] = self._known.get(name, 0) + count
        return taken

    def learn(self, minute: int, totals: Mapping[str, int]) -> None:
        """The sums of all processes."""
        if minute == self.minute:
            self._known.update(totals)
