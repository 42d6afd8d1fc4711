"""Seal the audit, and check that nobody has touched what is sealed."""

import asyncio
from pathlib import Path

import psycopg
import structlog

from helpwright.access import audit_store as store
from helpwright.access.sealing import START, Anchor, Check, anchor_file, read_anchor, seal, write_anchor
from helpwright.kernel.errors import Unavailable
from helpwright.platform.database import Database

log = structlog.get_logger(__name__)

_AT_ONCE = 1000
_EVERY_SECONDS = 1.0


async def seal_waiting(database: Database, data_dir: Path) -> int:
    """Chain what is not sealed yet, as far as it goes at once; how many entries. Nothing when another process does it.

    The anchor is written after the commit: should we end in between, it lags behind, which is no alarm.
    """
    async with database.transaction() as session:
        lock = await session.one(store.TRY_LOCK)
        if lock is None or not lock["mine"]:
            return 0
        rows = await session.all(store.unsealed(_AT_ONCE))
        if not rows:
            return 0
        last = await session.one(store.LAST)
        sealed = seal(START if last is None else Anchor(last["seq"], bytes(last["hash"])), rows)
        await session.execute(store.save_seals(sealed))
    await asyncio.to_thread(write_anchor, anchor_file(data_dir), sealed[-1][1])
    return len(sealed)


async def keep_sealing(database: Database, data_dir: Path) -> None:
    """Seal every second until cancelled."""
    while True:
        try:
            while await seal_waiting(database, data_dir) == _AT_ONCE:
                pass
        except (Unavailable, psycopg.Error, OSError) as error:
            log.warning("audit_not_sealed", error=str(error))
        await asyncio.sleep(_EVERY_SECONDS)


async def verify(database: Database, data_dir: Path) -> tuple[Check, int]:
    """The chain from its beginning, held against the anchor; and how many entries wait to be sealed.

    Raises ValueError when the anchor file is none.
    """
    check = Check(await asyncio.to_thread(read_anchor, anchor_file(data_dir)))
    while check.problem is None:
        rows = await database.all(store.sealed_after(check.last.seq, _AT_ONCE))
        if not rows:
            check.end()
            break
        check.look(rows)
    waiting = await database.one(store.WAITING)
    return check, 0 if waiting is None else waiting["n"]
