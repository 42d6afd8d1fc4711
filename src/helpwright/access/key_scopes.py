"""What an API key allows, as written: `read`, `write`, `read:app`, `write:app.form`, `admin:part`. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

Verb = Literal["read", "write"]

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class KeyScopes:
    """`read` and `write` hold names `app` or `app.key`, or `*` for everything; `admin` parts of the administration.

    Who may write may read the same.
    """

    read: frozenset[str]
    write: frozenset[str]
    admin: frozenset[str]

    def allows(self, verb: Verb, name: str) -> bool:
        """Whether `app.key` is reached."""
        reached = self.write if verb == "write" else self.read | self.write
        return not reached.isdisjoint({"*", name, name.partition(".")[0]})

    @property
    def writes(self) -> bool:
        """Whether the key is for anything but reading records."""
        return bool(self.write or self.admin)


def read_scopes(texts: Iterable[str], parts: Collection[str]) -> KeyScopes:
    """The scopes of the texts. Raises ValueError with the text that is none; `parts` are those there are."""
    found: dict[str, set[str]] = {"read": set(), "write": set(), "admin": set()}
    for text in texts:
        verb, colon, name = text.partition(":")
        if verb not in found or len(text) > _LONGEST or (colon and not _named(name)):
            raise ValueError(text)
        if verb == "admin" and name not in parts:
            raise ValueError(text)
        found[verb].add(name or "*")
    return KeyScopes(frozenset(found["read"]), frozenset(found["write"]), frozenset(found["admin"]))


def _named(name: str) -> bool:
    app, dot, key = name.partition(".")
    return app.isidentifier() and (not dot or key.isidentifier())
