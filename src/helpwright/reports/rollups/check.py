"""The nightly check: every roll-up is compared with the rows, and one that differs is made anew."""

import structlog

from helpwright.platform.database import Session, Statement
from helpwright.records.engine import RecordEngine
from helpwright.reports.rollups import months_store, store

log = structlog.get_logger(__name__)

NIGHT = range(2, 6)
"""Hours in which it may begin, on the organization's clock."""
_CLAIM = """INSERT INTO settings (name, value) VALUES ('rollups_checked', %(value)s)
ON CONFLICT (name) DO UPDATE SET value = excluded.value
    WHERE settings.value->'day' <> excluded.value->'day' RETURNING name"""
_TOLD = "UPDATE settings SET value = value || %(value)s WHERE name = 'rollups_checked'"


async def check_nightly(engine: RecordEngine) -> int | None:
    """Check once a night, whichever of several processes begins; how many differ, None when it is not time."""
    definitions = await engine.definitions.current()
    local = engine.clock.now().astimezone(definitions.zone)
    if local.hour not in NIGHT:
        return None
    claim = Statement(_CLAIM, {"value": {"day": local.date().isoformat()}})
    return await check_rollups(engine) if (await engine.database.write([claim]))[0] else None


async def check_rollups(engine: RecordEngine) -> int:
    """Count all rows again, one roll-up at a time, each as of one instant; how many differ."""
    found, rows = 0, await engine.database.all(store.READY)
    for row in rows:
        async with engine.database.transaction() as session:
            await session.execute(store.ONE_VIEW)
            found += await _check(session, engine, row["id"])
    told = {"value": {"checked": len(rows), "differing": found}}
    await engine.database.write([Statement(_TOLD, told)])
    return found


async def _check(session: Session, engine: RecordEngine, rollup_id: int) -> bool:
    row = await session.one(store.one(rollup_id))
    if row is None:
        return False
    rollup = store.to_rollup(row)
    asked = [store.differing(rollup, row["until"]), *([months_store.months_differing(rollup)] if rollup.months else [])]
    groups: int = sum([counted["n"] for each in asked for counted in await session.all(each)])
    if groups:
        log.error("rollup_differs", id=rollup_id, groups=groups)
        await session.execute(store.retire([rollup_id], engine.clock.now()))
    return groups > 0
