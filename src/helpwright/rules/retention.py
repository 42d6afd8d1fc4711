"""How long the log of runs is kept: 90 days, and of each rule the newest 100,000."""

from datetime import datetime, timedelta
from typing import Final

from helpwright.platform.database import Database
from helpwright.rules.store import forget

KEPT: Final = timedelta(days=90)
MOST: Final = 100_000
_BATCH: Final = 1_000


async def forget_runs(database: Database, now: datetime, *, kept: timedelta = KEPT, most: int = MOST) -> int:
    """Delete ended runs that are older or beyond the newest of their rule, some at a time; how many."""
    deleted = 0
    while True:
        rows = await database.write(forget(now - kept, most, _BATCH))
        found = sum(len(each) for each in rows)
        deleted += found
        if not found:
            return deleted
