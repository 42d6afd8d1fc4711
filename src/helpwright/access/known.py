"""Who asked before: callers that a process keeps while the database says that nothing they are made of has changed.

What a caller is made of lies in many tables: the person, teams, roles, departments, the second step, the rules of
signing in, the definition epoch. Every transaction that changes any of it sets a **stamp** anew before it commits
(triggers `callers_changed`), to a value that there never was. So two statements that see the same stamp see the same
callers, in whichever process, before and after a crash or a restore. The session or key itself, with its end, is
read by every request, in the statement that reads the stamp.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from helpwright.access.model import OpenSession

MOST: Final = 1024
"""Sessions and keys that are kept in one process, the last used; about 2 KB each."""


@dataclass(slots=True)
class Known:
    """By the hash of the token: the session, and what the stamp, the row (`store.under`) and the address were."""

    most: int = MOST
    _kept: OrderedDict[bytes, tuple[Mapping[str, Any], OpenSession]] = field(default_factory=OrderedDict)

    def find(self, token_hash: bytes, under: Mapping[str, Any], address: str | None) -> OpenSession | None:
        """What was found under the very same."""
        kept = self._kept.get(token_hash)
        if kept is None:
            return None
        if kept[0] != under or kept[1].caller.address != address:
            del self._kept[token_hash]
            return None
        self._kept.move_to_end(token_hash)
        return kept[1]

    def keep(self, under: Mapping[str, Any], session: OpenSession) -> None:
        """Keep what was read by the same statement as `under`."""
        self._kept[session.token_hash] = (under, session)
        if len(self._kept) > self.most:
            self._kept.popitem(last=False)

    def forget(self, token_hash: bytes) -> None:
        """It opens nothing any more."""
        self._kept.pop(token_hash, None)
