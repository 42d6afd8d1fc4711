"""Messages of the runs of one transaction, put into the outbox together at its end."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from helpwright.notify.model import Draft
from helpwright.notify.outbox import Outbox
from helpwright.platform.database import Session


class Tray(Outbox):
    """An outbox that waits for `flush`: the round trips, and the jobs that send, are shared by many runs.

    What was put into a transaction that is rolled back is gone with it.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._waiting: WeakKeyDictionary[Session, list[Draft]] = WeakKeyDictionary()

    async def put(self, session: Session, drafts: Sequence[Draft]) -> None:
        """Keep them until the end of the session's transaction."""
        self._waiting.setdefault(session, []).extend(drafts)

    async def flush(self, session: Session) -> None:
        """Store what was put; before the transaction is committed."""
        await self._outbox.put(session, self._waiting.pop(session, []))
