"""The roll-ups that readers of this process know of."""

import time
from collections.abc import Sequence

from helpwright.platform.database import Database
from helpwright.query.rollup import Rollup
from helpwright.reports.rollups import store

FRESH_SECONDS = 15.0
"""So long a process may go on without asking which there are; they are kept longer than that after they retired."""


class Shelf:
    """Asks the database which roll-ups are ready, at most once in `fresh_seconds`."""

    def __init__(self, database: Database, fresh_seconds: float = FRESH_SECONDS) -> None:
        self._database = database
        self.fresh_seconds = fresh_seconds
        self._found: Sequence[Rollup] = ()
        self._asked: float | None = None

    async def ready(self) -> Sequence[Rollup]:
        """Those that may be read."""
        if self._asked is None or time.monotonic() - self._asked >= self.fresh_seconds:
            rows = await self._database.all(store.READY)
            self._found, self._asked = [store.to_rollup(row) for row in rows], time.monotonic()
        return self._found

    def forget(self) -> None:
        """One that was known is gone: ask anew."""
        self._asked = None
