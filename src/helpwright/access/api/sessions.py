"""How sessions are shown."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from helpwright.access.device import browser_of, is_phone, system_of
from helpwright.platform.database import Row


class SessionEntry(BaseModel):
    """An open session. `browser` and `system` are empty where the device has not said; `current` is the asking one."""

    id: UUID
    browser: str | None
    system: str | None
    phone: bool
    address: str | None
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool

    @classmethod
    def of(cls, row: Row, current: bytes | None = None) -> "SessionEntry":
        """A row of `session_store.sessions_of`; `current` is the hash of the session that asks."""
        words = row["device"]
        return cls(
            id=row["id"],
            browser=browser_of(words),
            system=system_of(words),
            phone=is_phone(words),
            address=row["last_address"],
            created_at=row["created_at"],
            last_seen_at=row["last_seen_at"],
            expires_at=row["expires_at"],
            current=bytes(row["token_hash"]) == current,
        )


class Sessions(BaseModel):
    """Open sessions, the last used first."""

    items: list[SessionEntry]


class Ended(BaseModel):
    """How many sessions were ended."""

    ended: int
